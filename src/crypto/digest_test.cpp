#include "crypto/digest.h"

#include "crypto/testing/vectors.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace nsl::crypto {
namespace {

using testing::Vector;

std::string hex_digest(Hash hash, std::string_view text) { return to_hex(digest(hash, as_bytes(text)).view()); }

TEST(Digest, KnowsTheNamesOfWebCryptoAndNoOthers) {
  EXPECT_EQ(parse_hash("SHA-1"), Hash::kSha1);
  EXPECT_EQ(parse_hash("SHA-256"), Hash::kSha256);
  EXPECT_EQ(parse_hash("SHA-384"), Hash::kSha384);
  EXPECT_EQ(parse_hash("SHA-512"), Hash::kSha512);
  for (const auto* name : {"", "sha-256", "SHA256", "SHA-224", "MD5", "SHA-256 "}) EXPECT_FALSE(parse_hash(name));
}

// FIPS 180-4 examples.
TEST(Digest, GivesThePublishedValues) {
  EXPECT_EQ(hex_digest(Hash::kSha1, "abc"), "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_EQ(hex_digest(Hash::kSha256, "abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hex_digest(Hash::kSha384, "abc"),
            "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7");
  EXPECT_EQ(hex_digest(Hash::kSha512, "abc"),
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
            "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
}

// Test values of the authors' page.
TEST(Digest, GivesThePublishedValuesOfRipemd160) {
  EXPECT_EQ(to_hex(ripemd160({})), "9c1185a5c5e9fc54612808977ee8f548b2258d31");
  EXPECT_EQ(to_hex(ripemd160(as_bytes("abc"))), "8eb208f7e05d987a9b044a8e98c6b087f15a0bfc");
}

TEST(Digest, TakesEmptyInput) {
  EXPECT_EQ(hex_digest(Hash::kSha256, ""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Digest, OfDifferentHashesInTurnDoNotDisturbOneAnother) {
  for (int i = 0; i < 3; ++i) {
    for (const auto hash : {Hash::kSha512, Hash::kSha1, Hash::kSha384, Hash::kSha256}) {
      EXPECT_EQ(digest(hash, {}).size(), digest_bytes(hash));
    }
    EXPECT_EQ(to_hex(sha256(as_bytes("abc"))), hex_digest(Hash::kSha256, "abc"));
  }
}

TEST(Digest, IsTheSameInEveryThread) {
  std::vector<std::string> results(4);
  {
    std::vector<std::jthread> threads;
    for (auto& result : results) {
      threads.emplace_back([&result] {
        for (int i = 0; i < 1000; ++i) result = to_hex(sha256(as_bytes("abc")));
      });
    }
  }
  for (const auto& result : results) EXPECT_EQ(result, to_hex(sha256(as_bytes("abc"))));
}

// RFC 4231 test case 2 and the empty key, which OpenSSL would take for "no change of key".
TEST(Hmac, GivesThePublishedValues) {
  const auto mac = hmac(Hash::kSha256, MacKey{as_bytes("Jefe")}, as_bytes("what do ya want for nothing?"));
  EXPECT_EQ(to_hex(mac.view()), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(to_hex(hmac(Hash::kSha256, MacKey{}, {}).view()),
            "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

void check_hmac(Hash hash, const Vector& vector) {
  const auto mac = hmac(hash, MacKey{vector.bytes("key")}, vector.bytes("msg"));
  const auto expected = vector.bytes("tag");
  const auto truncated = mac.view().first(vector.group_bits("tagSize") / 8);
  EXPECT_EQ(std::ranges::equal(truncated, expected), vector.valid());
}

TEST(Hmac, AgreesWithWycheproofForSha256) {
  WALK_VECTORS("hmac_sha256_test.json", [](const Vector& vector) { check_hmac(Hash::kSha256, vector); });
}

TEST(Hmac, AgreesWithWycheproofForSha384) {
  WALK_VECTORS("hmac_sha384_test.json", [](const Vector& vector) { check_hmac(Hash::kSha384, vector); });
}

}  // namespace
}  // namespace nsl::crypto
