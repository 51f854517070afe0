#pragma once
// The host call "secret", and "fetch" of an execution that has to do with secrets.

#include "base/event_loop.h"
#include "functions/pending_call.h"
#include "net/egress/egress.h"
#include "net/egress/target.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace nsl::functions {

Error no_secrets();  // of a service that keeps none

// Gives {"version","value_hash"} and the value as the answer's body; the execution knows it from then on.
// kInvalidName; what SecretSource refuses.
std::unique_ptr<PendingCall> get_secret(SecretSource& source, const Caller& caller, std::string_view name,
                                        CallDone done);

// How grants name where a request goes: "host" or "host:port" for https. Without TLS a value would be readable on its
// way, so http is for this machine alone, always with a port; kEgressDenied otherwise.
Result<std::string> place_for_secrets(const net::Target& target);

struct FetchParts {
  EventLoop& loop;
  net::Egress& egress;
};

std::unique_ptr<PendingCall> plain_fetch(FetchParts parts, net::FetchRequest request, CallDone done);

// Fetches with the values of `references` put in. Every value in the request, referred to or written out by the
// function, must be for the host; redirects to other hosts are refused; values are scrubbed from what comes back. An
// error: it is refused at once, and `done` has not been taken.
Result<std::unique_ptr<PendingCall>> secret_fetch(FetchParts parts, SecretSource& source, const Caller& caller,
                                                  net::FetchRequest request, std::vector<std::string> references,
                                                  CallDone& done);

}  // namespace nsl::functions
