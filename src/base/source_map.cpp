#include "base/source_map.h"

#include "base/json.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <tuple>

namespace nsl {
namespace {

constexpr std::uint32_t kNoSource = 0xFFFF'FFFF;
// Far above any real file, and far below where adding one more difference could overflow.
constexpr std::int64_t kPositionMax = 0x7FFF'FFFF;

std::unexpected<Error> wrong(std::string what) {
  return fail(ErrorCode::kInvalidArgument, "the source map cannot be used: " + std::move(what));
}

constexpr std::array<std::int8_t, 256> make_digits() {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::array<std::int8_t, 256> digits{};
  digits.fill(-1);
  for (std::size_t i = 0; i < kAlphabet.size(); ++i) {
    digits[static_cast<unsigned char>(kAlphabet[i])] = static_cast<std::int8_t>(i);
  }
  return digits;
}
constexpr auto kDigits = make_digits();

}  // namespace

// Reads the "mappings" text: lines between ';', segments between ',', each of one, four or five differences.
class SourceMap::MappingsReader {
 public:
  MappingsReader(std::string_view text, std::size_t source_count) : rest_(text), source_count_(source_count) {}

  Result<std::vector<Segment>> read() {
    while (!rest_.empty()) {
      const char c = rest_.front();
      if (c == ';') {
        ++line_;
        column_ = 0;
      }
      if (c == ';' || c == ',') {
        rest_.remove_prefix(1);
        continue;
      }
      NSL_TRY_VOID(read_segment());
    }
    std::ranges::sort(segments_, {}, [](const Segment& s) { return std::tuple(s.line, s.column); });
    return std::move(segments_);
  }

 private:
  bool at_field() const { return !rest_.empty() && rest_.front() != ',' && rest_.front() != ';'; }

  Status read_segment() {
    NSL_TRY_VOID(advance(column_));
    if (!at_field()) {
      segments_.push_back({line_, static_cast<std::uint32_t>(column_), kNoSource, 0, 0});
      return {};
    }
    NSL_TRY_VOID(advance(source_));
    NSL_TRY_VOID(advance(source_line_));
    NSL_TRY_VOID(advance(source_column_));
    if (at_field()) NSL_TRY_VOID(advance(name_));
    if (at_field()) return wrong("a segment has too many fields");
    if (static_cast<std::size_t>(source_) >= source_count_) return wrong("a segment names a source that is not listed");
    segments_.push_back({line_, static_cast<std::uint32_t>(column_), static_cast<std::uint32_t>(source_),
                         static_cast<std::uint32_t>(source_line_), static_cast<std::uint32_t>(source_column_)});
    return {};
  }

  // Adds one difference, written as base64 VLQ: five bits a digit, low ones first, the lowest bit of all the sign.
  Status advance(std::int64_t& field) {
    std::int64_t bits = 0;
    for (int shift = 0; shift <= 30; shift += 5) {
      if (rest_.empty()) return wrong("the mappings end in the middle of a number");
      const std::int8_t digit = kDigits[static_cast<unsigned char>(rest_.front())];
      if (digit < 0) return wrong("the mappings have a character that is no base64 digit");
      rest_.remove_prefix(1);
      bits |= static_cast<std::int64_t>(digit & 31) << shift;
      if ((digit & 32) != 0) continue;
      field += (bits & 1) != 0 ? -(bits >> 1) : bits >> 1;
      if (field < 0 || field > kPositionMax) return wrong("a position is out of range");
      return {};
    }
    return wrong("a number is too long");
  }

  std::string_view rest_;
  std::size_t source_count_;
  std::uint32_t line_ = 0;
  std::int64_t column_ = 0;
  std::int64_t source_ = 0;
  std::int64_t source_line_ = 0;
  std::int64_t source_column_ = 0;
  std::int64_t name_ = 0;
  std::vector<Segment> segments_;
};

Result<SourceMap> SourceMap::parse(std::string_view text) {
  if (text.size() > kSourceMapMax.bytes) return wrong(fmt::format("it has more than {}", to_string(kSourceMapMax)));
  const auto parsed = json::parse(text);
  if (!parsed) return wrong(parsed.error().message);
  const json::object* map = parsed->if_object();
  if (map == nullptr) return wrong("it is no JSON object");

  const json::value* version = map->if_contains("version");
  if (version == nullptr || *version != 3) return wrong("its version is not 3");
  const json::value* mappings = map->if_contains("mappings");
  if (mappings == nullptr || !mappings->is_string()) return wrong("it has no mappings");
  const json::value* sources = map->if_contains("sources");
  if (sources == nullptr || !sources->is_array()) return wrong("it has no list of sources");

  SourceMap result;
  std::string root;
  if (const json::value* given = map->if_contains("sourceRoot"); given != nullptr && given->is_string()) {
    root = json::view(given->get_string());
    if (!root.empty() && !root.ends_with('/')) root.push_back('/');
  }
  for (const json::value& source : sources->get_array()) {
    result.sources_.push_back(source.is_string() ? root + std::string(json::view(source.get_string())) : "(unknown)");
  }
  NSL_TRY(result.segments_, MappingsReader(json::view(mappings->get_string()), result.sources_.size()).read());
  return result;
}

std::optional<SourcePosition> SourceMap::find(std::uint32_t line, std::uint32_t column) const {
  if (line == 0 || column == 0) return std::nullopt;
  const std::tuple wanted(line - 1, column - 1);
  const auto after =
      std::ranges::upper_bound(segments_, wanted, {}, [](const Segment& s) { return std::tuple(s.line, s.column); });
  if (after == segments_.begin()) return std::nullopt;
  const Segment& segment = *std::prev(after);
  if (segment.line != line - 1 || segment.source == kNoSource) return std::nullopt;
  return SourcePosition{sources_[segment.source], segment.source_line + 1, segment.source_column + 1};
}

std::string SourceMap::map_stack(std::string_view stack, std::string_view bundle) const {
  if (bundle.empty()) return std::string(stack);
  const std::string marker = fmt::format("{}:", bundle);
  std::string out;
  std::size_t from = 0;
  for (std::size_t at = stack.find(marker); at != std::string_view::npos; at = stack.find(marker, at + 1)) {
    // Only a whole file name: it stands at the beginning, after '(' or after a space.
    if (at < from || (at > 0 && stack[at - 1] != '(' && stack[at - 1] != ' ')) continue;
    const char* end = stack.data() + stack.size();
    std::uint32_t line = 0;
    std::uint32_t column = 0;
    const auto first = std::from_chars(stack.data() + at + marker.size(), end, line);
    if (first.ec != std::errc{} || first.ptr == end || *first.ptr != ':') continue;
    const auto second = std::from_chars(first.ptr + 1, end, column);
    if (second.ec != std::errc{}) continue;
    const auto position = find(line, column);
    if (!position) continue;
    out.append(stack, from, at - from);
    out.append(fmt::format("{}:{}:{}", position->file, position->line, position->column));
    from = static_cast<std::size_t>(second.ptr - stack.data());
  }
  out.append(stack, from);
  return out;
}

}  // namespace nsl
