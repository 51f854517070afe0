#include "crypto/bls12_381.h"

#include <gtest/gtest.h>

namespace nsl::crypto {
namespace {

BlsScalar number(std::uint8_t low) {
  Bytes bytes(BlsScalar::kBytes);
  bytes[0] = low;
  bytes[9] = low;
  return BlsScalar::parse(bytes).value();
}

TEST(BlsPairing, OfMultiplesIsTheMultipleOfThePairing) {
  const auto g1 = BlsG1::generator();
  const auto g2 = BlsG2::generator();
  const auto one = pairing(g1, g2);
  const auto a = number(7);
  EXPECT_EQ(pairing(g1 * a, g2), one * a);
  EXPECT_EQ(pairing(g1, g2 * a), one * a);
  EXPECT_EQ(pairing(g1, -g2), -one);
  EXPECT_EQ(pairing(g1 + g1, g2), one + one);
  EXPECT_NE(one, one + one);
}

// The highest and the lowest coefficient of what Neo's nodes take for the generator of Gt.
TEST(BlsPairing, OfTheGeneratorsIsTheGenerator) {
  const auto encoded = pairing(BlsG1::generator(), BlsG2::generator()).encode();
  EXPECT_EQ(to_hex(ByteView(encoded).first(48)),
            "0f41e58663bf08cf068672cbd01a7ec73baca4d72ca93544deff686bfd6df543d48eaa24afe47e1efde449383b676631");
  EXPECT_EQ(to_hex(ByteView(encoded).last(48)),
            "1250ebd871fc0a92a7b2d83168d0d727272d441befa15c503dd8e90ce98db3e7b6d194f60839c508a84305aaca1789b6");
  EXPECT_EQ(BlsGt::parse(encoded), pairing(BlsG1::generator(), BlsG2::generator()));
}

TEST(BlsPoint, IsWrittenAsItWasRead) {
  const auto point = BlsG1::generator() * number(3);
  EXPECT_EQ(BlsG1::parse(point.encode()), point);
  EXPECT_EQ(BlsG1::parse((-point).encode()), -point);
  const auto twisted = BlsG2::generator() * number(3);
  EXPECT_EQ(BlsG2::parse(twisted.encode()), twisted);
  EXPECT_EQ(BlsG2::parse((-twisted).encode()), -twisted);
}

TEST(BlsPoint, PlusItsNegativeIsInfinity) {
  const auto g1 = BlsG1::generator();
  const auto infinity = g1 + -g1;
  EXPECT_EQ(infinity.encode()[0], 0xc0);
  EXPECT_EQ(BlsG1::parse(infinity.encode()), infinity);
  EXPECT_EQ(g1 + infinity, g1);
  const auto g2 = BlsG2::generator();
  EXPECT_EQ(pairing(infinity, g2), pairing(g1, g2 + -g2));
  EXPECT_EQ(g1 * BlsScalar::parse(Bytes(32)).value(), infinity);
}

TEST(BlsPoint, OfAnotherFormOrOutsideTheSubgroupIsRefused) {
  auto encoded = BlsG1::generator().encode();
  EXPECT_FALSE(BlsG1::parse(ByteView(encoded).first(47)));
  encoded[0] &= 0x7f;  // says that it is not compressed
  EXPECT_FALSE(BlsG1::parse(encoded));
  encoded[0] |= 0xc0;  // says that it is infinity
  EXPECT_FALSE(BlsG1::parse(encoded));
  BlsG1::Encoded largest;
  largest.fill(0xff);
  largest[0] = 0x9f;  // not below the prime
  EXPECT_FALSE(BlsG1::parse(largest));
  int on_curve_or_not = 0;
  for (std::uint8_t x = 0; x < 4; ++x) {  // of small x none is in the subgroup
    BlsG1::Encoded small{0x80};
    small.back() = x;
    on_curve_or_not += BlsG1::parse(small) ? 1 : 0;
  }
  EXPECT_EQ(on_curve_or_not, 0);
  EXPECT_FALSE(BlsGt::parse(Bytes(576)));
  EXPECT_FALSE(BlsGt::parse(Bytes(575)));
}

TEST(BlsScalar, IsBelowTheOrder) {
  auto order = from_hex("01000000fffffffffe5bfeff02a4bd5305d8a10908d83933487d9d2953a7ed73").value();
  EXPECT_FALSE(BlsScalar::parse(order));
  order[0] = 0;
  EXPECT_TRUE(BlsScalar::parse(order));
  EXPECT_FALSE(BlsScalar::parse(Bytes(32, 0xff)));
  EXPECT_FALSE(BlsScalar::parse(Bytes(31)));
  const auto g1 = BlsG1::generator();
  EXPECT_EQ(g1 * BlsScalar::parse(order).value(), -g1);
}

}  // namespace
}  // namespace nsl::crypto
