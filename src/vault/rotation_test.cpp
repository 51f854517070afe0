#include "vault/testing/killing.h"
#include "vault/testing/vault_fixture.h"

#include "vault/providers/passphrase.h"
#include "vault/providers/recovery.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace nsl::vault {
namespace {

using testing::Ended;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using testing::VaultFixture;

class Rotation : public ::testing::Test {
 protected:
  static void fill(VaultFixture& fixture) {
    for (const char* name : {"A", "B", "C"}) {
      ASSERT_TRUE(fixture.put(name, std::string(name) + "1"));
      ASSERT_TRUE(fixture.put(name, std::string(name) + "2"));
    }
    ASSERT_TRUE(fixture.put(fixture.bob, "A", "bob's"));
  }
  static void expect_all_values(VaultFixture& fixture) {
    for (const char* name : {"A", "B", "C"}) {
      ASSERT_EQ(fixture.read(name, 1), std::string(name) + "1");
      ASSERT_EQ(fixture.read(name, 2), std::string(name) + "2");
    }
    ASSERT_EQ(fixture.read(fixture.bob, "A"), "bob's");
    const auto verified = fixture.vault->verify(fixture.operator_);
    ASSERT_TRUE(verified) << verified.error().message;
  }
  static int finish(Vault& vault) {
    int steps = 0;
    while (*vault.step()) ++steps;
    return steps;
  }
};

TEST_F(Rotation, OfAnOwnerKeyRewrapsVersionKeysAndLeavesTheValues) {
  VaultFixture fixture({.rotation_batch = 2});
  fill(fixture);
  const std::string values =
      "SELECT group_concat(value) FROM (SELECT value FROM secret_values ORDER BY secret, number)";
  const std::string before = fixture.text(values);
  const std::string old_id = fixture.text("SELECT id FROM vault_keys WHERE owner = 'alice'");
  ASSERT_TRUE(fixture.vault->rotate_owner_key(fixture.operator_, "alice"));
  EXPECT_EQ(fixture.vault->rotate_owner_key(fixture.operator_, "alice").error().code, ErrorCode::kConflict);

  // Under way: everything is readable, new versions take the new key, progress shows.
  ASSERT_TRUE(*fixture.vault->step());
  const auto status = fixture.vault->status();
  ASSERT_THAT(status->rotations, SizeIs(1));
  EXPECT_EQ(status->rotations[0].what, "owner key of alice");
  EXPECT_EQ(status->rotations[0].done, 2u);
  EXPECT_EQ(status->rotations[0].total, 6u);
  expect_all_values(fixture);

  EXPECT_EQ(finish(*fixture.vault), 3);  // two batches, and the old key goes
  EXPECT_THAT(fixture.vault->status()->rotations, IsEmpty());
  EXPECT_EQ(fixture.text(values), before);
  EXPECT_EQ(fixture.number("SELECT COUNT(*) FROM vault_keys WHERE id = '" + old_id + "'"), 0);
  EXPECT_EQ(fixture.secrets->versions(fixture.alice, "A")->front().owner_key, 2u);
  expect_all_values(fixture);
  fixture.restart();
  expect_all_values(fixture);
}

TEST_F(Rotation, OfTheRootKeyRewrapsOwnerKeysAndForgetsTheOldOne) {
  VaultFixture fixture({.rotation_batch = 1});
  fill(fixture);
  const std::string versions =
      "SELECT group_concat(mac) FROM (SELECT mac FROM secret_versions ORDER BY secret, number)";
  const std::string before = fixture.text(versions);
  ASSERT_TRUE(fixture.vault->rotate_root_key(fixture.operator_));
  EXPECT_EQ(fixture.vault->rotate_root_key(fixture.operator_).error().code, ErrorCode::kConflict);
  ASSERT_TRUE(*fixture.vault->step());
  expect_all_values(fixture);
  fixture.restart();
  expect_all_values(fixture);
  finish(*fixture.vault);
  EXPECT_EQ(fixture.vault->status()->root_key, 2u);
  EXPECT_EQ(fixture.number("SELECT COUNT(*) FROM vault_root_keys"), 1);
  EXPECT_EQ(fixture.number("SELECT COUNT(*) FROM vault_seals"), 1);
  EXPECT_EQ(fixture.text(versions), before) << "the layers below were touched";
  fixture.restart();
  expect_all_values(fixture);
}

TEST_F(Rotation, OfTheRootKeyReachesTheSharesWithoutThem) {
  VaultFixture fixture;
  fill(fixture);
  auto recovery = make_recovery(3, 2).value();
  ASSERT_TRUE(fixture.vault->add_provider(fixture.operator_, std::move(recovery.provider)));
  fixture.restart();
  ASSERT_TRUE(fixture.vault->rotate_root_key(fixture.operator_));
  finish(*fixture.vault);
  fixture.start();
  ASSERT_TRUE(fixture.vault->unseal(fixture.operator_,
                                    open_recovery(std::vector{recovery.shares[0], recovery.shares[2]}).value()));
  expect_all_values(fixture);
}

TEST_F(Rotation, OfTheRootKeyIsRefusedWhenAProviderCouldNotKeepTheNewOne) {
  VaultFixture fixture;
  fill(fixture);
  auto words = make_passphrase_provider(crypto::SecretBytes::copy_of(as_bytes("correct horse battery")),
                                        {.passes = 1, .memory = 8_KiB});
  ASSERT_TRUE(fixture.vault->add_provider(fixture.operator_, *std::move(words)));
  fixture.restart();
  EXPECT_EQ(fixture.vault->rotate_root_key(fixture.operator_).error().code, ErrorCode::kConflict);
  EXPECT_EQ(fixture.number("SELECT COUNT(*) FROM vault_root_keys"), 1);
  expect_all_values(fixture);
}

TEST_F(Rotation, BeginsByItselfBeforeAKeyWasUsedTooOften) {
  VaultFixture fixture({.key_uses_max = 3});
  for (int i = 1; i <= 10; ++i) ASSERT_TRUE(fixture.put("KEY", std::to_string(i)));
  EXPECT_LE(fixture.number("SELECT MAX(uses) FROM vault_keys"), 3);
  EXPECT_GT(fixture.number("SELECT MAX(number) FROM vault_keys WHERE owner = 'alice'"), 2);
  EXPECT_EQ(fixture.read("KEY"), "10");
  EXPECT_EQ(fixture.read("KEY", 2), "2");
}

TEST_F(Rotation, BeginsByItselfWhenAKeyIsOldAndForAllOwnersOnRequest) {
  VaultFixture fixture({.owner_key_age_max = std::chrono::hours(24), .root_key_age_max = std::chrono::hours(48)});
  fill(fixture);
  EXPECT_EQ(finish(*fixture.vault), 0);
  fixture.clock.advance(std::chrono::hours(25));
  EXPECT_GT(finish(*fixture.vault), 0);
  EXPECT_EQ(fixture.number("SELECT number FROM vault_keys WHERE owner = 'alice'"), 2);
  EXPECT_EQ(fixture.number("SELECT number FROM vault_keys WHERE owner = 'bob'"), 2);
  EXPECT_EQ(fixture.observer.last().action, Action::kRotateOwnerKey);
  EXPECT_EQ(fixture.observer.last().actor, "service");
  EXPECT_EQ(fixture.vault->status()->root_key, 1u);
  fixture.clock.advance(std::chrono::hours(24));
  finish(*fixture.vault);
  EXPECT_EQ(fixture.vault->status()->root_key, 2u);

  fixture.clock.advance(std::chrono::hours(1));
  ASSERT_TRUE(fixture.vault->rotate_all_owner_keys(fixture.operator_));
  EXPECT_GT(finish(*fixture.vault), 0);
  EXPECT_EQ(fixture.number("SELECT number FROM vault_keys WHERE owner = 'bob'"), 3);
  EXPECT_EQ(finish(*fixture.vault), 0) << "rotates without end";
  expect_all_values(fixture);
}

// kill -9 between any two transactions of a rotation of everything.
TEST_F(Rotation, GoesOnAfterAKillAtAnyStep) {
  int killed = 0;
  for (int at = 1; at < 200; ++at) {
    VaultFixture fixture({.rotation_batch = 1});
    ASSERT_NO_FATAL_FAILURE(fill(fixture));
    fixture.secrets.reset();
    fixture.vault.reset();
    fixture.database.reset();
    const Ended ended = testing::run_in_child([&] {
      auto database = storage::Database::create(fixture.folder.url(), {});
      if (!database) return false;
      testing::KillingDatabase killing(*std::move(database), at);
      testing::DeafObserver observer;
      auto vault = Vault::create(killing, fixture.clock, observer, {.rotation_batch = 1});
      auto provider = open_file_provider(fixture.folder.file("root.key"), MissingKeyFile::kRefuse);
      if (!vault || !provider || !(*vault)->unseal(fixture.operator_, *std::move(provider))) return false;
      if (!(*vault)->rotate_owner_key(fixture.operator_, "alice")) return false;
      if (!(*vault)->rotate_root_key(fixture.operator_)) return false;
      while (*(*vault)->step()) continue;
      return true;
    });
    ASSERT_NE(ended, Ended::kWrongly);
    fixture.restart();
    ASSERT_NO_FATAL_FAILURE(expect_all_values(fixture)) << "killed at write " << at;
    finish(*fixture.vault);
    ASSERT_NO_FATAL_FAILURE(expect_all_values(fixture)) << "killed at write " << at;
    EXPECT_EQ(fixture.number("SELECT COUNT(*) FROM vault_root_keys"), 1);
    EXPECT_EQ(fixture.number("SELECT COUNT(*) FROM vault_keys"), 3);
    if (ended == Ended::kByItself) break;
    ++killed;
  }
  EXPECT_GT(killed, 10);
}

// kill -9 with the statements of a change carried out and not committed: the old state, whole.
TEST_F(Rotation, AKillInsideSetDestroyRotateLeavesTheOldState) {
  using Work = std::function<bool(Vault&, SecretStore&, const VaultFixture&)>;
  const std::vector<Work> works{
      [](Vault&, SecretStore& secrets, const VaultFixture& f) {
        return secrets.put(f.alice, {.name = "A", .value = crypto::SecretBytes(9)}).has_value();
      },
      [](Vault&, SecretStore& secrets, const VaultFixture& f) {
        return secrets.put(f.alice, {.name = "NEW", .value = crypto::SecretBytes(9)}).has_value();
      },
      [](Vault&, SecretStore& secrets, const VaultFixture& f) { return secrets.destroy(f.alice, "A", {}).has_value(); },
      [](Vault&, SecretStore& secrets, const VaultFixture& f) {
        return secrets.set_version_state(f.alice, "A", 1, VersionState::kDestroyed, {}).has_value();
      },
      [](Vault& vault, SecretStore&, const VaultFixture& f) {
        return vault.rotate_owner_key(f.operator_, "alice").has_value();
      },
      [](Vault& vault, SecretStore&, const VaultFixture& f) { return vault.rotate_root_key(f.operator_).has_value(); },
      [](Vault& vault, SecretStore&, const VaultFixture& f) {
        return vault.destroy_owner(f.operator_, "alice").has_value();
      },
  };
  for (std::size_t i = 0; i < works.size(); ++i) {
    SCOPED_TRACE(i);
    VaultFixture fixture;
    ASSERT_NO_FATAL_FAILURE(fill(fixture));
    fixture.secrets.reset();
    fixture.vault.reset();
    fixture.database.reset();
    const Ended ended = testing::run_in_child([&] {
      auto database = storage::Database::create(fixture.folder.url(), {});
      testing::KillingObserver observer(1);
      auto vault = Vault::create(**database, fixture.clock, observer, {});
      if (!(*vault)->unseal(fixture.operator_,
                            open_file_provider(fixture.folder.file("root.key"), MissingKeyFile::kRefuse).value()))
        return false;
      SecretStore secrets(**vault, observer, {});
      return works[i](**vault, secrets, fixture);
    });
    ASSERT_EQ(ended, Ended::kKilled);
    fixture.restart();
    ASSERT_NO_FATAL_FAILURE(expect_all_values(fixture));
    EXPECT_EQ(fixture.read("NEW"), "secret_not_found");
    EXPECT_THAT(fixture.vault->status()->rotations, IsEmpty());
  }
}

}  // namespace
}  // namespace nsl::vault
