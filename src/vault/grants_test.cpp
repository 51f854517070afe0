#include "vault/grants.h"

#include "audit/reader.h"
#include "vault/testing/vault_fixture.h"

#include <gtest/gtest.h>

namespace nsl::vault {
namespace {

const Caller kAlice{.owner = "alice", .actor = "token:ci", .request = "req_1"};
const Caller kBob{.owner = "bob", .actor = "token:bob"};

class Granting : public ::testing::Test {
 protected:
  Granting() : grants(*fixture.vault, *fixture.secrets, *log) { put("KEY"); }

  void put(const std::string& name, const Caller& caller = kAlice) {
    ASSERT_TRUE(fixture.secrets->put(caller, {.name = name, .value = crypto::SecretBytes::copy_of(as_bytes("value"))}));
  }
  Result<Grant> grant(NewGrant request) {
    request.secret = "KEY";
    return grants.add(kAlice, request);
  }
  ErrorCode code(NewGrant request) {
    const auto added = grant(std::move(request));
    EXPECT_FALSE(added);
    return added ? ErrorCode::kInternal : added.error().code;
  }
  Result<Grant> find(std::string_view function, Exposure exposure = Exposure::kReference, std::string_view hash = {}) {
    return grants.find(
        {.owner = "alice", .secret = "KEY", .function = function, .function_hash = hash, .exposure = exposure});
  }
  std::vector<audit::Entry> recorded(std::string_view action) {
    audit::Reader reader(*fixture.database, *keys, fixture.clock);
    return reader.list({.owner = "alice", .action = std::string(action)}, 0, 200).value().entries;
  }

  testing::VaultFixture fixture;
  std::unique_ptr<audit::Keys> keys = audit::Keys::from_seed({3});
  std::unique_ptr<audit::AuditLog> log = audit::AuditLog::create(*fixture.database, *keys, fixture.clock, {}).value();
  GrantStore grants;
};

TEST_F(Granting, IsNeededForEveryUse) {
  EXPECT_EQ(find("price").error().code, ErrorCode::kHostCallDenied);
  ASSERT_TRUE(grant({.function = "price", .hosts = {"api.example.com"}}));
  const auto found = find("price");
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->hosts, std::vector<std::string>{"api.example.com"});
  EXPECT_FALSE(find("other"));
}

TEST_F(Granting, OfReferencesGivesNoValue) {
  ASSERT_TRUE(grant({.function = "price", .hosts = {"api.example.com"}}));
  EXPECT_FALSE(find("price", Exposure::kValue));
  ASSERT_TRUE(grant({.function = "sign", .exposure = Exposure::kValue}));
  EXPECT_TRUE(find("sign", Exposure::kValue));
  EXPECT_TRUE(find("sign", Exposure::kReference));
}

TEST_F(Granting, CanBeForOneVersionOnly) {
  const std::string hash(64, 'a');
  ASSERT_TRUE(grant({.function = "price", .function_hash = hash, .exposure = Exposure::kValue}));
  EXPECT_TRUE(find("price", Exposure::kValue, hash));
  EXPECT_FALSE(find("price", Exposure::kValue, std::string(64, 'b')));
  EXPECT_FALSE(find("price", Exposure::kValue, ""));
}

TEST_F(Granting, EndsWhenItExpires) {
  ASSERT_TRUE(grant(
      {.function = "price", .exposure = Exposure::kValue, .expires_at = fixture.clock.wall() + std::chrono::hours(1)}));
  EXPECT_TRUE(find("price", Exposure::kValue));
  fixture.clock.advance(std::chrono::hours(1));
  EXPECT_FALSE(find("price", Exposure::kValue));
  EXPECT_EQ(grants.list(kAlice, "KEY")->size(), 1u) << "people still see it";
}

TEST_F(Granting, IsForOneFunctionByItsExactName) {
  for (const std::string_view name : {"", "*", "price*", "Price",
                                      "pr\xc3\xad"
                                      "ce",
                                      "../price", "price/..", "price ", "a b", "price\n", "price%2e"}) {
    EXPECT_EQ(code({.function = std::string(name), .hosts = {"api.example.com"}}), ErrorCode::kInvalidName) << name;
  }
  EXPECT_EQ(code({.function = std::string(64, 'a'), .hosts = {"api.example.com"}}), ErrorCode::kInvalidName);
}

TEST_F(Granting, IsForWholeHostsOnly) {
  for (const std::string_view host : {"",
                                      "*",
                                      "*.example.com",
                                      "API.example.com",
                                      "api.example.com.",
                                      ".example.com",
                                      "a..b",
                                      "api.example.com/path",
                                      "https://api.example.com",
                                      "user@api.example.com",
                                      "api.example.com:0",
                                      "api.example.com:99999",
                                      "api.example.com:08",
                                      "api.example.com:",
                                      "b\xc3\xbc"
                                      "cher.example",
                                      "a b",
                                      "a\nb",
                                      "[::1",
                                      "[]",
                                      "[::zz]",
                                      "-a.example",
                                      "a,b"}) {
    EXPECT_EQ(code({.function = "price", .hosts = {std::string(host)}}), ErrorCode::kInvalidArgument) << host;
  }
  for (const std::string_view host : {"api.example.com", "api.example.com:8443", "127.0.0.1:80", "[::1]:8080",
                                      "xn--bcher-kva.example", "localhost:1"}) {
    EXPECT_TRUE(is_grant_host(host)) << host;
  }
  EXPECT_EQ(code({.function = "price", .hosts = std::vector<std::string>(kGrantHostsMax + 1, "a.example")}),
            ErrorCode::kInvalidArgument);
}

TEST_F(Granting, OfReferencesNeedsAHost) { EXPECT_EQ(code({.function = "price"}), ErrorCode::kInvalidArgument); }

TEST_F(Granting, RefusesAHashThatIsNoneAndATimeInThePast) {
  for (const std::string& hash :
       {std::string(63, 'a'), std::string(64, 'A'), std::string(64, 'g'), std::string(65, 'a')}) {
    EXPECT_EQ(code({.function = "price", .function_hash = hash, .exposure = Exposure::kValue}),
              ErrorCode::kInvalidArgument)
        << hash;
  }
  EXPECT_EQ(code({.function = "price", .exposure = Exposure::kValue, .expires_at = fixture.clock.wall()}),
            ErrorCode::kInvalidArgument);
}

TEST_F(Granting, IsForSecretsThatExist) {
  EXPECT_EQ(grants.add(kAlice, {.secret = "NONE", .function = "price", .exposure = Exposure::kValue}).error().code,
            ErrorCode::kSecretNotFound);
  EXPECT_FALSE(grants.list(kAlice, "NONE"));
}

TEST_F(Granting, DoesNotCrossOwners) {
  const auto added = grant({.function = "price", .exposure = Exposure::kValue});
  ASSERT_TRUE(added);
  EXPECT_EQ(grants.add(kBob, {.secret = "KEY", .function = "price", .exposure = Exposure::kValue}).error().code,
            ErrorCode::kSecretNotFound);
  EXPECT_EQ(grants.revoke(kBob, "KEY", added->id).error().code, ErrorCode::kGrantNotFound);
  EXPECT_FALSE(grants.list(kBob, "KEY"));
  EXPECT_FALSE(grants.find(
      {.owner = "bob", .secret = "KEY", .function = "price", .function_hash = {}, .exposure = Exposure::kValue}));
  EXPECT_TRUE(find("price", Exposure::kValue));
}

TEST_F(Granting, EndsWhenItIsRevoked) {
  const auto added = grant({.function = "price", .exposure = Exposure::kValue});
  EXPECT_EQ(grants.revoke(kAlice, "OTHER", added->id).error().code, ErrorCode::kGrantNotFound)
      << "by another secret's name";
  ASSERT_TRUE(grants.revoke(kAlice, "KEY", added->id));
  EXPECT_FALSE(find("price", Exposure::kValue));
  EXPECT_EQ(grants.revoke(kAlice, "KEY", added->id).error().code, ErrorCode::kGrantNotFound);
}

TEST_F(Granting, DoesNotPassToAnotherSecretOfTheSameName) {
  const auto added = grant({.function = "price", .exposure = Exposure::kValue});
  ASSERT_TRUE(fixture.secrets->destroy(kAlice, "KEY", {}));
  put("KEY");
  EXPECT_TRUE(grants.list(kAlice, "KEY")->empty());
  const auto found = find("price", Exposure::kValue);
  ASSERT_TRUE(found) << "the grant is there, for the secret that is not";
  EXPECT_NE(found->secret_id, fixture.secrets->get(kAlice, "KEY")->id);
  ASSERT_TRUE(grant({.function = "price", .exposure = Exposure::kValue})) << "which takes the old one away";
  EXPECT_EQ(find("price", Exposure::kValue)->secret_id, fixture.secrets->get(kAlice, "KEY")->id);
}

TEST_F(Granting, OfSeveralTheOneThatNamesTheHostIsFoundAndTheirHostsAreJoined) {
  const auto first = grant({.function = "price", .hosts = {"api.example.com"}});
  const auto second = grant({.function = "price", .hosts = {"other.example.com"}});
  ASSERT_TRUE(first && second);
  const auto find_for = [&](std::string_view host) {
    return grants.find({.owner = "alice", .secret = "KEY", .function = "price", .host = host});
  };
  EXPECT_EQ(find_for("api.example.com")->id, first->id);
  EXPECT_EQ(find_for("other.example.com")->id, second->id);
  EXPECT_EQ(find_for("api.example.com")->hosts.size(), 2u);
  ASSERT_TRUE(grants.revoke(kAlice, "KEY", second->id));
  EXPECT_EQ(find_for("other.example.com")->hosts, std::vector<std::string>{"api.example.com"});
}

TEST_F(Granting, IsBounded) {
  for (std::size_t i = 0; i < kGrantsMax; ++i)
    ASSERT_TRUE(grant({.function = "f" + std::to_string(i), .exposure = Exposure::kValue}));
  EXPECT_EQ(code({.function = "more", .exposure = Exposure::kValue}), ErrorCode::kQuotaExceeded);
}

TEST_F(Granting, IsNotTakenFromARowThatWasChangedOrMade) {
  ASSERT_TRUE(grant({.function = "price", .hosts = {"api.example.com"}}));
  const auto with = [&](const char* sql) {
    auto transaction = fixture.database->write(storage::Durability::kOnDisk);
    ASSERT_TRUE(transaction->execute(sql));
    ASSERT_TRUE(transaction->commit());
  };
  for (const char* const sql :
       {"UPDATE secret_grants SET hosts = 'evil.example'", "UPDATE secret_grants SET function = 'evil'",
        "UPDATE secret_grants SET exposure = 'value'", "UPDATE secret_grants SET expires_us = 99999999999999999"}) {
    with("CREATE TEMP TABLE kept AS SELECT * FROM secret_grants");
    with(sql);
    for (const char* const name : {"price", "evil"})
      EXPECT_EQ(find(name).error().code, ErrorCode::kVaultDamaged) << sql;
    with("DELETE FROM secret_grants");
    with("INSERT INTO secret_grants SELECT * FROM kept");
    with("DROP TABLE kept");
    EXPECT_TRUE(find("price"));
  }
}

// Nobody learns from the time of a refusal which secrets there are. The fastest of many is what the machine's other
// work does not blur.
TEST_F(Granting, IsRefusedAsFastForASecretThatIsNotThere) {
  const auto fastest = [&](std::string_view secret) {
    auto best = std::chrono::nanoseconds::max();
    for (int i = 0; i < 300; ++i) {
      const auto begin = std::chrono::steady_clock::now();
      const auto found = grants.find({.owner = "alice", .secret = secret, .function = "price"});
      best = std::min<std::chrono::nanoseconds>(best, std::chrono::steady_clock::now() - begin);
      EXPECT_EQ(found.error().code, ErrorCode::kHostCallDenied);
    }
    return best;
  };
  fastest("KEY");
  const auto present = fastest("KEY");
  const auto absent = fastest("NONE");
  EXPECT_LT(present, 2 * absent);
  EXPECT_LT(absent, 2 * present);
}

TEST_F(Granting, IsOverWhenItIsRevokedAlsoForARowThatIsPutBack) {
  const auto added = grant({.function = "price", .hosts = {"api.example.com"}});
  fixture.tamper("CREATE TABLE kept AS SELECT * FROM secret_grants");
  ASSERT_TRUE(grants.revoke(kAlice, "KEY", added->id));
  EXPECT_EQ(find("price").error().code, ErrorCode::kHostCallDenied);
  ASSERT_TRUE(fixture.vault->verify(fixture.operator_));
  fixture.tamper("INSERT INTO secret_grants SELECT * FROM kept");
  EXPECT_EQ(find("price").error().code, ErrorCode::kVaultDamaged) << "by the service that revoked it";
  EXPECT_EQ(fixture.vault->verify(fixture.operator_).error().code, ErrorCode::kVaultDamaged) << "by any, at any time";
}

TEST_F(Granting, ARemovedRowShows) {
  ASSERT_TRUE(grant({.function = "price", .hosts = {"api.example.com"}}));
  fixture.tamper("DELETE FROM secret_grants");
  EXPECT_EQ(fixture.vault->verify(fixture.operator_).error().code, ErrorCode::kVaultDamaged);
}

TEST_F(Granting, IsRecordedWithWhatItAllows) {
  const auto added = grant({.function = "price", .hosts = {"api.example.com", "b.example:8443"}});
  ASSERT_TRUE(grants.revoke(kAlice, "KEY", added->id));
  const auto adds = recorded("grant.add");
  ASSERT_EQ(adds.size(), 1u);
  EXPECT_EQ(adds[0].grant, added->id.text());
  EXPECT_EQ(adds[0].actor, "token:ci");
  EXPECT_EQ(adds[0].function, "price");
  EXPECT_EQ(adds[0].detail, "reference to api.example.com b.example:8443");
  EXPECT_EQ(recorded("grant.revoke").size(), 1u);
}

TEST_F(Granting, IsRecordedWhenItIsRefused) {
  EXPECT_FALSE(grant({.function = "*", .exposure = Exposure::kValue}));
  EXPECT_FALSE(grants.revoke(kAlice, "KEY", GrantId::generate()));
  ASSERT_EQ(recorded("grant.add").size(), 1u);
  EXPECT_EQ(recorded("grant.add")[0].error, "invalid_name");
  EXPECT_EQ(recorded("grant.revoke")[0].error, "grant_not_found");
}

TEST_F(Granting, IsNotPossibleWhileTheVaultIsSealed) {
  ASSERT_TRUE(grant({.function = "price", .exposure = Exposure::kValue}));
  ASSERT_TRUE(fixture.vault->seal(kAlice));
  EXPECT_EQ(find("price", Exposure::kValue).error().code, ErrorCode::kVaultSealed);
  EXPECT_EQ(code({.function = "other", .exposure = Exposure::kValue}), ErrorCode::kVaultSealed);
}

}  // namespace
}  // namespace nsl::vault
