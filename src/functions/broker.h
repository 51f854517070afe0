#pragma once
// Broker: what stands behind the host calls of functions. It binds names to services and checks the function's grants first;
// no grant, no call.
//
//   "fetch"  an HTTP request, to hosts on the function's allow-list
//   "timer"  an answer after some time
//
// Event-loop thread only.

#include "base/event_loop.h"
#include "engine/execution.h"
#include "functions/types.h"
#include "net/egress/egress.h"

#include <functional>
#include <memory>
#include <string_view>

namespace nsl::functions {

// Who makes a host call.
struct Caller {
  const Settings& settings;
  SteadyTime deadline;  // of the execution: nothing needs to take longer
};

class Broker {
 public:
  // An answer without number and time, which the caller knows.
  struct Answer {
    bool ok = true;
    std::string json = "null";  // or {"code","message"}
    std::string body;
  };
  using Done = std::move_only_function<void(Answer)>;

  // A call under way; destroying it ends it, and `done` is not called then.
  class Pending {
   public:
    virtual ~Pending() = default;
  };

  Broker(EventLoop& loop, net::Egress& egress, const Clock& clock) : loop_(loop), egress_(egress), clock_(clock) {}

  // `done` is called later, on the loop's thread, never before this returns.
  std::unique_ptr<Pending> call(const Caller& caller, const engine::HostCall& call, Done done);

 private:
  std::unique_ptr<Pending> fetch(const Caller& caller, const engine::HostCall& call, Done done);
  std::unique_ptr<Pending> timer(const Caller& caller, const engine::HostCall& call, Done done);
  std::unique_ptr<Pending> refuse(const Error& error, Done done);
  std::unique_ptr<Pending> later(std::chrono::microseconds delay, Answer answer, Done done);

  EventLoop& loop_;
  net::Egress& egress_;
  const Clock& clock_;
};

}  // namespace nsl::functions
