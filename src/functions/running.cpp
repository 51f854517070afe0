#include "functions/running.h"

#include "crypto/random.h"
#include "functions/context.h"
#include "functions/outcome.h"

#include <algorithm>

namespace nsl::functions {
Running::Running(Parts parts, std::shared_ptr<const Callable> callable, Execution execution, Done done)
    : parts_(parts), callable_(std::move(callable)), record_(std::move(execution)), done_(std::move(done)) {
  record_.function = callable_->function;
  record_.function_name = callable_->name;
  record_.version = callable_->version;
  record_.limits = callable_->settings.limits;
  record_.status = ExecutionStatus::kRunning;
}

Status Running::start() {
  started_ = parts_.clock.steady();
  record_.started_at = parts_.clock.wall();
  last_ns_ = since_epoch_ns(record_.started_at);
  const engine::Seed seed = crypto::random_seed();
  record_.seed = to_hex(seed);
  secrets_.emplace(record_.seed);
  const std::string meta = context_of(record_, secrets_->token());
  const auto started = parts_.pool.start({.image = callable_->image,
                                          .lane = std::hash<std::string_view>{}(callable_->owner),
                                          .urgency = record_.trigger == "async" ? engine::Urgency::kLater : engine::Urgency::kWaitedFor,
                                          .limits = record_.limits,
                                          .seed = seed,
                                          .now_ns = last_ns_,
                                          .input = record_.input,
                                          .meta = meta},
                                         *this);
  if (!started) return std::unexpected(started.error());
  number_ = *started;
  return {};
}

void Running::cancel() {
  parts_.pool.cancel(number_, engine::Ending::kCancelled, "cancelled", "The execution was cancelled.");
}

std::int64_t Running::now_ns() {
  last_ns_ = std::max(last_ns_, since_epoch_ns(parts_.clock.wall()));
  return last_ns_;
}

void Running::on_host_call(const engine::HostCall& call) {
  journal_.record_call(call, since_epoch_ns(parts_.clock.wall()), secrets_->scrubber());
  const Caller caller{.owner = callable_->owner,
                      .function = *callable_,
                      .execution = record_.id,
                      .deadline = started_ + record_.limits.wall,
                      .secrets = *secrets_,
                      .trace = record_.trace};
  const std::uint32_t number = call.number;
  calls_[number] =
      parts_.broker.call(caller, call, [this, number](Broker::Answer given) { answer(number, std::move(given)); });
}

void Running::answer(std::uint32_t call, Broker::Answer answer) {
  const ByteView body = answer.secret_body ? answer.secret_body->view() : as_bytes(answer.body);
  const engine::HostAnswer sent{.number = call, .ok = answer.ok, .json = answer.json, .body = body, .now_ns = now_ns()};
  journal_.record_answer(sent, answer.secret_body ? Journal::Body::kWithheld : Journal::Body::kRecorded);
  parts_.pool.answer(number_, sent);
  calls_.erase(call);
}

void Running::on_log(std::string_view level, std::int64_t time_ms, std::string_view text) {
  // The engine keeps the limit already; this one is for an engine that was taken over.
  log_bytes_ += text.size();
  if (log_bytes_ > record_.limits.logs.bytes) return;
  record_.logs.push_back({.time_ms = time_ms, .level = std::string(level), .message = std::string(text)});
  secrets_->scrubber().scrub(record_.logs.back().message);
  if (parts_.logs.anyone_follows(record_.function)) {
    parts_.logs.publish(record_.function,
                        {.execution = record_.id, .version = record_.version, .entry = record_.logs.back()});
  }
}

void Running::on_finished(engine::Outcome outcome) {
  calls_.clear();
  record_.finished_at = parts_.clock.wall();
  record_.usage = outcome.usage;
  record_.usage.wall = std::chrono::duration_cast<std::chrono::microseconds>(parts_.clock.steady() - started_);
  record_.logs_dropped = outcome.logs_dropped;
  record_.journal = journal_.to_json();
  if (callable_->source_map)
    outcome.stack = callable_->source_map->map_stack(outcome.stack, callable_->image->file_name);
  without_secrets(*secrets_, outcome);
  record_.status = status_of(outcome.ending);
  if (record_.status == ExecutionStatus::kSucceeded) record_.output = std::move(outcome.output);
  else record_.error = ExecutionError{std::move(outcome.code), std::move(outcome.message), std::move(outcome.stack)};
  // The callback may destroy this, so nothing of it is touched any more.
  Done done = std::move(done_);
  Execution record = std::move(record_);
  done(std::move(record));
}

}  // namespace nsl::functions
