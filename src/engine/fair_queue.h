#pragma once
// FairQueue: executions that wait for a worker, in lanes of which each gets the same share of computing time. A lane is
// whoever the executions are for; a thousand that wait in one lane do not make another lane's wait.
//
// Start-time fair queueing: each lane has a virtual time that rises by what its executions are expected to cost, and the
// lane that is behind is next. A lane that was away comes back at the present virtual time: nobody saves up.

#include "engine/channel/messages.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <utility>

namespace nsl::engine {

using Lane = std::uint64_t;
// Within a lane, what somebody waits for goes before what nobody does.
enum class Urgency : std::uint8_t { kWaitedFor, kLater };

// One thread. Numbers rise in the order in which executions came; within a lane those of one urgency go in that order.
class FairQueue {
 public:
  void push(Lane lane, ExecutionNumber number, std::chrono::nanoseconds cost, Urgency urgency = Urgency::kWaitedFor);

  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }
  struct Next {
    Lane lane;
    ExecutionNumber number;
  };
  // Whose turn it is among the lanes that may have one, or all lanes.
  std::optional<Next> next(const std::function<bool(Lane)>& may = {}) const;
  // Takes away the first of this lane, in which something waits.
  void pop(Lane lane);

 private:
  struct Waiting {
    std::int64_t time = 0;  // virtual, in nanoseconds of computing
    std::map<std::pair<Urgency, ExecutionNumber>, std::int64_t> waiting;  // and what each is expected to cost
  };
  std::map<Lane, Waiting> lanes_;  // those where something waits, and those ahead of now_
  std::int64_t now_ = 0;
  std::size_t size_ = 0;
};

}  // namespace nsl::engine
