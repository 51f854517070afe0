#pragma once
// Settings of a version as JSON text, the form in which they are stored and hashed.

#include "base/error.h"
#include "functions/types.h"

#include <string>
#include <string_view>

namespace nsl::functions {

// One text per value: members in a fixed order, hosts as they are. So its hash identifies the settings.
std::string to_text(const Settings& settings);

// The inverse. kStorageFailed when the text is not what to_text() writes.
Result<Settings> settings_from_text(std::string_view text);

}  // namespace nsl::functions
