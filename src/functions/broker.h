#pragma once
// Broker: what stands behind the host calls of functions. It binds names to services and checks the function's grants
// first; no grant, no call.
//
//   "fetch"   an HTTP request, to hosts on the function's allow-list; references to secrets in it are filled in
//   "secret"  the value of a secret that the function has a grant for
//   "timer"   an answer after some time
//   "neo"     a question to the Neo chain; a transaction that a granted account signs
//
// A value that the execution has learnt goes to the hosts of its grant and nowhere else, whatever the call.
//
// Event-loop thread only.

#include "base/event_loop.h"
#include "engine/execution.h"
#include "functions/neo_reads.h"
#include "functions/neo_writes.h"
#include "functions/pending_call.h"
#include "net/egress/egress.h"

#include <memory>

namespace nsl::functions {

class Broker {
 public:
  using Answer = CallAnswer;
  using Pending = PendingCall;
  using Done = CallDone;

  // What a service may be without: null refuses the calls that need it.
  struct Services {
    SecretSource* secrets = nullptr;
    NeoReads* neo = nullptr;
    NeoWrites* neo_writes = nullptr;
  };
  Broker(EventLoop& loop, net::Egress& egress, Services services, const Clock& clock)
      : loop_(loop), egress_(egress), secrets_(services.secrets), neo_(services.neo), neo_writes_(services.neo_writes), clock_(clock) {}

  // `done` is called later, on the loop's thread, never before this returns.
  std::unique_ptr<Pending> call(const Caller& caller, const engine::HostCall& call, Done done);

 private:
  std::unique_ptr<Pending> fetch(const Caller& caller, const engine::HostCall& call, Done done);
  std::unique_ptr<Pending> secret(const Caller& caller, const engine::HostCall& call, Done done);
  std::unique_ptr<Pending> neo(const Caller& caller, const engine::HostCall& call, Done done);
  std::unique_ptr<Pending> timer(const Caller& caller, const engine::HostCall& call, Done done);
  std::unique_ptr<Pending> refuse(const Error& error, Done done);
  std::unique_ptr<Pending> later(std::chrono::microseconds delay, Answer answer, Done done);

  EventLoop& loop_;
  net::Egress& egress_;
  SecretSource* secrets_;
  NeoReads* neo_;
  NeoWrites* neo_writes_;
  const Clock& clock_;
};

}  // namespace nsl::functions
