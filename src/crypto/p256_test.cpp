#include "crypto/p256.h"

#include "crypto/prepare.h"
#include "crypto/testing/vectors.h"

#include <gtest/gtest.h>

namespace nsl::crypto {
namespace {

using testing::Vector;

constexpr std::string_view kOrder = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";

// RFC 6979 appendix A.2.5.
constexpr std::string_view kPrivate = "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721";
constexpr std::string_view kPublic =
    "0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
    "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299";

Bytes hex(std::string_view text) { return *from_hex(text); }

TEST(P256, RefusesPrivateKeysOutOfRange) {
  auto above = hex(kOrder);
  above.back() += 1;
  for (const auto& key : {Bytes(32), hex(kOrder), above, Bytes(32, 0xff), Bytes(31, 1), Bytes(33, 1), Bytes{}}) {
    EXPECT_FALSE(p256_public({key}));
    EXPECT_FALSE(p256_sign(Hash::kSha256, {key}, {}));
    EXPECT_FALSE(p256_derive({.own = {key}, .other = {hex(kPublic)}}));
  }
  auto below = hex(kOrder);
  below.back() -= 1;
  EXPECT_TRUE(p256_public({below}));
}

TEST(P256, RefusesPointsThatAreNoneOrInAnotherForm) {
  const auto good = hex(kPublic);
  auto off_curve = good;
  off_curve.back() ^= 1;
  auto hybrid = good;
  hybrid[0] = 0x07;
  auto shorter = good;
  shorter.pop_back();
  auto longer = good;
  longer.push_back(0);
  // x is the prime of the field plus what a valid x would be if it were reduced.
  auto unreduced =
      hex("04ffffffff00000001000000000000000000000000ffffffffffffffffffffffff"
          "0000000000000000000000000000000000000000000000000000000000000000");
  for (const auto& point : {off_curve, hybrid, shorter, longer, unreduced, Bytes{0}, Bytes{}, Bytes(65), Bytes(33)}) {
    EXPECT_FALSE(p256_check({point}));
    EXPECT_FALSE(p256_derive({.own = {hex(kPrivate)}, .other = {point}}));
    EXPECT_FALSE(p256_verify(Hash::kSha256, {.key = {point}, .signature = Bytes(64, 1)}, {}));
  }
}

TEST(P256, DerivesThePublicKeyAndDecompressesIt) {
  EXPECT_EQ(to_hex(*p256_public({hex(kPrivate)})), kPublic);
  EXPECT_EQ(to_hex(*p256_check({hex(kPublic)})), kPublic);
  auto compressed = hex(kPublic.substr(0, 66));
  compressed[0] = 0x03;  // y is odd
  EXPECT_EQ(to_hex(*p256_check({compressed})), kPublic);
  compressed[0] = 0x02;
  EXPECT_NE(to_hex(*p256_check({compressed})), kPublic);
}

struct KnownSignature {
  Hash hash;
  std::string_view message;
  std::string_view signature;
};

// RFC 6979 appendix A.2.5, the hashes we have.
constexpr KnownSignature kKnownSignatures[] = {
    {Hash::kSha1, "sample",
     "61340c88c3aaebeb4f6d667f672ca9759a6ccaa9fa8811313039ee4a35471d32"
     "6d7f147dac089441bb2e2fe8f7a3fa264b9c475098fdcf6e00d7c996e1b8b7eb"},
    {Hash::kSha256, "sample",
     "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
     "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"},
    {Hash::kSha384, "sample",
     "0eafea039b20e9b42309fb1d89e213057cbf973dc0cfc8f129edddc800ef7719"
     "4861f0491e6998b9455193e34e7b0d284ddd7149a74b95b9261f13abde940954"},
    {Hash::kSha512, "sample",
     "8496a60b5e9b47c825488827e0495b0e3fa109ec4568fd3f8d1097678eb97f00"
     "2362ab1adbe2b8adf9cb9edab740ea6049c028114f2460f96554f61fae3302fe"},
    {Hash::kSha1, "test",
     "0cbcc86fd6abd1d99e703e1ec50069ee5c0b4ba4b9ac60e409e8ec5910d81a89"
     "01b9d7b73dfaa60d5651ec4591a0136f87653e0fd780c3b1bc872ffdeae479b1"},
    {Hash::kSha256, "test",
     "f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367"
     "019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083"},
    {Hash::kSha384, "test",
     "83910e8b48bb0c74244ebdf7f07a1c5413d61472bd941ef3920e623fbccebeb6"
     "8ddbec54cf8cd5874883841d712142a56a8d0f218f5003cb0296b6b509619f2c"},
    {Hash::kSha512, "test",
     "461d93f31b6540894788fd206c07cfa0cc35f46fa3c91816fff1040ad1581a04"
     "39af9f15de0db8d97e72719c74820d304ce5226e32dedae67519e840d1194e55"},
};

TEST(P256, SignsAsInRfc6979) {
  for (const auto& known : kKnownSignatures) {
    const auto signature = p256_sign(known.hash, {hex(kPrivate)}, as_bytes(known.message));
    ASSERT_TRUE(signature);
    EXPECT_EQ(to_hex(*signature), known.signature) << known.message << " " << static_cast<int>(known.hash);
  }
}

TEST(P256, VerifiesWhatItSigned) {
  Bytes scalar(32, 0);
  for (std::uint8_t i = 1; i <= 40; ++i) {
    scalar.back() = i;
    scalar.front() = static_cast<std::uint8_t>(i * 5);
    const auto point = *p256_public({scalar});
    const Bytes message(i, i);
    for (const auto hash : {Hash::kSha1, Hash::kSha256, Hash::kSha384, Hash::kSha512}) {
      const auto signature = *p256_sign(hash, {scalar}, message);
      EXPECT_TRUE(p256_verify(hash, {.key = {point}, .signature = signature}, message));
      EXPECT_FALSE(p256_verify(hash, {.key = {point}, .signature = signature}, as_bytes("another")));
    }
  }
}

TEST(P256, RefusesSignaturesOutOfRange) {
  const auto point = hex(kPublic);
  const auto signature = *p256_sign(Hash::kSha256, {hex(kPrivate)}, {});
  const auto refuses = [&](ByteView given) {
    return !p256_verify(Hash::kSha256, {.key = {point}, .signature = given}, {});
  };
  EXPECT_FALSE(refuses(signature));
  EXPECT_TRUE(refuses(ByteView(signature).first(63)));
  EXPECT_TRUE(refuses({}));
  EXPECT_TRUE(refuses(Bytes(64)));
  EXPECT_TRUE(refuses(Bytes(64, 0xff)));
  for (const std::size_t half : {0u, 32u}) {
    auto zero = signature;
    std::fill_n(zero.begin() + static_cast<std::ptrdiff_t>(half), 32, std::uint8_t{0});
    EXPECT_TRUE(refuses(zero));
    auto order = signature;
    std::ranges::copy(hex(kOrder), order.begin() + static_cast<std::ptrdiff_t>(half));
    EXPECT_TRUE(refuses(order));
  }
}

TEST(P256, AgreesOnASharedSecret) {
  const Bytes alice(32, 0x01);
  const Bytes bob(32, 0x02);
  const auto one = p256_derive({.own = {alice}, .other = {*p256_public({bob})}});
  const auto other = p256_derive({.own = {bob}, .other = {*p256_public({alice})}});
  ASSERT_TRUE(one && other);
  EXPECT_EQ(*one, *other);
}

TEST(P256, VerifiesAsWycheproofSays) {
  WALK_VECTORS("ecdsa_secp256r1_sha256_p1363_test.json", [](const Vector& vector) {
    const auto& public_key = vector.group.at("publicKey").as_object();
    const auto point = hex(json::view(public_key.at("uncompressed").as_string()));
    EXPECT_EQ(p256_verify(Hash::kSha256, {.key = {point}, .signature = vector.bytes("sig")}, vector.bytes("msg")),
              vector.valid());
  });
}

TEST(P256, DerivesAsWycheproofSays) {
  WALK_VECTORS("ecdh_secp256r1_ecpoint_test.json", [](const Vector& vector) {
    auto scalar = vector.bytes("private");
    // The file writes signed numbers as short as they go; ours have 32 bytes.
    if (scalar.size() == 33 && scalar[0] == 0) scalar.erase(scalar.begin());
    if (scalar.size() < 32) scalar.insert(scalar.begin(), 32 - scalar.size(), 0);
    const auto shared = p256_derive({.own = {scalar}, .other = {vector.bytes("public")}});
    ASSERT_EQ(shared.has_value(), !vector.invalid());
    if (shared) EXPECT_EQ(to_hex(*shared), vector.text("shared"));
  });
}

TEST(Prepare, MayBeCalledTwice) {
  prepare();
  prepare();
}

TEST(P256, AHedgedSignatureIsValidAndAnotherEachTime) {
  const auto scalar = from_hex("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721");
  const P256Private key{*scalar};
  const auto point = p256_public(key);
  ASSERT_TRUE(point);
  const auto one = p256_sign_hedged(Hash::kSha256, key, as_bytes("sample"));
  const auto two = p256_sign_hedged(Hash::kSha256, key, as_bytes("sample"));
  ASSERT_TRUE(one && two);
  EXPECT_NE(*one, *two);
  for (const auto& signature : {*one, *two}) {
    EXPECT_TRUE(p256_verify(Hash::kSha256, {.key = {*point}, .signature = signature}, as_bytes("sample")));
    EXPECT_FALSE(p256_verify(Hash::kSha256, {.key = {*point}, .signature = signature}, as_bytes("simple")));
  }
}

TEST(P256, DoesNotSignWithWhatIsNoKey) {
  EXPECT_FALSE(p256_sign_hedged(Hash::kSha256, {Bytes(32)}, {}));
  EXPECT_FALSE(p256_sign_hedged(Hash::kSha256, {Bytes(31, 1)}, {}));
  EXPECT_FALSE(p256_sign_hedged(Hash::kSha256, {Bytes(32, 0xff)}, {}));
}

}  // namespace
}  // namespace nsl::crypto
