// WorkerPool: workers that end, that do not answer, and that have others wait behind a long computation.

#include "base/log.h"
#include "engine/in_flight.h"

#include <fmt/format.h>

#include <algorithm>

namespace nsl::engine {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds kTick{10};
constexpr unsigned kTicksPerScan = 10;  // executions are looked at for their deadlines ten times a second
// A worker that computes the same thing for so long, or that has said nothing for so long, is busy: nobody waits behind it.
constexpr milliseconds kBusy{20};
// A build takes two seconds at most (BuildLimits), so a worker that was silent so long while it had one to do is stuck.
constexpr seconds kBuildSilence{30};
constexpr seconds kSurplusIdle{30};     // how long a worker beyond the usual number may idle
// An execution that was sent to three workers which all ended is itself the likely reason.
constexpr unsigned kStartsMax = 3;
constexpr milliseconds kRestartDelay{100};  // doubled with each worker that ends before it is ready, up to
constexpr milliseconds kRestartDelayMax{10'000};

Outcome lost() {
  Outcome outcome;
  outcome.code = "worker_lost";
  outcome.message = "The sandbox worker ended while the function ran. Other executions go on.";
  return outcome;
}

}  // namespace

bool WorkerPool::is_busy(const WorkerLink& worker, SteadyTime now) const {
  if (worker.working_on() != 0 && worker.working_on() == worker.seen_working_on && now - worker.working_since > kBusy) return true;
  return !worker.unheard.empty() && now - worker.heard_at > kBusy;
}

// The worker has this execution no longer.
void WorkerPool::release(WorkerLink& worker, InFlight& execution) {
  if (!execution.begun) unqueue(worker, execution);
  execution.worker = nullptr;
  --worker.executions;
}

// The worker shall not have this execution any more. If it has begun meanwhile it is stopped, and what it says is not
// listened to.
void WorkerPool::take_from(WorkerLink& worker, InFlight& execution) {
  release(worker, execution);
  worker.withdrawn.insert(execution.number);
  worker.send(WithdrawMessage{.execution = execution.number});
  worker.stop_computing(execution.number);
}

void WorkerPool::drop_input(InFlight& execution) {
  queued_bytes_ -= execution.input.size() + execution.meta.size();
  std::string().swap(execution.input);
  std::string().swap(execution.meta);
}

// --- ends ----------------------------------------------------------------------------------------------------------

void WorkerPool::give_up(WorkerLink& worker, std::string_view reason) {
  log::error("sandbox worker given up", {{"pid", worker.pid()}, {"reason", reason}});
  worker.dead = true;
}

void WorkerPool::remove_dead() {
  const auto is_dead = [](const auto& worker) { return worker->dead; };
  for (auto at = std::ranges::find_if(workers_, is_dead); at != workers_.end(); at = std::ranges::find_if(workers_, is_dead)) {
    std::unique_ptr<WorkerLink> worker = std::move(*at);
    workers_.erase(at);  // out of the list first: what follows may start executions
    bury(std::move(worker));
  }
}

void WorkerPool::bury(std::unique_ptr<WorkerLink> worker) {
  ++restarts_;
  log::warn("sandbox worker ended", {{"pid", worker->pid()}, {"ending", worker->ending()}, {"executions", worker->executions}});
  const SteadyTime now = options_.clock->steady();
  restart_at_ = now;
  if (!worker->ready) restart_at_ += std::min(kRestartDelayMax, kRestartDelay * (1 << std::min(failed_starts_++, 10u)));
  replace_missing(now);

  std::vector<ExecutionNumber> failed;
  for (const auto& [number, execution] : executions_) {
    if (execution->worker != worker.get()) continue;
    execution->worker = nullptr;
    // What it computed may be what ended it.
    if (execution->begun || worker->working_on() == number || execution->starts >= kStartsMax) failed.push_back(number);
    else wait(*execution);
  }
  std::vector<BuildDone> builds_failed;
  for (auto build = builds_.begin(); build != builds_.end();) {
    WorkerLink* other = build->second.worker;
    if (other == worker.get()) other = worker->working_on() == (kBuilding | build->first) ? nullptr : least_busy(nullptr);
    if (other == nullptr) {
      builds_failed.push_back(std::move(build->second.done));
      build = builds_.erase(build);
      continue;
    }
    if (std::exchange(build->second.worker, other) != other) {
      send_build(*other, *build->second.source);
      ++other->builds;
    }
    ++build;
  }
  // From here on others are called, who may call back.
  for (BuildDone& done : builds_failed) {
    done(std::unexpected(BuildFailure{"worker_lost", "The sandbox worker ended while it compiled the code.", ""}));
  }
  for (const ExecutionNumber number : failed) {
    if (executions_.contains(number)) finish(number, lost());
  }
  dispatch();
  arm_tick();
}

void WorkerPool::replace_missing(SteadyTime now) {
  while (workers_.size() < options_.workers && now >= restart_at_) {
    if (const auto added = add_worker(); !added) {
      log::error("sandbox worker not replaced", {{"reason", added.error().message}});
      restart_at_ = now + kRestartDelayMax;
    }
  }
}

// --- from time to time -----------------------------------------------------------------------------------------------

void WorkerPool::arm_tick() {
  if (tick_timer_) return;
  tick_timer_ = loop_.after(kTick, [this] {
    tick_timer_.reset();
    tick();
    if (!executions_.empty() || !builds_.empty() || workers_.size() != options_.workers) arm_tick();
  });
}

void WorkerPool::tick() {
  const SteadyTime now = options_.clock->steady();
  watch_workers(now);
  if (++ticks_ % kTicksPerScan == 0) {
    end_overdue(now);
    end_surplus(now);
    replace_missing(now);
  }
  remove_dead();
  dispatch();
}

void WorkerPool::watch_workers(SteadyTime now) {
  for (const auto& worker : workers_) {
    if (const std::uint64_t work = worker->working_on(); work != worker->seen_working_on) {
      worker->seen_working_on = work;
      worker->working_since = now;
    }
  }
  // By index of a copy: relieving may add a worker.
  std::vector<WorkerLink*> busy;
  for (const auto& worker : workers_) {
    if (worker->ready && is_busy(*worker, now)) busy.push_back(worker.get());
  }
  for (WorkerLink* const worker : busy) relieve(*worker);
  make_room(now);
}

void WorkerPool::end_overdue(SteadyTime now) {
  std::vector<ExecutionNumber> overdue;
  for (const auto& [number, execution] : executions_) {
    if (execution->stop) {
      if (now > execution->stop->deadline && execution->worker != nullptr) give_up(*execution->worker, "it did not end an execution in time");
    } else if (now > execution->deadline) {
      overdue.push_back(number);
    }
  }
  for (const ExecutionNumber number : overdue) {
    const auto found = executions_.find(number);
    if (found == executions_.end()) continue;
    cancel(number, Ending::kTimedOut, "wall_exceeded",
           fmt::format("The function did not end within its wall time limit of {}.", to_string(found->second->limits.wall)));
  }
  for (const auto& worker : workers_) {
    const std::uint64_t work = worker->working_on();
    const bool executes = work != 0 && (work & kBuilding) == 0;
    if (worker->builds > 0 && !executes && now - worker->heard_at > kBuildSilence) give_up(*worker, "it does not compile");
  }
}

// Who takes over what waits behind a busy worker: one that is free, or one more.
WorkerLink* WorkerPool::relief_for(const WorkerLink& worker) {
  WorkerLink* const other = least_busy(nullptr, &worker);
  if (other != nullptr && other->ready && other->long_ahead == 0 && !is_busy(*other, options_.clock->steady())) return other;
  return one_more();
}

// Gives what waits behind a long computation to others.
void WorkerPool::relieve(WorkerLink& worker) {
  const std::uint64_t work = worker.working_on();
  std::vector<ExecutionNumber> behind;
  std::ranges::copy_if(worker.unheard, std::back_inserter(behind), [&](ExecutionNumber number) { return number != work; });
  const auto waits = [&](const auto& build) { return build.second.worker == &worker && work != (kBuilding | build.first); };
  if (behind.empty() && std::ranges::none_of(builds_, waits)) return;
  WorkerLink* const other = relief_for(worker);
  if (other == nullptr) return;
  for (auto& [number, build] : builds_) {
    if (build.worker != &worker || work == (kBuilding | number)) continue;
    build.worker = other;
    --worker.builds;
    send_build(*other, *build.source);
    ++other->builds;
  }
  for (const ExecutionNumber number : behind) {
    if (other->executions >= options_.process.worker.slots_max) break;
    InFlight& execution = *executions_.at(number);
    if (execution.stop) continue;  // about to end there
    if (other->withdrawn.contains(number)) continue;  // what it said of its first start would be taken for the second's
    take_from(worker, execution);
    send_start(*other, execution);
  }
}

void WorkerPool::end_surplus(SteadyTime now) {
  for (auto at = workers_.begin(); at != workers_.end() && workers_.size() > options_.workers;) {
    const WorkerLink& worker = **at;
    const bool idle = worker.ready && worker.executions == 0 && worker.builds == 0 && now - worker.used_at > kSurplusIdle;
    at = idle ? workers_.erase(at) : std::next(at);
  }
}

}  // namespace nsl::engine
