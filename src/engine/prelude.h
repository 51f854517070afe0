#pragma once
// The bundle of runtime/prelude, as it is built into the program.

#include <string_view>

namespace nsl::engine {

std::string_view prelude();

}  // namespace nsl::engine
