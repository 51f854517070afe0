#pragma once
// The rules that the source tree is held to, as functions over text, so that the rules themselves can be tested.

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace nsl::rules {

struct SourceFile {
  std::string path;  // below src/: "net/http/exchange.h"
  std::string text;

  std::string folder() const { return path.substr(0, path.find('/')); }
};

struct Include {
  std::string target;
  int line = 0;
};

struct Finding {
  std::string place;  // "net/http/exchange.h:12"
  std::string what;

  bool operator==(const Finding&) const = default;
};

using Findings = std::vector<Finding>;

// Folder -> folders it may include, in parentheses those that only its tests may, from the text of src/layers.txt.
// Throws std::runtime_error for a bad line.
std::map<std::string, std::set<std::string>> parse_layers(std::string_view text);

std::vector<Include> includes_of(std::string_view text);

// Includes of project headers that go against the layers or to a folder that layers.txt does not know.
Findings wrong_directions(const SourceFile& file, const std::map<std::string, std::set<std::string>>& layers);

// Headers of other people's libraries outside the folder that owns the library.
Findings foreign_headers(const SourceFile& file);

inline constexpr int kFileLinesMax = 400;
Findings long_files(const SourceFile& file);

// Functions are found by layout: the body ends with a brace in the column where the definition began. Tests may be
// longer, because many are tables.
inline constexpr int kFunctionLinesMax = 80;
Findings long_functions(const SourceFile& file);

}  // namespace nsl::rules
