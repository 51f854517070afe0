#include "neo/transaction/signing.h"

#include "neo/block/block.h"
#include "neo/script/verification.h"
#include "neo/testing/vectors.h"
#include "neo/transaction/fee.h"
#include "neo/types/hashing.h"

namespace nsl::neo {
namespace {

using testing::Vector;

constexpr std::uint32_t kNetwork = 56753;

struct Three {
  std::array<PrivateKey, 3> keys{PrivateKey::generate(), PrivateKey::generate(), PrivateKey::generate()};
  Bytes script =
      multi_signature_script(2, std::array{keys[0].public_key(), keys[1].public_key(), keys[2].public_key()}).value();
  UInt160 account = hash160(script);
};

Transaction signed_by(std::vector<UInt160> accounts) {
  Transaction out{.nonce = 1, .valid_until_block = 10, .script = {0x40}};
  for (const auto& account : accounts) out.signers.push_back({.account = account});
  return out;
}

bool verifies(const Transaction& transaction, std::uint32_t network = kNetwork) {
  if (transaction.witnesses.size() != transaction.signers.size()) return false;
  const auto data = signed_data(network, transaction.hash());
  for (std::size_t i = 0; i < transaction.signers.size(); ++i) {
    if (!verify_standard_witness(transaction.witnesses[i], transaction.signers[i].account, data)) return false;
  }
  return true;
}

TEST(SigningContext, OfOneKeyIsCompleteAfterOneSignature) {
  const auto key = PrivateKey::generate();
  auto context = SigningContext::create(kNetwork, signed_by({key.account()})).value();
  EXPECT_FALSE(context.complete());
  EXPECT_EQ(context.missing(), std::vector{key.account()});
  ASSERT_TRUE(context.sign(key));
  const auto transaction = context.complete();
  ASSERT_TRUE(transaction) << transaction.error().message;
  EXPECT_TRUE(verifies(*transaction));
  EXPECT_FALSE(verifies(*transaction, kNetwork + 1));
}

TEST(SigningContext, TakesAnyTwoOfThreeKeysInAnyOrder) {
  const Three three;
  for (const auto& [first, second] : {std::pair{0, 1}, {1, 0}, {2, 0}, {1, 2}, {2, 1}}) {
    auto context = SigningContext::create(kNetwork, signed_by({three.account})).value();
    ASSERT_TRUE(context.add_script(three.script));
    ASSERT_TRUE(context.sign(three.keys[static_cast<std::size_t>(first)]));
    EXPECT_FALSE(context.complete());
    ASSERT_TRUE(context.sign(three.keys[static_cast<std::size_t>(second)]));
    EXPECT_TRUE(verifies(context.complete().value()));
  }
}

TEST(SigningContext, IsNotCompletedByOneKeyTwice) {
  const Three three;
  auto context = SigningContext::create(kNetwork, signed_by({three.account})).value();
  ASSERT_TRUE(context.add_script(three.script));
  ASSERT_TRUE(context.sign(three.keys[0]));
  ASSERT_TRUE(context.sign(three.keys[0]));
  EXPECT_FALSE(context.complete());
}

TEST(SigningContext, UsesNoMoreSignaturesThanNeeded) {
  const Three three;
  auto context = SigningContext::create(kNetwork, signed_by({three.account})).value();
  ASSERT_TRUE(context.add_script(three.script));
  for (const auto& key : three.keys) ASSERT_TRUE(context.sign(key));
  EXPECT_TRUE(verifies(context.complete().value()));
}

TEST(SigningContext, RefusesKeysScriptsAndSignaturesOfOthers) {
  const Three three;
  auto context = SigningContext::create(kNetwork, signed_by({three.account})).value();
  const auto stranger = PrivateKey::generate();
  EXPECT_FALSE(context.sign(stranger));
  EXPECT_FALSE(context.sign(three.keys[0])) << "its script has not been added";
  EXPECT_FALSE(context.add_script(signature_script(stranger.public_key())));
  ASSERT_TRUE(context.add_script(three.script));
  EXPECT_FALSE(context.add_signature(three.keys[0].public_key(), stranger.sign(context.data_to_sign())));
  EXPECT_FALSE(context.add_contract_witness(UInt160{}, {}));
  EXPECT_FALSE(SigningContext::create(kNetwork, Transaction{}));
}

TEST(SigningContext, GoesFromSignerToSignerAsJson) {
  const Three three;
  const auto sponsor = PrivateKey::generate();
  auto first = SigningContext::create(kNetwork, signed_by({sponsor.account(), three.account})).value();
  ASSERT_TRUE(first.add_script(three.script));
  ASSERT_TRUE(first.sign(three.keys[2]));
  auto second = SigningContext::from_json(first.to_json());
  ASSERT_TRUE(second) << second.error().message;
  EXPECT_EQ(second->missing().size(), 2u);
  ASSERT_TRUE(second->sign(sponsor));
  ASSERT_TRUE(second->sign(three.keys[0]));
  auto third = SigningContext::from_json(second->to_json());
  ASSERT_TRUE(third) << third.error().message;
  EXPECT_EQ(third->network(), kNetwork);
  EXPECT_TRUE(verifies(third->complete().value()));
}

TEST(SigningContext, IsReadFromJsonWithASingleSignatureInItsParameterOnly) {
  const auto key = PrivateKey::generate();
  auto context = SigningContext::create(kNetwork, signed_by({key.account()})).value();
  ASSERT_TRUE(context.sign(key));
  auto value = json::value(context.to_json());
  value.at("items").at(key.account().display()).at("signatures").as_object().clear();
  const auto again = SigningContext::from_json(value);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_TRUE(again->missing().empty());
}

TEST(SigningContext, FromJsonThatWasTamperedWithIsRefused) {
  const Three three;
  auto context = SigningContext::create(kNetwork, signed_by({three.account})).value();
  ASSERT_TRUE(context.add_script(three.script));
  ASSERT_TRUE(context.sign(three.keys[0]));
  const json::value good = context.to_json();
  const auto refused = [&](auto change) {
    auto value = good;
    change(value.as_object(), value.at("items").at(three.account.display()).as_object());
    return !SigningContext::from_json(value);
  };
  EXPECT_FALSE(refused([](auto&, auto&) {}));
  EXPECT_TRUE(refused([](auto& root, auto&) { root["type"] = "Block"; }));
  EXPECT_TRUE(refused([](auto& root, auto&) { root["network"] = kNetwork + 1; }));
  EXPECT_TRUE(refused([](auto& root, auto&) { root["network"] = -1; }));
  EXPECT_TRUE(refused([](auto& root, auto&) { root["hash"] = UInt256{}.display(); }));
  EXPECT_TRUE(refused([](auto& root, auto&) { root["data"] = "AA=="; }));
  EXPECT_TRUE(refused([](auto& root, auto&) { root["items"] = json::array{}; }));
  EXPECT_TRUE(refused([](auto&, auto& item) { item["script"] = "QA=="; }));
  EXPECT_TRUE(
      refused([](auto&, auto& item) { item["signatures"].as_object().begin()->value() = to_base64(Bytes(64, 1)); }));
  EXPECT_TRUE(refused([](auto&, auto& item) {
    item["signatures"] = json::object{{PrivateKey::generate().public_key().hex(), to_base64(Bytes(64, 1))}};
  }));
}

TEST(SigningContext, TakesAContractThatVerifiesByItself) {
  const auto key = PrivateKey::generate();
  const auto contract = UInt160::parse("0xf128a5943bc970516aa2949eff2781a6bed0522c").value();
  auto context = SigningContext::create(kNetwork, signed_by({key.account(), contract})).value();
  ASSERT_TRUE(context.sign(key));
  EXPECT_EQ(context.missing(), std::vector{contract});
  ASSERT_TRUE(context.add_contract_witness(contract, {}));
  const auto transaction = context.complete();
  ASSERT_TRUE(transaction);
  EXPECT_TRUE(transaction->witnesses[1].verification.empty());
}

TEST(SignAlone, GivesTheWitnessTheFeeWasComputedFor) {
  const auto key = PrivateKey::generate();
  auto transaction = signed_by({key.account()});
  const auto script = signature_script(key.public_key());
  const auto fee = network_fee(transaction, std::array<ByteView, 1>{script}, {}).value();
  ASSERT_TRUE(sign_alone(transaction, kNetwork, key));
  EXPECT_EQ(transaction.bytes(), fee.bytes);
  EXPECT_TRUE(verifies(transaction));
  EXPECT_FALSE(sign_alone(transaction, kNetwork, PrivateKey::generate()));
}

// Keys of the test wallets sign the public transactions again and get the very signatures that neo-go made.
TEST(SignAlone, RepeatsSignaturesOfNeoGo) {
  NEED_VECTORS("transactions");
  std::map<UInt160, std::string> wifs;
  testing::walk({.folder = "keys", .having = {"wif"}}, [&](const Vector& vector) {
    wifs[UInt160::parse(vector.text("scriptHashLE_0x")).value()] = vector.text("wif");
  });
  std::size_t repeated = 0;
  testing::walk({.folder = "transactions", .having = {"raw", "networkMagic"}}, [&](const Vector& vector) {
    const auto transaction = Transaction::decode(vector.hex("raw")).value();
    const auto wif = wifs.find(transaction.sender());
    if (transaction.signers.size() != 1 || wif == wifs.end()) return;
    auto again = transaction;
    ASSERT_TRUE(sign_alone(again, static_cast<std::uint32_t>(vector.number("networkMagic")),
                           PrivateKey::from_wif(wif->second).value(), Nonce::kDeterministic));
    EXPECT_EQ(again, transaction);
    ++repeated;
  });
  EXPECT_GT(repeated, 0u);
}

}  // namespace
}  // namespace nsl::neo
