#pragma once
// SourceMap: leads from a place in a bundle back to the author's own file (Source Map format, ECMA-426). So a stack
// trace names the line that somebody wrote, not the one a bundler made of it.

#include "base/error.h"
#include "base/units.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nsl {

inline constexpr ByteCount kSourceMapMax = 4_MiB;  // of JSON text; the map of a 1 MB bundle has about 1.5 MB

// Lines and columns count from 1, as stack traces do (the format itself counts from 0).
struct SourcePosition {
  std::string_view file;  // as the map names it; lives as long as the map
  std::uint32_t line = 0;
  std::uint32_t column = 0;

  bool operator==(const SourcePosition&) const = default;
};

// A value; reading it is thread-safe. About 20 bytes for each mapped token.
class SourceMap {
 public:
  // Takes version 3 without sections. kInvalidArgument says what is wrong.
  static Result<SourceMap> parse(std::string_view json);

  // The place in the source of what stands at or before this place of the bundle, on the same line.
  std::optional<SourcePosition> find(std::uint32_t line, std::uint32_t column) const;

  // The stack with every "BUNDLE:LINE:COLUMN" replaced that the map knows. `bundle` is the name the engine gave the
  // bundle; other text stays as it is.
  std::string map_stack(std::string_view stack, std::string_view bundle) const;

 private:
  struct Segment {
    std::uint32_t line;  // of the bundle, from 0
    std::uint32_t column;
    std::uint32_t source;  // index in sources_, or kNoSource
    std::uint32_t source_line;
    std::uint32_t source_column;
  };
  class MappingsReader;

  std::vector<std::string> sources_;
  std::vector<Segment> segments_;  // sorted by line and column
};

}  // namespace nsl
