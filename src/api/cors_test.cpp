#include "api/cors.h"

#include "api/testing/api_under_test.h"

namespace nsl::api::testing {
namespace {

TEST(Cors, TakesOriginsAsBrowsersWriteThemAndNothingElse) {
  for (const char* good : {"*", "https://app.example.com", "http://localhost:3000", "http://[::1]:80"}) {
    EXPECT_TRUE(Cors::create({good})) << good;
  }
  for (const char* bad : {"", "null", "app.example.com", "https://", "https://app.example.com/", "https://APP.example",
                          "https://*.example.com", "ftp://x", "https://a b", "https://x:"}) {
    EXPECT_EQ(Cors::create({"*", bad}).error().code, ErrorCode::kInvalidArgument) << bad;
  }
}

class CorsOff : public ApiUnderTest {};

class CorsOn : public ApiUnderTest {
 protected:
  CorsOn() : ApiUnderTest({.cors = Cors::create({"https://app.example.com"}).value()}) {}

  Answered preflight(std::string origin, std::string target = "/v1/functions") {
    return ask(
        {.method = "OPTIONS",
         .target = std::move(target),
         .headers = {{"Authorization", ""}, {"Origin", std::move(origin)}, {"Access-Control-Request-Method", "PUT"}}});
  }
  Answered get_from(std::string origin, std::string target) {
    return ask({.method = "GET", .target = std::move(target), .headers = {{"Origin", std::move(origin)}}});
  }
};

TEST_F(CorsOff, NoPageMayReadAnything) {
  const Answered answered =
      ask({.method = "GET", .target = "/v1/functions", .headers = {{"Origin", "https://app.example.com"}}});
  EXPECT_EQ(answered.response.status, 200);
  EXPECT_EQ(answered.header("Access-Control-Allow-Origin"), "");
}

TEST_F(CorsOn, OnlyThePagesOfTheNamedOriginsMayRead) {
  const Answered allowed = get_from("https://app.example.com", "/v1/functions");
  EXPECT_EQ(allowed.header("Access-Control-Allow-Origin"), "https://app.example.com");
  EXPECT_EQ(allowed.header("Vary"), "Origin");
  EXPECT_NE(allowed.header("Access-Control-Expose-Headers").find("Request-Id"), std::string::npos);
  EXPECT_EQ(allowed.header("Access-Control-Allow-Credentials"), "");
  for (const char* other : {"https://app.example.com.evil.org", "http://app.example.com", "null", "*"}) {
    EXPECT_EQ(get_from(other, "/v1/functions").header("Access-Control-Allow-Origin"), "") << other;
  }
}

TEST_F(CorsOn, ErrorsAndExecutionsCanBeReadToo) {
  service.deploy({.name = "hello", .code = "1"});
  const std::pair<std::string, std::string> origin{"Origin", "https://app.example.com"};
  EXPECT_EQ(get_from(origin.second, "/v1/functions/nobody").header("Access-Control-Allow-Origin"), origin.second);
  const Answered invoked = post("/v1/functions/hello/invoke", "1", {origin});
  EXPECT_EQ(invoked.response.status, 200);
  EXPECT_EQ(invoked.header("Access-Control-Allow-Origin"), origin.second);
}

TEST_F(CorsOn, APreflightNeedsNoTokenAndTellsNothingAboutPaths) {
  const Answered there = preflight("https://app.example.com");
  EXPECT_EQ(there.response.status, 204);
  EXPECT_EQ(there.header("Access-Control-Allow-Origin"), "https://app.example.com");
  EXPECT_NE(there.header("Access-Control-Allow-Methods").find("PUT"), std::string::npos);
  EXPECT_NE(there.header("Access-Control-Allow-Headers").find("Authorization"), std::string::npos);
  EXPECT_EQ(preflight("https://app.example.com", "/nowhere").response.headers, there.response.headers);
  const Answered stranger = preflight("https://evil.org");
  EXPECT_EQ(stranger.response.status, 204);
  EXPECT_EQ(stranger.header("Access-Control-Allow-Origin"), "");
}

}  // namespace
}  // namespace nsl::api::testing
