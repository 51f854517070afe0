#include "base/json.h"

#include "base/bytes.h"

#include <gtest/gtest.h>

namespace nsl {
namespace {

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

TEST(Json, RefusesTextThatIsNotOneWellFormedValue) {
  for (const std::string_view bad :
       {"", " ", "{", "[1", "{\"a\":", "{\"a\"}", "{a:1}", "{'a':1}", "[1,]", "{\"a\":1,}", "1 2", "{}x", "nul",
        "NaN", "Infinity", "-", "01", "1.", ".5", "+1", "0x1", "\"abc", "\"\\x\"", "\"\\ud8\"", "\"\n\"", "// c\n1",
        "\xEF\xBB\xBF{}", "\"\xff\"", "\"\xed\xa0\x80\"", "1e999", "-1e999"}) {
    EXPECT_EQ(json::parse(bad).error().code, ErrorCode::kMalformedJson) << bad;
    EXPECT_FALSE(json::validate(bad)) << bad;
  }
  EXPECT_FALSE(json::validate(std::string_view("\"\0\"", 3)));
  EXPECT_FALSE(json::validate(std::string_view("1\0", 2)));
}

TEST(Json, SaysWhereItStopped) {
  EXPECT_NE(json::parse("{\"a\":1,}").error().message.find("at byte 7"), std::string::npos)
      << json::parse("{\"a\":1,}").error().message;
}

TEST(Json, SaysThatHalfOfASurrogatePairIsNoText) {
  for (const std::string_view bad : {R"("\ud83d")", R"({"\uD83D":1})", R"("\udc00\ud800")", R"("\ud83d\u0041")", R"("\ud83dx")"}) {
    const auto parsed = json::parse(bad);
    ASSERT_FALSE(parsed) << bad;
    EXPECT_NE(parsed.error().message.find("half of a surrogate pair"), std::string::npos) << parsed.error().message;
  }
  EXPECT_EQ(json::parse(R"(["\\ud83d" x)").error().message.find("surrogate"), std::string::npos) << "an escaped backslash";
}

TEST(Json, SaysHowDeepItMayBe) {
  EXPECT_NE(json::parse(nested(json::kDepthMax + 1)).error().message.find("more than 64"), std::string::npos);
}

TEST(Json, RefusesAMemberThatAppearsTwice) {
  EXPECT_NE(json::parse(R"({"a":1,"a":2})").error().message.find("twice"), std::string::npos);
  EXPECT_FALSE(json::parse(R"([{"x":{"a":1,"\u0061":2}}])")) << "also when it is spelled differently";
  EXPECT_TRUE(json::parse(R"({"a":{"a":1},"b":{"a":2}})")) << "the same name in other objects is fine";
}

TEST(Json, BoundsTheDepth) {
  EXPECT_TRUE(json::parse(nested(json::kDepthMax)));
  EXPECT_FALSE(json::parse(nested(json::kDepthMax + 1)));
  EXPECT_FALSE(json::validate(nested(json::kDepthMax + 1)));
  EXPECT_FALSE(json::validate(std::string(1'000'000, '[')));
}

TEST(Json, TakesEveryKindOfValueAlsoAtTheTop) {
  for (const std::string_view good : {"null", "true", " 1 ", "-0", "1e-999", "1.5E+3", "\"\"", "[]", "{}",
                                      "\"\\ud83d\\ude00\"", "18446744073709551615", "-9223372036854775808"}) {
    EXPECT_TRUE(json::parse(good)) << good;
    EXPECT_TRUE(json::validate(good)) << good;
  }
}

TEST(Json, ManyMembersDoNotTakeQuadraticTime) {
  std::string text = "{";
  for (int i = 0; i < 100'000; ++i) text += "\"k" + std::to_string(i) + "\":0,";
  text.back() = '}';
  EXPECT_EQ(json::parse(text).value().as_object().size(), 100'000u);
}

std::string literal(std::string_view text) {
  std::string out;
  json::append_quoted(out, text);
  return out;
}

TEST(Json, QuotesEveryByteSoThatItComesBack) {
  std::string all;
  for (int c = 0; c < 128; ++c) all.push_back(static_cast<char>(c));
  all += "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80";
  EXPECT_EQ(json::view(json::parse(literal(all)).value().as_string()), all);
  EXPECT_EQ(literal("a\"b\\c\n\x01"), R"("a\"b\\c\n\u0001")");
}

TEST(Json, QuotingReplacesWhatIsNotUtf8) {
  EXPECT_EQ(literal("a\xff" "b"), "\"a\xEF\xBF\xBD" "b\"");
  for (const std::string_view bad : {"\xff", "\xc3", "x\xed\xa0\x80y", "\xf0\x9f\x98", "\xe2\x82" "a", "\x80\x80"}) {
    EXPECT_TRUE(json::validate(literal(bad))) << to_hex(as_bytes(bad));
  }
}

}  // namespace
}  // namespace nsl
