#pragma once
// Cursors: where the next page of a listing starts, as opaque text for the client (base64url).

#include "base/error.h"
#include "functions/service.h"

#include <string>
#include <string_view>

namespace nsl::functions {

// Each listing has its own, so that a cursor of one is no use in another.
enum class CursorKind : char { kFunctions = 'f', kVersions = 'v', kExecutions = 'e', kLogs = 'l' };

std::string make_cursor(CursorKind kind, std::string_view position);

// The position; kInvalidArgument with pointer "cursor" for anything that make_cursor() did not make for this kind.
Result<std::string> read_cursor(CursorKind kind, std::string_view cursor);

inline constexpr std::uint32_t kPageLimitMax = 200;

// kInvalidArgument with pointer "limit" unless it is 1 ... kPageLimitMax.
Status check_limit(const Page& page);

// Above every id there is: where a listing without a cursor starts.
inline constexpr std::string_view kAfterAllIds = "~";

}  // namespace nsl::functions
