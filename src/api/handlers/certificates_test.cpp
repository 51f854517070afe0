// Callers that show a client certificate: alone, with a token, and from a browser.
#include "api/testing/api_under_test.h"
#include "auth/roles.h"

#include <fmt/format.h>

namespace nsl::api::testing {
namespace {

constexpr const char* kName = "uri:spiffe://example.com/ci";
constexpr const char* kMemberPath = "/v1/owners/acme/members/mtls:uri:spiffe:%2F%2Fexample.com%2Fci";

class CertificateApi : public ApiUnderTest {
 protected:
  CertificateApi() {
    EXPECT_EQ(post("/v1/owners", R"({"name":"acme"})").response.status, 201);
    EXPECT_EQ(put(kMemberPath, R"({"role":"developer"})").response.status, 200);
  }

  net::tls::ClientCertificate certificate(std::string name = kName) const {
    return {.name = std::move(name), .valid_until = clock.wall() + std::chrono::hours(1)};
  }
  Answered with(std::optional<net::tls::ClientCertificate> shown, std::string target,
                std::vector<std::pair<std::string, std::string>> headers = {}, std::string body = {}) {
    if (!body.empty()) headers.emplace_back("Content-Type", "application/json");
    return ask({.method = body.empty() ? "GET" : "POST",
                .target = std::move(target),
                .headers = std::move(headers),
                .body = std::move(body),
                .client_certificate = std::move(shown)});
  }
  Answered with_token(std::optional<net::tls::ClientCertificate> shown, const std::string& token) {
    return with(std::move(shown), "/v1/whoami", {{"Authorization", "Bearer " + token}});
  }
  static std::string owner_in(const Answered& answered) {
    return std::string(json::view(body_of(answered).at("owner").as_string()));
  }
};

TEST_F(CertificateApi, OpenNothingToStrangers) {
  EXPECT_EQ(code_of(with(certificate("uri:spiffe://example.com/other"), "/v1/whoami")), "forbidden");
  EXPECT_EQ(code_of(with(certificate("dns:ci"), "/v1/no-such-path")), "forbidden");
  EXPECT_EQ(code_of(with(certificate(), "/v1/whoami", {{"NSL-Owner", "owner"}})), "forbidden");
  EXPECT_NE(metrics.text().find(R"(nsl_refused_credentials_total{code="forbidden",way="certificate"} 3)"), std::string::npos);
}

TEST_F(CertificateApi, AreWhatTheirMembershipSays) {
  const auto me = with(certificate(), "/v1/whoami");
  EXPECT_EQ(me.response.status, 200);
  EXPECT_EQ(owner_in(me), "acme");
  EXPECT_EQ(with(certificate(), "/v1/functions").response.status, 200);
  EXPECT_EQ(code_of(with(certificate(), "/v1/owners")), "forbidden") << "a developer of acme lists no owners";
  ASSERT_EQ(ask({.method = "DELETE", .target = kMemberPath}).response.status, 204);
  EXPECT_EQ(code_of(with(certificate(), "/v1/whoami")), "forbidden") << "a removed member is out at once";
}

TEST_F(CertificateApi, EndWhileTheirConnectionLasts) {
  const auto shown = certificate();
  EXPECT_EQ(with(shown, "/v1/whoami").response.status, 200);
  clock.advance(std::chrono::hours(1));
  EXPECT_EQ(code_of(with(shown, "/v1/whoami")), "unauthenticated");
}

TEST_F(CertificateApi, AreNoSecondTryForAWrongToken) {
  EXPECT_EQ(code_of(with_token(certificate(), "nobody's")), "unauthenticated");
  EXPECT_EQ(code_of(with(certificate(), "/v1/whoami", {{"Authorization", ""}})), "unauthenticated");
  EXPECT_EQ(code_of(with(certificate(), "/v1/whoami", {{"Authorization", "Basic YTpi"}})), "unauthenticated");
}

TEST_F(CertificateApi, AddNothingToAToken) {
  tokens.add("reader", {"owner", "t", auth::Scopes{auth::Scope::kFunctionsRead}});
  const auto me = with_token(certificate(), "reader");
  EXPECT_EQ(owner_in(me), "owner");
  EXPECT_EQ(code_of(with(certificate(), "/v1/secrets", {{"Authorization", "Bearer reader"}})), "forbidden");
}

TEST_F(CertificateApi, ATokenMadeWithOneIsGoodOnlyTogetherWithIt) {
  ASSERT_EQ(put(kMemberPath, R"({"role":"owner"})").response.status, 200);
  const std::string until = to_rfc3339(clock.wall() + std::chrono::minutes(30));
  const auto made = with(certificate(), "/v1/tokens", {},
                         fmt::format(R"({{"name":"ci","scopes":["functions:read"],"expires_at":"{}"}})", until));
  ASSERT_EQ(made.response.status, 201) << made.response.body;
  const std::string token(json::view(body_of(made).at("token").as_string()));
  EXPECT_EQ(with_token(certificate(), token).response.status, 200);
  EXPECT_EQ(code_of(with_token(std::nullopt, token)), "unauthenticated");
  EXPECT_EQ(code_of(with_token(certificate("dns:ci"), token)), "unauthenticated");
  auto ending = certificate();
  ending.valid_until = clock.wall() + std::chrono::minutes(1);
  clock.advance(std::chrono::minutes(1));
  EXPECT_EQ(code_of(with_token(ending, token)), "unauthenticated") << "its own time is not over, the certificate's is";
  EXPECT_EQ(with_token(certificate(), token).response.status, 200);
}

TEST_F(CertificateApi, AreNotTakenFromABrowserWhichShowsThemForAnyPage) {
  for (const auto& [name, value] : std::vector<std::pair<std::string, std::string>>{
           {"Origin", "https://evil.example"}, {"Origin", "null"}, {"Sec-Fetch-Site", "cross-site"}, {"sec-fetch-site", "same-origin"}}) {
    EXPECT_EQ(code_of(with(certificate(), "/v1/whoami", {{name, value}})), "unauthenticated") << name << value;
  }
}

}  // namespace
}  // namespace nsl::api::testing
