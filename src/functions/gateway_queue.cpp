// Asynchronous executions: in the database before they are acknowledged, taken from there in turns.

#include "base/log.h"
#include "functions/gateway.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace nsl::functions {
namespace {

constexpr std::chrono::seconds kClaimRetry{1};  // after the database failed

}  // namespace

void Gateway::enqueue(Execution execution, std::string key, InvokeDone done) {
  auto shared = std::make_shared<InvokeDone>(std::move(done));
  const bool submitted = blocking([this, execution = std::move(execution), key = std::move(key), shared]() mutable {
    std::optional<Execution> earlier;
    Status stored;
    if (key.empty()) {
      stored = parts_.store.insert(execution);
    } else {
      const std::string_view whole = key;  // see run_keyed()
      auto result = parts_.store.insert_keyed(execution, {.name = whole.substr(64), .request_hash = whole.substr(0, 64)});
      if (result) earlier = *std::move(result);
      else stored = std::unexpected(std::move(result).error());
    }
    parts_.loop.post([this, shared, stored, execution = std::move(execution), earlier = std::move(earlier)]() mutable {
      if (!stored) return (*shared)(std::unexpected(stored.error()));
      if (earlier) return (*shared)(Invoked{.execution = *std::move(earlier), .replayed = true});
      turns_.queued(execution.owner);
      (*shared)(Invoked{.execution = std::move(execution)});
      pump();
    });
  });
  if (!submitted) (*shared)(fail(ErrorCode::kUnavailable, "too many requests wait for the database; try again in a moment"));
}

// Takes queued executions while there is room for them. One look at the database at a time.
void Gateway::pump() {
  if (draining_ || pumping_ || turns_.running() >= options_.asynchronous_max) return;
  auto shares = turns_.take(static_cast<std::uint32_t>(options_.asynchronous_max - turns_.running()), [this](std::string_view owner) {
    return parts_.accounting == nullptr ? std::numeric_limits<std::uint32_t>::max() : parts_.accounting->room(owner);
  });
  if (!shares.empty()) claim(std::move(shares));
}

void Gateway::claim(std::vector<Share> shares) {
  pumping_ = true;
  const auto whole = std::make_shared<const std::vector<Share>>(std::move(shares));  // shared with the task, which may be refused
  const auto put_back = [this](const std::vector<Share>& all) {
    for (const Share& share : all) turns_.put_back(share);
    pumping_ = false;
    pump_later();
  };
  const bool submitted = blocking([this, whole, put_back] {
    auto claimed = parts_.store.claim_queued(*whole);
    parts_.loop.post([this, whole, put_back, claimed = std::move(claimed)]() mutable {
      if (!claimed) {
        log::error("the queue of executions cannot be read", {{"reason", claimed.error().message}});
        return put_back(*whole);
      }
      pumping_ = false;
      for (const Share& share : *whole) {
        turns_.claimed(share, static_cast<std::uint32_t>(std::ranges::count(*claimed, share.owner, &Execution::owner)));
      }
      for (Execution& execution : *claimed) run_queued(std::move(execution));
      pump();  // some owners had less than their share, perhaps
    });
  });
  if (!submitted) put_back(*whole);
}

void Gateway::pump_later() {
  pump_timer_ = parts_.loop.after(kClaimRetry, [this] { pump(); });
}

void Gateway::run_queued(Execution execution) {
  const std::string owner = execution.owner;
  if (parts_.accounting != nullptr) parts_.accounting->started(owner);
  const std::string name = execution.function_name;
  const std::uint32_t version = execution.version;
  with_callable({owner, name}, version, [this, execution = std::move(execution)](auto callable) mutable {
    const auto end_as = [&](ExecutionStatus status, const Error& error) {
      execution.status = status;
      execution.error = ExecutionError{std::string(info(error.code).name), error.message, {}};
      execution.started_at = execution.finished_at = parts_.clock.wall();
      if (parts_.accounting != nullptr) parts_.accounting->ended(execution.owner, {});
      asynchronous_ended(std::move(execution));
    };
    const auto end_as_failed = [&](const Error& error) { end_as(ExecutionStatus::kFailed, error); };
    if (cancel_at_start_.erase(execution.id) != 0) {
      return end_as(ExecutionStatus::kCancelled, {ErrorCode::kCancelled, "The execution was cancelled.", {}});
    }
    if (!callable) return end_as_failed(callable.error());
    if ((*callable)->function != execution.function) {
      return end_as_failed({ErrorCode::kFunctionNotFound, fmt::format("the function {} was deleted before this execution began", execution.function_name), {}});
    }
    Execution copy = execution;
    const Status started = run(*callable, std::move(copy), [this](Execution ended_execution) { asynchronous_ended(std::move(ended_execution)); });
    if (!started) end_as_failed(started.error());
  });
}

void Gateway::asynchronous_ended(Execution execution) {
  turns_.ended(execution.owner);
  // Nothing outside has happened yet, so it may begin again.
  const bool again = execution.error && execution.error->code == "worker_lost" && execution.usage.host_calls == 0 &&
                     execution.journal.empty() && execution.attempts < ExecutionStore::kAttemptsMax;
  if (again) {
    log::warn("execution queued again", {{"execution", execution.id.text()}, {"attempts", execution.attempts}});
    execution.status = ExecutionStatus::kQueued;
    execution.error.reset();
    execution.logs.clear();
  }
  std::string owner = execution.owner;
  parts_.recorder.push(std::move(execution));
  if (!again) return pump();
  blocking([this, owner = std::move(owner)]() mutable {
    [[maybe_unused]] const Status written = parts_.recorder.flush(std::chrono::seconds(5));
    parts_.loop.post([this, owner = std::move(owner)] {
      turns_.queued(owner);
      pump();
    });
  });
}

Status Gateway::recover() {
  NSL_TRY(const ExecutionStore::Recovered recovered, parts_.store.recover());
  if (recovered.queued_again + recovered.failed > 0) {
    log::info("executions of an earlier process taken up", {{"queued_again", recovered.queued_again}, {"failed", recovered.failed}});
  }
  NSL_TRY(auto owners, parts_.store.queued_owners());
  parts_.loop.post([this, owners = std::move(owners)] {
    for (const std::string& owner : owners) turns_.queued(owner);
    pump();
  });
  return {};
}

void Gateway::drain(EventLoop::Task done) {
  draining_ = true;
  on_drained_ = std::move(done);
  if (idle() && on_drained_) std::exchange(on_drained_, nullptr)();
}

}  // namespace nsl::functions
