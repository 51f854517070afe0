#pragma once
// Work on JSON that stays text, so that every number and string comes out just as the service sent it (a parsed and
// written 0.5 could come out as 5E-1). The input must be valid JSON.

#include <optional>
#include <string>
#include <string_view>

namespace nsl::json {

// With line ends and two spaces for each level.
std::string indented(std::string_view valid_json);

// The text of one member of an object's top level, as it stands there.
std::optional<std::string_view> member_text(std::string_view valid_json_object, std::string_view name);

}  // namespace nsl::json
