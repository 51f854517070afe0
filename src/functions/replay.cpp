#include "functions/replay.h"

#include "functions/context.h"
#include "functions/outcome.h"

#include <fmt/format.h>

#include <algorithm>

namespace nsl::functions {

Result<std::unique_ptr<Replay>> Replay::create(engine::WorkerPool& pool, std::shared_ptr<const engine::ImageSource> image,
                                               Execution record, Done done) {
  const auto seed = from_hex(record.seed);
  if (!seed || seed->size() != engine::Seed{}.size()) {
    return fail(ErrorCode::kInvalidArgument, fmt::format("the seed of {} is damaged", record.id.text()));
  }
  NSL_TRY(Journal journal, Journal::parse(record.journal));
  std::unique_ptr<Replay> replay(new Replay(pool, std::move(image), std::move(record), std::move(done)));
  std::ranges::copy(*seed, replay->seed_.begin());
  replay->journal_ = std::move(journal);
  for (const JournalEntry& entry : replay->journal_.entries()) {
    if (entry.answer_order != 0) replay->answers_.push_back(&entry);
  }
  std::ranges::sort(replay->answers_, {}, &JournalEntry::answer_order);
  return replay;
}

Status Replay::start() {
  const std::string meta = context_of(record_);
  NSL_TRY(number_, pool_.start({.image = image_,
                                .limits = record_.limits,
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
  if (call.name != recorded.name || call.arguments != recorded.arguments ||
      !std::ranges::equal(call.body, recorded.arguments_body)) {
    return differs(fmt::format("host call {} asks {} {}, the journal says {} {}", call.number, call.name, call.arguments,
                               recorded.name, recorded.arguments));
  }
  answer_next();
}

// The VM runs until it can go no further after each answer, so the order of the answers alone decides what happens.
void Replay::answer_next() {
  while (answered_ < answers_.size() && answers_[answered_]->call <= calls_made_) {
    const JournalEntry& entry = *answers_[answered_++];
    pool_.answer(number_, {.number = entry.call, .ok = entry.ok, .json = entry.result, .body = entry.result_body,
                           .now_ns = entry.answered_ns});
  }
}

void Replay::differs(std::string what) {
  if (result_.difference.empty()) result_.difference = std::move(what);
  pool_.cancel(number_, engine::Ending::kCancelled, "replay_differs", "The replay went another way than the record.");
}

void Replay::on_log(std::string_view level, std::int64_t time_ms, std::string_view text) {
  result_.logs.push_back({.time_ms = time_ms, .level = std::string(level), .message = std::string(text)});
}

void Replay::on_finished(engine::Outcome outcome) {
  result_.status = status_of(outcome.ending);
  result_.output = std::move(outcome.output);
  if (result_.status != ExecutionStatus::kSucceeded) result_.error = fmt::format("{}: {}", outcome.code, outcome.message);
  const auto compare = [this](bool same, std::string_view what) {
    if (!same && result_.difference.empty()) result_.difference = fmt::format("the {} differs from the record", what);
  };
  compare(result_.status == record_.status, "status");
  compare(result_.output == record_.output, "output");
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
