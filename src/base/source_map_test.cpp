#include "base/source_map.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace nsl {
namespace {

using testing::HasSubstr;

// Made by hand: line 1 of the bundle has a.ts 1:1 at column 1, b.ts 3:5 at column 11 and generated text from column
// 21 on; line 3 has b.ts 4:1 at column 5.
constexpr std::string_view kMap =
    R"({"version":3,"sources":["a.ts","b.ts"],"names":["n"],"mappings":"AAAA,UCEIA,U;;IACJ"})";

std::string with_mappings(std::string_view mappings) {
  return fmt::format(R"({{"version":3,"sources":["a.ts"],"mappings":"{}"}})", mappings);
}

std::string refusal(std::string_view text) {
  const auto map = SourceMap::parse(text);
  return map ? "" : map.error().message;
}

TEST(SourceMap, RefusesWhatIsNoSourceMap) {
  EXPECT_THAT(refusal("nonsense"), HasSubstr("not valid JSON"));
  EXPECT_THAT(refusal("[]"), HasSubstr("no JSON object"));
  EXPECT_THAT(refusal("{}"), HasSubstr("version is not 3"));
  EXPECT_THAT(refusal(R"({"version":3,"sources":[]})"), HasSubstr("no mappings"));
  EXPECT_THAT(refusal(R"({"version":3,"mappings":""})"), HasSubstr("no list of sources"));
  EXPECT_THAT(refusal(R"({"version":3,"sections":[]})"), HasSubstr("no mappings"));
  EXPECT_THAT(refusal(std::string(kSourceMapMax.bytes + 1, ' ')), HasSubstr("more than 4 MiB"));
}

TEST(SourceMap, RefusesMappingsThatAreBroken) {
  EXPECT_THAT(refusal(with_mappings("AA")), HasSubstr("middle of a number"));
  EXPECT_THAT(refusal(with_mappings("A!")), HasSubstr("no base64 digit"));
  EXPECT_THAT(refusal(with_mappings("ACAA")), HasSubstr("not listed"));
  EXPECT_THAT(refusal(with_mappings("D")), HasSubstr("out of range"));
  EXPECT_THAT(refusal(with_mappings("AADA")), HasSubstr("out of range"));
  EXPECT_THAT(refusal(with_mappings("ggggggggggA")), HasSubstr("too long"));
  EXPECT_THAT(refusal(with_mappings("AAAAAA")), HasSubstr("too many fields"));
}

TEST(SourceMap, FindsThePlaceInTheSource) {
  const auto map = SourceMap::parse(kMap).value();
  EXPECT_EQ(map.find(1, 1), (SourcePosition{"a.ts", 1, 1}));
  EXPECT_EQ(map.find(1, 10), (SourcePosition{"a.ts", 1, 1})) << "what stands between belongs to the one before";
  EXPECT_EQ(map.find(1, 11), (SourcePosition{"b.ts", 3, 5}));
  EXPECT_EQ(map.find(3, 7), (SourcePosition{"b.ts", 4, 1}));
}

TEST(SourceMap, FindsNothingWhereNothingIsMapped) {
  const auto map = SourceMap::parse(kMap).value();
  EXPECT_EQ(map.find(1, 21), std::nullopt) << "generated text";
  EXPECT_EQ(map.find(2, 1), std::nullopt) << "a line without segments";
  EXPECT_EQ(map.find(3, 4), std::nullopt) << "before the first segment of its line";
  EXPECT_EQ(map.find(9, 1), std::nullopt);
  EXPECT_EQ(map.find(0, 0), std::nullopt);
}

TEST(SourceMap, RewritesTheFramesOfTheBundleAndNothingElse) {
  const auto map = SourceMap::parse(kMap).value();
  EXPECT_EQ(map.map_stack("    at pick (f.js:1:12)\n    at <anonymous> (f.js:3:5)\n    at f.js:1:1\n", "f.js"),
            "    at pick (b.ts:3:5)\n    at <anonymous> (b.ts:4:1)\n    at a.ts:1:1\n");
  const std::string others =
      "    at x (other.js:1:1)\n    at y (af.js:1:1)\n    at native\n    at f.js:9:9\n    at f.js:\n";
  EXPECT_EQ(map.map_stack(others, "f.js"), others);
  EXPECT_EQ(map.map_stack("", "f.js"), "");
}

TEST(SourceMap, PutsTheSourceRootInFront) {
  const auto map =
      SourceMap::parse(R"({"version":3,"sourceRoot":"src","sources":["a.ts",null],"mappings":"AAAA,CCAA"})").value();
  EXPECT_EQ(map.find(1, 1)->file, "src/a.ts");
  EXPECT_EQ(map.find(1, 2)->file, "(unknown)");
}

}  // namespace
}  // namespace nsl
