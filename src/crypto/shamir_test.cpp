#include "crypto/shamir.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <bit>
#include <vector>

namespace nsl::crypto {
namespace {

std::vector<Share> chosen(const std::vector<Share>& shares, unsigned mask) {
  std::vector<Share> some;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    if ((mask >> i & 1u) != 0) some.push_back({shares[i].index, shares[i].bytes.clone()});
  }
  return some;
}

TEST(Shamir, AnyOfTheSharesAreEnoughAndFewerAreNot) {
  const Bytes secret = *from_hex("00ff0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e");
  const auto shares = split(secret, 5, 3);
  ASSERT_EQ(shares.size(), 5u);
  for (unsigned mask = 1; mask < 32; ++mask) {
    const auto joined = join(chosen(shares, mask));
    ASSERT_TRUE(joined);
    const bool enough = std::popcount(mask) >= 3;
    EXPECT_EQ(std::ranges::equal(joined->view(), secret), enough) << mask;
  }
}

TEST(Shamir, OneShareSaysNothingAboutTheSecret) {
  // Every byte value is as likely in a share of 0 as in one of 255: over many splittings all appear.
  for (const std::uint8_t secret : {std::uint8_t{0}, std::uint8_t{255}}) {
    std::array<int, 256> seen{};
    for (int i = 0; i < 20'000; ++i) ++seen[split(ByteView(&secret, 1), 2, 2)[0].bytes.view()[0]];
    for (const int count : seen) EXPECT_GT(count, 20);  // 78 on average
  }
}

TEST(Shamir, OneIsEnoughWhenTheThresholdIsOne) {
  const Bytes secret(32, 7);
  for (const Share& share : split(secret, 3, 1)) EXPECT_TRUE(std::ranges::equal(share.bytes.view(), secret));
}

TEST(Shamir, WorksWithAllSharesThatThereCanBe) {
  const auto shares = split(as_bytes("secret"), 255, 255);
  EXPECT_EQ(as_text(join(shares)->view()), "secret");
}

TEST(Shamir, AgreesWithAPolynomialThatWasComputedByHand) {
  // f(x) = 0x42 + 0x01 x over GF(2^8): f(1) = 0x43, f(2) = 0x40, f(3) = 0x41.
  std::vector<Share> shares;
  shares.push_back({1, SecretBytes::copy_of(Bytes{0x43})});
  shares.push_back({3, SecretBytes::copy_of(Bytes{0x41})});
  EXPECT_EQ(join(shares)->view()[0], 0x42);
}

TEST(Shamir, RefusesWhatCannotBeShares) {
  EXPECT_FALSE(join({}));
  std::vector<Share> twice;
  twice.push_back({1, SecretBytes(4)});
  twice.push_back({1, SecretBytes(4)});
  EXPECT_FALSE(join(twice));
  twice[1].index = 0;
  EXPECT_FALSE(join(twice));
  twice[1] = {2, SecretBytes(5)};
  EXPECT_FALSE(join(twice));
}

}  // namespace
}  // namespace nsl::crypto
