#include "neo/script/verification.h"
#include "neo/testing/vectors.h"
#include "neo/types/address.h"
#include "neo/wallet/nep2.h"
#include "neo/wallet/private_key.h"
#include "neo/wallet/wallet_file.h"

#include <algorithm>
#include <array>
#include <set>

namespace nsl::neo {
namespace {

using testing::Vector;

Passphrase passphrase(std::string_view text) { return Passphrase::from_text(text).value(); }

ScryptParameters scrypt_of(const json::value& value) {
  return {.n = value.at("n").to_number<std::uint64_t>(),
          .r = value.at("r").to_number<std::uint32_t>(),
          .p = value.at("p").to_number<std::uint32_t>()};
}

constexpr ScryptParameters kFast{.n = 2, .r = 1, .p = 1};

TEST(PrivateKey, OfEveryVectorLeadsToItsAccount) {
  NEED_VECTORS("keys");
  const auto count = testing::walk({.folder = "keys", .having = {"wif"}}, [](const Vector& vector) {
    const auto key = PrivateKey::from_wif(vector.text("wif"));
    ASSERT_TRUE(key) << key.error().message;
    EXPECT_EQ(to_hex(key->bytes()), vector.text("privateKey"));
    EXPECT_EQ(key->public_key().hex(), vector.text("publicKey"));
    EXPECT_EQ(ECPoint::parse(vector.text("publicKeyUncompressed")).value(), key->public_key());
    EXPECT_EQ(key->account().display(), vector.text("scriptHashLE_0x"));
    EXPECT_EQ(to_address(key->account()), vector.text("address"));
    EXPECT_EQ(to_hex(signature_script(key->public_key())), vector.text("verificationScript"));
    EXPECT_EQ(as_text(PrivateKey::from_bytes(key->bytes())->wif().view()), vector.text("wif"));
  });
  EXPECT_GT(count, 0u);
}

TEST(PrivateKey, SignsEveryVectorByRfc6979) {
  NEED_VECTORS("crypto");
  const auto count = testing::walk({.folder = "crypto", .having = {"privateKey", "signature"}}, [](const Vector& vector) {
    const auto key = PrivateKey::from_bytes(vector.hex("privateKey"));
    ASSERT_TRUE(key);
    const auto text = vector.has("messageText") ? vector.text("messageText") : "";
    const auto message = vector.has("messageHex") ? vector.hex("messageHex") : Bytes(text.begin(), text.end());
    // Entries with a note have the other s (n - s), which is as valid; r is the same.
    const std::size_t same = vector.has("note") ? 64 : 128;
    const auto signature = to_hex(key->sign(message, Nonce::kDeterministic));
    EXPECT_EQ(signature.substr(0, same), vector.text("signature").substr(0, same));
    EXPECT_TRUE(verify_signature(key->public_key(), vector.hex("signature"), message));
    EXPECT_TRUE(verify_signature(key->public_key(), key->sign(message), message));
  });
  EXPECT_GT(count, 0u);
}

TEST(PrivateKey, IsNotReadFromATextWithAnyCharacterChanged) {
  const std::string wif(as_text(PrivateKey::generate().wif().view()));
  ASSERT_TRUE(PrivateKey::from_wif(wif));
  for (std::size_t i = 0; i < wif.size(); ++i) {
    auto changed = wif;
    changed[i] = changed[i] == 'x' ? 'y' : 'x';
    const auto key = PrivateKey::from_wif(changed);
    ASSERT_FALSE(key);
    EXPECT_EQ(key.error().message.find(changed.substr(10, 10)), std::string::npos) << "an error repeats the key";
  }
}

TEST(PrivateKey, IsNotMadeFromZeroOrFromAnAddress) {
  EXPECT_FALSE(PrivateKey::from_bytes(Bytes(32)));
  EXPECT_FALSE(PrivateKey::from_bytes(Bytes(31, 1)));
  EXPECT_FALSE(PrivateKey::from_wif("Nhfg3TbpwogLvDGVvAvqyThbsHgoSUKwtn"));
  EXPECT_FALSE(PrivateKey::from_wif(""));
}

TEST(Signature, OfAnotherLengthIsNone) {
  const auto key = PrivateKey::generate();
  EXPECT_FALSE(verify_signature(key.public_key(), {}, {}));
  EXPECT_FALSE(verify_signature(key.public_key(), Bytes(64), {}));
  EXPECT_FALSE(verify_signature(key.public_key(), Bytes(65, 1), {}));
}

TEST(Nep2, OfEveryVectorIsEncryptedAndDecrypted) {
  NEED_VECTORS("nep2");
  std::size_t passed = 0;
  const auto count = testing::walk({.folder = "nep2", .having = {"address"}}, [&](const Vector& vector) {
    const auto parameters = scrypt_of(vector.at("scrypt"));
    const auto phrase = passphrase(vector.text("passphrase"));
    const auto key = nep2_decrypt(vector.text("nep2"), phrase, parameters);
    ASSERT_TRUE(key) << key.error().message;
    EXPECT_EQ(to_hex(key->bytes()), vector.text("privateKey"));
    EXPECT_EQ(to_address(key->account()), vector.text("address"));
    // Encrypting takes as long as decrypting: with all the work that wallets ask for, the first time only.
    if (parameters.n <= 1'024 || passed++ == 0) {
      EXPECT_EQ(nep2_encrypt(*key, phrase, parameters).value(), vector.text("nep2"));
    }
  });
  EXPECT_GT(count, 0u);
}

TEST(Nep2, OfEveryVectorThatMustFailDoesNotDecrypt) {
  NEED_VECTORS("nep2");
  const auto count = testing::walk({.folder = "nep2", .lacking = {"address"}}, [](const Vector& vector) {
    EXPECT_FALSE(
        nep2_decrypt(vector.text("nep2"), passphrase(vector.text("passphrase")), scrypt_of(vector.at("scrypt"))));
    if (vector.has("wif") && vector.has("reason")) EXPECT_FALSE(PrivateKey::from_wif(vector.text("wif")));
  });
  EXPECT_GT(count, 0u);
}

TEST(Nep2, DoesNotDecryptWithAnotherPassphraseOrOtherParameters) {
  const auto key = PrivateKey::generate();
  const auto text = nep2_encrypt(key, passphrase("right"), kFast).value();
  EXPECT_TRUE(is_nep2(text));
  EXPECT_TRUE(nep2_decrypt(text, passphrase("right"), kFast));
  EXPECT_FALSE(nep2_decrypt(text, passphrase("wrong"), kFast));
  EXPECT_FALSE(nep2_decrypt(text, passphrase(""), kFast));
  EXPECT_FALSE(nep2_decrypt(text, passphrase("right"), {.n = 4, .r = 1, .p = 1}));
  EXPECT_FALSE(nep2_decrypt(text, passphrase("right"), {.n = 3, .r = 1, .p = 1}));
}

TEST(Nep2, TakesAPassphraseInAnyUnicodeForm) {
  const auto key = PrivateKey::generate();
  const auto text = nep2_encrypt(key, passphrase("caf\xc3\xa9"), kFast).value();  // e with an accent, as one character
  EXPECT_TRUE(nep2_decrypt(text, passphrase("cafe\xcc\x81"), kFast));             // and as two
  EXPECT_FALSE(Passphrase::from_text("\xff"));
  EXPECT_FALSE(Passphrase::from_text(std::string(2000, 'x')));
}

bool has_legacy_addresses(const Vector& wallet) {
  return wallet.has("note") && wallet.text("note").starts_with("Neo Legacy");
}

// Decrypts each account's key with the password of the index.
void check_keys(const Vector& wallet, const std::vector<WalletFile::Account>& accounts,
                const ScryptParameters& scrypt) {
  std::set<std::string> done;
  for (const auto& entry : wallet.at("accounts").as_array()) {
    const Vector account(entry.as_object());
    if (!account.has("password") || !done.insert(account.text("key")).second) continue;
    const auto parsed = parse_address(account.text("address"));
    ASSERT_TRUE(parsed);
    const auto found = std::ranges::find(accounts, *parsed, &WalletFile::Account::account);
    ASSERT_NE(found, accounts.end());
    const auto key = nep2_decrypt(found->key, passphrase(account.text("password")), scrypt);
    ASSERT_TRUE(key) << key.error().message;
    EXPECT_EQ(as_text(key->wif().view()), account.text("privateKeyWIF"));
    EXPECT_EQ(to_address(key->account()), account.text("keyAddress"));
  }
}

TEST(WalletFile, OfEveryVectorIsReadAndItsKeysDecrypted) {
  NEED_VECTORS("wallets");
  const auto count = testing::walk({.folder = "wallets", .list = "wallets"}, [](const Vector& wallet) {
    SCOPED_TRACE(wallet.text("file"));
    const auto content = testing::read_file(testing::vectors_folder() / "wallets" / wallet.text("file"));
    if (!wallet.has("scrypt")) {  // an account by itself, encrypted with the usual parameters
      const auto account = parse_wallet_account(json::parse(content).value());
      ASSERT_TRUE(account) << account.error().message;
      check_keys(wallet, {*account}, {});
      return;
    }
    const auto file = WalletFile::parse(content);
    ASSERT_EQ(file.has_value(), !has_legacy_addresses(wallet)) << (file ? "" : file.error().message);
    if (!file) return;
    EXPECT_EQ(file->scrypt, scrypt_of(wallet.at("scrypt")));
    const auto again = WalletFile::parse(json::serialize(file->to_json()));
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(*again, *file);
    check_keys(wallet, file->accounts, file->scrypt);
  });
  EXPECT_GT(count, 0u);
}

// Also those that no index names.
TEST(WalletFile, OfEveryFileIsReadUnlessItIsOfNeoLegacy) {
  NEED_VECTORS("wallets");
  std::size_t count = 0;
  for (const auto& path : testing::files("wallets", ".json")) {
    SCOPED_TRACE(path.string());
    const auto content = testing::read_file(path);
    const auto document = json::parse(content);
    ASSERT_TRUE(document);
    if (!document->is_object() || !document->get_object().contains("accounts")) continue;
    ++count;
    const auto file = WalletFile::parse(content);
    const bool legacy = content.find(R"("address":"A)") != content.npos || content.find(R"("address": "A)") != content.npos;
    ASSERT_EQ(file.has_value(), !legacy) << (file ? "" : file.error().message);
    if (file) EXPECT_EQ(WalletFile::parse(json::serialize(file->to_json())).value(), *file);
  }
  EXPECT_GT(count, 0u);
}

TEST(WalletFile, WithAScriptOfAnotherAccountIsRefused) {
  const auto key = PrivateKey::generate();
  WalletFile file;
  file.scrypt = kFast;
  file.accounts.push_back(make_account(key, passphrase("p"), kFast).value());
  ASSERT_TRUE(WalletFile::parse(json::serialize(file.to_json())));
  file.accounts[0].account = PrivateKey::generate().account();
  EXPECT_FALSE(WalletFile::parse(json::serialize(file.to_json())));
}

TEST(WalletFile, OfAnotherShapeIsRefusedAndSaysWhere) {
  EXPECT_FALSE(WalletFile::parse("{}"));
  EXPECT_FALSE(WalletFile::parse(R"({"version":"2.0","scrypt":{"n":2,"r":1,"p":1},"accounts":[]})"));
  EXPECT_FALSE(WalletFile::parse(R"({"version":"1.0","scrypt":{"n":-2,"r":1,"p":1},"accounts":[]})"));
  const auto wrong_key = WalletFile::parse(
      R"({"version":"1.0","scrypt":{"n":2,"r":1,"p":1},"accounts":[)"
      R"({"address":"Nhfg3TbpwogLvDGVvAvqyThbsHgoSUKwtn","key":"KxyjQ8eUa4FHt3Gvioyt1Wz29cTUrE4eTqX3yFSk1YFCsPL8uNsY"}]})");
  ASSERT_FALSE(wrong_key);
  EXPECT_EQ(wrong_key.error().pointer, "/accounts/0/key");
}

TEST(WalletFile, FindsAccountsByAddressAndLabel) {
  WalletFile file;
  EXPECT_EQ(file.default_account(), nullptr);
  const std::array keys{PrivateKey::generate().public_key(), PrivateKey::generate().public_key()};
  file.accounts.push_back(make_multi_signature_account(2, keys).value());
  file.accounts[0].label = "both";
  EXPECT_EQ(file.find("both"), &file.accounts[0]);
  EXPECT_EQ(file.find(to_address(file.accounts[0].account)), &file.accounts[0]);
  EXPECT_EQ(file.find("other"), nullptr);
  EXPECT_EQ(file.default_account(), &file.accounts[0]);
  EXPECT_EQ(file.accounts[0].contract->parameters.size(), 2u);
}

}  // namespace
}  // namespace nsl::neo
