#pragma once
// Percent-encoding (RFC 3986 section 2.1), undone once and strictly.

#include <optional>
#include <string>
#include <string_view>

namespace nsl::api {

enum class Plus : std::uint8_t { kIsPlus, kIsSpace };  // in a path; in a query as forms write it

// Empty when an escape is not "%" and two hexadecimal digits, or when what comes out is not UTF-8 or has a NUL.
std::optional<std::string> percent_decoded(std::string_view text, Plus plus);

}  // namespace nsl::api
