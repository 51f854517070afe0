#include "neo/script/verification.h"

#include "neo/testing/vectors.h"
#include "neo/types/address.h"
#include "neo/types/hashing.h"

namespace nsl::neo {
namespace {

using testing::Vector;

std::vector<ECPoint> keys_of(const Vector& vector) {
  std::vector<ECPoint> keys;
  for (const auto& key : vector.at("publicKeys").as_array()) {
    keys.push_back(ECPoint::parse(json::view(key.as_string())).value());
  }
  return keys;
}

TEST(MultiSignature, OfEveryVectorHasItsScriptAndAddress) {
  NEED_VECTORS("multisig");
  const auto count = testing::walk({.folder = "multisig"}, [](const Vector& vector) {
    const auto keys = keys_of(vector);
    const auto required = static_cast<std::size_t>(vector.number("m"));
    const auto script = multi_signature_script(required, keys);
    ASSERT_TRUE(script) << script.error().message;
    EXPECT_EQ(to_hex(*script), vector.text("script"));
    EXPECT_EQ(hash160(*script).display(), vector.text("scriptHash"));
    EXPECT_EQ(to_address(hash160(*script)), vector.text("address"));
    const auto parsed = parse_multi_signature_script(*script);
    ASSERT_TRUE(parsed);
    EXPECT_EQ(parsed->required, required);
    EXPECT_EQ(parsed->keys.size(), keys.size());
    EXPECT_EQ(multi_signature_shape(*script)->keys, keys.size());
  });
  EXPECT_GT(count, 0u);
}

std::vector<ECPoint> two_keys() {
  return {ECPoint::parse("02b3622bf4017bdfe317c58aed5f4c753f206b7db896046fa7d774bbc4bf7f8dc2").value(),
          ECPoint::parse("02103a7f7dd016558597f7960d27c516a4394fd968b9e65155eb4b013e4040406e").value()};
}

TEST(MultiSignature, DoesNotDependOnTheOrderOfItsKeys) {
  auto keys = two_keys();
  const auto script = multi_signature_script(2, keys).value();
  std::ranges::reverse(keys);
  EXPECT_EQ(multi_signature_script(2, keys).value(), script);
}

TEST(MultiSignature, NeedsAtLeastOneAndAtMostAllOfDifferentKeys) {
  auto keys = two_keys();
  EXPECT_FALSE(multi_signature_script(0, keys));
  EXPECT_FALSE(multi_signature_script(3, keys));
  EXPECT_FALSE(multi_signature_script(0, {}));
  keys.push_back(keys.front());
  EXPECT_FALSE(multi_signature_script(1, keys));
}

TEST(MultiSignature, IsReadWithNumbersInTheLongerFormOfNeoGo) {
  const auto script = multi_signature_script(1, two_keys()).value();
  auto longer = Bytes{0x00, 0x01};  // PUSHINT8 1
  longer.insert(longer.end(), script.begin() + 1, script.end());
  const auto parsed = parse_multi_signature_script(longer);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->required, 1u);
}

TEST(MultiSignature, OfAnotherFormIsNone) {
  const auto script = multi_signature_script(2, two_keys()).value();
  const auto changed = [&](std::size_t at, std::uint8_t byte) {
    auto copy = script;
    copy[at] = byte;
    return copy;
  };
  EXPECT_FALSE(parse_multi_signature_script(changed(0, 0x13)));                  // 3 of 2
  EXPECT_FALSE(parse_multi_signature_script(changed(0, 0x10)));                  // 0 of 2
  EXPECT_FALSE(parse_multi_signature_script(changed(script.size() - 6, 0x13)));  // three keys announced
  EXPECT_FALSE(parse_multi_signature_script(changed(script.size() - 1, 0x3b)));  // another service
  EXPECT_FALSE(parse_multi_signature_script(changed(3, 0x05)));                  // no public key
  EXPECT_TRUE(multi_signature_shape(changed(3, 0x05)));                          // which its shape does not show
  EXPECT_FALSE(parse_multi_signature_script(ByteView(script).first(script.size() - 1)));
  EXPECT_FALSE(parse_multi_signature_script({}));
  EXPECT_FALSE(parse_multi_signature_script(Bytes(100'000, 0x21)));
}

TEST(SignatureScript, IsReadBack) {
  const auto key = two_keys().front();
  const auto script = signature_script(key);
  EXPECT_EQ(parse_signature_script(script), key);
  EXPECT_FALSE(parse_multi_signature_script(script));
  EXPECT_FALSE(parse_signature_script(ByteView(script).subspan(1)));
  EXPECT_FALSE(parse_signature_script(multi_signature_script(1, two_keys()).value()));
}

TEST(NodeAccounts, NeedKeys) {
  EXPECT_FALSE(consensus_account({}));
  EXPECT_FALSE(committee_account({}));
}

}  // namespace
}  // namespace nsl::neo
