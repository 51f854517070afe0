#include "crypto/aes.h"

#include "crypto/testing/vectors.h"

#include <gtest/gtest.h>

namespace nsl::crypto {
namespace {

using testing::Vector;

const Bytes kKey(32, 0x11);
const Bytes kIv(12, 0x22);

TEST(AesGcm, RefusesAWrongTagAndGivesNothingOut) {
  const auto sealed = aes_gcm_encrypt({.key = kKey, .iv = kIv, .aad = {}}, as_bytes("forty-two"));
  for (std::size_t i = 0; i < sealed->size(); ++i) {
    auto changed = *sealed;
    changed[i] ^= 0x01;
    const auto opened = aes_gcm_decrypt({.key = kKey, .iv = kIv, .aad = {}}, changed);
    ASSERT_TRUE(opened);
    EXPECT_FALSE(*opened) << "byte " << i;
  }
}

TEST(AesGcm, RefusesOtherAssociatedData) {
  const auto sealed = aes_gcm_encrypt({.key = kKey, .iv = kIv, .aad = as_bytes("a")}, as_bytes("text"));
  EXPECT_FALSE(*aes_gcm_decrypt({.key = kKey, .iv = kIv, .aad = as_bytes("b")}, *sealed));
  EXPECT_TRUE(*aes_gcm_decrypt({.key = kKey, .iv = kIv, .aad = as_bytes("a")}, *sealed));
}

TEST(AesGcm, RefusesTextThatIsShorterThanItsTag) {
  const auto opened = aes_gcm_decrypt({.key = kKey, .iv = kIv, .aad = {}}, Bytes(15));
  ASSERT_TRUE(opened);
  EXPECT_FALSE(*opened);
}

TEST(AesGcm, RefusesLengthsThatTheModeDoesNotHave) {
  for (const std::size_t key_bytes : {0u, 1u, 15u, 17u, 31u, 33u, 64u}) {
    EXPECT_FALSE(aes_gcm_encrypt({.key = Bytes(key_bytes), .iv = kIv, .aad = {}}, {})) << key_bytes;
  }
  EXPECT_FALSE(aes_gcm_encrypt({.key = kKey, .iv = {}, .aad = {}}, {}));
  for (const std::size_t tag_bytes : {0u, 3u, 5u, 11u, 17u}) {
    EXPECT_FALSE(aes_gcm_encrypt({.key = kKey, .iv = kIv, .aad = {}, .tag_bytes = tag_bytes}, {})) << tag_bytes;
    EXPECT_FALSE(aes_gcm_decrypt({.key = kKey, .iv = kIv, .aad = {}, .tag_bytes = tag_bytes}, Bytes(64)));
  }
}

// 128 and 129 are on either side of where OpenSSL's EVP stops.
TEST(AesGcm, OpensWhatItSealedForEveryShape) {
  const Bytes text(100, 0x5a);
  for (const std::size_t key_bytes : {16u, 24u, 32u}) {
    for (const std::size_t iv_bytes : {1u, 7u, 12u, 13u, 16u, 127u, 128u, 129u, 1000u}) {
      for (const std::size_t tag_bytes : {4u, 8u, 12u, 13u, 14u, 15u, 16u}) {
        for (const std::size_t text_bytes : {0u, 1u, 16u, 100u}) {
          const Bytes key(key_bytes, 1);
          const Bytes iv(iv_bytes, 2);
          const AesGcm parameters{.key = key, .iv = iv, .aad = as_bytes("header"), .tag_bytes = tag_bytes};
          const auto plain = ByteView(text).first(text_bytes);
          const auto sealed = aes_gcm_encrypt(parameters, plain);
          ASSERT_TRUE(sealed);
          ASSERT_EQ(sealed->size(), text_bytes + tag_bytes);
          const auto opened = aes_gcm_decrypt(parameters, *sealed);
          ASSERT_TRUE(opened && *opened);
          ASSERT_TRUE(std::ranges::equal(**opened, plain));
        }
      }
    }
  }
}

TEST(AesGcm, AgreesWithWycheproof) {
  WALK_VECTORS("aes_gcm_test.json", [](const Vector& vector) {
    const auto key = vector.bytes("key");
    const auto iv = vector.bytes("iv");
    const auto aad = vector.bytes("aad");
    const AesGcm parameters{.key = key, .iv = iv, .aad = aad, .tag_bytes = vector.group_bits("tagSize") / 8};
    const auto sealed_hex = std::string(vector.text("ct")) + std::string(vector.text("tag"));

    const auto opened = aes_gcm_decrypt(parameters, *from_hex(sealed_hex));
    const bool accepted = opened && *opened;
    ASSERT_EQ(accepted, vector.valid());
    const auto secret = aes_gcm_decrypt_secret(parameters, *from_hex(sealed_hex));
    ASSERT_EQ(secret && *secret, vector.valid());
    if (!accepted) return;
    EXPECT_EQ(to_hex(**opened), vector.text("msg"));
    EXPECT_EQ(to_hex((*aes_gcm_decrypt_secret(parameters, *from_hex(sealed_hex)))->view()), vector.text("msg"));
    EXPECT_EQ(to_hex(*aes_gcm_encrypt(parameters, vector.bytes("msg"))), sealed_hex);
  });
}

// NIST SP 800-38A F.2.1, first block; the second block of the result is the padding's.
TEST(AesCbc, GivesThePublishedValue) {
  const auto key = *from_hex("2b7e151628aed2a6abf7158809cf4f3c");
  const auto iv = *from_hex("000102030405060708090a0b0c0d0e0f");
  const auto sealed = aes_cbc_encrypt({.key = key, .iv = iv}, *from_hex("6bc1bee22e409f96e93d7e117393172a"));
  EXPECT_EQ(to_hex(ByteView(*sealed).first(16)), "7649abac8119b246cee98e9b12e9197d");
}

TEST(AesCbc, PadsAlwaysAndOpensWhatItSealed) {
  const Bytes iv(16, 7);
  for (std::size_t length = 0; length <= 48; ++length) {
    const Bytes text(length, 0xab);
    const auto sealed = aes_cbc_encrypt({.key = kKey, .iv = iv}, text);
    ASSERT_EQ(sealed->size(), (length / 16 + 1) * 16);
    EXPECT_EQ(**aes_cbc_decrypt({.key = kKey, .iv = iv}, *sealed), text);
  }
}

TEST(AesCbc, RefusesBrokenPaddingAndLength) {
  const Bytes iv(16, 7);
  const AesCbc parameters{.key = kKey, .iv = iv};
  const auto sealed = *aes_cbc_encrypt(parameters, Bytes(16, 0xab));
  // Without its last block the text ends in 0xab, which is no padding.
  EXPECT_FALSE(*aes_cbc_decrypt(parameters, ByteView(sealed).first(16)));
  EXPECT_FALSE(*aes_cbc_decrypt(parameters, ByteView(sealed).first(31)));
  EXPECT_FALSE(*aes_cbc_decrypt(parameters, {}));
}

TEST(AesCbc, RefusesLengthsThatTheModeDoesNotHave) {
  EXPECT_FALSE(aes_cbc_encrypt({.key = Bytes(20), .iv = Bytes(16)}, {}));
  EXPECT_FALSE(aes_cbc_encrypt({.key = kKey, .iv = Bytes(12)}, {}));
  EXPECT_FALSE(aes_cbc_decrypt({.key = kKey, .iv = {}}, Bytes(16)));
}

// FIPS 197, appendix C.3, twice.
TEST(AesBlocks, GiveThePublishedValueAndComeBack) {
  const auto key = from_hex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
  const std::string text = "00112233445566778899aabbccddeeff";
  const std::string cipher = "8ea2b7ca516745bfeafc49904b496089";
  auto blocks = from_hex(text + text);
  aes256_encrypt_blocks(*key, *blocks);
  EXPECT_EQ(to_hex(*blocks), cipher + cipher);
  aes256_decrypt_blocks(*key, *blocks);
  EXPECT_EQ(to_hex(*blocks), text + text);
}

}  // namespace
}  // namespace nsl::crypto
