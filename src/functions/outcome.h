#pragma once
// From the engine's words to the service's.

#include "engine/execution.h"
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

}  // namespace nsl::functions
