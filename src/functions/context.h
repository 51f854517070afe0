#pragma once
// What a function learns about its own execution: `context.execution` (runtime/types). A pure function of the record,
// so that a replay tells it the same.

#include "functions/types.h"

#include <string>

namespace nsl::functions {

// {"id","deadline_ms","secret_token","trigger":{"type"}}, of an execution that has been started. `secret_token` is that
// of its ExecutionSecrets.
std::string context_of(const Execution& execution, std::string_view secret_token);

inline std::int64_t since_epoch_ns(WallTime time) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count();
}

}  // namespace nsl::functions
