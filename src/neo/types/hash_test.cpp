#include "neo/types/hash.h"

#include <gtest/gtest.h>

namespace nsl::neo {
namespace {

constexpr std::string_view kGas = "0xd2a4cff31913016155e38e474a2c06d08be276cf";

TEST(Hash, ShowsItsBytesInReverse) {
  const auto hash = UInt160::parse(kGas);
  ASSERT_TRUE(hash);
  EXPECT_EQ(to_hex(hash->bytes()), "cf76e28bd0062c4a478ee35561011319f3cfa4d2");
  EXPECT_EQ(hash->display(), kGas);
}

TEST(Hash, IsReadWithoutItsPrefixAndInUpperCase) {
  EXPECT_EQ(UInt160::parse(kGas.substr(2)).value(), UInt160::parse(kGas).value());
  EXPECT_EQ(UInt160::parse("0xD2A4CFF31913016155E38E474A2C06D08BE276CF").value(), UInt160::parse(kGas).value());
}

TEST(Hash, RefusesTextOfAnotherLengthOrAlphabet) {
  for (const std::string text :
       {"", "0x", "0xd2a4", "0xd2a4cff31913016155e38e474a2c06d08be276c", "0xd2a4cff31913016155e38e474a2c06d08be276cff",
        "0xg2a4cff31913016155e38e474a2c06d08be276cf", " 0xd2a4cff31913016155e38e474a2c06d08be276c"}) {
    EXPECT_FALSE(UInt160::parse(text)) << text;
  }
  EXPECT_FALSE(UInt256::parse(kGas));
}

TEST(Hash, TakesExactlyItsNumberOfBytes) {
  EXPECT_FALSE(UInt160::from_bytes(Bytes(19)));
  EXPECT_FALSE(UInt160::from_bytes(Bytes(21)));
  EXPECT_TRUE(UInt160::from_bytes(Bytes(20))->is_zero());
}

TEST(Hash, OrdersByWhatItShows) {
  const auto small = UInt160::parse("0x0000000000000000000000000000000000000001");
  const auto large = UInt160::parse("0x0100000000000000000000000000000000000000");
  EXPECT_LT(*small, *large);
}

}  // namespace
}  // namespace nsl::neo
