#include "auth/token_registry.h"

#include "audit/reader.h"
#include "storage/testing/temporary_folder.h"

#include <gtest/gtest.h>

namespace nsl::auth {
namespace {

using namespace std::chrono_literals;

class TokenRegistryTest : public ::testing::Test {
 protected:
  TokenRegistryTest() { open(); }

  // As after a restart: what is in memory is gone.
  void open() {
    registry.reset();
    log.reset();
    database.reset();
    tokens = std::make_unique<TokenStore>();
    database = storage::Database::create(folder.url(), {}).value();
    log = audit::AuditLog::create(*database, *keys, clock, {}).value();
    registry = TokenRegistry::create({*database, *tokens, *log, clock}).value();
  }

  Result<MadeToken> make(NewToken request) { return registry->create_token({owner, "req"}, request); }
  Result<MadeToken> make_by(const Principal& maker, NewToken request) {
    return registry->create_token({maker, "req"}, request);
  }
  std::vector<std::string> audited(std::string action) {
    audit::Reader reader(*database, *keys, clock);
    std::vector<std::string> lines;
    for (const auto& entry : reader.list({.owner = "alice", .action = std::move(action)}, 0, 50).value().entries) {
      lines.push_back(entry.outcome + " " + entry.detail);
    }
    return lines;
  }

  const Principal owner{.owner = "alice", .token_name = "laptop", .scopes = Scopes::all()};
  storage::testing::TemporaryFolder folder;
  FakeClock clock;
  std::unique_ptr<audit::Keys> keys = audit::Keys::from_seed({7});
  std::unique_ptr<TokenStore> tokens;
  std::unique_ptr<storage::Database> database;
  std::unique_ptr<audit::AuditLog> log;
  std::unique_ptr<TokenRegistry> registry;
};

TEST_F(TokenRegistryTest, RefusesWhatIsNoToken) {
  const auto code = [&](NewToken request) { return make(std::move(request)).error().code; };
  for (const char* name : {"", "CI", "a b", "ci/..", "ä", "*"}) {
    EXPECT_EQ(code({.name = name, .scopes = {Scope::kFunctionsRead}}), ErrorCode::kInvalidName) << name;
  }
  EXPECT_EQ(code({.name = std::string(64, 'a'), .scopes = {Scope::kFunctionsRead}}), ErrorCode::kInvalidName);
  EXPECT_EQ(code({.name = "ci"}), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code({.name = "ci", .scopes = {Scope::kFunctionsRead}, .expires_at = clock.wall()}),
            ErrorCode::kInvalidArgument);
  EXPECT_TRUE(registry->list("alice")->empty());
}

TEST_F(TokenRegistryTest, NobodyGetsMoreThanTheMakerHas) {
  const Principal narrow{.owner = "alice", .token_name = "narrow", .scopes = {Scope::kTokensWrite}};
  EXPECT_EQ(make_by(narrow, {.name = "wide", .scopes = {Scope::kFunctionsRead}}).error().code, ErrorCode::kForbidden);
  Principal mortal = owner;
  mortal.expires_at = clock.wall() + 1h;
  EXPECT_EQ(make_by(mortal, {.name = "immortal", .scopes = {Scope::kFunctionsRead}}).error().code,
            ErrorCode::kForbidden);
  EXPECT_EQ(make_by(mortal, {.name = "older", .scopes = {Scope::kFunctionsRead}, .expires_at = clock.wall() + 2h})
                .error()
                .code,
            ErrorCode::kForbidden);
  EXPECT_TRUE(make_by(mortal, {.name = "as-old", .scopes = {Scope::kFunctionsRead}, .expires_at = clock.wall() + 1h}));
  Principal bound = owner;
  bound.networks = {net::Network::parse("10.0.0.0/8").value()};
  EXPECT_EQ(make_by(bound, {.name = "anywhere", .scopes = {Scope::kFunctionsRead}}).error().code,
            ErrorCode::kForbidden);
  EXPECT_EQ(registry->list("alice")->size(), 1u);
}

TEST_F(TokenRegistryTest, ANameIsTakenOnceForAnOwner) {
  ASSERT_TRUE(make({.name = "ci", .scopes = {Scope::kFunctionsRead}}));
  EXPECT_EQ(make({.name = "ci", .scopes = {Scope::kFunctionsRead}}).error().code, ErrorCode::kConflict);
  const Principal bob{.owner = "bob", .token_name = "t", .scopes = Scopes::all()};
  EXPECT_TRUE(make_by(bob, {.name = "ci", .scopes = {Scope::kFunctionsRead}}));
}

TEST_F(TokenRegistryTest, AnOwnerHasAHundredAtMost) {
  for (std::size_t i = 0; i < kTokensMax; ++i) {
    ASSERT_TRUE(make({.name = "t" + std::to_string(i), .scopes = {Scope::kFunctionsRead}}));
  }
  EXPECT_EQ(make({.name = "more", .scopes = {Scope::kFunctionsRead}}).error().code, ErrorCode::kQuotaExceeded);
}

TEST_F(TokenRegistryTest, ATokenHoldsFromNowOnAndOverRestarts) {
  const auto made = make({.name = "ci",
                          .scopes = {Scope::kFunctionsWrite},
                          .networks = {net::Network::parse("192.0.2.0/24").value()},
                          .expires_at = clock.wall() + 24h});
  ASSERT_TRUE(made) << made.error().message;
  for (const bool restarted : {false, true}) {
    if (restarted) open();
    const auto principal = tokens->find(made->text);
    ASSERT_NE(principal, nullptr);
    EXPECT_EQ(principal->owner, "alice");
    EXPECT_EQ(principal->token_name, "ci");
    EXPECT_EQ(principal->scopes, Scopes{Scope::kFunctionsWrite});
    EXPECT_EQ(principal->expires_at, clock.wall() + 24h);
    ASSERT_EQ(principal->networks.size(), 1u);
    EXPECT_EQ(principal->networks[0].text(), "192.0.2.0/24");
  }
}

TEST_F(TokenRegistryTest, ARevokedTokenIsUselessAtOnceAndStaysSo) {
  const auto made = make({.name = "ci", .scopes = {Scope::kFunctionsRead}});
  ASSERT_TRUE(made);
  ASSERT_TRUE(registry->revoke({owner, "req"}, "ci"));
  EXPECT_EQ(tokens->find(made->text), nullptr);
  EXPECT_EQ(registry->revoke({owner, "req"}, "ci").error().code, ErrorCode::kTokenNotFound);
  open();
  EXPECT_EQ(tokens->find(made->text), nullptr);
}

TEST_F(TokenRegistryTest, OthersCanNeitherSeeNorRevokeIt) {
  ASSERT_TRUE(make({.name = "ci", .scopes = {Scope::kFunctionsRead}}));
  const Principal bob{.owner = "bob", .token_name = "t", .scopes = Scopes::all()};
  EXPECT_EQ(registry->get("bob", "ci").error().code, ErrorCode::kTokenNotFound);
  EXPECT_EQ(registry->revoke({bob, "req"}, "ci").error().code, ErrorCode::kTokenNotFound);
  EXPECT_TRUE(registry->get("alice", "ci"));
}

TEST_F(TokenRegistryTest, SaysWhenATokenWasUsed) {
  const auto made = make({.name = "ci", .scopes = {Scope::kFunctionsRead}});
  ASSERT_TRUE(made);
  EXPECT_FALSE(registry->get("alice", "ci")->used_at);
  clock.advance(5min);
  tokens->find(made->text);
  EXPECT_EQ(registry->get("alice", "ci")->used_at, clock.wall());
}

TEST_F(TokenRegistryTest, TheDatabaseHasNoToken) {
  const auto made = make({.name = "ci", .scopes = {Scope::kFunctionsRead}});
  ASSERT_TRUE(made);
  auto transaction = database->read().value();
  const auto rows = transaction.query<std::string>("SELECT digest FROM tokens LIMIT 10").value();
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].find(made->text.substr(4)), std::string::npos);
}

TEST_F(TokenRegistryTest, WhatIsDoneAndWhatIsRefusedIsRecorded) {
  ASSERT_TRUE(make({.name = "ci", .scopes = {Scope::kFunctionsRead, Scope::kFunctionsWrite}}));
  const Principal narrow{.owner = "alice", .token_name = "narrow", .scopes = {Scope::kTokensWrite}};
  ASSERT_FALSE(make_by(narrow, {.name = "wide", .scopes = {Scope::kVaultWrite}}));
  ASSERT_TRUE(registry->revoke({owner, "req"}, "ci"));
  ASSERT_FALSE(registry->revoke({owner, "req"}, "ci"));
  EXPECT_EQ(audited("token.create"),
            (std::vector<std::string>{"refused token wide", "ok token ci with functions:read functions:write"}));
  EXPECT_EQ(audited("token.revoke"), (std::vector<std::string>{"refused token ci", "ok token ci"}));
}

}  // namespace
}  // namespace nsl::auth
