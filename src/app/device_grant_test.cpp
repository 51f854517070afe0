#include "app/device_grant.h"

#include <gtest/gtest.h>

namespace nsl::app {
namespace {

constexpr const char* kIssuer = "https://id.example.com";

TEST(DeviceGrant, RefusesADiscoveryDocumentOfAnotherIssuerOrWithoutTheGrant) {
  const std::string ends = R"("device_authorization_endpoint":"https://id.example.com/d","token_endpoint":)";
  const auto document = [&](const std::string& issuer, const std::string& token) {
    return R"({"issuer":")" + issuer + "\"," + ends + "\"" + token + "\"}";
  };
  EXPECT_FALSE(read_discovery("[]", kIssuer));
  EXPECT_FALSE(read_discovery(R"({"issuer":"https://id.example.com"})", kIssuer));
  EXPECT_FALSE(read_discovery(document("https://id.example.com/", "https://id.example.com/t"), kIssuer));
  EXPECT_FALSE(read_discovery(document(kIssuer, "http://id.example.com/t"), kIssuer));
  const auto good = read_discovery(document(kIssuer, "https://id.example.com/t"), kIssuer);
  ASSERT_TRUE(good);
  EXPECT_EQ(good->token, "https://id.example.com/t");
}

TEST(DeviceGrant, TakesCleartextFromLoopbackOnly) {
  for (const char* url : {"http://127.0.0.1:1", "http://[::1]:1", "http://localhost", "https://id.example.com"}) {
    EXPECT_TRUE(check_issuer_url(url)) << url;
  }
  for (const char* url : {"http://id.example.com", "http://127.0.0.1.example.com", "ftp://127.0.0.1", ""}) {
    EXPECT_FALSE(check_issuer_url(url)) << url;
  }
}

TEST(DeviceGrant, RefusesCodesThatAreMissingOrWouldDisturbATerminal) {
  for (const char* answer :
       {"{}", R"({"device_code":"d","user_code":"A","verification_uri":"https://v"})",
        R"({"device_code":"d","user_code":"A\u001b[2J","verification_uri":"https://v","expires_in":9})"}) {
    EXPECT_FALSE(read_device_authorization(answer)) << answer;
  }
}

TEST(DeviceGrant, BoundsHowLongTheIssuerMakesSomebodyWait) {
  const auto read = read_device_authorization(
      R"({"device_code":"d","user_code":"A","verification_uri":"https://v","expires_in":99999999})");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->expires_in, DeviceAuthorization::kLifeMax);
  EXPECT_EQ(read->interval, DeviceAuthorization::kIntervalDefault);
}

TEST(DeviceGrant, TellsApartWhatTheTokenEndpointAnswers) {
  const auto state = [](const char* error) {
    return read_grant(400, std::string(R"({"error":")") + error + "\"}")->state;
  };
  EXPECT_EQ(state("authorization_pending"), GrantState::kPending);
  EXPECT_EQ(state("slow_down"), GrantState::kSlowDown);
  EXPECT_EQ(state("access_denied"), GrantState::kDenied);
  EXPECT_EQ(state("expired_token"), GrantState::kExpired);
  EXPECT_FALSE(read_grant(400, R"({"error":"invalid_client"})"));
  EXPECT_FALSE(read_grant(400, R"({"id_token":"a.b.c"})"));
  EXPECT_FALSE(read_grant(200, R"({"access_token":"opaque"})"));
  EXPECT_EQ(read_grant(200, R"({"access_token":"a.b.c"})")->token, "a.b.c");
  EXPECT_EQ(read_grant(200, R"({"access_token":"a.b.c","id_token":"d.e.f"})")->token, "d.e.f");
}

}  // namespace
}  // namespace nsl::app
