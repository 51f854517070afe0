#include "app/identity_access.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace nsl::app {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

Status check(std::vector<std::pair<std::string, std::string>> flags) {
  Settings settings;
  EXPECT_THAT(load_settings(settings, {.flags = std::move(flags)}), IsEmpty());
  return check_identity_settings(settings);
}

TEST(IdentitySettings, AreFineWhenNobodyIsTrusted) { EXPECT_TRUE(check({})); }

TEST(IdentitySettings, NeedAnAudienceWithAnIssuer) {
  EXPECT_THAT(check({{"auth.jwt_issuers", "https://id.example.com"}}).error().message, HasSubstr("jwt_audience"));
  EXPECT_TRUE(check({{"auth.jwt_issuers", "https://id.example.com"}, {"auth.jwt_audience", "nsl"}}));
}

TEST(IdentitySettings, RefuseIssuersThatCouldBeAnybody) {
  for (const char* bad : {"http://id.example.com", "id.example.com", "https://id.example.com http://id.example.com/keys",
                          "kubernetes", "https://id.example.com#x"}) {
    EXPECT_EQ(check({{"auth.jwt_issuers", bad}, {"auth.jwt_audience", "nsl"}}).error().pointer, "auth.jwt_issuers") << bad;
  }
  EXPECT_TRUE(check({{"auth.jwt_issuers", "kubernetes https://10.0.0.1/openid/v1/jwks"}, {"auth.jwt_audience", "nsl"}}));
}

TEST(IdentitySettings, RefuseIdentitiesThatNobodyVouchesFor) {
  EXPECT_THAT(check({{"auth.identities", "mtls:dns:ci=owner"}}).error().message, HasSubstr("client_certificates is off"));
  EXPECT_TRUE(check({{"http.client_certificates", "optional"}, {"auth.identities", "mtls:dns:ci=owner"}}));
  EXPECT_THAT(check({{"auth.identities", "jwt:https://id.example.com#alice=owner"}}).error().message,
              HasSubstr("not in auth.jwt_issuers"));
  EXPECT_FALSE(check({{"auth.identities", "alice=owner"}}));
  EXPECT_FALSE(check({{"auth.identities", "jwt:"}}));
  EXPECT_FALSE(check({{"auth.identities", "neo:NPTmAHDxo6Pkyic8Nvu3kwyXoYJCvcCB6j=owner"}})) << "its checksum is wrong";
  EXPECT_TRUE(check({{"auth.identities", "neo:NPTmAHDxo6Pkyic8Nvu3kwyXoYJCvcCB6i=owner"}}));
  EXPECT_TRUE(check({{"auth.jwt_issuers", "https://id.example.com"},
                     {"auth.jwt_audience", "nsl"},
                     {"auth.identities", "jwt:https://id.example.com#alice=owner"}}));
}

}  // namespace
}  // namespace nsl::app
