#include "vault/backup.h"

#include "vault/secret_backup.h"
#include "vault/testing/killing.h"
#include "vault/testing/vault_fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>

namespace nsl::vault {
namespace {

using testing::VaultFixture;

constexpr crypto::Argon2Cost kCheap{.passes = 1, .memory = 8_KiB};

crypto::SecretBytes secret_text(std::string_view text) { return crypto::SecretBytes::copy_of(as_bytes(text)); }

class Backup : public ::testing::Test {
 protected:
  Backup() {
    for (const char* value : {"one", "two", "three"}) EXPECT_TRUE(fixture.put("KEY", value));
    EXPECT_TRUE(fixture.secrets->update(fixture.alice, "KEY",
                                        {.description = "a key",
                                         .tags = std::map<std::string, std::string>{{"team", "x"}},
                                         .labels = std::map<std::string, std::uint64_t>{{"stable", 1}, {"gone", 2}}},
                                        {}));
    EXPECT_TRUE(fixture.secrets->set_version_state(fixture.alice, "KEY", 2, VersionState::kDestroyed, {}));
    EXPECT_TRUE(fixture.secrets->roll_back(fixture.alice, "KEY", 1, {}));
    EXPECT_TRUE(fixture.put("OTHER", "other"));
    EXPECT_TRUE(fixture.put(fixture.bob, "BOBS", "bob's"));
  }

  SecretBackup backup(SecretLimits limits = {}) { return SecretBackup(*fixture.vault, fixture.observer, limits); }
  Bytes locked(const BackupLock& lock) { return lock_backup(*backup().take_out(fixture.alice), lock).value(); }

  static crypto::SecretBytes other_payload() { return to_payload({}); }

  VaultFixture fixture;
  const Caller carol{.owner = "carol", .actor = "c"};
};

TEST_F(Backup, DoesNotOpenWithAnotherPassphraseOrWhenAnythingWasChanged) {
  const auto passphrase = secret_text("correct horse battery");
  const auto wrong = secret_text("wrong horse battery");
  const Bytes file = locked({.passphrase = &passphrase, .cost = kCheap});
  EXPECT_TRUE(unlock_backup(file, {.passphrase = &passphrase}));
  EXPECT_EQ(unlock_backup(file, {.passphrase = &wrong}).error().code, ErrorCode::kForbidden);
  for (std::size_t at = 0; at < file.size(); at += at < 120 ? 1 : 13) {
    Bytes changed = file;
    changed[at] ^= 0x04;
    EXPECT_FALSE(unlock_backup(changed, {.passphrase = &passphrase})) << at;
    EXPECT_FALSE(unlock_backup(ByteView(file).first(at), {.passphrase = &passphrase})) << at;
  }
  Bytes newer = file;
  newer[4] = 2;
  EXPECT_NE(unlock_backup(newer, {.passphrase = &passphrase}).error().message.find("has format 2"), std::string::npos);
  Bytes costly = file;
  costly[7] = 0xff;
  EXPECT_EQ(unlock_backup(costly, {.passphrase = &passphrase}).error().code, ErrorCode::kInvalidArgument);
}

TEST_F(Backup, ForARecipientOpensWithTheirKeyAlone) {
  const auto recipient = crypto::make_box_key_pair();
  const Bytes file = locked({.recipient = recipient.public_key});
  const auto passphrase = secret_text("correct horse battery");
  EXPECT_EQ(unlock_backup(file, {.passphrase = &passphrase}).error().code, ErrorCode::kForbidden);
  EXPECT_EQ(backup_file_key(file, crypto::make_box_key_pair()).error().code, ErrorCode::kForbidden);
  const auto key = backup_file_key(file, recipient);
  ASSERT_TRUE(key);
  EXPECT_TRUE(unlock_backup(file, {.file_key = &*key}));
  EXPECT_FALSE(lock_backup(other_payload(), {.recipient = crypto::BoxPublicKey{}}));
  const crypto::SecretBytes other(32);
  EXPECT_FALSE(unlock_backup(file, {.file_key = &other}));
}

TEST_F(Backup, BringsSecretsBackAsTheyWere) {
  const auto payload = backup().take_out(fixture.alice);
  ASSERT_TRUE(payload);
  EXPECT_EQ(fixture.observer.last().action, Action::kExport);
  const auto imported = backup().put_in(carol, payload->view(), Existing::kRefuse);
  ASSERT_TRUE(imported) << imported.error().message;
  EXPECT_EQ(fixture.observer.last().action, Action::kImport);
  EXPECT_EQ(imported->secrets, 2u);
  const auto secret = fixture.secrets->get(carol, "KEY");
  EXPECT_EQ(secret->description, "a key");
  EXPECT_EQ(secret->current_version, 1u);
  EXPECT_EQ(secret->latest_version, 3u);
  EXPECT_EQ(secret->tags.at("team"), "x");
  EXPECT_EQ(secret->labels, (std::map<std::string, std::uint64_t>{{"stable", 1}}))
      << "the destroyed version's label is gone";
  EXPECT_EQ(fixture.read(carol, "KEY"), "one");
  EXPECT_EQ(fixture.read(carol, "KEY", 3), "three");
  EXPECT_EQ(fixture.read(carol, "KEY", 2), "version_not_found");
  EXPECT_EQ(fixture.read(carol, "BOBS"), "secret_not_found");
  EXPECT_TRUE(fixture.vault->verify(fixture.operator_));
  EXPECT_EQ(fixture.put(carol, "KEY", "four")->latest_version, 4u);
}

TEST_F(Backup, AnImportIsAllOrNothing) {
  const auto payload = backup().take_out(fixture.alice).value();
  ASSERT_TRUE(fixture.put(carol, "OTHER", "carol's"));
  EXPECT_EQ(backup().put_in(carol, payload.view(), Existing::kRefuse).error().code, ErrorCode::kConflict);
  EXPECT_EQ(fixture.read(carol, "KEY"), "secret_not_found");
  EXPECT_EQ(backup({.per_owner_max = 1}).put_in(carol, payload.view(), Existing::kSkip).error().code,
            ErrorCode::kQuotaExceeded);
  EXPECT_EQ(fixture.read(carol, "KEY"), "secret_not_found");
  const auto imported = backup().put_in(carol, payload.view(), Existing::kSkip);
  EXPECT_EQ(imported->secrets, 1u);
  EXPECT_EQ(imported->skipped, 1u);
  EXPECT_EQ(fixture.read(carol, "OTHER"), "carol's");
  EXPECT_EQ(fixture.read(carol, "KEY"), "one");
}

TEST_F(Backup, ContentThatNoExportMakesIsRefused) {
  const auto refused = [&](BackupSecret secret) {
    std::vector<BackupSecret> all;
    all.push_back(std::move(secret));
    const auto imported = backup().put_in(carol, to_payload(all).view(), Existing::kRefuse);
    return imported ? std::string("taken") : std::string(info(imported.error().code).name);
  };
  const auto good = [] {
    BackupSecret secret{.name = "X",
                        .description = "",
                        .tags = "{}",
                        .labels = "{}",
                        .state = 0,
                        .current = 1,
                        .keep = 5,
                        .versions = {}};
    secret.versions.push_back({1, 0, secret_text("v")});
    return secret;
  };
  const auto with = [&](const std::function<void(BackupSecret&)>& change) {
    auto secret = good();
    change(secret);
    return refused(std::move(secret));
  };
  EXPECT_EQ(with([](auto& s) { s.name = "../X"; }), "invalid_name");
  EXPECT_EQ(with([](auto& s) { s.tags = "[]"; }), "invalid_argument");
  EXPECT_EQ(with([](auto& s) { s.tags = R"({"a":1})"; }), "invalid_argument");
  EXPECT_EQ(with([](auto& s) { s.labels = R"({"a":"b"})"; }), "invalid_argument");
  EXPECT_EQ(with([](auto& s) { s.tags = std::string(1'000, '['); }), "invalid_argument");
  EXPECT_EQ(with([](auto& s) { s.state = 2; }), "invalid_argument");
  EXPECT_EQ(with([](auto& s) { s.keep = 0; }), "invalid_argument");
  EXPECT_EQ(with([](auto& s) { s.versions.clear(); }), "invalid_argument");
  EXPECT_EQ(with([](auto& s) { s.versions[0].number = 0; }), "invalid_argument");
  EXPECT_EQ(with([](auto& s) { s.versions[0].state = 3; }), "invalid_argument");
  EXPECT_EQ(with([](auto& s) { s.versions[0].value = crypto::SecretBytes(65'537); }), "invalid_argument");
  EXPECT_EQ(with([](auto& s) { s.versions.push_back({1, 0, secret_text("again")}); }), "invalid_argument");
  EXPECT_EQ(with([](auto& s) { s.description = "\xff"; }), "invalid_argument");
  EXPECT_EQ(fixture.read(carol, "X"), "secret_not_found");
  EXPECT_EQ(refused(good()), "taken");
  BackupSecret many = good();
  for (std::uint64_t number = 2; number <= 1'001; ++number) many.versions.push_back({number, 0, secret_text("v")});
  EXPECT_EQ(refused(std::move(many)), "invalid_argument");
  EXPECT_FALSE(from_payload(as_bytes("12345678")));
  EXPECT_FALSE(from_payload({}));
}

TEST_F(Backup, IsNotMadeWhereValuesAreNotShown) {
  EXPECT_EQ(backup({.no_reveal = {"alice"}}).take_out(fixture.alice).error().code, ErrorCode::kForbidden);
}

// kill -9 with everything imported and not committed.
TEST_F(Backup, AKillInsideAnImportLeavesNothingOfIt) {
  const auto payload = backup().take_out(fixture.alice).value();
  fixture.secrets.reset();
  fixture.vault.reset();
  fixture.database.reset();
  const auto ended = testing::run_in_child([&] {
    auto database = storage::Database::create(fixture.folder.url(), {});
    testing::KillingObserver observer(1);
    auto vault = Vault::create(**database, fixture.clock, observer, {});
    if (!(*vault)->unseal(fixture.operator_,
                          open_file_provider(fixture.folder.file("root.key"), MissingKeyFile::kRefuse).value()))
      return false;
    return SecretBackup(**vault, observer, {}).put_in(carol, payload.view(), Existing::kRefuse).has_value();
  });
  ASSERT_EQ(ended, testing::Ended::kKilled);
  fixture.restart();
  EXPECT_EQ(fixture.read(carol, "KEY"), "secret_not_found");
  EXPECT_EQ(fixture.read("KEY"), "one");
  EXPECT_TRUE(fixture.vault->verify(fixture.operator_));
}

}  // namespace
}  // namespace nsl::vault
