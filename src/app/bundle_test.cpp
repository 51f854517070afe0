#include "app/bundle.h"

#include "app/files.h"
#include "base/source_map.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>

namespace nsl::app {
namespace {

using testing::HasSubstr;
using testing::Not;

class BundleTest : public testing::Test {
 protected:
  BundleTest() {
    std::string pattern = testing::TempDir() + "nsl-bundle-XXXXXX";
    folder_ = mkdtemp(pattern.data());
  }
  ~BundleTest() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path write(const std::string& name, std::string_view text) {
    const auto path = folder_ / name;
    EXPECT_TRUE(write_private_file(path, text).has_value());
    return path;
  }
  std::filesystem::path write_program(const std::string& name, std::string_view text) {
    const auto path = folder_ / name;
    std::filesystem::create_directories(path.parent_path());
    EXPECT_TRUE(write_private_file(path, text).has_value());
    chmod(path.c_str(), 0700);
    return path;
  }

  std::filesystem::path folder_;
};

TEST_F(BundleTest, RefusesAFileThatIsNotThereOrTooLarge) {
  EXPECT_THAT(make_bundle(folder_ / "none.js").error().why, HasSubstr("No such file"));
  EXPECT_THAT(make_bundle(write("big.js", std::string((4u << 20) + 1, ' '))).error().why,
              HasSubstr("larger than 4 MiB"));
}

TEST_F(BundleTest, APlainFileGoesAsItIs) {
  const auto bundle = make_bundle(write("plain.js", "export default () => 'import x from y';\n"));
  ASSERT_TRUE(bundle.has_value());
  EXPECT_EQ(bundle->code, "export default () => 'import x from y';\n");
  EXPECT_EQ(bundle->file_name, "plain.js");
  EXPECT_EQ(bundle->source_map, "");
}

TEST_F(BundleTest, SeesWhatNeedsBundling) {
  EXPECT_TRUE(needs_bundling("a.ts", ""));
  EXPECT_TRUE(needs_bundling("a.jsx", ""));
  EXPECT_TRUE(needs_bundling("a.js", "// comment\n  import x from 'y';"));
  EXPECT_TRUE(needs_bundling("a.js", "import{x}from'y'"));
  EXPECT_TRUE(needs_bundling("a.js", "export * from './x.js';"));
  EXPECT_TRUE(needs_bundling("a.js", "export {\n  x,\n} from\"x\";"));
  EXPECT_TRUE(needs_bundling("a.js", "const x = await import('./x.js');"));
  EXPECT_TRUE(needs_bundling("a.js", "const x = require('x');"));
  EXPECT_FALSE(needs_bundling("a.mjs", "export default function important() { imported: 1; }"));
}

TEST_F(BundleTest, FindsTheBundlerInTheFolderOrAboveAndOnThePath) {
  const auto near = write_program("project/node_modules/.bin/esbuild", "");
  const auto far = write_program("bin/esbuild", "");
  EXPECT_EQ(find_bundler({.chosen = {}, .folders = {folder_ / "project/src/deep"}, .path = {folder_ / "bin"}}), near);
  EXPECT_EQ(find_bundler({.chosen = {}, .folders = {folder_ / "other"}, .path = {folder_ / "empty", folder_ / "bin"}}),
            far);
  EXPECT_EQ(find_bundler({.chosen = {}, .folders = {}, .path = {}}), std::nullopt);
  EXPECT_EQ(find_bundler({.chosen = folder_ / "none", .folders = {}, .path = {folder_ / "bin"}}), std::nullopt)
      << "a chosen bundler that is not there must not be replaced in silence";
}

TEST_F(BundleTest, TypeScriptWithAnImportBecomesOneModuleWithAMap) {
  write("price.ts",
        "export interface Price { value: number }\n\nexport function half(p: Price): number {\n  return p.value / "
        "2;\n}\n");
  const auto file =
      write("pick.ts", "import { half } from './price';\nexport default (input: number) => half({ value: input });\n");
  const auto bundle = make_bundle(file);
  if (!bundle && bundle.error().why.find("esbuild was not found") != std::string::npos) {
    GTEST_SKIP() << "skipped: esbuild is not installed (npm ci)";
  }
  ASSERT_TRUE(bundle.has_value()) << bundle.error().why;
  EXPECT_THAT(bundle->code, HasSubstr("function half"));
  EXPECT_THAT(bundle->code, Not(HasSubstr("sourceMappingURL")));
  EXPECT_EQ(bundle->file_name, "pick.bundle.js");

  const auto map = SourceMap::parse(bundle->source_map);
  ASSERT_TRUE(map.has_value()) << map.error().message;
  const std::string_view code = bundle->code;
  const auto line = 1 + std::ranges::count(code.substr(0, code.find("p.value")), '\n');
  EXPECT_EQ(map->map_stack("    at half (pick.bundle.js:" + std::to_string(line) + ":3)", "pick.bundle.js"),
            "    at half (price.ts:4:3)");
}

TEST_F(BundleTest, ASyntaxErrorNamesItsPlace) {
  const auto bundle = make_bundle(write("wrong.ts", "export default (x: number) => {\n  return +;\n};\n"));
  ASSERT_FALSE(bundle.has_value());
  if (bundle.error().why.find("esbuild was not found") != std::string::npos) {
    GTEST_SKIP() << "skipped: esbuild is not installed (npm ci)";
  }
  EXPECT_THAT(bundle.error().why, HasSubstr("wrong.ts:2:10"));
}

TEST(FunctionName, IsMadeFromTheStemOfTheFile) {
  EXPECT_EQ(function_name_from("examples/Median Price.v2.ts"), "median-price-v2");
  EXPECT_EQ(function_name_from("-_x_-.js"), "x");
  EXPECT_EQ(function_name_from("\xC3\xA4.js"), "");
  EXPECT_EQ(function_name_from(std::string(100, 'a') + ".js").size(), 63u);
}

}  // namespace
}  // namespace nsl::app
