#pragma once
// Small files for their owner only: key files, the anchor. Private to src/vault.

#include "base/error.h"

#include <optional>
#include <string>
#include <string_view>

namespace nsl::vault {

// nullopt when there is none. kForbidden when group or others may read or write it or somebody else owns it;
// kUnavailable when it cannot be read; kInvalidArgument above `most` bytes, or when it is no plain file.
Result<std::optional<std::string>> read_private_file(const std::string& path, std::size_t most);

// Mode 0600. After a crash there is the old content or the new one; on disk when it returns. kUnavailable.
Status write_private_file(const std::string& path, std::string_view text);
// The same, but kConflict when there is a file of the name.
Status make_private_file(const std::string& path, std::string_view text);

}  // namespace nsl::vault
