#pragma once
// From the engine's words to the service's.

#include "engine/execution.h"
#include "functions/execution_secrets.h"
#include "functions/types.h"

namespace nsl::functions {

inline ExecutionStatus status_of(engine::Ending ending) {
  switch (ending) {
    case engine::Ending::kSucceeded: return ExecutionStatus::kSucceeded;
    case engine::Ending::kFailed: return ExecutionStatus::kFailed;
    case engine::Ending::kTimedOut: return ExecutionStatus::kTimedOut;
    case engine::Ending::kMemoryExceeded: return ExecutionStatus::kMemoryExceeded;
    case engine::Ending::kCancelled: return ExecutionStatus::kCancelled;
  }
  return ExecutionStatus::kFailed;
}

// Takes values of secrets out of what is kept of an execution. In messages and stacks they are masked; an output that
// has one fails the execution, since a function whose answer was altered would be worse than one that says it may not
// give this answer.
inline void without_secrets(const ExecutionSecrets& secrets, engine::Outcome& outcome) {
  const crypto::Scrubber& scrubber = secrets.scrubber();
  if (scrubber.empty()) return;
  scrubber.scrub(outcome.code);
  scrubber.scrub(outcome.message);
  scrubber.scrub(outcome.stack);
  if (!scrubber.finds(outcome.output)) return;
  crypto::wipe(outcome.output);
  outcome.ending = engine::Ending::kFailed;
  outcome.code = "secret_in_output";
  outcome.message = "The function returned the value of a secret that it had read. Return what you made with it.";
  outcome.stack.clear();
}

}  // namespace nsl::functions
