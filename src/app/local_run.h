#pragma once
// LocalRun: one execution without a service: the same sandbox, limits and egress rules, and nothing kept.

#include "app/bundle.h"
#include "functions/types.h"

#include <functional>

namespace nsl::app {

struct LocalRun {
  const Bundle& bundle;
  functions::Settings settings;
  std::string input;                                                 // JSON text
  std::function<void(const functions::LogEntry&)> on_log = nullptr;  // as they come
};

// Blocks until the execution has ended. kInvalidFunction when the code cannot be used, kUnavailable when no sandbox can be
// started.
Result<functions::Execution> run_locally(const LocalRun& run);

}  // namespace nsl::app
