#pragma once
// Private to src/audit: the file that holds the last signed head, outside the database.

#include "base/error.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace nsl::audit {

// The line in the file; nullopt when there is no file. kStorageFailed when it cannot be read or is too large.
Result<std::optional<std::string>> read_anchor(const std::filesystem::path& file);

// Replaces the file as a whole: after a crash it is the old one or the new one.
Status write_anchor(const std::filesystem::path& file, std::string_view line);

}  // namespace nsl::audit
