#pragma once
// What the service needs of the process and the machine that it runs in.

#include "base/error.h"

#include <filesystem>

namespace nsl::app {

// The folder that holds everything, for its owner only; made when missing. kUnavailable.
Status make_data_dir(const std::filesystem::path& path);

// SIGTERM and SIGINT as a descriptor, which is the caller's. They are blocked, for threads that start from then on, so call
// it before the first one.
Result<int> termination_signals();

}  // namespace nsl::app
