#include "api/testing/api_under_test.h"
#include "auth/roles.h"
#include "neo/types/address.h"

#include <fmt/format.h>

namespace nsl::api::testing {
namespace {

constexpr const char* kBobPath = "/members/jwt:https:%2F%2Fid.example.com%23bob";

class OwnerApi : public ApiUnderTest {
 protected:
  OwnerApi() {
    for (const char* name : {"acme", "other"}) {
      EXPECT_EQ(post("/v1/owners", fmt::format(R"({{"name":"{}"}})", name)).response.status, 201);
    }
    for (const char* owner : {"acme", "other"}) {
      for (const auth::Role role : auth::kAllRoles) {
        tokens.add(token_of(owner, role), {owner, "t", auth::scopes_of(role, auth::Reach::kOwner)});
      }
    }
  }

  static std::string token_of(std::string_view owner, auth::Role role) {
    return fmt::format("{}-{}", owner, to_string(role));
  }
  Answered with_token(std::string token, std::string method, std::string target, std::string body = {},
                      std::vector<std::pair<std::string, std::string>> headers = {}) {
    headers.emplace_back("Authorization", "Bearer " + std::move(token));
    if (!body.empty()) headers.emplace_back("Content-Type", "application/json");
    return ask({.method = std::move(method), .target = std::move(target), .headers = std::move(headers), .body = std::move(body)});
  }
  Answered set_by(std::string token, std::string_view owner, std::string_view member, std::string_view role) {
    return with_token(std::move(token), "PUT", fmt::format("/v1/owners/{}{}", owner, member),
                      fmt::format(R"({{"role":"{}"}})", role));
  }
  // Signs in as this key's address.
  Answered sign_in_as(const neo::PrivateKey& key, std::string_view owner = {}) {
    std::string body = signed_challenge(key);
    if (!owner.empty()) body.insert(body.size() - 1, fmt::format(R"(,"owner":"{}")", owner));
    return post("/v1/sign-in", body);
  }
  static std::string member_path(const neo::PrivateKey& key) {
    return "/members/neo:" + neo::to_address(key.account());
  }
  static std::string text(const Answered& answered, std::string_view member) {
    return std::string(json::view(body_of(answered).at(member).as_string()));
  }
};

TEST_F(OwnerApi, RefusesWhatIsNoOwnerOrMember) {
  EXPECT_EQ(code_of(post("/v1/owners", R"({"name":"Acme"})")), "invalid_name");
  EXPECT_EQ(code_of(post("/v1/owners", R"({"name":"acme"})")), "conflict");
  EXPECT_EQ(code_of(post("/v1/owners", R"({"name":"a","display_name":"a\nb"})")), "invalid_argument");
  EXPECT_EQ(code_of(get("/v1/owners/nobody")), "owner_not_found");
  EXPECT_EQ(code_of(get("/v1/owners/nobody/members")), "owner_not_found");
  EXPECT_EQ(code_of(put("/v1/owners/acme/members/alice", R"({"role":"owner"})")), "invalid_argument");
  EXPECT_EQ(code_of(put("/v1/owners/acme/members/neo:NPTmAHDxo6Pkyic8Nvu3kwyXoYJCvcCB6j", R"({"role":"owner"})")),
            "invalid_argument");
  EXPECT_EQ(code_of(put(std::string("/v1/owners/acme") + kBobPath, R"({"role":"root"})")), "invalid_argument");
  EXPECT_EQ(code_of(ask({.method = "DELETE", .target = std::string("/v1/owners/acme") + kBobPath})), "member_not_found");
  EXPECT_TRUE(body_of(get("/v1/owners/acme/members")).at("data").as_array().empty());
}

TEST_F(OwnerApi, OnlyTheOwnerThatRunsTheServiceMakesAndSeesOwners) {
  for (const auth::Role role : auth::kAllRoles) {
    const std::string token = token_of("acme", role);
    EXPECT_EQ(code_of(with_token(token, "POST", "/v1/owners", R"({"name":"mine"})")), "forbidden");
    EXPECT_EQ(code_of(with_token(token, "GET", "/v1/owners")), "forbidden");
    EXPECT_EQ(with_token(token, "GET", "/v1/owners/acme").response.status, 200);
    EXPECT_EQ(code_of(with_token(token, "GET", "/v1/owners/other")), "owner_not_found");
    EXPECT_EQ(code_of(with_token(token, "GET", "/v1/vault")), "forbidden");
  }
  EXPECT_EQ(body_of(get("/v1/owners")).at("data").as_array().size(), 3u);
}

// The matrix: who of an owner may make a member of which role, in his own owner and in another.
TEST_F(OwnerApi, ARoleGivesWhatItHasAndNothingElsewhere) {
  for (const auth::Role mine : auth::kAllRoles) {
    for (const auth::Role given : auth::kAllRoles) {
      SCOPED_TRACE(fmt::format("{} makes {}", to_string(mine), to_string(given)));
      const bool manages = mine == auth::Role::kOwner || mine == auth::Role::kAdmin;
      const bool may = manages && (mine == auth::Role::kOwner || given != auth::Role::kOwner);
      const std::string path = fmt::format("/members/jwt:https:%2F%2Fid.example.com%23{}-{}", to_string(mine), to_string(given));
      EXPECT_EQ(set_by(token_of("acme", mine), "acme", path, to_string(given)).response.status, may ? 200 : 403);
      EXPECT_EQ(code_of(set_by(token_of("acme", mine), "other", path, to_string(given))),
                manages ? "owner_not_found" : "forbidden");
    }
  }
  EXPECT_TRUE(body_of(get("/v1/owners/other/members")).at("data").as_array().empty());
}

TEST_F(OwnerApi, ATokenOfARoleHasTheScopesOfThatRoleInItsOwner) {
  const auto made = with_token("acme-owner", "POST", "/v1/tokens", R"({"name":"all","role":"owner"})");
  ASSERT_EQ(made.response.status, 201) << made.response.body;
  const auto me = with_token(text(made, "token"), "GET", "/v1/whoami");
  EXPECT_EQ(text(me, "owner"), "acme");
  EXPECT_EQ(text(me, "role"), "owner");
  EXPECT_EQ(code_of(with_token("acme-owner", "POST", "/v1/tokens", R"({"name":"more","scopes":["vault:write"]})")),
            "forbidden");
}

TEST_F(OwnerApi, AMemberSignsInAndIsOutAtOnceWhenRemoved) {
  const auto key = neo::PrivateKey::generate();
  EXPECT_EQ(code_of(sign_in_as(key)), "forbidden");
  ASSERT_EQ(set_by("acme-owner", "acme", member_path(key), "developer").response.status, 200);
  const auto session = sign_in_as(key);
  ASSERT_EQ(session.response.status, 201) << session.response.body;
  const std::string token = text(session, "token");
  const auto me = with_token(token, "GET", "/v1/whoami");
  EXPECT_EQ(text(me, "owner"), "acme");
  EXPECT_EQ(text(me, "role"), "developer");

  ASSERT_EQ(set_by("acme-owner", "acme", member_path(key), "auditor").response.status, 200);
  EXPECT_EQ(with_token(token, "GET", "/v1/whoami").response.status, 401) << "the session was a developer's";
  const std::string second = text(sign_in_as(key), "token");
  EXPECT_EQ(with_token(second, "GET", "/v1/whoami").response.status, 200);
  ASSERT_EQ(with_token("acme-owner", "DELETE", "/v1/owners/acme" + member_path(key)).response.status, 204);
  EXPECT_EQ(with_token(second, "GET", "/v1/whoami").response.status, 401);
  EXPECT_EQ(code_of(sign_in_as(key)), "forbidden");
}

TEST_F(OwnerApi, WhoIsNotLetInIsCounted) {
  const auto key = neo::PrivateKey::generate();
  EXPECT_EQ(code_of(sign_in_as(key)), "forbidden");
  EXPECT_EQ(code_of(with_token("nobody's", "GET", "/v1/functions")), "unauthenticated");
  EXPECT_EQ(code_of(with_token("acme-auditor", "GET", "/v1/functions", "", {{"NSL-Owner", "other"}})), "forbidden");
  const std::string text = metrics.text();
  for (const char* labels : {R"({code="forbidden",way="wallet"} 1)", R"({code="unauthenticated",way="bearer"} 1)",
                             R"({code="forbidden",way="bearer"} 1)"}) {
    EXPECT_NE(text.find(std::string("nsl_refused_credentials_total") + labels), std::string::npos) << labels << "\n" << text;
  }
}

TEST_F(OwnerApi, AMemberOfSeveralOwnersChoosesOne) {
  const auto key = neo::PrivateKey::generate();
  ASSERT_EQ(set_by("acme-owner", "acme", member_path(key), "developer").response.status, 200);
  clock.advance(std::chrono::seconds(1));
  ASSERT_EQ(set_by("other-owner", "other", member_path(key), "auditor").response.status, 200);
  EXPECT_EQ(text(sign_in_as(key), "owner"), "acme");
  const auto chosen = sign_in_as(key, "other");
  EXPECT_EQ(text(chosen, "owner"), "other");
  // What there is not and what he is no member of look the same.
  const std::string refused = text(sign_in_as(key, "owner"), "detail");
  EXPECT_EQ(text(sign_in_as(key, "nobody"), "detail"), refused);

  const std::string token = text(chosen, "token");
  EXPECT_EQ(with_token(token, "GET", "/v1/functions", "", {{"NSL-Owner", "other"}}).response.status, 200);
  for (const char* elsewhere : {"acme", "nobody", "owner", "*"}) {
    EXPECT_EQ(code_of(with_token(token, "GET", "/v1/functions", "", {{"NSL-Owner", elsewhere}})), "forbidden") << elsewhere;
  }
  EXPECT_EQ(code_of(with_token(token, "GET", "/v1/functions", "", {{"NSL-Owner", "other"}, {"NSL-Owner", "acme"}})),
            "malformed_request");
}

TEST_F(OwnerApi, QuotasAreSetByTheServiceAndSeenByTheOwner) {
  const std::string path = "/v1/owners/acme/quota";
  const std::string admin = token_of("acme", auth::Role::kAdmin);
  EXPECT_EQ(body_of(with_token(admin, "GET", path)).at("standard"), true);
  EXPECT_EQ(with_token(admin, "PUT", path, R"({"concurrent":1,"cpu_seconds_per_month":0})").response.status, 403);
  EXPECT_EQ(code_of(with_token(token_of("other", auth::Role::kAdmin), "GET", path)), "owner_not_found");
  EXPECT_EQ(code_of(put("/v1/owners/nobody/quota", R"({"concurrent":1,"cpu_seconds_per_month":0})")), "owner_not_found");
  EXPECT_EQ(pointers_of(put(path, R"({"concurrent":-1,"cpu_seconds_per_month":0})")), "/concurrent");
  EXPECT_EQ(pointers_of(put(path, R"({"concurrent":1,"cpu_seconds_per_month":1000000001})")), "/cpu_seconds_per_month");

  EXPECT_EQ(pointers_of(put(path, R"({"concurrent":1,"cpu_seconds_per_month":1,"stored_bytes":-1})")), "/stored_bytes");

  EXPECT_EQ(put(path, R"({"concurrent":3,"cpu_seconds_per_month":60,"stored_bytes":1000000,"functions":9})").response.status, 200);
  EXPECT_EQ(body_of(with_token(admin, "GET", path)).at("stored_bytes"), 1'000'000);
  EXPECT_EQ(body_of(with_token(admin, "GET", path)).at("functions"), 9);
  EXPECT_EQ(put(path, R"({"concurrent":3,"cpu_seconds_per_month":60})").response.status, 200);
  EXPECT_EQ(body_of(with_token(admin, "GET", path)).at("stored_bytes"), 0) << "what is left out is any number";
  accounting->started("acme");
  const json::value seen = body_of(with_token(admin, "GET", path));
  EXPECT_EQ(seen.at("concurrent"), 3);
  EXPECT_EQ(seen.at("cpu_seconds_per_month"), 60);
  EXPECT_EQ(seen.at("standard"), false);
  EXPECT_EQ(seen.at("used").at("running"), 1);
  EXPECT_EQ(body_of(with_token(kToken, "DELETE", path)).at("standard"), true);
}

}  // namespace
}  // namespace nsl::api::testing
