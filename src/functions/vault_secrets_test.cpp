// VaultSecrets with a real vault, real grants and a real audit log.
#include "audit/reader.h"
#include "functions/secret_source.h"
#include "vault/audit_observer.h"
#include "vault/testing/vault_fixture.h"

#include <gtest/gtest.h>

#include <future>
#include <thread>

namespace nsl::functions {
namespace {

const vault::Caller kOwner{.owner = "alice", .actor = "token:ci"};

class UsingSecrets : public ::testing::Test {
 protected:
  UsingSecrets()
      : readable(*fixture.vault, quiet, {}),
        grants(*fixture.vault, *fixture.secrets, *log),
        source({.loop = loop, .pool = pool, .secrets = readable, .grants = grants, .audit = *log}) {
    put("KEY", "the value");
    thread = std::thread([this] { loop.run(); });
  }
  ~UsingSecrets() override {
    loop.stop();
    thread.join();
  }

  void put(const std::string& name, std::string_view value) {
    ASSERT_TRUE(fixture.secrets->put(kOwner, {.name = name, .value = crypto::SecretBytes::copy_of(as_bytes(value))}));
  }
  void grant(vault::Exposure exposure, std::vector<std::string> hosts = {}) {
    ASSERT_TRUE(
        grants.add(kOwner, {.secret = "KEY", .function = "price", .hosts = std::move(hosts), .exposure = exposure}));
  }
  SecretUse wanted(vault::Exposure exposure = vault::Exposure::kValue) {
    return {.owner = "alice",
            .function = "price",
            .version = 2,
            .version_hash = {},
            .execution = execution,
            .secret = "KEY",
            .exposure = exposure};
  }
  Result<UsableSecret> use(SecretUse wanted) {
    auto promise = std::make_shared<std::promise<Result<UsableSecret>>>();
    loop.post([this, wanted = std::move(wanted), promise]() mutable {
      source.use(std::move(wanted), [promise](Result<UsableSecret> got) { promise->set_value(std::move(got)); });
    });
    return promise->get_future().get();
  }
  std::vector<audit::Entry> recorded() {
    audit::Reader reader(*fixture.database, *keys, fixture.clock);
    return reader.list({.owner = "alice", .execution = execution.text()}, 0, 200).value().entries;
  }

  vault::testing::VaultFixture fixture;
  std::unique_ptr<audit::Keys> keys = audit::Keys::from_seed({3});
  std::unique_ptr<audit::AuditLog> log = audit::AuditLog::create(*fixture.database, *keys, fixture.clock, {}).value();
  vault::Quiet quiet;
  vault::SecretStore readable;
  vault::GrantStore grants;
  EventLoop loop{{}};
  Pool pool{{.threads = 2}};
  VaultSecrets source;
  ExecutionId execution = ExecutionId::generate();
  std::thread thread;
};

TEST_F(UsingSecrets, GivesTheValueOnceItIsRecorded) {
  grant(vault::Exposure::kValue);
  const auto secret = use(wanted());
  ASSERT_TRUE(secret) << secret.error().message;
  EXPECT_EQ(as_text(secret->value->view()), "the value");
  const auto entries = recorded();
  ASSERT_EQ(entries.size(), 1u);
  EXPECT_EQ(entries[0].action, "secret.get");
  EXPECT_EQ(entries[0].outcome, "ok");
  EXPECT_EQ(entries[0].actor, "function:price");
  EXPECT_EQ(entries[0].function_version, 2u);
  EXPECT_EQ(entries[0].secret_version, 1u);
  EXPECT_EQ(entries[0].value_hash, secret->value_hash);
  EXPECT_FALSE(entries[0].grant.empty());
  EXPECT_EQ(audit::to_line(entries[0]).find("the value"), std::string::npos);
}

TEST_F(UsingSecrets, RefusesAndRecordsWhatIsNotGranted) {
  EXPECT_EQ(use(wanted()).error().code, ErrorCode::kHostCallDenied);
  ASSERT_EQ(recorded().size(), 1u);
  EXPECT_EQ(recorded()[0].error, "host_call_denied");
}

TEST_F(UsingSecrets, SaysTheSameOfASecretThatIsNotThere) {
  SecretUse nothing = wanted();
  nothing.secret = "NOTHING";
  const auto absent = use(nothing);
  const auto ungranted = use(wanted());
  EXPECT_EQ(absent.error().code, ungranted.error().code);
  EXPECT_EQ(absent.error().message, ungranted.error().message);
}

TEST_F(UsingSecrets, LetsAReferenceGoToTheHostsOfTheGrantOnly) {
  grant(vault::Exposure::kReference, {"api.example.com"});
  SecretUse reference = wanted(vault::Exposure::kReference);
  reference.host = "api.example.com";
  EXPECT_TRUE(use(reference));
  for (const char* const host :
       {"api.example.com:8443", "example.com", "api.example.com.evil.net", "API.example.com", ""}) {
    reference.host = host;
    EXPECT_EQ(use(reference).error().code, ErrorCode::kEgressDenied) << host;
  }
  EXPECT_EQ(recorded().size(), 6u);
}

TEST_F(UsingSecrets, GivesNothingOfASecretThatCannotBeRead) {
  grant(vault::Exposure::kValue);
  ASSERT_TRUE(fixture.secrets->set_state(kOwner, "KEY", vault::SecretState::kDisabled, {}));
  EXPECT_EQ(use(wanted()).error().code, ErrorCode::kSecretUnavailable);
  ASSERT_TRUE(fixture.vault->seal(kOwner));
  EXPECT_EQ(use(wanted()).error().code, ErrorCode::kVaultSealed);
  EXPECT_EQ(recorded().size(), 2u) << "refusals are recorded while the vault is sealed too";
}

TEST_F(UsingSecrets, GivesNothingOfAnotherSecretWithTheName) {
  grant(vault::Exposure::kValue);
  ASSERT_TRUE(fixture.secrets->destroy(kOwner, "KEY", {}));
  put("KEY", "another");
  EXPECT_EQ(use(wanted()).error().code, ErrorCode::kHostCallDenied);
}

TEST_F(UsingSecrets, GivesNothingWhenItCannotBeRecorded) {
  grant(vault::Exposure::kValue);
  ASSERT_TRUE(use(wanted()));
  auto blocked = fixture.database->write(storage::Durability::kOnDisk);
  ASSERT_TRUE(blocked->execute("DROP TABLE audit_entries"));
  ASSERT_TRUE(blocked->commit());
  EXPECT_EQ(use(wanted()).error().code, ErrorCode::kAuditFailed);
}

TEST_F(UsingSecrets, RecordsEachOfManyAtOnce) {
  grant(vault::Exposure::kValue);
  constexpr int kUses = 100;
  std::atomic<int> given = 0;
  std::promise<void> all;
  loop.post([&] {
    for (int i = 0; i < kUses; ++i) {
      source.use(wanted(), [&](const Result<UsableSecret>& got) {
        EXPECT_TRUE(got) << got.error().message;
        if (++given == kUses) all.set_value();
      });
    }
  });
  all.get_future().wait();
  EXPECT_EQ(recorded().size(), static_cast<std::size_t>(kUses));
}

}  // namespace
}  // namespace nsl::functions
