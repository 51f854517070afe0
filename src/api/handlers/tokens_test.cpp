#include "api/testing/api_under_test.h"
#include "auth/roles.h"

namespace nsl::api::testing {
namespace {

class TokenApi : public ApiUnderTest {
 protected:
  Answered with_token(std::string token, std::string method, std::string target, std::string body = {}) {
    FakeRequest request{.method = std::move(method),
                        .target = std::move(target),
                        .headers = {{"Authorization", "Bearer " + std::move(token)}},
                        .body = std::move(body)};
    if (!request.body.empty()) request.headers.emplace_back("Content-Type", "application/json");
    return ask(std::move(request));
  }
  std::string make(const std::string& body) {
    const Answered made = post("/v1/tokens", body);
    EXPECT_EQ(made.response.status, 201) << made.response.body;
    return std::string(json::view(body_of(made).at("token").as_string()));
  }
};

TEST_F(TokenApi, RefusesWhatIsNoTokenRequest) {
  const auto code = [&](const char* body) { return code_of(post("/v1/tokens", body)); };
  EXPECT_EQ(code(R"({"name":"CI","scopes":["functions:read"]})"), "invalid_name");
  EXPECT_EQ(code(R"({"name":"ci"})"), "invalid_argument");
  EXPECT_EQ(code(R"({"name":"ci","scopes":[]})"), "invalid_argument");
  EXPECT_EQ(code(R"({"name":"ci","scopes":["functions:*"]})"), "invalid_argument");
  EXPECT_EQ(code(R"({"name":"ci","role":"root"})"), "invalid_argument");
  EXPECT_EQ(code(R"({"name":"ci","role":"developer","expires_at":"tomorrow"})"), "invalid_argument");
  EXPECT_EQ(code(R"({"name":"ci","role":"developer","expires_at":"2020-01-01T00:00:00Z"})"), "invalid_argument");
  EXPECT_EQ(code(R"({"name":"ci","role":"developer","owner":"bob"})"), "unknown_field");
  const Answered network = post("/v1/tokens", R"({"name":"ci","role":"developer","networks":["::/0","10.0.0.1/8"]})");
  EXPECT_EQ(code_of(network), "invalid_argument");
  EXPECT_EQ(pointers_of(network), "/networks/1");
  EXPECT_TRUE(body_of(get("/v1/tokens")).at("data").as_array().empty());
}

TEST_F(TokenApi, ATokenOpensWhatItsScopesSayAndNothingElse) {
  const std::string token = make(R"({"name":"ci","scopes":["functions:read"]})");
  EXPECT_EQ(with_token(token, "GET", "/v1/functions").response.status, 200);
  EXPECT_EQ(code_of(with_token(token, "GET", "/v1/secrets")), "forbidden");
  EXPECT_EQ(code_of(with_token(token, "POST", "/v1/tokens", R"({"name":"more","role":"owner"})")), "forbidden");
  EXPECT_EQ(body_of(with_token(token, "GET", "/v1/whoami")).at("token").as_string(), "ci");
}

TEST_F(TokenApi, NobodyClimbsByMakingTokens) {
  const std::string token = make(R"({"name":"maker","scopes":["tokens:write","functions:read"]})");
  EXPECT_EQ(code_of(with_token(token, "POST", "/v1/tokens", R"({"name":"more","role":"admin"})")), "forbidden");
  EXPECT_EQ(with_token(token, "POST", "/v1/tokens", R"({"name":"less","scopes":["functions:read"]})").response.status,
            201);
}

TEST_F(TokenApi, ShowsATokenOnceAndItsMetadataAlways) {
  const std::string token = make(R"({"name":"ci","role":"auditor","networks":["10.0.0.0/8"]})");
  const Answered listed = get("/v1/tokens");
  EXPECT_EQ(listed.response.body.find(token), std::string::npos);
  EXPECT_EQ(body_of(listed).at("data").at(0).at("name").as_string(), "ci");
  const auto shown = body_of(get("/v1/tokens/ci"));
  EXPECT_EQ(shown.at("networks").at(0).as_string(), "10.0.0.0/8");
  EXPECT_TRUE(shown.at("expires_at").is_null());
  EXPECT_TRUE(shown.at("last_used_at").is_null());
  EXPECT_EQ(shown.at("created_by").as_string(), "token:test");
}

TEST_F(TokenApi, ARevokedTokenGetsNobodyIn) {
  const std::string token = make(R"({"name":"ci","role":"developer"})");
  EXPECT_EQ(with_token(token, "GET", "/v1/functions").response.status, 200);
  EXPECT_EQ(with_token(kToken, "DELETE", "/v1/tokens/ci").response.status, 204);
  EXPECT_EQ(code_of(with_token(token, "GET", "/v1/functions")), "unauthenticated");
  EXPECT_EQ(code_of(with_token(kToken, "DELETE", "/v1/tokens/ci")), "token_not_found");
}

TEST_F(TokenApi, AnExpiredTokenGetsNobodyIn) {
  const std::string token = make(R"({"name":"ci","role":"developer","expires_at":"2026-01-01T01:00:00Z"})");
  EXPECT_EQ(with_token(token, "GET", "/v1/functions").response.status, 200);
  clock.advance(std::chrono::hours(1));
  EXPECT_EQ(code_of(with_token(token, "GET", "/v1/functions")), "unauthenticated");
}

// The matrix: every operation with a token of every role. What the policy says is what the API does; an operation that
// lets a role in may still answer anything but 401 and 403.
TEST_F(TokenApi, EveryOperationLetsInTheRolesThatItsPolicySays) {
  for (const auth::Role role : auth::kAllRoles) {
    tokens.add(to_string(role), {"owner", std::string(to_string(role)), auth::scopes_of(role)});
  }
  for (const Operation& operation : api.operations()) {
    for (const auth::Role role : auth::kAllRoles) {
      SCOPED_TRACE(std::string(operation.outline.id) + " as " + std::string(to_string(role)));
      const bool may = operation.outline.policy.allows(auth::scopes_of(role));
      // Let in, the request is stopped by a parameter that there is not: nothing is done.
      const auto answered = with_token(
          std::string(to_string(role)), std::string(to_string(operation.outline.method)),
          operation.outline.example.target.substr(0, operation.outline.example.target.find('?')) + "?no-such");
      EXPECT_EQ(answered.response.status == 403, !may) << answered.response.body;
      EXPECT_NE(answered.response.status, 401);
    }
  }
}

TEST_F(TokenApi, WithoutATokenThereAreOnlyTheOpenOperations) {
  for (const Operation& operation : api.operations()) {
    SCOPED_TRACE(operation.outline.id);
    const bool open = !operation.outline.policy.needs_token();
    const auto answered =
        with_token("unknown", std::string(to_string(operation.outline.method)), operation.outline.example.target);
    EXPECT_EQ(answered.response.status == 401, !open) << answered.response.body;
  }
}

}  // namespace
}  // namespace nsl::api::testing
