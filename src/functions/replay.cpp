#include "functions/replay.h"

#include "base/json.h"
#include "functions/context.h"
#include "functions/outcome.h"

#include <fmt/format.h>

#include <algorithm>

namespace nsl::functions {
namespace {

// Errors that no code of the author's brings about.
constexpr std::string_view kFromOutside[] = {"worker_lost", "gateway_restarted", "unavailable"};

// Of the secret that was asked for.
std::string name_of(const JournalEntry& entry) {
  const auto arguments = json::parse(entry.arguments);
  const json::value* const name =
      arguments && arguments->is_object() ? arguments->get_object().if_contains("name") : nullptr;
  return name != nullptr && name->is_string() ? std::string(json::view(name->get_string())) : "";
}

// What the clock ended is not repeatable, so the clock has nothing to say here: this machine may be busier, or slower.
engine::Limits with_patience(engine::Limits limits) {
  constexpr int kTimes = 10;
  constexpr engine::Ceilings kCeilings;
  limits.cpu = std::max(limits.cpu, std::min(limits.cpu * kTimes, kCeilings.cpu));
  limits.wall = std::max(limits.wall, std::min(limits.wall * kTimes, kCeilings.wall));
  return limits;
}

}  // namespace

Status check_repeatable(const Execution& record) {
  const std::string id = record.id.text();
  if (!is_final(record.status)) return fail(ErrorCode::kConflict, fmt::format("execution {} has not ended yet", id));
  const std::string ended = record.error ? record.error->code : std::string(to_string(record.status));
  const bool by_itself =
      record.status == ExecutionStatus::kSucceeded || record.status == ExecutionStatus::kMemoryExceeded ||
      (record.status == ExecutionStatus::kFailed && std::ranges::find(kFromOutside, ended) == std::end(kFromOutside));
  // What failed before it was started has no seed.
  if (by_itself && !record.seed.empty()) return {};
  return fail(ErrorCode::kConflict,
              fmt::format("execution {} did not end by itself ({}), so it cannot be repeated", id, ended));
}

Result<std::unique_ptr<Replay>> Replay::create(engine::WorkerPool& pool,
                                               std::shared_ptr<const engine::ImageSource> image, Execution record,
                                               Done done, const SecretValues& values) {
  const auto seed = from_hex(record.seed);
  if (!seed || seed->size() != engine::Seed{}.size()) {
    return fail(ErrorCode::kStorageFailed, fmt::format("the seed of {} is damaged", record.id.text()));
  }
  auto journal = Journal::parse(record.journal);
  if (!journal) {
    return fail(ErrorCode::kStorageFailed,
                fmt::format("the journal of {} is damaged: {}", record.id.text(), journal.error().message));
  }
  std::unique_ptr<Replay> replay(new Replay(pool, std::move(image), std::move(record), std::move(done)));
  std::ranges::copy(*seed, replay->seed_.begin());
  replay->journal_ = *std::move(journal);
  for (const JournalEntry& entry : replay->journal_.entries()) {
    if (entry.answer_order != 0) replay->answers_.push_back(&entry);
  }
  std::ranges::sort(replay->answers_, {}, &JournalEntry::answer_order);
  NSL_TRY_VOID(replay->take_values(values));
  return replay;
}

Status Replay::take_values(const SecretValues& values) {
  for (const JournalEntry& entry : journal_.entries()) {
    if (!entry.result_body_withheld) continue;
    auto value = values ? values(entry) : nullptr;
    if (!value) {
      return fail(ErrorCode::kSecretUnavailable, fmt::format("{} read the value of the secret {}, which is not in its "
                                                             "record; without it the replay would go another way",
                                                             record_.id.text(), name_of(entry)));
    }
    values_.emplace(entry.call, std::move(value));
  }
  return {};
}

Status Replay::start() {
  const std::string meta = context_of(record_, secrets_.token());
  NSL_TRY(number_, pool_.start({.image = image_,
                                .limits = with_patience(record_.limits),
                                .seed = seed_,
                                .now_ns = since_epoch_ns(record_.started_at),
                                .input = record_.input,
                                .meta = meta},
                               *this));
  return {};
}

void Replay::on_host_call(const engine::HostCall& call) {
  calls_made_ = call.number;
  if (call.number > journal_.entries().size()) {
    return differs(fmt::format("host call {} ({}) is not in the journal", call.number, call.name));
  }
  const JournalEntry& recorded = journal_.entries()[call.number - 1];
  // The arguments themselves stay in the journal: they may hold what only the function is meant to know.
  if (call.name != recorded.name) {
    return differs(fmt::format("host call {} is {}, in the journal it is {}", call.number, call.name, recorded.name));
  }
  const JournalEntry asked = Journal::asked(call, secrets_.scrubber());
  if (asked.arguments != recorded.arguments || asked.arguments_body != recorded.arguments_body) {
    return differs(fmt::format("host call {} ({}) has other arguments than in the journal", call.number, call.name));
  }
  answer_next();
}

// The VM runs until it can go no further after each answer, so the order of the answers alone decides what happens.
void Replay::answer_next() {
  while (answered_ < answers_.size() && answers_[answered_]->call <= calls_made_) {
    const JournalEntry& entry = *answers_[answered_++];
    ByteView body = entry.result_body;
    if (const auto value = values_.find(entry.call); value != values_.end()) {
      secrets_.learn({.name = name_of(entry), .hosts = {}, .value = value->second});
      body = value->second->view();
    }
    pool_.answer(
        number_,
        {.number = entry.call, .ok = entry.ok, .json = entry.result, .body = body, .now_ns = entry.answered_ns});
  }
}

void Replay::differs(std::string what) {
  if (result_.difference.empty()) result_.difference = std::move(what);
  pool_.cancel(number_, engine::Ending::kCancelled, "replay_differs", "The replay went another way than the record.");
}

void Replay::on_log(std::string_view level, std::int64_t time_ms, std::string_view text) {
  result_.logs.push_back({.time_ms = time_ms, .level = std::string(level), .message = std::string(text)});
  secrets_.scrubber().scrub(result_.logs.back().message);
}

void Replay::on_finished(engine::Outcome outcome) {
  without_secrets(secrets_, outcome);
  result_.status = status_of(outcome.ending);
  result_.output = std::move(outcome.output);
  result_.host_calls = calls_made_;
  if (result_.status != ExecutionStatus::kSucceeded) {
    result_.error = ExecutionError{std::move(outcome.code), std::move(outcome.message), std::move(outcome.stack)};
  }
  const auto compare = [this](bool same, std::string_view what) {
    if (!same && result_.difference.empty()) result_.difference = fmt::format("the {} differs from the record", what);
  };
  compare(result_.status == record_.status, "status");
  compare(result_.output == record_.output, "output");
  // The stack is left out: the one that is stored names the author's lines by the source map.
  compare(result_.error.has_value() == record_.error.has_value() &&
              (!record_.error ||
               (result_.error->code == record_.error->code && result_.error->message == record_.error->message)),
          "error");
  compare(std::ranges::equal(result_.logs, record_.logs,
                             [](const LogEntry& a, const LogEntry& b) {
                               return a.time_ms == b.time_ms && a.level == b.level && a.message == b.message;
                             }),
          "log");
  compare(calls_made_ == journal_.entries().size(), "number of host calls");
  // The callback may destroy this, so nothing of it is touched any more.
  Done done = std::move(done_);
  ReplayResult result = std::move(result_);
  done(std::move(result));
}

}  // namespace nsl::functions
