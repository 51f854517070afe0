#pragma once
// What to do about an error: the third line of a good message, after what failed and why. Shown by problem documents, the
// documentation pages of the service, docs/reference/api.md and the command line.

#include "base/error.h"

#include <string_view>

namespace nsl {

// One or two sentences.
std::string_view advice(ErrorCode code);

}  // namespace nsl
