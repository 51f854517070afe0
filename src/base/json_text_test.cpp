#include "base/json_text.h"

#include <gtest/gtest.h>

namespace nsl::json {
namespace {

TEST(JsonText, FindsAMemberAsItIsWritten) {
  constexpr std::string_view kText =
      R"( {"a" : 1.50 , "s":"x\"}","o":{"output":[1,{"b":"]"}]},"output":{"n": 5E-1},"z":null})";
  EXPECT_EQ(member_text(kText, "a"), "1.50");
  EXPECT_EQ(member_text(kText, "s"), R"("x\"}")");
  EXPECT_EQ(member_text(kText, "output"), R"({"n": 5E-1})") << "not the one further down";
  EXPECT_EQ(member_text(kText, "z"), "null");
  EXPECT_EQ(member_text(kText, "b"), std::nullopt);
}

TEST(JsonText, FindsNothingInWhatIsNoObject) {
  for (const std::string_view text : {"", "1", "[]", "{}", "\"a\"", "null"})
    EXPECT_EQ(member_text(text, "a"), std::nullopt) << text;
}

TEST(JsonText, IndentsWithoutTouchingScalars) {
  EXPECT_EQ(
      indented(R"({"a":[1.0,"x,{}"],"b":{},"c":[ ],"d":{"e":null}})"),
      "{\n  \"a\": [\n    1.0,\n    \"x,{}\"\n  ],\n  \"b\": {},\n  \"c\": [],\n  \"d\": {\n    \"e\": null\n  }\n}");
  EXPECT_EQ(indented("3"), "3");
}

}  // namespace
}  // namespace nsl::json
