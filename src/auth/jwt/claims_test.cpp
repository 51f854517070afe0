#include "auth/jwt/claims.h"

#include "auth/testing/issuer.h"

#include <gtest/gtest.h>

namespace nsl::auth {
namespace {

using namespace std::chrono_literals;
using testing::Claim;
using testing::seconds;

class ClaimsTest : public ::testing::Test {
 protected:
  static Result<Claims> read(std::string_view payload, std::string type = {}) {
    Jws jws{.algorithm = JwsAlgorithm::kEs256, .type = std::move(type)};
    jws.payload.assign(payload.begin(), payload.end());
    return parse_claims(jws);
  }
  Status check(std::initializer_list<Claim> changed) const {
    NSL_TRY(const Claims claims, read(testing::claims(now, changed)));
    return check_claims(claims, rules, now);
  }

  WallTime now = FakeClock().wall();
  ClaimRules rules{.audiences = {std::string(testing::kAudience)}, .clock_skew = 60s};
};

TEST_F(ClaimsTest, AreTakenAsTheyAre) {
  const auto claims = read(testing::claims(now, {{"jti", "\"id-1\""}, {"nbf", seconds(now)}}));
  ASSERT_TRUE(claims) << claims.error().message;
  EXPECT_EQ(claims->issuer, testing::kIssuer);
  EXPECT_EQ(claims->subject, "alice");
  EXPECT_EQ(claims->id, "id-1");
  EXPECT_EQ(claims->expires_at, now + 1h);
  EXPECT_EQ(claims->not_before, now);
  EXPECT_EQ(claims->issued_at, now);
  EXPECT_TRUE(check_claims(*claims, rules, now));
}

TEST_F(ClaimsTest, ThatAreMissingOrOfAWrongTypeAreRefused) {
  EXPECT_TRUE(check({}));
  for (const Claim& bad : std::initializer_list<Claim>{
           {"iss", ""},      {"iss", "7"},         {"iss", "\"\""},       {"iss", "[\"https://id.example.com\"]"},
           {"sub", ""},      {"sub", "\"\""},      {"sub", "7"},          {"sub", "\"a\\nb\""},
           {"sub", "null"},  {"sub", "\"\\u0000\""}, {"aud", ""},         {"aud", "[]"},
           {"aud", "7"},     {"aud", "[7]"},       {"aud", "{}"},         {"exp", ""},
           {"exp", "\"1\""}, {"exp", "null"},      {"exp", "-1"},         {"exp", "1e300"},
           {"exp", "true"},  {"iat", "\"now\""},   {"iat", "-5"},         {"nbf", "[]"},
           {"jti", "7"},     {"jti", "null"},      {"exp", "253402300800"}}) {
    EXPECT_FALSE(check({bad})) << bad.name << " " << bad.json;
  }
  EXPECT_FALSE(check({{"sub", "\"" + std::string(256, 's') + "\""}}));
  EXPECT_TRUE(check({{"sub", "\"" + std::string(255, 's') + "\""}}));
  EXPECT_FALSE(check({{"jti", "\"" + std::string(256, 'j') + "\""}}));
  EXPECT_TRUE(check({{"iat", ""}}));
}

TEST_F(ClaimsTest, ThatStandTwiceAreRefused) {
  const std::string good = testing::claims(now);
  for (const char* more : {R"({"sub":"root",)", R"({"exp":9999999999,)", R"({"\u0073ub":"root",)"}) {
    EXPECT_FALSE(read(more + good.substr(1))) << more;
  }
  EXPECT_FALSE(read("[]"));
  EXPECT_FALSE(read(""));
  EXPECT_FALSE(read(good + good));
}

TEST_F(ClaimsTest, ForSomebodyElseAreRefused) {
  for (const char* bad : {"\"https://other.example\"", "\"https://nsl.example.com/\"", "\"HTTPS://NSL.EXAMPLE.COM\"",
                          "\"\"", "[\"a\",\"b\"]", "\"https://nsl.example.co\""}) {
    EXPECT_FALSE(check({{"aud", bad}})) << bad;
  }
  EXPECT_TRUE(check({{"aud", R"(["https://other.example","https://nsl.example.com"])"}}));
  rules.audiences.clear();
  EXPECT_FALSE(check({}));
}

TEST_F(ClaimsTest, HoldInTheirTimeGiveOrTakeTheSkew) {
  EXPECT_TRUE(check({{"exp", seconds(now - 59s)}}));
  EXPECT_FALSE(check({{"exp", seconds(now - 60s)}}));
  EXPECT_TRUE(check({{"nbf", seconds(now + 60s)}}));
  EXPECT_FALSE(check({{"nbf", seconds(now + 61s)}}));
  EXPECT_TRUE(check({{"iat", seconds(now + 60s)}}));
  EXPECT_FALSE(check({{"iat", seconds(now + 61s)}}));
  EXPECT_TRUE(check({{"exp", seconds(now + 1s) + ".5"}}));
  rules.clock_skew = 0s;
  EXPECT_FALSE(check({{"exp", seconds(now)}}));
  EXPECT_TRUE(check({{"exp", seconds(now) + ".001"}}));
}

TEST_F(ClaimsTest, OfAnotherKindOfTokenAreRefused) {
  for (const char* good : {"", "JWT", "jwt", "at+jwt", "application/at+jwt", "AT+JWT"}) {
    EXPECT_TRUE(read(testing::claims(now), good)) << good;
  }
  for (const char* bad : {"dpop+jwt", "logout+jwt", "secevent+jwt", "JOSE", "application/", "application/jwtx", "id+jwt"}) {
    EXPECT_FALSE(read(testing::claims(now), bad)) << bad;
  }
}

}  // namespace
}  // namespace nsl::auth
