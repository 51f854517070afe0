// The small parsers: percent-encoding, query strings, Prefer.
#include "api/http/percent.h"
#include "api/http/prefer.h"
#include "api/http/query.h"

#include <gtest/gtest.h>

namespace nsl::api {
namespace {

using namespace std::chrono_literals;

TEST(Percent, RefusesBrokenEscapesNulAndWhatIsNotUtf8) {
  for (const char* bad : {"%", "%4", "a%", "%4g", "%g4", "%-1", "%00", "a%00b", "%ff", "%c3", "%ed%a0%80", "% 41"}) {
    EXPECT_FALSE(percent_decoded(bad, Plus::kIsPlus)) << bad;
  }
}

TEST(Percent, IsUndoneOnce) {
  EXPECT_EQ(percent_decoded("%2541", Plus::kIsPlus), "%41");
  EXPECT_EQ(percent_decoded("%c3%A9%2F", Plus::kIsPlus), "\xc3\xa9/");
  EXPECT_EQ(percent_decoded("a+b", Plus::kIsPlus), "a+b");
  EXPECT_EQ(percent_decoded("a+b%2B", Plus::kIsSpace), "a b+");
}

TEST(Query, RefusesWhatHasNoNameIsBrokenOrTooMuch) {
  for (const char* bad : {"=1", "&", "a&&b", "&a", "a=%", "%=1"}) {
    EXPECT_EQ(parse_query(bad).error().code, ErrorCode::kMalformedRequest) << bad;
  }
  std::string many = "a";
  for (std::size_t i = 0; i < kQueryParametersMax; ++i) many += "&a";
  EXPECT_FALSE(parse_query(many));
}

TEST(Query, SplitsNamesAndValues) {
  const auto parameters = parse_query("a=1&b&c=x%3Dy=z&d=").value();
  ASSERT_EQ(parameters.size(), 4u);
  EXPECT_EQ(parameters[0].value, "1");
  EXPECT_EQ(parameters[1].name, "b");
  EXPECT_EQ(parameters[1].value, "");
  EXPECT_EQ(parameters[2].value, "x=y=z");
  EXPECT_EQ(parameters[3].value, "");
  EXPECT_TRUE(parse_query("").value().empty());
}

TEST(Prefer, IgnoresWhatItDoesNotUnderstand) {
  for (const char* text : {"", ",", ";", "return=minimal", "respond-asynch", "wait", "wait=", "wait=x", "wait=-1",
                           "wait=1.5", "waiting=3", "handling=lenient; wait=3"}) {
    const auto preferences = parse_prefer(text);
    EXPECT_FALSE(preferences.respond_async) << text;
    EXPECT_FALSE(preferences.wait) << text;
  }
}

TEST(Prefer, KnowsRespondAsyncAndWait) {
  const auto both = parse_prefer("return=minimal , Respond-Async; x=y,  WAIT = 10 ");
  EXPECT_TRUE(both.respond_async);
  EXPECT_EQ(both.wait, 10s);
  EXPECT_EQ(parse_prefer("wait=\"7\"").wait, 7s);
  EXPECT_EQ(parse_prefer("wait=0").wait, 0s);
  EXPECT_EQ(parse_prefer("wait=1, wait=2").wait, 1s) << "the first one counts (RFC 7240 section 2)";
}

TEST(Prefer, CutsALongWait) {
  EXPECT_EQ(parse_prefer("wait=3600").wait, kWaitMax);
  EXPECT_EQ(parse_prefer("wait=99999999999999999999999").wait, kWaitMax);
}

}  // namespace
}  // namespace nsl::api
