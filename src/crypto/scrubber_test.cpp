#include "crypto/scrubber.h"

#include <gtest/gtest.h>

namespace nsl::crypto {
namespace {

constexpr std::string_view kValue = "sk-\"live\"/+=9\n\\é";

std::string scrubbed(const Scrubber& scrubber, std::string text) {
  scrubber.scrub(text);
  return text;
}

class Scrubbing : public ::testing::Test {
 protected:
  void SetUp() override { scrubber.add("KEY", as_bytes(kValue)); }
  Scrubber scrubber;
};

TEST_F(Scrubbing, ReplacesTheValueWhereverItStands) {
  const std::string value(kValue);
  EXPECT_EQ(scrubbed(scrubber, value), "[secret KEY]");
  EXPECT_EQ(scrubbed(scrubber, "a" + value + value + "b" + value), "a[secret KEY][secret KEY]b[secret KEY]");
}

TEST_F(Scrubbing, ReplacesItInTheFormsInWhichItAppears) {
  for (const std::string_view form :
       {R"(sk-\"live\"/+=9\n\\é)", "sk-%22live%22%2F%2B%3D9%0A%5C%C3%A9", "sk-%22live%22%2f%2b%3d9%0a%5c%c3%a9",
        "736b2d226c697665222f2b3d390a5cc3a9", "736B2D226C697665222F2B3D390A5CC3A9"}) {
    EXPECT_EQ(scrubbed(scrubber, std::string("<").append(form).append(">")), "<[secret KEY]>") << form;
  }
}

TEST(Scrubber, KnowsTheWaysOfPercentEncoding) {
  Scrubber scrubber;
  scrubber.add("KEY", as_bytes("a b!(c)~*'d"));
  for (const std::string_view form :
       {"a%20b%21%28c%29~%2A%27d", "a%20b!(c)~*'d", "a+b%21%28c%29%7E*%27d", "a+b%21%28c%29%7e*%27d"}) {
    EXPECT_EQ(scrubbed(scrubber, std::string(form)), "[secret KEY]") << form;
  }
}

TEST(Scrubber, KnowsTheWaysOfEscapingInJson) {
  Scrubber scrubber;
  scrubber.add("KEY", as_bytes("a/b+c=\"<&>'\u00e9\U0001f511\t"));
  for (const std::string_view form :
       {R"(a/b+c=\"<&>'é🔑\t)", R"(a/b+c=\"<&>'\u00e9\ud83d\udd11\t)", R"(a\/b+c=\"<&>'\u00e9\ud83d\udd11\t)",
        R"(a/b+c=\"\u003c\u0026\u003e'é🔑\t)", R"(a/b+c\u003d\"\u003c\u0026\u003e\u0027é🔑\t)",
        R"(a/b\u002Bc=\u0022\u003C\u0026\u003E\u0027\u00E9\uD83D\uDD11\t)"}) {
    EXPECT_EQ(scrubbed(scrubber, std::string(form)), "[secret KEY]") << form;
  }
}

TEST(Scrubber, KnowsTheWaysOfEscapingInHtml) {
  Scrubber scrubber;
  scrubber.add("KEY", as_bytes("a<b>&'\"c"));
  for (const std::string_view form :
       {"a&lt;b&gt;&amp;&#39;&quot;c", "a&lt;b&gt;&amp;&#x27;&quot;c", "a&lt;b&gt;&amp;&#039;&quot;c",
        "a&lt;b&gt;&amp;'&quot;c", "a&lt;b&gt;&amp;&#39;&#34;c"}) {
    EXPECT_EQ(scrubbed(scrubber, std::string(form)), "[secret KEY]") << form;
  }
}

TEST_F(Scrubbing, FindsItInBase64WhateverComesBeforeAndAfterIt) {
  for (std::size_t before = 0; before < 7; ++before) {
    for (std::size_t after = 0; after < 7; ++after) {
      const std::string text = std::string(before, 'u') + std::string(kValue) + std::string(after, 'p');
      EXPECT_TRUE(scrubber.finds(to_base64(as_bytes(text)))) << before << " " << after;
      EXPECT_TRUE(scrubber.finds(to_base64url(as_bytes(text)))) << before << " " << after;
    }
  }
}

TEST_F(Scrubbing, LeavesOtherTextAlone) {
  std::string text = "sk-live [secret KEY] 736b2d22";
  const std::string before = text;
  EXPECT_FALSE(scrubber.scrub(text));
  EXPECT_EQ(text, before);
  EXPECT_FALSE(scrubber.finds(""));
}

TEST(Scrubber, ReplacesOfTwoValuesTheLongerFirst) {
  Scrubber scrubber;
  scrubber.add("SHORT", as_bytes("abcd"));
  scrubber.add("LONG", as_bytes("abcdefgh"));
  EXPECT_EQ(scrubbed(scrubber, "abcdefgh abcd"), "[secret LONG] [secret SHORT]");
}

TEST(Scrubber, TakesBinaryValues) {
  const Bytes value{0x00, 0xff, 0x00, 0x80, 0x01};
  Scrubber scrubber;
  scrubber.add("BIN", value);
  EXPECT_EQ(scrubbed(scrubber, std::string("x").append(as_text(value)).append("y")), "x[secret BIN]y");
  EXPECT_EQ(scrubbed(scrubber, "00ff008001"), "[secret BIN]");
}

TEST(Scrubber, DoesNotLookForWhatIsTooShort) {
  Scrubber scrubber;
  scrubber.add("PIN", as_bytes("123"));
  EXPECT_TRUE(scrubber.empty());
  scrubber.add("PIN", as_bytes("1234"));
  EXPECT_EQ(scrubbed(scrubber, "pin 1234"), "pin [secret PIN]");
}

TEST(Scrubber, WithoutValuesFindsNothing) {
  const Scrubber scrubber;
  EXPECT_FALSE(scrubber.finds("anything"));
}

}  // namespace
}  // namespace nsl::crypto
