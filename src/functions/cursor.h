#pragma once
// Cursors: where the next page of a listing starts, as opaque text for the client (base64url).

#include "base/error.h"
#include "functions/service.h"

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

namespace nsl::functions {

// Each listing has its own, so that a cursor of one is no use in another.
enum class CursorKind : char { kFunctions = 'f', kVersions = 'v', kExecutions = 'e', kLogs = 'l', kAudit = 'a', kNeoTransactions = 'n' };

// Above every key and number there is: where a listing without a cursor starts.
inline constexpr std::int64_t kFromNewest = std::numeric_limits<std::int64_t>::max();

// A place in a listing that runs from high keys to low ones: before `key`, and for lists in lists before `index` in it.
struct Position {
  std::int64_t key = kFromNewest;
  std::int64_t index = 0;
};

std::string make_cursor(CursorKind kind, Position position);

// An empty cursor gives the newest place. kInvalidArgument with pointer "cursor" for anything that make_cursor() did
// not make for this kind.
Result<Position> read_cursor(CursorKind kind, std::string_view cursor);

inline constexpr std::uint32_t kPageLimitMax = 200;

// kInvalidArgument with pointer "limit" unless it is 1 ... kPageLimitMax.
Status check_limit(const Page& page);

}  // namespace nsl::functions
