#include "vault/tpm_anchor.h"

#include "vault/testing/killing.h"
#include "vault/testing/software_tpm.h"
#include "vault/testing/vault_fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <optional>

namespace nsl::vault {
namespace {

namespace fs = std::filesystem;
using testing::Ended;
using ::testing::HasSubstr;
using testing::SoftwareTpm;
using testing::VaultFixture;

constexpr std::uint32_t kIndex = 0x0180'0100;

class AnchoredByTpm : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!SoftwareTpm::installed()) GTEST_SKIP() << "skipped: no swtpm";
    tpm_.emplace(place_.file("tpm"));
    fixture_.emplace(options());
  }

  VaultOptions options(bool lost = false) const {
    return {.key_file = place_.file("root.key"), .tpm2 = tpm_->tcti(), .tpm2_counter = kIndex, .anchor_lost = lost};
  }
  // The database as it lies on the disk, with nothing open.
  void copy_to(const std::string& name) {
    close();
    fs::remove_all(place_.file(name));
    fs::create_directory(place_.file(name));
    for (const auto& file : database_files()) fs::copy_file(file, fs::path(place_.file(name)) / file.filename());
    start();
  }
  void put_back(const std::string& name) {
    close();
    for (const auto& file : database_files()) fs::remove(file);
    for (const auto& file : fs::directory_iterator(place_.file(name)))
      fs::copy_file(file, fs::path(fixture_->folder.file("")) / file.path().filename());
    start();
  }
  std::vector<fs::path> database_files() const {
    std::vector<fs::path> files;
    for (const auto& file : fs::directory_iterator(fixture_->folder.file(""))) {
      if (file.path().filename().string().starts_with("nsl.db")) files.push_back(file.path());
    }
    return files;
  }
  void close() {
    fixture_->secrets.reset();
    fixture_->vault.reset();
    fixture_->database.reset();
  }
  void start() { fixture_->start(); }
  Status unseal() {
    auto provider = open_file_provider(place_.file("root.key"), MissingKeyFile::kMake);
    if (!provider) return std::unexpected(provider.error());
    return fixture_->vault->unseal(fixture_->operator_, *std::move(provider));
  }
  void pass(std::chrono::seconds time) {
    fixture_->clock.advance(time);
    ASSERT_TRUE(fixture_->vault->step());
  }
  std::int64_t noted() const { return fixture_->number("SELECT value FROM vault_counter"); }

  storage::testing::TemporaryFolder place_;
  std::optional<SoftwareTpm> tpm_;
  std::optional<VaultFixture> fixture_;
};

TEST_F(AnchoredByTpm, AnOlderCopyOfTheDatabaseIsRefused) {
  ASSERT_TRUE(fixture_->put("KEY", "old"));
  ASSERT_TRUE(fixture_->vault->settle());
  copy_to("older");
  ASSERT_TRUE(unseal());
  ASSERT_TRUE(fixture_->put("KEY", "new"));
  ASSERT_TRUE(fixture_->vault->settle());
  put_back("older");
  const Status refused = unseal();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kVaultDamaged);
  EXPECT_THAT(refused.error().message, HasSubstr("older copy"));
  EXPECT_EQ(fixture_->vault->status()->state, VaultState::kRefused);
}

TEST_F(AnchoredByTpm, ACopyFromBeforeItHadTheAnchorIsRefused) {
  // The same vault, for a while without the anchor.
  fixture_.reset();
  fixture_.emplace(VaultOptions{.key_file = place_.file("root.key")});
  copy_to("before");
  VaultOptions anchored = options();
  anchored.tpm2_counter = kIndex + 1;
  fixture_->use(anchored);
  ASSERT_TRUE(unseal());
  EXPECT_GT(noted(), 0);
  ASSERT_TRUE(fixture_->put("KEY", "new"));
  put_back("before");
  EXPECT_EQ(unseal().error().code, ErrorCode::kVaultDamaged);
}

TEST_F(AnchoredByTpm, CountsAfterChangesOnlyAndNotOftenerThanThePause) {
  pass(std::chrono::minutes(6));
  const std::int64_t before = noted();
  ASSERT_GT(before, 0);
  pass(std::chrono::minutes(6));
  EXPECT_EQ(noted(), before) << "nothing changed";
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(fixture_->put("KEY", std::to_string(i)));
    pass(std::chrono::seconds(30));
  }
  EXPECT_EQ(noted(), before + 1) << "the first change, and then a pause";
  pass(std::chrono::minutes(5));
  EXPECT_EQ(noted(), before + 2);
  ASSERT_TRUE(fixture_->vault->verify(fixture_->operator_));
}

TEST_F(AnchoredByTpm, EverythingIsAnchoredWhenItIsSealed) {
  ASSERT_TRUE(fixture_->put("KEY", "1"));
  const std::int64_t before = noted();
  ASSERT_TRUE(fixture_->vault->seal(fixture_->operator_));
  EXPECT_EQ(noted(), before + 1);
}

// The database notes the next value, then the chip counts. Whenever it is killed, the vault opens again and its anchor
// goes on.
TEST_F(AnchoredByTpm, AKillBetweenDatabaseAndChipIsMadeGood) {
  ASSERT_TRUE(fixture_->put("KEY", "v"));
  ASSERT_TRUE(fixture_->vault->settle());
  ASSERT_TRUE(fixture_->put("KEY", "w"));
  // Noted, and the chip has not counted: it went away in that moment.
  tpm_->stop();
  EXPECT_FALSE(fixture_->vault->settle());
  tpm_->start();
  start();
  ASSERT_TRUE(unseal());
  EXPECT_EQ(fixture_->read("KEY"), "w");
  ASSERT_TRUE(fixture_->put("KEY", "x"));
  ASSERT_TRUE(fixture_->vault->settle());
  ASSERT_TRUE(fixture_->vault->verify(fixture_->operator_));
}

TEST_F(AnchoredByTpm, AKillAtAnyWriteOfMakingOrMovingLosesNothing) {
  fixture_.reset();
  for (int at = 1; at <= 6; ++at) {
    const storage::testing::TemporaryFolder folder;
    FakeClock clock;
    testing::DeafObserver observer;
    VaultOptions chosen = options();
    chosen.key_file = folder.file("root.key");
    chosen.tpm2_counter = kIndex + static_cast<std::uint32_t>(at);
    const auto open = [&](std::unique_ptr<storage::Database> database, const auto& work) {
      auto vault = Vault::create(*database, clock, observer, chosen);
      auto provider = open_file_provider(chosen.key_file, MissingKeyFile::kMake);
      if (!vault || !provider || !(*vault)->unseal({.owner = "o", .actor = "a"}, *std::move(provider))) return false;
      return work(**vault);
    };
    const auto database = [&] { return storage::Database::create(folder.url(), {}).value(); };
    const auto work = [](Vault& vault) {
      return vault.rotate_all_owner_keys({.owner = "o", .actor = "a"}) && vault.settle();
    };
    const Ended ended =
        testing::run_in_child([&] { return open(std::make_unique<testing::KillingDatabase>(database(), at), work); });
    EXPECT_NE(ended, Ended::kWrongly) << at;
    EXPECT_TRUE(open(database(), work)) << at;
    EXPECT_TRUE(open(database(), work)) << at;
  }
}

TEST_F(AnchoredByTpm, AnotherOrClearedTpmIsRefusedUnlessItIsSaidToBeLost) {
  ASSERT_TRUE(fixture_->put("KEY", "v"));
  tpm_.reset();
  fs::remove_all(place_.file("tpm"));
  tpm_.emplace(place_.file("tpm"));
  start();
  EXPECT_EQ(unseal().error().code, ErrorCode::kVaultDamaged);
  fixture_->use(options(true));
  ASSERT_TRUE(unseal());
  EXPECT_EQ(fixture_->read("KEY"), "v");
  fixture_->use(options());
  ASSERT_TRUE(unseal());
  ASSERT_TRUE(fixture_->vault->verify(fixture_->operator_));
}

TEST_F(AnchoredByTpm, ADeadTpmKeepsTheVaultSealedUntilItIsBack) {
  ASSERT_TRUE(fixture_->put("KEY", "v"));
  tpm_->stop();
  start();
  EXPECT_EQ(unseal().error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(fixture_->vault->status()->state, VaultState::kSealed);
  tpm_->start();
  ASSERT_TRUE(unseal());
}

TEST_F(AnchoredByTpm, TheCounterOfAnotherVaultIsRefused) {
  VaultOptions same_place = options();
  same_place.key_file = place_.file("other.key");
  fixture_.reset();
  fixture_.emplace(VaultOptions{.key_file = place_.file("other.key")});
  fixture_->use(same_place);
  auto provider = open_file_provider(place_.file("other.key"), MissingKeyFile::kRefuse);
  ASSERT_TRUE(provider) << provider.error().message;
  EXPECT_EQ(fixture_->vault->unseal(fixture_->operator_, *std::move(provider)).error().code, ErrorCode::kForbidden);
}

}  // namespace
}  // namespace nsl::vault
