#include "api/testing/api_under_test.h"

#include "base/bytes.h"
#include "vault/providers/passphrase.h"

#include <gmock/gmock.h>

namespace nsl::api::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class SecretOperations : public ApiUnderTest {
 protected:
  Answered patch(std::string target, std::string body, std::vector<std::pair<std::string, std::string>> headers = {}) {
    headers.emplace_back("Content-Type", "application/json");
    return ask(
        {.method = "PATCH", .target = std::move(target), .headers = std::move(headers), .body = std::move(body)});
  }
  std::string reveal(const std::string& name) {
    const auto answer = post("/v1/secrets/" + name + "/reveal", R"({"reason":"test"})");
    if (answer.response.status != 200) return code_of(answer);
    return std::string(as_text(*from_base64(json::view(body_of(answer).at("value_base64").as_string()))));
  }
};

TEST_F(SecretOperations, BadInputIsRefusedAndChangesNothing) {
  EXPECT_EQ(code_of(put("/v1/secrets/no%20name", R"({"value":"v"})")), "invalid_name");
  EXPECT_EQ(code_of(put("/v1/secrets/..%2Fx", R"({"value":"v"})")), "invalid_name");
  EXPECT_EQ(code_of(put("/v1/secrets/X", "{}")), "invalid_argument");
  EXPECT_EQ(code_of(put("/v1/secrets/X", R"({"value":"v","value_base64":"dg=="})")), "invalid_argument");
  EXPECT_EQ(code_of(put("/v1/secrets/X", R"({"value_base64":"dg=!"})")), "invalid_argument");
  EXPECT_EQ(code_of(put("/v1/secrets/X", R"({"value":""})")), "invalid_argument");
  EXPECT_EQ(code_of(put("/v1/secrets/X", R"({"value":7})")), "invalid_argument");
  EXPECT_EQ(code_of(put("/v1/secrets/X", R"({"value":"v","valu":"w"})")), "unknown_field");
  EXPECT_EQ(code_of(put("/v1/secrets/X", R"({"value":"v","expires_at":"tomorrow"})")), "invalid_argument");
  EXPECT_EQ(code_of(put("/v1/secrets/X", R"({"value":"v","tags":{"a":1}})")), "invalid_argument");
  EXPECT_EQ(code_of(put("/v1/secrets/X", R"({"value":"v","labels":{"a":5}})")), "invalid_argument");
  EXPECT_EQ(code_of(put("/v1/secrets/X", R"({"value":"v","tags":[]})")), "invalid_argument");
  EXPECT_EQ(code_of(put("/v1/secrets/X", R"({"value":"v"})", {{"If-Match", "3"}})), "invalid_argument");
  EXPECT_EQ(code_of(put("/v1/secrets/X", R"({"value":"v"})", {{"If-None-Match", "\"1\""}})), "invalid_argument");
  EXPECT_EQ(code_of(put("/v1/secrets/X", "{\"value\":\"" + std::string(65'537, 'v') + "\"}")), "payload_too_large");
  std::string deep = R"({"value":"v","tags":)";
  for (int i = 0; i < 10'000; ++i) deep += R"({"a":)";
  EXPECT_EQ(code_of(put("/v1/secrets/X", deep)), "malformed_json");
  EXPECT_EQ(code_of(get("/v1/secrets/X")), "secret_not_found");
}

TEST_F(SecretOperations, NoReplyButThatOfRevealHoldsAValue) {
  const std::string value = "marker-5b71";
  const auto set = put("/v1/secrets/KEY", R"({"value":"marker-5b71","tags":{"team":"oracle"}})");
  EXPECT_EQ(set.response.status, 201);
  EXPECT_EQ(set.header("Location"), "/v1/secrets/KEY");
  for (const Answered& answer : {set, get("/v1/secrets/KEY"), get("/v1/secrets"), get("/v1/secrets/KEY/versions"),
                                 put("/v1/secrets/KEY", R"({"value":"marker-5b71","tag":1})"),
                                 put("/v1/secrets/K%20Y", R"({"value":"marker-5b71"})"),
                                 put("/v1/secrets/KEY", R"({"value":"marker-5b71","expires_at":"marker-5b71"})"),
                                 put("/v1/secrets/KEY", R"({"value":"marker-5b71)")}) {
    EXPECT_THAT(answer.response.body, Not(HasSubstr(value)));
    EXPECT_THAT(answer.response.body, Not(HasSubstr(to_base64(as_bytes(value)))));
  }
  EXPECT_EQ(reveal("KEY"), value);
  EXPECT_EQ(post("/v1/secrets/KEY/reveal", R"({"reason":"test"})").header("Cache-Control"), "no-store");
  EXPECT_EQ(code_of(post("/v1/secrets/KEY/reveal", "{}")), "invalid_argument") << "without a reason";
}

TEST_F(SecretOperations, EachOwnerReachesTheirOwnAlone) {
  EXPECT_EQ(code_of(get("/v1/secrets/KEY")), "secret_not_found") << "bob's";
  EXPECT_EQ(reveal("KEY"), "secret_not_found");
  EXPECT_EQ(code_of(ask({.method = "DELETE", .target = "/v1/secrets/KEY"})), "secret_not_found");
  EXPECT_EQ(body_of(get("/v1/secrets")).at("data").as_array().size(), 1u);
  EXPECT_EQ(vault.read(vault.bob, "KEY"), "bob's");
}

TEST_F(SecretOperations, ChangesCanBeConditional) {
  const auto first = get("/v1/secrets/COINGECKO_KEY");
  EXPECT_EQ(first.header("ETag"), "\"2\"");
  EXPECT_EQ(put("/v1/secrets/COINGECKO_KEY", R"({"value":"CG-3"})", {{"If-Match", "\"2\""}}).response.status, 200);
  EXPECT_EQ(code_of(put("/v1/secrets/COINGECKO_KEY", R"({"value":"CG-4"})", {{"If-Match", "\"2\""}})),
            "precondition_failed");
  EXPECT_EQ(code_of(patch("/v1/secrets/COINGECKO_KEY", R"({"description":"x"})", {{"If-Match", "\"2\""}})),
            "precondition_failed");
  EXPECT_EQ(code_of(put("/v1/secrets/COINGECKO_KEY", R"({"value":"CG-4"})", {{"If-None-Match", "*"}})),
            "precondition_failed");
  EXPECT_EQ(reveal("COINGECKO_KEY"), "CG-3");
}

TEST_F(SecretOperations, BinaryValuesGoInAndOutAsBase64) {
  Bytes value(300);
  for (std::size_t i = 0; i < value.size(); ++i) value[i] = static_cast<std::uint8_t>(i);
  EXPECT_EQ(put("/v1/secrets/BINARY", "{\"value_base64\":\"" + to_base64(value) + "\"}").response.status, 201);
  EXPECT_EQ(reveal("BINARY"), as_text(value));
}

TEST_F(SecretOperations, StatesAndVersionsCanBeChanged) {
  const auto state = [&](const std::string& body) { return post("/v1/secrets/COINGECKO_KEY/state", body); };
  EXPECT_EQ(code_of(state(R"({"state":"destroyed"})")), "invalid_argument") << "a whole secret goes with DELETE";
  EXPECT_EQ(body_of(state(R"({"state":"disabled"})")).at("state"), "disabled");
  EXPECT_EQ(reveal("COINGECKO_KEY"), "secret_unavailable");
  EXPECT_EQ(body_of(state(R"({"state":"enabled"})")).at("state"), "enabled");
  EXPECT_EQ(body_of(post("/v1/secrets/COINGECKO_KEY/rollback", "")).at("current_version"), 1);
  EXPECT_EQ(reveal("COINGECKO_KEY"), "CG-1");
  EXPECT_EQ(state(R"({"state":"destroyed","version":2})").response.status, 200);
  EXPECT_EQ(body_of(get("/v1/secrets/COINGECKO_KEY/versions")).at("data").at(0).at("state"), "destroyed");
  EXPECT_EQ(code_of(post("/v1/secrets/COINGECKO_KEY/rollback", R"({"version":2})")), "conflict");
  EXPECT_EQ(
      body_of(patch("/v1/secrets/COINGECKO_KEY", R"({"labels":{"stable":1},"expires_at":"2027-01-01T00:00:00Z"})"))
          .at("expires_at"),
      "2027-01-01T00:00:00.000Z");
  EXPECT_FALSE(body_of(patch("/v1/secrets/COINGECKO_KEY", R"({"expires_at":""})")).as_object().contains("expires_at"));
}

TEST_F(SecretOperations, ScopesKeepReadingWritingAndRevealingApart) {
  tokens.add("reads", {"owner", "reads", {auth::Scope::kSecretsRead, auth::Scope::kSecretsWrite}});
  const std::vector<std::pair<std::string, std::string>> headers{{"Authorization", "Bearer reads"}};
  EXPECT_EQ(ask({.target = "/v1/secrets", .headers = headers}).response.status, 200);
  EXPECT_EQ(code_of(post("/v1/secrets/COINGECKO_KEY/reveal", R"({"reason":"x"})", headers)), "forbidden");
  EXPECT_EQ(code_of(post("/v1/vault/seal", "", headers)), "forbidden");
}

class VaultOperations : public SecretOperations {};

TEST_F(VaultOperations, SealedItAnswersVaultSealedEverywhere) {
  EXPECT_EQ(body_of(get("/v1/vault")).at("state"), "unsealed");
  EXPECT_EQ(body_of(post("/v1/vault/seal", "")).at("state"), "sealed");
  EXPECT_EQ(body_of(get("/v1/vault")).at("state"), "sealed");
  for (const Answered& answer :
       {get("/v1/secrets"), get("/v1/secrets/COINGECKO_KEY"), put("/v1/secrets/X", R"({"value":"v"})"),
        post("/v1/vault/seal", ""), post("/v1/vault/verify", ""), post("/v1/vault/rotate", R"({"what":"root_key"})"),
        post("/v1/vault/providers", R"({"kind":"recovery","shares":3,"threshold":2})"),
        post("/v1/vault/destroy-owner", R"({"owner":"bob","confirm":"bob"})")}) {
    EXPECT_EQ(code_of(answer), "vault_sealed");
    EXPECT_EQ(answer.response.status, 503);
  }
  EXPECT_EQ(body_of(post("/v1/vault/unseal", "{}")).at("state"), "unsealed");
  EXPECT_EQ(reveal("COINGECKO_KEY"), "CG-2");
}

TEST_F(VaultOperations, CanBeUnsealedWithAPassphraseOrSharesThatWereAdded) {
  EXPECT_EQ(
      post("/v1/vault/providers", R"({"kind":"passphrase","passphrase":"correct horse battery"})").response.status,
      201);
  const auto recovery = post("/v1/vault/providers", R"({"kind":"recovery","shares":3,"threshold":2})");
  const auto shares = body_of(recovery).at("shares").as_array();
  ASSERT_EQ(shares.size(), 3u);
  EXPECT_EQ(ask({.method = "DELETE", .target = "/v1/vault/providers/file"}).response.status, 204);
  EXPECT_EQ(post("/v1/vault/seal", "").response.status, 200);
  EXPECT_EQ(code_of(post("/v1/vault/unseal", "{}")), "forbidden");
  EXPECT_EQ(code_of(post("/v1/vault/unseal", R"({"passphrase":"wrong horse battery"})")), "forbidden");
  EXPECT_EQ(code_of(post("/v1/vault/unseal", R"({"pin":"1234"})")), "invalid_argument") << "there is no token here";
  EXPECT_EQ(code_of(post("/v1/vault/unseal", R"({"shares":["nsl-share-2-1-00"]})")), "invalid_argument");
  EXPECT_EQ(code_of(post("/v1/vault/unseal", R"({"passphrase":"correct horse battery","shares":["x"]})")),
            "invalid_argument");
  EXPECT_EQ(post("/v1/vault/unseal", R"({"passphrase":"correct horse battery"})").response.status, 200);
  EXPECT_EQ(post("/v1/vault/seal", "").response.status, 200);
  const json::object body{{"shares", json::array{shares[0], shares[2]}}};
  EXPECT_EQ(post("/v1/vault/unseal", json::serialize(body)).response.status, 200);
  EXPECT_EQ(reveal("COINGECKO_KEY"), "CG-2");
}

TEST_F(VaultOperations, RotatesAndShowsHowFarItIs) {
  EXPECT_EQ(post("/v1/vault/rotate", R"({"what":"root_key"})").response.status, 202);
  EXPECT_EQ(code_of(post("/v1/vault/rotate", R"({"what":"root_key"})")), "conflict");
  EXPECT_EQ(body_of(get("/v1/vault")).at("rotations").as_array().size(), 1u);
  while (*vault.vault->step()) continue;
  EXPECT_EQ(body_of(get("/v1/vault")).at("root_key"), 2);
  EXPECT_EQ(code_of(post("/v1/vault/rotate", R"({"what":"root_key","owner":"x"})")), "invalid_argument");
  EXPECT_EQ(code_of(post("/v1/vault/rotate", R"({"what":"owner_key","owner":"nobody"})")), "invalid_argument");
  EXPECT_EQ(post("/v1/vault/rotate", R"({"what":"owner_key"})").response.status, 202);
  EXPECT_EQ(post("/v1/vault/verify", "").response.status, 200);
}

TEST_F(VaultOperations, DestroyingAnOwnerNeedsTheNameTwice) {
  EXPECT_EQ(code_of(post("/v1/vault/destroy-owner", R"({"owner":"bob","confirm":"Bob"})")), "invalid_argument");
  EXPECT_EQ(vault.read(vault.bob, "KEY"), "bob's");
  EXPECT_EQ(body_of(post("/v1/vault/destroy-owner", R"({"owner":"bob","confirm":"bob"})")).at("secrets"), 1);
  EXPECT_EQ(vault.read(vault.bob, "KEY"), "secret_not_found");
}

TEST_F(VaultOperations, ExportsAndImportsUnderAPassphrase) {
  EXPECT_EQ(code_of(post("/v1/vault/export", "{}")), "invalid_argument");
  EXPECT_EQ(code_of(post("/v1/vault/export", R"({"passphrase":"short"})")), "invalid_argument");
  EXPECT_EQ(code_of(post("/v1/vault/export", "{\"recipient\":\"" + std::string(64, 'x') + "\"}")), "invalid_argument");
  const auto exported = post("/v1/vault/export", R"({"passphrase":"correct horse battery"})");
  ASSERT_EQ(exported.response.status, 200);
  const std::string backup(json::view(body_of(exported).at("backup").as_string()));
  const auto import = [&](const std::string& more) {
    return post("/v1/vault/import", "{\"backup\":\"" + backup + "\"," + more + "}");
  };
  EXPECT_EQ(code_of(import(R"("passphrase":"wrong horse battery")")), "forbidden");
  EXPECT_EQ(code_of(import(R"("passphrase":"correct horse battery")")), "conflict");
  EXPECT_EQ(code_of(post("/v1/vault/import", R"({"backup":"TlNMWAEC","passphrase":"x"})")), "invalid_argument");
  EXPECT_EQ(ask({.method = "DELETE", .target = "/v1/secrets/COINGECKO_KEY"}).response.status, 204);
  EXPECT_EQ(body_of(import(R"("passphrase":"correct horse battery")")).at("secrets"), 1);
  EXPECT_EQ(reveal("COINGECKO_KEY"), "CG-2");
}

}  // namespace
}  // namespace nsl::api::testing
