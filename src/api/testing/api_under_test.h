#pragma once
// ApiUnderTest: the API with a fake service, a real event loop that runs only inside ask() and until(), and tokens.

#include "api/api.h"
#include "api/testing/fake_exchange.h"
#include "api/testing/fake_service.h"
#include "audit/audit_log.h"
#include "audit/reader.h"
#include "auth/owners.h"
#include "auth/setup.h"
#include "auth/token_registry.h"
#include "auth/wallet_sign_in.h"
#include "functions/accounting.h"
#include "base/json.h"
#include "neo/wallet/private_key.h"
#include "outbox/grants.h"
#include "outbox/testing/chain_fixture.h"
#include "vault/grants.h"
#include "vault/secret_backup.h"
#include "vault/testing/vault_fixture.h"

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <string>

namespace nsl::api::testing {

// An audit log in the vault's database, and the grants that are recorded in it.
struct Audited {
  explicit Audited(vault::testing::VaultFixture& vault)
      : log(audit::AuditLog::create(*vault.database, *keys, vault.clock, {}).value()),
        reader(*vault.database, *keys, vault.clock),
        grants(*vault.vault, *vault.secrets, *log),
        accounts(*vault.vault, *log),
        account_grants(*vault.vault, accounts, *log) {}

  std::unique_ptr<audit::Keys> keys = audit::Keys::from_seed({7});
  std::unique_ptr<audit::AuditLog> log;
  audit::Reader reader;
  vault::GrantStore grants;
  outbox::Accounts accounts;
  outbox::AccountGrants account_grants;
};

class ApiUnderTest : public ::testing::Test {
 protected:
  static constexpr const char* kToken = "all-scopes";
  static constexpr const char* kReader = "functions-read-only";

  // A chain takes some milliseconds to start. Its blocks are an hour apart: what is sent to it stays open.
  enum class Chain : std::uint8_t { kNone, kSlow };
  ApiUnderTest() : ApiUnderTest(Api::Options{}) {}
  explicit ApiUnderTest(Api::Options options, Chain with = Chain::kNone);

  // Sends and runs the loop until there is an answer. With the token of all scopes unless there is another.
  Answered ask(FakeRequest request);
  Answered get(std::string target) { return ask({.method = "GET", .target = std::move(target)}); }
  Answered put(std::string target, std::string body, std::vector<std::pair<std::string, std::string>> headers = {});
  Answered post(std::string target, std::string body, std::vector<std::pair<std::string, std::string>> headers = {});

  std::optional<auth::Member> find_member(std::string_view identity, std::string_view owner) const;

  // The body of a request to sign in with this key, over a fresh challenge.
  std::string signed_challenge(const neo::PrivateKey& key);

  // As the follower gives the log a block that it has read, with these events in it.
  void deliver_events(std::uint32_t height, std::vector<follower::ChainEvent> list);

  // Sends and does not wait.
  std::shared_ptr<FakeExchange> start(FakeRequest request, std::shared_ptr<Answered> answered);
  // Runs the loop until the condition holds; a test that waits for too long fails.
  void until(const std::function<bool()>& condition);

  EventLoop loop{{.spin = std::chrono::microseconds(0)}};
  FakeClock clock;
  FakeService service;
  vault::testing::VaultFixture vault;  // unsealed; COINGECKO_KEY of "owner" has two versions, KEY of "bob" one
  vault::SecretBackup secret_backup{*vault.vault, vault.observer, {}};
  Audited audited{vault};
  std::unique_ptr<outbox::testing::ChainFixture> chain;  // null without one
  follower::EventLog events{*vault.database, {}};        // empty; used with a chain
  auth::TokenStore tokens;
  std::unique_ptr<auth::TokenRegistry> registry =
      auth::TokenRegistry::create({*vault.database, tokens, *audited.log, clock}).value();
  std::unique_ptr<auth::OwnerRegistry> owners =
      auth::OwnerRegistry::create({*vault.database, *audited.log, clock, "owner"}).value();
  std::unique_ptr<functions::Accounting> accounting = functions::Accounting::create(*vault.database, clock, {}).value();
  std::map<std::string, auth::Role, std::less<>> members;  // of "owner", besides those that are registered
  auth::WalletSignIn sign_in{{.tokens = *registry, .clock = clock},
                             {.domain = [] { return std::string("nsl.example.org"); },
                              .network = []() -> Result<std::uint32_t> { return 42; },
                              .find_member = [this](std::string_view identity, std::string_view owner) {
                                return find_member(identity, owner);
                              }}};
  auth::Setup setup{{.tokens = *registry, .owners = *owners, .clock = clock}, {.owner = "owner"}};
  Metrics metrics;
  Api api;
};

json::value body_of(const Answered& answered);
std::string code_of(const Answered& answered);      // of a problem document
std::string pointers_of(const Answered& answered);  // "/a /b", of its errors

}  // namespace nsl::api::testing
