#include "outbox/accounts.h"

#include "outbox/testing/outbox_fixture.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace nsl::outbox {
namespace {

using ::testing::ElementsAre;

// A test key that the documentation of neon-js publishes.
constexpr const char* kWif = "L1QqQJnpBwbsPGAuutuzPTac8piqvbR1HRjrY5qHup48TBCBFe4g";

class AccountsTest : public ::testing::Test, protected testing::OutboxFixture {
 protected:
  template <typename T>
  static ErrorCode code_of(const Result<T>& result) {
    return result ? ErrorCode::kInternal : result.error().code;
  }

  // Rows are changed as somebody with the file would change them.
  void execute(std::string_view sql) {
    auto transaction = vault.database->write(storage::Durability::kOnDisk).value();
    ASSERT_TRUE(transaction.execute(sql));
    ASSERT_TRUE(transaction.commit());
  }
};

TEST_F(AccountsTest, MakesAKeyOfItsOwnForEachAccount) {
  const auto one = accounts.create(alice, "one").value();
  const auto two = accounts.create(alice, "two").value();
  EXPECT_NE(one.account, two.account);
  EXPECT_EQ(accounts.key_of(one)->account(), one.account);
  EXPECT_EQ(accounts.key_of(two)->public_key().hex(), two.public_key);
  EXPECT_EQ(one.created_by, "token:laptop");
  const auto listed = accounts.list("alice").value();
  ASSERT_EQ(listed.size(), 2u);
  EXPECT_EQ(listed[0].name, "one");
}

TEST_F(AccountsTest, ImportsAKey) {
  const auto key = neo::PrivateKey::from_wif(kWif).value();
  const auto account = accounts.import(alice, "treasury", key).value();
  EXPECT_EQ(account.account, key.account());
  EXPECT_EQ(to_hex(accounts.key_of(account)->bytes()), to_hex(key.bytes()));
  EXPECT_THAT(audited(), ElementsAre("account.import"));
}

TEST_F(AccountsTest, RefusesNamesThatAreTakenOrAreNone) {
  ASSERT_TRUE(accounts.create(alice, "one"));
  EXPECT_EQ(code_of(accounts.create(alice, "one")), ErrorCode::kConflict);
  for (const char* name : {"", "One", "a b", "../one", "a/b"}) {
    EXPECT_EQ(code_of(accounts.create(alice, name)), ErrorCode::kInvalidName) << name;
  }
  EXPECT_EQ(code_of(accounts.create(alice, std::string(64, 'a'))), ErrorCode::kInvalidName);
  EXPECT_EQ(audited().size(), 8u);
  EXPECT_EQ(audited()[6], "account.create conflict");
}

TEST_F(AccountsTest, KeepsOwnersApart) {
  const auto hers = accounts.create(alice, "one").value();
  EXPECT_EQ(code_of(accounts.get("bob", "one")), ErrorCode::kAccountNotFound);
  EXPECT_FALSE(accounts.remove(bob, "one"));
  const auto his = accounts.create(bob, "one").value();
  EXPECT_NE(hers.account, his.account);
  EXPECT_TRUE(accounts.list("bob")->at(0).account == his.account);
}

TEST_F(AccountsTest, KeysCannotBeReachedAsSecrets) {
  ASSERT_TRUE(accounts.create(alice, "one"));
  EXPECT_EQ(code_of(vault.secrets->get(alice, "one")), ErrorCode::kSecretNotFound);
  EXPECT_EQ(code_of(vault.secrets->reveal(alice, {.name = "one"}, "curious")), ErrorCode::kSecretNotFound);
}

TEST_F(AccountsTest, LeavesNoKeyInTheDatabaseInTheClear) {
  const auto key = neo::PrivateKey::from_wif(kWif).value();
  ASSERT_TRUE(accounts.import(alice, "treasury", key));
  std::size_t files = 0;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(std::filesystem::path(vault.folder.file("x")).parent_path())) {
    if (!entry.is_regular_file()) continue;
    ++files;
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string content{std::istreambuf_iterator<char>(file), {}};
    EXPECT_EQ(content.find(kWif), std::string::npos) << entry.path();
    EXPECT_EQ(content.find(to_hex(key.bytes())), std::string::npos) << entry.path();
    EXPECT_EQ(content.find(std::string(as_text(key.bytes()))), std::string::npos) << entry.path();
    EXPECT_EQ(content.find(to_base64(key.bytes())), std::string::npos) << entry.path();
  }
  EXPECT_GT(files, 0u);
}

TEST_F(AccountsTest, RemovingDestroysTheKeyAndTheGrants) {
  const auto account = accounts.create(alice, "one").value();
  ASSERT_TRUE(accounts.remove(alice, "one"));
  EXPECT_EQ(code_of(accounts.get("alice", "one")), ErrorCode::kAccountNotFound);
  EXPECT_EQ(code_of(accounts.key_of(account)), ErrorCode::kAccountNotFound);
  EXPECT_FALSE(accounts.remove(alice, "one"));
  EXPECT_THAT(audited(), ElementsAre("account.delete account_not_found", "account.delete", "account.create"));
  EXPECT_NE(accounts.create(alice, "one")->account, account.account);
}

TEST_F(AccountsTest, NeedsTheVaultForKeysOnly) {
  const auto account = accounts.create(alice, "one").value();
  ASSERT_TRUE(vault.vault->seal(alice));
  EXPECT_TRUE(accounts.get("alice", "one"));
  EXPECT_EQ(code_of(accounts.key_of(account)), ErrorCode::kVaultSealed);
  EXPECT_EQ(code_of(accounts.create(alice, "two")), ErrorCode::kVaultSealed);
}

TEST_F(AccountsTest, DoNotSignForAnAddressThatWasPutInByHand) {
  ASSERT_TRUE(accounts.create(alice, "one"));
  ASSERT_TRUE(accounts.create(alice, "two"));
  execute("UPDATE neo_accounts SET address = (SELECT address FROM neo_accounts WHERE name = 'two') WHERE name = 'one'");
  EXPECT_EQ(code_of(accounts.key_of(accounts.get("alice", "one").value())), ErrorCode::kVaultDamaged);
}

}  // namespace
}  // namespace nsl::outbox
