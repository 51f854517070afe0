#include "vault/vault.h"

#include "crypto/digest.h"
#include "vault/providers/passphrase.h"
#include "vault/providers/recovery.h"
#include "vault/testing/vault_fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace nsl::vault {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using testing::VaultFixture;

constexpr crypto::Argon2Cost kCheap{.passes = 1, .memory = 8_KiB};

std::unique_ptr<RootKeyProvider> passphrase(std::string_view words) {
  return make_passphrase_provider(crypto::SecretBytes::copy_of(as_bytes(words)), kCheap).value();
}

class VaultTest : public ::testing::Test, protected VaultFixture {
 protected:
  ErrorCode unseal_with(std::unique_ptr<RootKeyProvider> provider) {
    const Status unsealed = vault->unseal(operator_, std::move(provider));
    return unsealed ? ErrorCode::kInternal : unsealed.error().code;
  }
};

TEST_F(VaultTest, SealedItHoldsNoKeyAndEverythingIsRefused) {
  ASSERT_TRUE(put("KEY", "v"));
  ASSERT_TRUE(vault->seal(operator_));
  EXPECT_FALSE(vault->unsealed());
  EXPECT_EQ(vault->status()->state, VaultState::kSealed);
  EXPECT_EQ(read("KEY"), "vault_sealed");
  EXPECT_EQ(put("KEY", "w").error().code, ErrorCode::kVaultSealed);
  EXPECT_EQ(secrets->list(alice, {}).error().code, ErrorCode::kVaultSealed);
  EXPECT_EQ(vault->rotate_root_key(operator_).error().code, ErrorCode::kVaultSealed);
  EXPECT_EQ(vault->derived_key("x").error().code, ErrorCode::kVaultSealed);
  EXPECT_EQ(vault->step().error().code, ErrorCode::kVaultSealed);
  EXPECT_EQ(vault->seal(operator_).error().code, ErrorCode::kVaultSealed);
  ASSERT_TRUE(unseal());
  EXPECT_EQ(read("KEY"), "v");
}

TEST_F(VaultTest, IsNewUntilItIsUnsealedForTheFirstTimeAndSealedAfterARestart) {
  storage::testing::TemporaryFolder other;
  auto empty = storage::Database::create(other.url(), {}).value();
  const auto fresh = Vault::create(*empty, clock, observer, {}).value();
  EXPECT_EQ(fresh->status()->state, VaultState::kNew);
  ASSERT_TRUE(put("KEY", "v"));
  start();
  EXPECT_EQ(vault->status()->state, VaultState::kSealed);
  ASSERT_TRUE(unseal());
  EXPECT_EQ(read("KEY"), "v");
}

TEST_F(VaultTest, AnotherKeyFileDoesNotOpenIt) {
  fs::remove(folder.file("root.key"));
  start();
  EXPECT_EQ(unseal().error().code, ErrorCode::kForbidden);
  EXPECT_EQ(vault->status()->state, VaultState::kSealed);
  EXPECT_EQ(observer.last().action, Action::kUnseal);
  EXPECT_EQ(observer.last().refused, ErrorCode::kForbidden);
}

TEST_F(VaultTest, AKeyFileThatOthersMayUseIsRefused) {
  fs::permissions(folder.file("root.key"), fs::perms::group_read, fs::perm_options::add);
  EXPECT_EQ(open_file_provider(folder.file("root.key"), MissingKeyFile::kMake).error().code, ErrorCode::kForbidden);
  fs::permissions(folder.file("root.key"), fs::perms::owner_read | fs::perms::owner_write);
  fs::create_symlink(folder.file("root.key"), folder.file("link"));
  EXPECT_FALSE(open_file_provider(folder.file("link"), MissingKeyFile::kRefuse));
  EXPECT_EQ(open_file_provider(folder.file("none"), MissingKeyFile::kRefuse).error().code, ErrorCode::kUnavailable);
  std::ofstream(folder.file("short")) << "nsl-root-key 1 00ff\n";
  fs::permissions(folder.file("short"), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(open_file_provider(folder.file("short"), MissingKeyFile::kMake).error().code, ErrorCode::kInvalidArgument);
}

TEST_F(VaultTest, MovesFromAnyProviderToAnyOther) {
  ASSERT_TRUE(put("KEY", "v"));
  ASSERT_TRUE(vault->add_provider(operator_, passphrase("correct horse battery")));
  ASSERT_TRUE(vault->remove_provider(operator_, "file"));
  EXPECT_THAT(vault->status()->providers, ElementsAre("passphrase"));
  EXPECT_EQ(vault->remove_provider(operator_, "passphrase").error().code, ErrorCode::kConflict);
  EXPECT_EQ(vault->remove_provider(operator_, "none").error().code, ErrorCode::kConflict);
  start();
  EXPECT_EQ(unseal().error().code, ErrorCode::kForbidden);
  EXPECT_EQ(unseal_with(passphrase("correct horse batterx")), ErrorCode::kForbidden);
  ASSERT_TRUE(vault->unseal(operator_, passphrase("correct horse battery")));
  EXPECT_EQ(read("KEY"), "v");

  auto recovery = make_recovery(3, 2).value();
  ASSERT_TRUE(vault->add_provider(operator_, std::move(recovery.provider)));
  ASSERT_TRUE(vault->remove_provider(operator_, "passphrase"));
  start();
  ASSERT_TRUE(vault->unseal(operator_, open_recovery(std::vector{recovery.shares[2], recovery.shares[0]}).value()));
  EXPECT_EQ(read("KEY"), "v");
  ASSERT_TRUE(
      vault->add_provider(operator_, open_file_provider(folder.file("new.key"), MissingKeyFile::kMake).value()));
  ASSERT_TRUE(vault->remove_provider(operator_, "recovery"));
  start();
  ASSERT_TRUE(vault->unseal(operator_, open_file_provider(folder.file("new.key"), MissingKeyFile::kRefuse).value()));
  EXPECT_EQ(read("KEY"), "v");
  EXPECT_TRUE(vault->verify(operator_));
}

TEST_F(VaultTest, ANewPassphraseReplacesTheOldOne) {
  ASSERT_TRUE(vault->add_provider(operator_, passphrase("the first passphrase")));
  ASSERT_TRUE(vault->add_provider(operator_, passphrase("the second passphrase")));
  start();
  EXPECT_EQ(unseal_with(passphrase("the first passphrase")), ErrorCode::kForbidden);
  EXPECT_TRUE(vault->unseal(operator_, passphrase("the second passphrase")));
  EXPECT_FALSE(make_passphrase_provider(crypto::SecretBytes(11)));
  EXPECT_FALSE(make_passphrase_provider(crypto::SecretBytes(1'025)));
}

TEST_F(VaultTest, ProtectedRootKeysThatWereChangedDoNotOpen) {
  ASSERT_TRUE(vault->add_provider(operator_, passphrase("correct horse battery")));
  const Bytes good = from_stored(text("SELECT sealed FROM vault_seals WHERE provider = 'passphrase'")).value();
  for (std::size_t at = 0; at < good.size(); at += 3) {
    Bytes changed = good;
    changed[at] ^= 0x01;
    // Passes and memory are bounded, so that even those do not make it work for hours.
    tamper("UPDATE vault_seals SET sealed = '" + to_stored(changed) + "' WHERE provider = 'passphrase'");
    start();
    EXPECT_FALSE(vault->unseal(operator_, passphrase("correct horse battery"))) << "byte " << at;
  }
}

TEST_F(VaultTest, SharesThatDoNotFitOrAreTooFewAreRefused) {
  const auto recovery = make_recovery(5, 3).value();
  const auto other = make_recovery(5, 3).value();
  const auto refused = [](const std::vector<std::string>& shares) { return open_recovery(shares).error().code; };
  EXPECT_EQ(refused({}), ErrorCode::kForbidden);
  EXPECT_EQ(refused({recovery.shares[0], recovery.shares[1]}), ErrorCode::kForbidden);
  EXPECT_EQ(refused({recovery.shares[0], recovery.shares[1], recovery.shares[1]}), ErrorCode::kForbidden);
  EXPECT_EQ(refused({recovery.shares[0], recovery.shares[1], other.shares[2]}), ErrorCode::kForbidden);
  for (std::size_t at = 0; at < recovery.shares[0].size(); ++at) {
    std::string mistyped = recovery.shares[0];
    mistyped[at] = mistyped[at] == '5' ? '6' : '5';
    EXPECT_EQ(refused({recovery.shares[1], recovery.shares[2], mistyped}), ErrorCode::kInvalidArgument) << at;
  }
  EXPECT_EQ(refused({std::string(100'000, 'n')}), ErrorCode::kInvalidArgument);
  EXPECT_FALSE(make_recovery(5, 1));
  EXPECT_FALSE(make_recovery(2, 3));
  EXPECT_FALSE(make_recovery(17, 3));
  // Shares of another vault are good shares, but not of this one.
  EXPECT_EQ(unseal_with(open_recovery(std::vector{other.shares[0], other.shares[1], other.shares[2]}).value()),
            ErrorCode::kForbidden);
}

TEST_F(VaultTest, DerivedKeysStayTheSameAndDifferByPurpose) {
  const auto first = vault->derived_key("audit values").value();
  EXPECT_NE(to_hex(first.view()), to_hex(vault->derived_key("audit heads").value().view()));
  ASSERT_TRUE(vault->rotate_root_key(operator_));
  while (*vault->step()) continue;
  restart();
  EXPECT_EQ(to_hex(first.view()), to_hex(vault->derived_key("audit values").value().view()));
}

TEST_F(VaultTest, DestroyingAnOwnerDestroysTheirSecretsAndNobodyElses) {
  ASSERT_TRUE(put(alice, "KEY", "alice's"));
  ASSERT_TRUE(put(alice, "KEY", "alice's again"));
  ASSERT_TRUE(put(alice, "KEY2", "alice's"));
  ASSERT_TRUE(put(bob, "KEY", "bob's"));
  EXPECT_EQ(vault->destroy_owner(operator_, "alice"), 2u);
  EXPECT_EQ(read(alice, "KEY"), "secret_not_found");
  EXPECT_EQ(read(bob, "KEY"), "bob's");
  EXPECT_EQ(number("SELECT COUNT(*) FROM vault_keys WHERE owner = 'alice'"), 0);
  EXPECT_EQ(number("SELECT COUNT(*) FROM secret_values"), 1);
  EXPECT_TRUE(vault->verify(operator_));
  // What was encrypted stays useless when its rows come back from a backup: the key is another one.
  ASSERT_TRUE(put(alice, "KEY", "new"));
  EXPECT_EQ(read(alice, "KEY"), "new");
  EXPECT_FALSE(vault->destroy_owner(operator_, ""));
  EXPECT_EQ(vault->destroy_owner(operator_, "nobody"), 0u);
}

// At rest: every file of the folder, the write-ahead log included.
TEST_F(VaultTest, NoFileHoldsAValue) {
  const std::string marker = "marker-9f61c2-do-not-find-me";
  ASSERT_TRUE(put("KEY", marker));
  ASSERT_TRUE(put("KEY", marker + "-2"));
  ASSERT_EQ(read("KEY", 1), marker);
  ASSERT_TRUE(vault->rotate_owner_key(operator_, "alice"));
  while (*vault->step()) continue;
  ASSERT_TRUE(secrets->destroy(alice, "KEY", {}));
  const auto search = [&] {
    const std::vector<std::string> forms{marker, to_hex(as_bytes(marker)), to_base64(as_bytes(marker)).substr(0, 36),
                                         to_base64url(as_bytes(marker)).substr(0, 36)};
    std::size_t files = 0;
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(folder.file("x")).parent_path())) {
      std::ifstream file(entry.path(), std::ios::binary);
      const std::string content{std::istreambuf_iterator<char>(file), {}};
      for (const std::string& form : forms) EXPECT_EQ(content.find(form), std::string::npos) << entry.path();
      ++files;
    }
    EXPECT_GE(files, 3u);
  };
  search();
  start();
  search();
}

}  // namespace
}  // namespace nsl::vault
