#include "neo/inspect/inspect.h"

#include "neo/contract/nef.h"
#include "neo/transaction/signing.h"
#include "neo/types/address.h"
#include "neo/wallet/wallet_file.h"

#include <gtest/gtest.h>

namespace nsl::neo {
namespace {

std::string kind_of(std::string_view text) {
  const auto inspection = inspect_text(text);
  return inspection ? inspection->kind : "nothing";
}

TEST(Inspect, SaysWhatAWordIs) {
  EXPECT_EQ(kind_of("Nhfg3TbpwogLvDGVvAvqyThbsHgoSUKwtn"), "address");
  EXPECT_EQ(kind_of("0xd2a4cff31913016155e38e474a2c06d08be276cf\n"), "script hash");
  EXPECT_EQ(kind_of("0x" + std::string(64, 'a')), "hash of a transaction or block");
  EXPECT_EQ(kind_of("GasToken"), "native contract");
  EXPECT_EQ(kind_of("02b3622bf4017bdfe317c58aed5f4c753f206b7db896046fa7d774bbc4bf7f8dc2"), "public key");
  EXPECT_EQ(kind_of("c2150c08646563696d616c73"), "script");
  EXPECT_EQ(kind_of("EcBV"), "script");
}

TEST(Inspect, KnowsWhatIsNothing) {
  for (const auto* text : {"", "hello world", "[]", "{}", "0x", "{\"type\":\"Number\"}", "ff"}) {
    EXPECT_FALSE(inspect_text(text)) << text;
  }
  EXPECT_FALSE(inspect_text(std::string(kInspectBytesMax + 1, 'a')));
}

TEST(Inspect, NeverRepeatsAPrivateKey) {
  const auto key = PrivateKey::generate();
  const std::string wif(as_text(key.wif().view()));
  const auto hex = to_hex(key.bytes());
  for (const auto& text : {wif, hex, "0x" + wif, to_base64(key.bytes())}) {
    const auto inspection = inspect_text(text);
    const auto shown = inspection ? json::serialize(inspection->detail) : inspection.error().message;
    EXPECT_EQ(shown.find(wif), std::string::npos);
    EXPECT_EQ(shown.find(hex), std::string::npos);
    EXPECT_EQ(shown.find(to_base64(key.bytes())), std::string::npos);
  }
  EXPECT_EQ(inspect_text(wif)->detail.at("address").as_string(), to_address(key.account()));
}

TEST(Inspect, DecodesTransactionsContextsFilesAndWallets) {
  const auto key = PrivateKey::generate();
  Transaction transaction{.script = {0x40}};
  transaction.signers.push_back({.account = key.account()});
  EXPECT_EQ(kind_of(to_hex(transaction.encode_unsigned())), "transaction without all witnesses");
  auto context = SigningContext::create(5, transaction).value();
  EXPECT_EQ(kind_of(json::serialize(context.to_json())), "signing context");
  ASSERT_TRUE(sign_alone(transaction, 5, key));
  EXPECT_EQ(kind_of(to_base64(transaction.encode())), "transaction");
  EXPECT_EQ(kind_of(json::serialize(transaction.to_json())), "transaction");
  const Nef nef{.compiler = "x", .script = {0x40}};
  EXPECT_EQ(inspect_bytes(nef.encode())->kind, "NEF");
  WalletFile wallet;
  EXPECT_EQ(kind_of(json::serialize(wallet.to_json())), "wallet");
}

}  // namespace
}  // namespace nsl::neo
