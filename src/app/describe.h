#pragma once
// How things of the service look to a person: text made from the service's JSON.

#include "base/json.h"

#include <string>

namespace nsl::app {

std::string describe_version(const json::value& version);
std::string describe_execution(const json::value& execution, std::string_view output_text);
std::string describe_replay(const json::value& replay, std::string_view output_text);

std::string describe_secret(const json::value& secret);
std::string describe_vault(const json::value& vault);

// "2026-01-01T00:00:00.000Z  error  text". `line` is a log entry or a log line.
std::string describe_log(const json::value& line);

// What an execution that did not succeed says: message and stack.
std::string describe_error(const json::value& execution);

}  // namespace nsl::app
