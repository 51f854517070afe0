// Holds the tree under src/ to its rules: who may include whom, who owns which library, and how long things may be.
#include "source_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace nsl::rules {

// For GoogleTest's messages.
void PrintTo(const Finding& finding, std::ostream* out) { *out << "src/" << finding.place << ": " << finding.what; }

namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<SourceFile> source_files() {
  const std::filesystem::path root = std::filesystem::path(NSL_SOURCE_DIR) / "src";
  std::vector<SourceFile> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    const auto extension = entry.path().extension();
    if (extension != ".h" && extension != ".cpp" && extension != ".c") continue;
    files.push_back({std::filesystem::relative(entry.path(), root).string(), read(entry.path())});
  }
  return files;
}

template <typename Rule>
Findings over_the_tree(Rule rule) {
  Findings all;
  for (const SourceFile& file : source_files()) std::ranges::copy(rule(file), std::back_inserter(all));
  return all;
}

// The rules themselves.

TEST(SourceRules, SeeAnIncludeThatGoesUpwards) {
  const auto layers = parse_layers("# comment\nbase:\nnet: base\n");
  EXPECT_THAT(wrong_directions({"base/x.cpp", "#include \"base/y.h\"\n#include \"net/http.h\"\n"}, layers),
              ElementsAre(Finding{"base/x.cpp:2", "base may not use net"}));
  EXPECT_THAT(wrong_directions({"net/x.cpp", "#include \"base/y.h\"\n#include <net/if.h>\n"}, layers), IsEmpty());
  EXPECT_THAT(wrong_directions({"new/x.cpp", ""}, layers),
              ElementsAre(Finding{"new/x.cpp", "src/layers.txt does not know the folder new"}));
}

TEST(SourceRules, LetTestsAloneUseWhatStandsInParentheses) {
  const auto layers = parse_layers("base:\nnet: base\nneo: base (net)\n");
  const std::string text = "#include \"net/http.h\"\n";
  for (const char* test : {"neo/x_test.cpp", "neo/x_bench.cpp", "neo/testing/x.h", "neo/rpc/testing/x.cpp"}) {
    EXPECT_THAT(wrong_directions({test, text}, layers), IsEmpty()) << test;
  }
  EXPECT_THAT(wrong_directions({"neo/x.cpp", text}, layers),
              ElementsAre(Finding{"neo/x.cpp:1", "neo may not use net"}));
  EXPECT_THROW(parse_layers("base: (net)\nnet:\n"), std::runtime_error);
}

TEST(SourceRules, RefuseLayersThatUseWhatStandsBelow) {
  EXPECT_THROW(parse_layers("base: net\nnet:\n"), std::runtime_error);
  EXPECT_THROW(parse_layers("base\n"), std::runtime_error);
}

TEST(SourceRules, SeeALibraryOutsideTheFolderThatOwnsIt) {
  EXPECT_THAT(foreign_headers({"api/x.cpp", "#  include <curl/curl.h>\n"}),
              ElementsAre(Finding{"api/x.cpp:1", "libcurl belongs to another folder"}));
  EXPECT_THAT(foreign_headers({"net/x.cpp", "#include <curl/curl.h>\n"}), IsEmpty());
}

TEST(SourceRules, SeeAFileAndAFunctionThatAreTooLong) {
  std::string body = "void f(int a) {\n";
  for (int i = 0; i < kFunctionLinesMax; ++i) body += "  if (a) {\n  }\n";
  EXPECT_THAT(long_functions({"base/x.cpp", body + "}\n"}), testing::SizeIs(1));
  EXPECT_THAT(long_functions({"base/x.cpp", "void f() {\n  g();\n}\n"}), IsEmpty());
  EXPECT_THAT(long_files({"base/x.cpp", std::string(kFileLinesMax, '\n')}), IsEmpty());
  EXPECT_THAT(long_files({"base/x.cpp", std::string(kFileLinesMax + 1, '\n')}), testing::SizeIs(1));
}

// The tree.

TEST(Sources, AreFound) { EXPECT_GT(source_files().size(), 20u); }

TEST(Sources, IncludeOnlyWhatTheirLayerMayUse) {
  const auto layers = parse_layers(read(std::filesystem::path(NSL_SOURCE_DIR) / "src/layers.txt"));
  EXPECT_THAT(over_the_tree([&](const SourceFile& file) { return wrong_directions(file, layers); }), IsEmpty());
}

TEST(Sources, UseALibraryOnlyInTheFolderThatOwnsIt) { EXPECT_THAT(over_the_tree(foreign_headers), IsEmpty()); }

TEST(Sources, HaveFilesOfOneConcept) { EXPECT_THAT(over_the_tree(long_files), IsEmpty()); }

TEST(Sources, HaveFunctionsThatCanBeReadAtOnce) { EXPECT_THAT(over_the_tree(long_functions), IsEmpty()); }

}  // namespace
}  // namespace nsl::rules
