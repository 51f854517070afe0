// One description, three uses: what is read, what is written and what the schema says must agree.
#include "api/schema/json_schema.h"
#include "api/schema/read.h"
#include "api/schema/write.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace nsl::api {

struct Inner {
  std::uint64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(Inner, (), (count))
template <>
inline constexpr auto kShape<Inner> = shape("Inner", "Inner.", field("count", "How many.").range(1, 10));

inline constexpr std::string_view kColours[] = {"red", "green"};

struct Outer {
  std::string text;
  std::optional<std::string> colour;
  std::optional<bool> flag;
  std::vector<Inner> items;
  std::optional<std::uint64_t> or_null;
  std::optional<RawJson> any;
};
BOOST_DESCRIBE_STRUCT(Outer, (), (text, colour, flag, items, or_null, any))
template <>
inline constexpr auto kShape<Outer> =
    shape("Outer", "Outer.", field("text", "Text.").length(2, 4), field("colour", "Colour.").one_of(kColours),
          field("flag", "Flag."), field("items", "Items.").items(2), field("or_null", "Number or null.").or_null(),
          field("any", "Anything."));

namespace {

std::string findings_of(std::string_view text) {
  Outer outer;
  Findings findings;
  read_json(json::parse(text).value(), "", outer, findings);
  std::string all;
  for (const auto& violation : findings.violations()) all += violation.pointer + ": " + violation.detail + "\n";
  return all;
}

TEST(Reading, FindsEverythingAtOnce) {
  EXPECT_EQ(findings_of(R"({"text":"x","color":"red","flag":1,"items":[{"count":0},{},7],"or_null":"1"})"),
            "/color: is not known; did you mean \"colour\"?\n"
            "/text: must be 2 to 4 characters long\n"
            "/flag: must be true or false, not a number\n"
            "/items: must have at most 2 items\n"
            "/or_null: must be an integer, not a string\n");
  EXPECT_EQ(findings_of(R"({"text":"xy","items":[{"count":11},{"a/b~c":1}],"or_null":null})"),
            "/items/0/count: must be an integer from 1 to 10\n"
            "/items/1/a~1b~0c: is not known; known are count\n"
            "/items/1/count: is required\n");
  EXPECT_EQ(findings_of("[]"), ": must be an object\n");
}

TEST(Reading, CountsCharactersNotBytes) {
  EXPECT_EQ(findings_of("{\"text\":\"\xF0\x9F\x98\x80\xF0\x9F\x98\x80\xF0\x9F\x98\x80\xF0\x9F\x98\x80\",\"items\":[],"
                        "\"or_null\":null}"),
            "");
}

TEST(Reading, TakesIntegersInEverySpellingOfJson) {
  for (const char* good : {"10", "1e1", "10.0", "0.1e2"}) {
    EXPECT_EQ(findings_of(std::string(R"({"text":"xy","items":[{"count":)") + good + R"(}],"or_null":null})"), "")
        << good;
  }
  for (const char* bad : {"-1", "1.5", "1e30", "-0.5", "18446744073709551616", "true", "null", "\"1\""}) {
    EXPECT_NE(findings_of(std::string(R"({"text":"xy","items":[{"count":)") + bad + R"(}],"or_null":null})"), "")
        << bad;
  }
}

TEST(Reading, StopsCountingAtABound) {
  std::string text = R"({"text":"xy","items":[],"or_null":null)";
  for (int i = 0; i < 100; ++i) text += ",\"x" + std::to_string(i) + "\":1";
  Outer outer;
  Findings findings;
  read_json(json::parse(text + "}").value(), "", outer, findings);
  EXPECT_EQ(findings.violations().size(), Findings::kMax);
}

TEST(Reading, TheErrorNamesTheFirstAndCountsTheRest) {
  Findings findings;
  findings.add(ErrorCode::kUnknownField, "/a", "is not known");
  EXPECT_EQ(findings.error().message, "/a is not known");
  EXPECT_EQ(findings.error().code, ErrorCode::kUnknownField);
  findings.add(ErrorCode::kInvalidName, "/b", "is wrong");
  EXPECT_EQ(findings.error().message, "/a is not known (and 1 more, see errors)");
  EXPECT_EQ(findings.error().code, ErrorCode::kInvalidArgument);
}

TEST(Writing, GivesBackWhatWasRead) {
  for (const std::string text : {R"({"text":"xy","items":[],"or_null":null})",
                                 R"({"text":"a\"b","colour":"red","flag":false,"items":[{"count":1},{"count":2}],)"
                                 R"("or_null":7,"any":{"x":[1,null]}})"}) {
    Outer outer;
    Findings findings;
    read_json(json::parse(text).value(), "", outer, findings);
    EXPECT_TRUE(findings.empty());
    EXPECT_EQ(to_json(outer), text);
  }
}

TEST(Schema, SaysWhatReadingChecks) {
  Components components;
  EXPECT_EQ(schema_of<Outer>(components), json::parse(R"({"$ref":"#/components/schemas/Outer"})").value());
  EXPECT_EQ(components, json::parse(R"({
    "Outer": {
      "type": "object", "description": "Outer.", "required": ["text", "items", "or_null"],
      "additionalProperties": false,
      "properties": {
        "text": {"type": "string", "minLength": 2, "maxLength": 4, "description": "Text."},
        "colour": {"type": "string", "enum": ["red", "green"], "description": "Colour."},
        "flag": {"type": "boolean", "description": "Flag."},
        "items": {"type": "array", "maxItems": 2, "items": {"$ref": "#/components/schemas/Inner"}, "description": "Items."},
        "or_null": {"type": ["integer", "null"], "minimum": 0, "maximum": 9007199254740991, "description": "Number or null."},
        "any": {"description": "Anything."}}},
    "Inner": {
      "type": "object", "description": "Inner.", "required": ["count"], "additionalProperties": false,
      "properties": {"count": {"type": "integer", "minimum": 1, "maximum": 10, "description": "How many."}}}})")
                            .value());
}

}  // namespace
}  // namespace nsl::api
