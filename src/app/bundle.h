#pragma once
// Bundle: one ES module made of an author's file. A plain JavaScript file without imports goes as it is; TypeScript
// and imports go through esbuild, with a source map that leads back to the author's lines.

#include "app/failure.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nsl::app {

struct Bundle {
  std::string code;
  std::string file_name;   // what stack traces call it before they are mapped: "hello.js", "pick.bundle.js"
  std::string source_map;  // JSON; empty when the code is the author's own
};

// Where esbuild may be, in this order: NSL_ESBUILD, node_modules/.bin/esbuild in the function's folder and those above
// it, the same from the current folder, the same from the folder of this program, PATH.
struct BundlerSearch {
  std::optional<std::filesystem::path> chosen;
  std::vector<std::filesystem::path> folders;  // "node_modules/.bin/esbuild" is looked for in each and above
  std::vector<std::filesystem::path> path;

  static BundlerSearch from_process(const std::filesystem::path& function_file);
};

std::optional<std::filesystem::path> find_bundler(const BundlerSearch& search);

// Whether the code imports something, or the file is not plain JavaScript. May err towards yes, since bundling a file
// that need not be bundled does no harm.
bool needs_bundling(const std::filesystem::path& file, std::string_view code);

// Reads the file and bundles it if needed. Blocks; esbuild gets a minute.
Outcome<Bundle> make_bundle(const std::filesystem::path& file);

// "examples/Median Price.ts" -> "median-price". Empty when nothing of the stem can be used.
std::string function_name_from(const std::filesystem::path& file);

}  // namespace nsl::app
