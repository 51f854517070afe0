#include "app/bundle.h"

#include "app/files.h"
#include "app/subprocess.h"
#include "base/bytes.h"
#include "base/source_map.h"
#include "engine/limits.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>

namespace nsl::app {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMapComment = "//# sourceMappingURL=data:application/json;base64,";
constexpr std::size_t kNameMax = 63;

Failure refusal(const fs::path& file, std::string why, std::string next) {
  return {.exit = Exit::kFailed,
          .what = fmt::format("cannot use {}", file.string()),
          .why = std::move(why),
          .next = std::move(next),
          .code = "invalid_function"};
}

bool is_program(const fs::path& path) { return access(path.c_str(), X_OK) == 0 && fs::is_regular_file(path); }

std::vector<fs::path> split_path(std::string_view text) {
  std::vector<fs::path> folders;
  while (!text.empty()) {
    const std::size_t colon = std::min(text.find(':'), text.size());
    if (colon > 0) folders.emplace_back(text.substr(0, colon));
    text.remove_prefix(std::min(colon + 1, text.size()));
  }
  return folders;
}

bool starts_with_word(std::string_view line, std::string_view word) {
  if (!line.starts_with(word)) return false;
  const char after = line.size() > word.size() ? line[word.size()] : ' ';
  return std::isalnum(static_cast<unsigned char>(after)) == 0 && after != '_' && after != '$' && after != ':';
}

// export * from "x", and the last line of a longer list: } from 'x'
bool names_a_module(std::string_view line) {
  for (std::size_t at = line.find("from"); at != std::string_view::npos; at = line.find("from", at + 1)) {
    std::size_t next = at + 4;
    while (next < line.size() && line[next] == ' ') ++next;
    if (next < line.size() && (line[next] == '"' || line[next] == '\'')) return true;
  }
  return false;
}

// Takes the map that esbuild appended off the code.
Outcome<Bundle> split_map(const fs::path& file, std::string output) {
  Bundle bundle{.code = std::move(output), .file_name = file.stem().string() + ".bundle.js", .source_map = {}};
  const std::size_t at = bundle.code.rfind(kMapComment);
  if (at == std::string::npos) return bundle;
  std::string_view encoded = std::string_view(bundle.code).substr(at + kMapComment.size());
  while (encoded.ends_with('\n')) encoded.remove_suffix(1);
  const auto map = from_base64(encoded);
  if (map && map->size() <= kSourceMapMax.bytes) bundle.source_map = std::string(as_text(*map));
  bundle.code.resize(at);
  return bundle;
}

Outcome<Bundle> run_bundler(const fs::path& bundler, const fs::path& file) {
  const fs::path whole = fs::absolute(file);
  // Runs beside the file, so that the bundle is the same wherever the command was given.
  const auto completed = run_program(
      {.program = bundler,
       .arguments = {whole.filename().string(), "--bundle", "--format=esm", "--platform=browser", "--target=es2022",
                     "--sourcemap=inline", "--sources-content=false", "--legal-comments=none",
                     "--define:process.env.NODE_ENV=\"production\"", "--define:global=globalThis", "--log-level=warning", "--color=false"},
       .folder = whole.parent_path()});
  if (!completed)
    return std::unexpected(refusal(file, completed.error().message, "set NSL_ESBUILD to a working esbuild"));
  if (completed->exit_code != 0) {
    return std::unexpected(refusal(file, completed->err, "mend what esbuild names above"));
  }
  return split_map(file, completed->out);
}

}  // namespace

BundlerSearch BundlerSearch::from_process(const fs::path& function_file) {
  BundlerSearch search;
  if (const char* chosen = std::getenv("NSL_ESBUILD"); chosen != nullptr && *chosen != '\0') search.chosen = chosen;
  if (const char* path = std::getenv("PATH"); path != nullptr) search.path = split_path(path);
  std::error_code error;
  search.folders.push_back(fs::absolute(function_file, error).parent_path());
  search.folders.push_back(fs::current_path(error));
  search.folders.push_back(fs::read_symlink("/proc/self/exe", error).parent_path());
  return search;
}

std::optional<fs::path> find_bundler(const BundlerSearch& search) {
  if (search.chosen) return is_program(*search.chosen) ? search.chosen : std::nullopt;
  for (fs::path folder : search.folders) {
    while (!folder.empty()) {
      if (fs::path candidate = folder / "node_modules/.bin/esbuild"; is_program(candidate)) return candidate;
      if (folder == folder.root_path()) break;
      folder = folder.parent_path();
    }
  }
  for (const fs::path& folder : search.path) {
    if (fs::path candidate = folder / "esbuild"; is_program(candidate)) return candidate;
  }
  return std::nullopt;
}

bool needs_bundling(const fs::path& file, std::string_view code) {
  constexpr std::array<std::string_view, 2> kPlain = {".js", ".mjs"};
  if (std::ranges::find(kPlain, file.extension().string()) == kPlain.end()) return true;
  if (code.find("import(") != std::string_view::npos || code.find("require(") != std::string_view::npos) return true;
  while (!code.empty()) {
    const std::size_t end = std::min(code.find('\n'), code.size());
    std::string_view line = code.substr(0, end);
    code.remove_prefix(std::min(end + 1, code.size()));
    while (line.starts_with(' ') || line.starts_with('\t')) line.remove_prefix(1);
    if (starts_with_word(line, "import")) return true;
    if ((starts_with_word(line, "export") || line.starts_with('}')) && names_a_module(line)) return true;
  }
  return false;
}

Outcome<Bundle> make_bundle(const fs::path& file) {
  auto code = read_file(file, engine::kCodeMax);
  if (!code)
    return std::unexpected(refusal(file, code.error().message, "give the path of a JavaScript or TypeScript file"));
  if (!needs_bundling(file, *code)) {
    return Bundle{.code = *std::move(code), .file_name = file.filename().string(), .source_map = {}};
  }
  const auto bundler = find_bundler(BundlerSearch::from_process(file));
  if (!bundler) {
    return std::unexpected(refusal(file, "it has imports or is TypeScript, and esbuild was not found to bundle it",
                                   "npm install --save-dev esbuild (or set NSL_ESBUILD to its path)"));
  }
  return run_bundler(*bundler, file);
}

std::string function_name_from(const fs::path& file) {
  std::string name;
  for (const char raw : file.stem().string()) {
    const auto c = static_cast<unsigned char>(raw);
    const bool usable = c < 0x80 && std::isalnum(c) != 0;
    if (usable) name.push_back(static_cast<char>(std::tolower(c)));
    else if (!name.empty() && name.back() != '-') name.push_back('-');
  }
  if (name.size() > kNameMax) name.resize(kNameMax);
  while (name.ends_with('-')) name.pop_back();
  return name;
}

}  // namespace nsl::app
