#include "functions/cursor.h"

#include "base/bytes.h"

#include <fmt/format.h>

namespace nsl::functions {
namespace {

constexpr std::size_t kCursorMax = 200;

}  // namespace

std::string make_cursor(CursorKind kind, std::string_view position) {
  std::string text(1, static_cast<char>(kind));
  text.append(position);
  return to_base64url(as_bytes(text));
}

Result<std::string> read_cursor(CursorKind kind, std::string_view cursor) {
  const auto bytes = cursor.size() <= kCursorMax ? from_base64url(cursor) : std::nullopt;
  if (!bytes || bytes->empty() || bytes->front() != static_cast<std::uint8_t>(kind) || !is_utf8(as_text(*bytes))) {
    return fail(ErrorCode::kInvalidArgument, "The cursor is not one that this listing gave.", "cursor");
  }
  return std::string(as_text(*bytes).substr(1));
}

Status check_limit(const Page& page) {
  if (page.limit >= 1 && page.limit <= kPageLimitMax) return {};
  return fail(ErrorCode::kInvalidArgument, fmt::format("A page has 1 to {} entries.", kPageLimitMax), "limit");
}

}  // namespace nsl::functions
