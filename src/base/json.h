#pragma once
// JSON (RFC 8259) on Boost.JSON, with what that library leaves open closed: duplicate members and numbers without a
// finite value are errors, depth is bounded. Other folders use JSON through this header only.

#include "base/error.h"

#include <boost/json.hpp>

#include <string>
#include <string_view>

namespace nsl::json {

using boost::json::array;
using boost::json::object;
using boost::json::serialize;
using boost::json::string;
using boost::json::value;
using boost::json::value_from;

// Objects and arrays inside one another. JSON.parse in the sandbox takes far more, so this is the gateway's bound.
inline constexpr std::size_t kDepthMax = 64;

// kMalformedJson with the byte position and the reason.
Result<value> parse(std::string_view text);

// Whether parse() would take the text, apart from duplicate members, without building a tree: for bodies that are
// only passed on. About 1 ns a byte.
Status validate(std::string_view text);

// Appends the text as a JSON string literal, quotes included. Bytes that are not UTF-8 become U+FFFD, so the result is
// always valid JSON.
void append_quoted(std::string& out, std::string_view text);

inline std::string_view view(const string& text) { return {text.data(), text.size()}; }

}  // namespace nsl::json
