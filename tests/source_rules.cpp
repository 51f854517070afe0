#include "source_rules.h"

#include <algorithm>
#include <sstream>
#include <stdexcept>

namespace nsl::rules {
namespace {

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  std::istringstream stream{std::string(text)};
  for (std::string line; std::getline(stream, line);) lines.push_back(std::move(line));
  return lines;
}

struct Library {
  std::string_view header;  // prefix of the included name
  std::set<std::string> owners;
  std::string_view name;
};

const std::vector<Library>& libraries() {
  static const std::vector<Library> list = {
      {"boost/beast", {"net"}, "Beast"},
      {"boost/asio", {"net", "base"}, "Asio"},
      {"boost/url", {"net"}, "Boost.URL"},
      {"boost/json", {"base"}, "Boost.JSON"},
      {"curl/", {"net"}, "libcurl"},
      {"openssl/", {"crypto", "net"}, "OpenSSL"},
      {"zlib.h", {"net"}, "zlib"},
      {"sodium", {"crypto"}, "libsodium"},
      {"utf8proc", {"neo"}, "utf8proc"},
      {"p11-kit/", {"vault"}, "p11-kit"},
      {"tss2/", {"vault"}, "tpm2-tss"},
      {"soci", {"storage"}, "SOCI"},
      {"sqlite3.h", {"storage"}, "SQLite"},
      {"libpq", {"storage"}, "libpq"},
      {"spdlog/", {"base"}, "spdlog"},
      {"prometheus/", {"base"}, "prometheus-cpp"},
      {"toml++/", {"base"}, "toml++"},
      {"CLI/", {"app"}, "CLI11"},
      {"seccomp.h", {"engine"}, "libseccomp"},
  };
  return list;
}

std::string at(const SourceFile& file, int line) { return file.path + ":" + std::to_string(line); }

}  // namespace

std::map<std::string, std::set<std::string>> parse_layers(std::string_view text) {
  std::map<std::string, std::set<std::string>> layers;
  for (const std::string& line : lines_of(text)) {
    if (line.empty() || line.starts_with('#')) continue;
    const std::size_t colon = line.find(':');
    if (colon == std::string::npos) throw std::runtime_error("layers.txt: no colon in \"" + line + "\"");
    std::istringstream words(line.substr(colon + 1));
    auto& allowed = layers[line.substr(0, colon)];
    for (std::string word; words >> word;) {
      const bool for_tests = word.starts_with('(') && word.ends_with(')');
      const std::string folder = for_tests ? word.substr(1, word.size() - 2) : word;
      if (!layers.contains(folder)) throw std::runtime_error("layers.txt: " + word + " must stand above its users");
      allowed.insert(word);
    }
  }
  return layers;
}

std::vector<Include> includes_of(std::string_view text) {
  std::vector<Include> found;
  int number = 0;
  for (const std::string& line : lines_of(text)) {
    ++number;
    std::istringstream words(line);
    std::string directive, target;
    words >> directive;
    if (directive == "#") {
      words >> target;
      directive += target;
    }
    if (!directive.starts_with("#include")) continue;
    const std::size_t open = line.find_first_of("\"<");
    if (open == std::string::npos) continue;
    const std::size_t close = line.find_first_of("\">", open + 1);
    if (close != std::string::npos) found.push_back({line.substr(open + 1, close - open - 1), number});
  }
  return found;
}

namespace {

// Tests, benchmarks, fuzz targets, and what they share.
bool is_for_tests(std::string_view path) {
  return path.ends_with("_test.cpp") || path.ends_with("_bench.cpp") || path.ends_with("_fuzz.cpp") ||
         path.contains("/testing/");
}

}  // namespace

Findings wrong_directions(const SourceFile& file, const std::map<std::string, std::set<std::string>>& layers) {
  Findings findings;
  const auto own = layers.find(file.folder());
  if (own == layers.end()) return {{file.path, "src/layers.txt does not know the folder " + file.folder()}};
  for (const Include& include : includes_of(file.text)) {
    const std::string folder = include.target.substr(0, include.target.find('/'));
    if (folder == own->first || !layers.contains(folder) || own->second.contains(folder)) continue;
    if (is_for_tests(file.path) && own->second.contains("(" + folder + ")")) continue;
    findings.push_back({at(file, include.line), file.folder() + " may not use " + folder});
  }
  return findings;
}

Findings foreign_headers(const SourceFile& file) {
  Findings findings;
  for (const Include& include : includes_of(file.text)) {
    for (const Library& library : libraries()) {
      if (!include.target.starts_with(library.header) || library.owners.contains(file.folder())) continue;
      findings.push_back({at(file, include.line), std::string(library.name) + " belongs to another folder"});
    }
  }
  return findings;
}

Findings long_files(const SourceFile& file) {
  const auto lines = std::ranges::count(file.text, '\n');
  if (lines <= kFileLinesMax) return {};
  return {{file.path, std::to_string(lines) + " lines; split it by concept"}};
}

Findings long_functions(const SourceFile& file) {
  if (file.path.ends_with("_test.cpp")) return {};
  Findings findings;
  const std::vector<std::string> lines = lines_of(file.text);
  int begin = 0;  // line of the opening brace at column 0 scope, 0: none open
  std::string indent;
  for (int number = 1; const std::string& line : lines) {
    const std::size_t first = line.find_first_not_of(' ');
    const std::string margin = first == std::string::npos ? "" : line.substr(0, first);
    const bool opens = line.ends_with("{") && line.find('(') != std::string::npos;
    if (begin == 0 && opens && margin.size() <= 2) {
      begin = number;
      indent = margin;
    } else if (begin != 0 && margin == indent && first != std::string::npos && line[first] == '}') {
      const int length = number - begin + 1;
      if (length > kFunctionLinesMax) {
        findings.push_back({at(file, begin), "a function of " + std::to_string(length) + " lines"});
      }
      begin = 0;
    }
    ++number;
  }
  return findings;
}

}  // namespace nsl::rules
