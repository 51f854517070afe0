#pragma once
// Executions and log lines as JSON, appended by hand: this is on the hot path, and output is spliced in as the
// function gave it. Tests hold it to api::Execution and api::LogLine (types/execution.h), which describe the same JSON.

#include "functions/service.h"
#include "functions/types.h"

#include <string>

namespace nsl::api {

// execution.output must be valid JSON when the status is succeeded. About 0.5 µs and no allocation but `out`'s.
void append_execution(std::string& out, const functions::Execution& execution);

// A log line of a function, api::LogLine.
void append_log_line(std::string& out, const functions::LogLine& line);

}  // namespace nsl::api
