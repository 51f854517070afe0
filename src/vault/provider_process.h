#pragma once
// The processes that talk to tokens and TPMs are this program, started with a name of its own.

#include <optional>

namespace nsl::vault {

// Called first thing in main(): the exit code when this process was started as one of them.
std::optional<int> run_if_provider_process(int argc, char** argv);

}  // namespace nsl::vault
