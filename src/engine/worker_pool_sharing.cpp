// WorkerPool: who goes where, and who waits for his turn.
//
// Short executions share the workers that compute nothing long, and have little before them there. Long ones have a
// worker each: as many as there are cores, and one more for a lane that has none, so that nobody waits for the end of
// another's. Which is which, the pool learns from what executions took before.

#include "base/log.h"
#include "engine/in_flight.h"

#include <algorithm>
#include <limits>

namespace nsl::engine {

// The worker with the fewest executions that has a free slot, and room for this one if one is given; one that is busy
// with a long one comes last.
WorkerLink* WorkerPool::least_busy(const InFlight* execution, const WorkerLink* except) {
  WorkerLink* best = nullptr;
  std::size_t best_load = 0;
  const SteadyTime now = options_.clock->steady();
  const std::size_t ahead_max = now < shared_until_ ? kSharedAheadMax : std::numeric_limits<std::size_t>::max();
  const auto has_room = [&](const WorkerLink& worker, const InFlight& it) {
    if (it.is_long()) return worker.long_ahead == 0;
    if (worker.unheard.empty()) return true;
    return worker.unheard.size() < ahead_max && worker.ahead + it.expected <= kAheadMax;
  };
  for (const auto& worker : workers_) {
    if (worker->dead || worker.get() == except || worker->executions >= options_.process.worker.slots_max) continue;
    if (execution != nullptr && !has_room(*worker, *execution)) continue;
    const bool last = !worker->ready || worker->long_ahead != 0 || is_busy(*worker, now);
    const std::size_t load = worker->executions + (last ? 1000 : 0);
    if (best == nullptr || load < best_load) {
      best = worker.get();
      best_load = load;
    }
  }
  return best;
}

// Null: it has to wait. What is sent to a worker cannot be overtaken, so none gets more than it does soon.
WorkerLink* WorkerPool::place_for(const InFlight& execution, const WorkerLink* except) {
  if (execution.is_long() && !may_compute(execution.lane)) return nullptr;
  return least_busy(&execution, except);
}

// Whether a long one of this lane may begin now.
bool WorkerPool::may_compute(Lane lane) const {
  std::size_t computing = 0;
  bool has_one = false;
  for (const auto& worker : workers_) {
    if (worker->long_ahead == 0) continue;
    ++computing;
    has_one = has_one || executions_.at(worker->long_ahead)->lane == lane;
  }
  return computing < options_.workers || (!has_one && computing + options_.workers < options_.workers_max);
}

FairQueue& WorkerPool::queue_of(const InFlight& execution) { return execution.is_long() ? long_waiting_ : short_waiting_; }

void WorkerPool::wait(const InFlight& execution) {
  queue_of(execution).push(execution.lane, execution.number, execution.expected, execution.urgency);
}

void WorkerPool::dispatch() {
  if (!short_waiting_.empty()) dispatch_from(short_waiting_);
  if (!long_waiting_.empty()) dispatch_from(long_waiting_);
}

void WorkerPool::dispatch_from(FairQueue& queue) {
  const auto may = [&](Lane lane) { return &queue != &long_waiting_ || may_compute(lane); };
  while (const auto next = queue.next(may)) {
    const ExecutionNumber number = next->number;
    const auto found = executions_.find(number);
    if (found == executions_.end() || found->second->worker != nullptr) {  // it was cancelled
      queue.pop(next->lane);
      continue;
    }
    InFlight& execution = *found->second;
    execution.expected = execution.image->usual_cpu;
    if (&queue_of(execution) != &queue) {  // more is known by now
      queue.pop(next->lane);
      wait(execution);
      continue;
    }
    WorkerLink* worker = place_for(execution);
    // A worker from which it was taken gets it back only when it has confirmed that.
    if (worker != nullptr && worker->withdrawn.contains(number)) worker = place_for(execution, worker);
    if (worker == nullptr || worker->withdrawn.contains(number)) return;
    queue.pop(next->lane);
    send_start(*worker, execution);
  }
}

// The worker has begun it, or has it no longer.
void WorkerPool::unqueue(WorkerLink& worker, InFlight& execution) {
  // Almost always the first: a worker begins in order.
  const auto place = std::ranges::find(worker.unheard, execution.number);
  if (place == worker.unheard.end()) return;
  worker.unheard.erase(place);
  worker.ahead -= execution.expected;
  if (worker.long_ahead == execution.number) worker.long_ahead = 0;
}

// Its executions were sent as something short, and are not: those that have not begun go back into a queue, that they
// hold up nothing.
void WorkerPool::recall(const ImageSource& image) {
  for (const auto& worker : workers_) {
    std::vector<InFlight*> its;
    for (const ExecutionNumber number : worker->unheard) {
      InFlight& execution = *executions_.at(number);
      const bool waits = execution.image.get() == &image && worker->working_on() != number && !execution.stop;
      if (waits && !execution.is_long()) its.push_back(&execution);
    }
    for (InFlight* const execution : its) {
      take_from(*worker, *execution);
      execution->expected = image.usual_cpu;
      wait(*execution);
    }
  }
}

// When something waits that may begin, as many workers as there are cores are kept free of long computations.
void WorkerPool::make_room(SteadyTime now) {
  if (short_waiting_.empty() && !long_waiting_.next([&](Lane lane) { return may_compute(lane); })) return;
  const auto computes = [&](const auto& worker) { return worker->long_ahead != 0 || is_busy(*worker, now); };
  const auto computing = static_cast<std::size_t>(std::ranges::count_if(workers_, computes));
  if (computing > 0 && workers_.size() < options_.workers + computing) one_more();
}

// A worker beyond those there are; null when there are enough, one is coming already, or it cannot be started.
WorkerLink* WorkerPool::one_more() {
  if (workers_.size() >= options_.workers_max) return nullptr;
  if (std::ranges::any_of(workers_, [](const auto& worker) { return !worker->ready; })) return nullptr;
  const auto added = add_worker();
  if (!added) log::error("no further sandbox worker", {{"reason", added.error().message}});
  return added ? *added : nullptr;
}

}  // namespace nsl::engine
