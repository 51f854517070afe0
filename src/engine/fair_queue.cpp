#include "engine/fair_queue.h"

#include "base/check.h"

#include <algorithm>
#include <utility>

namespace nsl::engine {

void FairQueue::push(Lane lane, ExecutionNumber number, std::chrono::nanoseconds cost, Urgency urgency) {
  Waiting& its = lanes_[lane];
  if (its.waiting.empty()) its.time = std::max(its.time, now_);
  its.waiting.emplace(std::pair(urgency, number), cost.count());
  ++size_;
}

std::optional<FairQueue::Next> FairQueue::next(const std::function<bool(Lane)>& may) const {
  std::optional<Next> best;
  std::pair<std::int64_t, ExecutionNumber> best_rank;
  for (const auto& [lane, its] : lanes_) {
    if (its.waiting.empty()) continue;
    const std::pair rank(its.time, its.waiting.begin()->first.second);
    if ((best && best_rank < rank) || (may && !may(lane))) continue;
    best = Next{lane, rank.second};
    best_rank = rank;
  }
  return best;
}

void FairQueue::pop(Lane lane) {
  const auto place = lanes_.find(lane);
  NSL_CHECK(place != lanes_.end() && !place->second.waiting.empty());
  Waiting& its = place->second;
  now_ = std::max(now_, its.time);  // a lane that could not have its turns is behind
  its.time += its.waiting.begin()->second;
  its.waiting.erase(its.waiting.begin());
  --size_;
  // What is behind the present is forgotten: it would come back at the present anyway.
  if (size_ == 0) lanes_.clear();
  else std::erase_if(lanes_, [&](const auto& other) { return other.second.waiting.empty() && other.second.time <= now_; });
}

}  // namespace nsl::engine
