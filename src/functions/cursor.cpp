#include "functions/cursor.h"

#include "base/bytes.h"

#include <fmt/format.h>

#include <charconv>
#include <optional>

namespace nsl::functions {
namespace {

constexpr std::size_t kCursorMax = 100;

// Takes "KIND KEY.INDEX" apart, without the blank.
std::optional<Position> parse(CursorKind kind, std::string_view text) {
  if (!text.starts_with(static_cast<char>(kind))) return std::nullopt;
  const char* const end = text.data() + text.size();
  Position position;
  const auto key = std::from_chars(text.data() + 1, end, position.key);
  if (key.ec != std::errc{} || key.ptr == end || *key.ptr != '.') return std::nullopt;
  const auto index = std::from_chars(key.ptr + 1, end, position.index);
  if (index.ec != std::errc{} || index.ptr != end) return std::nullopt;
  return position;
}

}  // namespace

std::string make_cursor(CursorKind kind, Position position) {
  return to_base64url(as_bytes(fmt::format("{}{}.{}", static_cast<char>(kind), position.key, position.index)));
}

Result<Position> read_cursor(CursorKind kind, std::string_view cursor) {
  if (cursor.empty()) return Position{};
  if (cursor.size() <= kCursorMax) {
    const auto bytes = from_base64url(cursor).value_or(Bytes{});
    if (const auto position = parse(kind, as_text(bytes))) return *position;
  }
  return fail(ErrorCode::kInvalidArgument, "The cursor is not one that this listing gave.", "cursor");
}

Status check_limit(const Page& page) {
  if (page.limit >= 1 && page.limit <= kPageLimitMax) return {};
  return fail(ErrorCode::kInvalidArgument, fmt::format("A page has 1 to {} entries.", kPageLimitMax), "limit");
}

}  // namespace nsl::functions
