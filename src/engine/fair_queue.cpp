#include "engine/fair_queue.h"

#include "base/check.h"

#include <algorithm>
#include <tuple>

namespace nsl::engine {

void FairQueue::push(Lane lane, ExecutionNumber number, std::chrono::nanoseconds cost) {
  Waiting& its = lanes_[lane];
  if (its.waiting.empty()) its.time = std::max(its.time, now_);
  its.waiting.emplace(number, cost.count());
  ++size_;
}

FairQueue::Lanes::const_iterator FairQueue::next() const {
  NSL_CHECK(size_ > 0);
  const auto rank = [](const Lanes::value_type& lane) {
    const Waiting& its = lane.second;
    return std::tuple(its.waiting.empty(), its.time, its.waiting.empty() ? 0 : its.waiting.begin()->first);
  };
  return std::ranges::min_element(lanes_, {}, rank);
}

void FairQueue::pop_front() {
  const auto lane = lanes_.find(next()->first);
  Waiting& its = lane->second;
  now_ = its.time;
  its.time += its.waiting.begin()->second;
  its.waiting.erase(its.waiting.begin());
  --size_;
  // What is behind the present is forgotten: it would come back at the present anyway.
  if (size_ == 0) lanes_.clear();
  else std::erase_if(lanes_, [&](const auto& other) { return other.second.waiting.empty() && other.second.time <= now_; });
}

}  // namespace nsl::engine
