#pragma once
// The input of an execution as the command line gives it.

#include "base/error.h"

#include <string>

namespace nsl::app {

// JSON text itself, "@FILE", or "-" for standard input; "" is null. kMalformedJson when it is no JSON, so that a slip
// of the shell's quotes is told before anything is sent.
Result<std::string> read_input(const std::string& argument);

}  // namespace nsl::app
