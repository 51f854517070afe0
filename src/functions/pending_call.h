#pragma once
// What the kinds of host calls have in common: who makes them, what they are answered, and that they can be ended.

#include "base/clock.h"
#include "crypto/secret_bytes.h"
#include "functions/callable.h"
#include "functions/execution_secrets.h"

#include <functional>
#include <memory>
#include <string>

namespace nsl::functions {

// Who makes a host call. The references live as long as the execution.
struct Caller {
  const std::string& owner;  // of the function
  const Callable& function;
  ExecutionId execution;
  SteadyTime deadline;  // of the execution: nothing needs to take longer
  ExecutionSecrets& secrets;
  std::string_view trace = {};  // of the execution
};

// An answer without number and time, which the caller knows.
struct CallAnswer {
  bool ok = true;
  std::string json = "null";  // or {"code","message"}
  std::string body{};
  // In place of the body: the function gets it, and nothing that is kept of the execution does.
  std::shared_ptr<const crypto::SecretBytes> secret_body{};
};

CallAnswer refusal(const Error& error);

using CallDone = std::move_only_function<void(CallAnswer)>;

// A call under way; destroying it ends it, and `done` is not called then.
class PendingCall {
 public:
  virtual ~PendingCall() = default;
};

}  // namespace nsl::functions
