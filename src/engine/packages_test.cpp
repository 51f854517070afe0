// Popular npm packages must work inside: tests/packages/functions/NAME.js uses one of them for real, and its last line
// ("// => JSON") is what Node gives for the same bundle. Skipped until `npm ci` has run in tests/packages.
#include "engine/testing/function_runner.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include <unistd.h>

namespace nsl::engine {
namespace {

namespace fs = std::filesystem;

const fs::path kPackages = NSL_SOURCE_DIR "/tests/packages";
const fs::path kEsbuild = NSL_SOURCE_DIR "/node_modules/.bin/esbuild";
// As `nsl function deploy` bundles (src/app/bundle.cpp).
constexpr const char* kFlags =
    " --bundle --format=esm --platform=browser --target=es2022 --legal-comments=none --log-level=error"
    " '--define:process.env.NODE_ENV=\"production\"' --define:global=globalThis";

std::vector<std::string> names() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(kPackages / "functions")) names.push_back(entry.path().stem().string());
  std::ranges::sort(names);
  return names;
}

std::string expected_of(const fs::path& function) {
  constexpr std::string_view kMark = "\n// => ";
  std::string source = testing::read_file(function);
  while (source.ends_with('\n')) source.pop_back();
  const std::size_t at = source.rfind(kMark);
  return at == std::string::npos ? "" : source.substr(at + kMark.size());
}

class Packages : public ::testing::TestWithParam<std::string> {};

TEST_P(Packages, WorkInside) {
  if (!fs::exists(kPackages / "node_modules") || !fs::exists(kEsbuild)) GTEST_SKIP() << "skipped: run npm ci in tests/packages";
  const fs::path function = kPackages / "functions" / (GetParam() + ".js");
  const fs::path bundle = fs::temp_directory_path() / ("nsl-package-" + GetParam() + "-" + std::to_string(getpid()) + ".js");
  const std::string command = kEsbuild.string() + " " + function.string() + kFlags + " --outfile=" + bundle.string();
  ASSERT_EQ(std::system(command.c_str()), 0) << command;
  const std::string code = testing::read_file(bundle);
  fs::remove(bundle);

  testing::FunctionRunner runner;
  testing::RunOptions options{.file_name = GetParam() + ".js", .limits = {}};
  options.limits.cpu = std::chrono::seconds(20);  // slow under sanitizers
  const testing::Ran ran = runner.run(code, options);
  ASSERT_FALSE(ran.refused) << ran.refused->message << "\n" << ran.refused->stack;
  ASSERT_EQ(ran.outcome.ending, Ending::kSucceeded) << ran.outcome.message << "\n" << ran.outcome.stack;
  EXPECT_EQ(ran.outcome.output, expected_of(function));
  EXPECT_TRUE(ran.pristine);
}

INSTANTIATE_TEST_SUITE_P(Npm, Packages, ::testing::ValuesIn(names()), [](const auto& info) {
  std::string name = info.param;
  std::ranges::replace(name, '-', '_');
  return name;
});

TEST(Types, FitThePreludeAndAnAuthorsFunction) {
  const fs::path compiler = kPackages / "node_modules/.bin/tsc";
  if (!fs::exists(compiler)) GTEST_SKIP() << "skipped: run npm ci in tests/packages";
  for (const char* project : {"runtime/tsconfig.json", "runtime/types/tsconfig.json"}) {
    const std::string command = compiler.string() + " --pretty false -p " NSL_SOURCE_DIR "/" + project;
    EXPECT_EQ(std::system(command.c_str()), 0) << command;
  }
}

}  // namespace
}  // namespace nsl::engine
