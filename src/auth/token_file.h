#pragma once
// The token of `nsl dev`: kept in a file in the data folder, so that it stays the same over restarts.

#include "base/error.h"

#include <filesystem>
#include <string>

namespace nsl::auth {

// The token in the file; makes the file, readable by its owner only, when there is none. kInvalidArgument when what is
// there is no token or others can read it.
Result<std::string> load_or_create_token(const std::filesystem::path& file);

}  // namespace nsl::auth
