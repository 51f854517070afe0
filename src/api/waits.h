#pragma once
// Waits: calls that are held open until an execution has ended (Prefer: wait=SECONDS).
//
// The execution is looked up again and again, ever more slowly; that costs a query now and then and holds for
// executions that another process runs, too.

#include "api/call.h"
#include "base/event_loop.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>

namespace nsl::api {

// Loop thread only.
class Waits {
 public:
  static constexpr std::size_t kMax = 1'000;  // at once; above it calls are answered without waiting
  static constexpr std::chrono::milliseconds kFirstDelay{5};
  static constexpr std::chrono::milliseconds kLastDelay{250};

  explicit Waits(EventLoop& loop) : loop_(loop) {}

  // Answers the call with the execution: 200 when it has ended within the time, else 202 with its place.
  void answer_when_ended(std::shared_ptr<Call> call, ExecutionId execution, std::chrono::microseconds at_most);

  // From now on nothing waits; what waits is answered when it is looked up next.
  void close() { closed_ = true; }

 private:
  struct Wait {
    std::shared_ptr<Call> call;
    ExecutionId execution;
    SteadyTime deadline;
    std::chrono::milliseconds delay = kFirstDelay;
    std::unique_ptr<EventLoop::Timer> timer;
  };
  using Key = std::uint64_t;

  void look(Key key);
  void looked(Key key, const Result<functions::Execution>& found);

  EventLoop& loop_;
  std::map<Key, Wait> waits_;
  Key last_key_ = 0;
  bool closed_ = false;
};

// 200 with an execution that has ended, 202 and Location with one that has not.
net::Response execution_response(const functions::Execution& execution);

}  // namespace nsl::api
