#include "crypto/ecdsa.h"

#include "crypto/keccak.h"
#include "crypto/p256.h"

#include <gtest/gtest.h>

namespace nsl::crypto {
namespace {

// Of the Keccak team's test vectors, and a message longer than one block.
TEST(Keccak256, GivesTheDigestsOfTheOriginalSubmission) {
  EXPECT_EQ(to_hex(keccak256({})), "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
  EXPECT_EQ(to_hex(keccak256(as_bytes("abc"))), "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45");
}

TEST(Keccak256, DependsOnEveryByteAroundTheEndOfABlock) {
  std::set<Sha256> seen;
  for (std::size_t size = 130; size < 140; ++size) EXPECT_TRUE(seen.insert(keccak256(Bytes(size, 0x61))).second);
  Bytes changed(136, 0x61);
  changed.back() = 0x62;
  EXPECT_TRUE(seen.insert(keccak256(changed)).second);
}

TEST(Ecdsa, VerifiesWhatP256Signs) {
  const Bytes scalar(32, 7);
  const auto data = as_bytes("data");
  const auto key = p256_public({scalar}).value();
  auto signature = p256_sign(Hash::kSha256, {scalar}, data).value();
  const auto digest = sha256(data);
  EXPECT_TRUE(ecdsa_verify(Curve::kSecp256r1, {.key = key, .signature = signature}, digest));
  EXPECT_FALSE(ecdsa_verify(Curve::kSecp256r1, {.key = key, .signature = signature}, sha256(digest)));
  EXPECT_FALSE(ecdsa_verify(Curve::kSecp256k1, {.key = key, .signature = signature}, digest));
  signature[5] ^= 1;
  EXPECT_FALSE(ecdsa_verify(Curve::kSecp256r1, {.key = key, .signature = signature}, digest));
}

TEST(Ecdsa, RecoversTheKeyOfASignature) {
  const Bytes scalar(32, 9);
  const auto data = as_bytes("data");
  const auto key = p256_public({scalar}).value();
  const auto signature = p256_sign(Hash::kSha256, {scalar}, data).value();
  int found = 0;
  for (std::uint8_t point = 0; point < 4; ++point) {
    const auto recovered = ecdsa_recover(Curve::kSecp256r1, {.signature = signature, .point = point}, sha256(data));
    if (!recovered) continue;
    EXPECT_TRUE(ecdsa_verify(Curve::kSecp256r1, {.key = *recovered, .signature = signature}, sha256(data)));
    found += std::ranges::equal(ByteView(*recovered).subspan(1), ByteView(key).subspan(1, 32)) ? 1 : 0;
  }
  EXPECT_EQ(found, 1);
  EXPECT_FALSE(ecdsa_recover(Curve::kSecp256r1, {.signature = signature, .point = 4}, sha256(data)));
}

TEST(Ecdsa, RefusesSignaturesAndKeysOfAnotherForm) {
  const auto digest = sha256({});
  const Bytes key = from_hex("0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798").value();
  EXPECT_TRUE(is_point(Curve::kSecp256k1, key));
  EXPECT_FALSE(is_point(Curve::kSecp256r1, key));
  EXPECT_FALSE(is_point(Curve::kSecp256k1, {}));
  for (const std::size_t size : {0U, 63U, 65U}) {
    EXPECT_FALSE(ecdsa_verify(Curve::kSecp256k1, {.key = key, .signature = Bytes(size, 1)}, digest));
    EXPECT_FALSE(ecdsa_recover(Curve::kSecp256k1, {.signature = Bytes(size, 1)}, digest));
  }
  for (const std::uint8_t byte : {0x00, 0xff}) {  // zero, and above the order
    EXPECT_FALSE(ecdsa_verify(Curve::kSecp256k1, {.key = key, .signature = Bytes(64, byte)}, digest));
    EXPECT_FALSE(ecdsa_recover(Curve::kSecp256k1, {.signature = Bytes(64, byte)}, digest));
  }
  EXPECT_FALSE(ecdsa_verify(Curve::kSecp256k1, {.key = key, .signature = Bytes(64, 1)}, ByteView(digest).first(31)));
}

}  // namespace
}  // namespace nsl::crypto
