#include "crypto/kdf.h"

#include "crypto/testing/vectors.h"

#include <gtest/gtest.h>

namespace nsl::crypto {
namespace {

using testing::Vector;

TEST(Hkdf, RefusesMoreThan255Blocks) {
  EXPECT_EQ(hkdf(Hash::kSha256, {}, 255 * 32)->size(), 255u * 32);
  const auto result = hkdf(Hash::kSha256, {}, 255 * 32 + 1);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::kInvalidArgument);
}

TEST(Hkdf, TakesEmptyKeySaltInfoAndLength) {
  EXPECT_TRUE(hkdf(Hash::kSha1, {}, 0)->empty());
  EXPECT_EQ(hkdf(Hash::kSha512, {}, 1)->size(), 1u);
}

void check_hkdf(Hash hash, const Vector& vector) {
  const auto key = vector.bytes("ikm");
  const auto salt = vector.bytes("salt");
  const auto info = vector.bytes("info");
  const auto result = hkdf(hash, {.key = key, .salt = salt, .info = info}, vector.number("size"));
  ASSERT_EQ(result.has_value(), vector.valid());
  if (result) EXPECT_EQ(to_hex(*result), vector.text("okm"));
}

TEST(Hkdf, AgreesWithWycheproofForSha256) {
  WALK_VECTORS("hkdf_sha256_test.json", [](const Vector& vector) { check_hkdf(Hash::kSha256, vector); });
}

TEST(Hkdf, AgreesWithWycheproofForSha384) {
  WALK_VECTORS("hkdf_sha384_test.json", [](const Vector& vector) { check_hkdf(Hash::kSha384, vector); });
}

TEST(Hkdf, AgreesWithWycheproofForSha512) {
  WALK_VECTORS("hkdf_sha512_test.json", [](const Vector& vector) { check_hkdf(Hash::kSha512, vector); });
}

TEST(Pbkdf2, RefusesNoIterations) {
  EXPECT_EQ(pbkdf2(Hash::kSha256, {.password = {}, .salt = {}, .iterations = 0}, 32).error().code,
            ErrorCode::kInvalidArgument);
}

TEST(Pbkdf2, RefusesWorkThatWouldTakeTooLong) {
  const auto with = [](std::uint64_t iterations, std::size_t length) {
    return pbkdf2(Hash::kSha256, {.password = {}, .salt = {}, .iterations = iterations}, length);
  };
  EXPECT_FALSE(with(kPbkdf2WorkMax + 1, 32));
  EXPECT_FALSE(with(kPbkdf2WorkMax / 2 + 1, 33)) << "two blocks";
  EXPECT_FALSE(with(1, (kPbkdf2WorkMax + 1) * 32));
  EXPECT_FALSE(with(~std::uint64_t{0}, ~std::size_t{0}));
}

// RFC 6070 test case 2; empty password and salt were computed with Python's hashlib.
TEST(Pbkdf2, GivesThePublishedValues) {
  const auto sha1 =
      pbkdf2(Hash::kSha1, {.password = as_bytes("password"), .salt = as_bytes("salt"), .iterations = 2}, 20);
  EXPECT_EQ(to_hex(*sha1), "ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957");
  EXPECT_EQ(to_hex(*pbkdf2(Hash::kSha256, {.password = {}, .salt = {}, .iterations = 1}, 16)),
            "f7ce0b653d2d72a4108cf5abe912ffdd");
  EXPECT_TRUE(pbkdf2(Hash::kSha256, {.password = {}, .salt = {}, .iterations = 1}, 0)->empty());
}

TEST(Pbkdf2, AgreesWithWycheproof) {
  WALK_VECTORS("pbkdf2_hmacsha256_test.json", [](const Vector& vector) {
    const auto password = vector.bytes("password");
    const auto salt = vector.bytes("salt");
    const auto result =
        pbkdf2(Hash::kSha256, {.password = password, .salt = salt, .iterations = vector.number("iterationCount")},
               vector.number("dkLen"));
    ASSERT_TRUE(result);
    EXPECT_EQ(to_hex(*result), vector.text("dk"));
  });
}

// RFC 7914 section 12.
TEST(Scrypt, GivesThePublishedValues) {
  const auto hex = [](const ScryptInput& input) {
    const auto key = scrypt(input, 64);
    return key ? to_hex(key->view()) : key.error().message;
  };
  EXPECT_EQ(hex({.n = 16, .r = 1, .p = 1}),
            "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
            "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906");
  EXPECT_EQ(hex({.password = as_bytes("password"), .salt = as_bytes("NaCl"), .n = 1024, .r = 8, .p = 16}),
            "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
            "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640");
}

TEST(Scrypt, RefusesParametersThatAreWrongOrAskForTooMuch) {
  EXPECT_FALSE(scrypt({.n = 0}, 64));
  EXPECT_FALSE(scrypt({.n = 1}, 64));
  EXPECT_FALSE(scrypt({.n = 1000}, 64));
  EXPECT_FALSE(scrypt({.r = 0}, 64));
  EXPECT_FALSE(scrypt({.p = 0}, 64));
  EXPECT_FALSE(scrypt({}, 0));
  EXPECT_FALSE(scrypt({.n = std::uint64_t{1} << 20, .r = 8}, 64));
  EXPECT_FALSE(scrypt({.n = std::uint64_t{1} << 63, .r = 1 << 30, .p = 1 << 30}, 64));
  EXPECT_FALSE(scrypt({.p = 1000}, 64));
}

}  // namespace
}  // namespace nsl::crypto
