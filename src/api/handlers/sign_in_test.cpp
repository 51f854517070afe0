#include "api/testing/api_under_test.h"

#include "neo/types/address.h"

namespace nsl::api::testing {
namespace {

class SignInApi : public ApiUnderTest {
 protected:
  SignInApi() : ApiUnderTest({.failures = {.per_second = 0.5, .burst = 4}}) {}

  Answered from(std::string peer, std::string target, std::string body) {
    return ask({.method = "POST",
                .target = std::move(target),
                .headers = {{"Content-Type", "application/json"}, {"Authorization", "Bearer of no importance"}},
                .body = std::move(body),
                .remote_address = std::move(peer)});
  }
  std::string challenge_request() const { return R"({"address":")" + address + "\"}"; }

  const neo::PrivateKey key = neo::PrivateKey::generate();
  const std::string address = neo::to_address(key.account());
};

TEST_F(SignInApi, ATokenOfASessionOpensWhatTheRoleMay) {
  members[auth::wallet_identity(address)] = auth::Role::kAuditor;
  const auto signed_in = from("127.0.0.1", "/v1/sign-in", signed_challenge(key));
  ASSERT_EQ(signed_in.response.status, 201) << signed_in.response.body;
  EXPECT_EQ(json::view(body_of(signed_in).at("identity").as_string()), "neo:" + address);
  const std::string token(json::view(body_of(signed_in).at("token").as_string()));
  const auto with_token = [&](std::string method, std::string target) {
    return ask({.method = std::move(method), .target = std::move(target), .headers = {{"Authorization", "Bearer " + token}}})
        .response.status;
  };
  EXPECT_EQ(with_token("GET", "/v1/functions"), 200);
  EXPECT_EQ(with_token("DELETE", "/v1/functions/hello"), 403);
}

TEST_F(SignInApi, SaysWhoIsNobodyAndWhatIsNoProof) {
  const auto nobody = from("127.0.0.1", "/v1/sign-in", signed_challenge(key));
  EXPECT_EQ(code_of(nobody), "forbidden");
  std::string body = signed_challenge(key);
  const auto other = auth::ChallengeId::generate().text();
  body.replace(body.find("chal_"), other.size(), other);
  const auto unknown = from("127.0.0.1", "/v1/sign-in", body);
  EXPECT_EQ(code_of(unknown), "unauthenticated") << unknown.response.body;
  EXPECT_EQ(unknown.header("WWW-Authenticate"), "Bearer");
  EXPECT_EQ(code_of(from("127.0.0.1", "/v1/sign-in/challenges", R"({"address":"NOBODY"})")), "invalid_argument");
  EXPECT_EQ(code_of(from("127.0.0.1", "/v1/sign-in", "{}")), "invalid_argument");
}

TEST_F(SignInApi, AnAddressHasOnlySoManyTries) {
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(from("192.0.2.1", "/v1/sign-in/challenges", challenge_request()).response.status, 201);
    EXPECT_EQ(code_of(from("192.0.2.1", "/v1/sign-in", signed_challenge(key))), "forbidden");
  }
  const auto refused = from("192.0.2.1", "/v1/sign-in/challenges", challenge_request());
  EXPECT_EQ(code_of(refused), "too_many_requests");
  EXPECT_EQ(refused.header("Retry-After"), "2");
  EXPECT_EQ(from("192.0.2.2", "/v1/sign-in/challenges", challenge_request()).response.status, 201);
}

TEST_F(SignInApi, TheFirstPersonGetsATokenForTheCode) {
  const std::string code = setup.open().value().value();
  const auto with = [](std::string_view text) { return json::serialize(json::object{{"code", text}, {"name", "alice"}}); };
  EXPECT_EQ(code_of(from("127.0.0.1", "/v1/setup", with("nsl_setup_wrong"))), "unauthenticated");
  EXPECT_EQ(code_of(from("127.0.0.1", "/v1/setup", with(""))), "invalid_argument");
  const auto made = from("127.0.0.1", "/v1/setup", with(code));
  ASSERT_EQ(made.response.status, 201) << made.response.body;
  const std::string token(json::view(body_of(made).at("token").as_string()));
  const auto me = ask({.method = "GET", .target = "/v1/whoami", .headers = {{"Authorization", "Bearer " + token}}});
  EXPECT_EQ(json::view(body_of(me).at("role").as_string()), "owner");
  EXPECT_EQ(code_of(from("127.0.0.1", "/v1/setup", with(code))), "unauthenticated");
}

TEST_F(SignInApi, WhoIsNotLetInIsInTheAuditLogOnceForAllTries) {
  for (int i = 0; i < 2; ++i) from("192.0.2.1", "/v1/sign-in", signed_challenge(key));
  const auto wrong = [&](std::string peer) {
    return ask({.target = "/v1/whoami", .headers = {{"Authorization", "Bearer wrong"}}, .remote_address = std::move(peer)});
  };
  EXPECT_EQ(wrong("192.0.2.1").response.status, 401);
  EXPECT_EQ(wrong("127.0.0.1").response.status, 401);
  EXPECT_EQ(ask({.target = "/v1/whoami", .headers = {{"Authorization", ""}}, .remote_address = "192.0.2.9"}).response.status, 401);
  api.drain();
  const auto entries = [&] { return audited.reader.list({.owner = "owner", .action = "sign_in"}, 0, 10).value().entries; };
  until([&] { return entries().size() >= 2; });
  std::vector<std::string> actors;
  for (const auto& entry : entries()) {
    actors.push_back(entry.actor);
    if (entry.actor == "address:192.0.2.1") EXPECT_TRUE(entry.detail.ends_with("bearer 1, wallet 2")) << entry.detail;
  }
  std::ranges::sort(actors);
  EXPECT_EQ(actors, (std::vector<std::string>{"address:127.0.0.1", "address:192.0.2.1"})) << "who shows nothing has not tried";
}

TEST_F(SignInApi, TheCodeCannotBeGuessedAtWill) {
  const std::string guess = R"({"code":"nsl_setup_guess","name":"mallory"})";
  for (int i = 0; i < 4; ++i) EXPECT_EQ(code_of(from("192.0.2.1", "/v1/setup", guess)), "unauthenticated");
  EXPECT_EQ(code_of(from("192.0.2.1", "/v1/setup", guess)), "too_many_requests");
}

}  // namespace
}  // namespace nsl::api::testing
