#include "neo/types/address.h"

#include "neo/testing/vectors.h"
#include "neo/types/base58.h"
#include "neo/types/ec_point.h"

namespace nsl::neo {
namespace {

using testing::Vector;

TEST(Address, OfEveryVectorIsReadAndWrittenOrRefused) {
  NEED_VECTORS("keys");
  const auto count = testing::walk({.folder = "keys", .having = {"address"}, .lacking = {"wif"}}, [](const Vector& vector) {
    const auto account = parse_address(vector.text("address"));
    ASSERT_EQ(account.has_value(), vector.valid()) << vector.text("address");
    if (!account) return;
    EXPECT_EQ(account->display(), vector.text("scriptHash"));
    EXPECT_EQ(account->bytes().size(), 20u);
    EXPECT_EQ(to_hex(account->bytes()), vector.text("scriptHashBE"));
    EXPECT_EQ(to_address(*account), vector.text("address"));
  });
  EXPECT_GT(count, 0u);
}

TEST(Address, WithOneWrongCharacterIsRefused) {
  const std::string address = "NUVPACMnKFhpuHjsRjhUvXz1XhqfGZYVtY";
  ASSERT_TRUE(parse_address(address));
  for (std::size_t i = 0; i < address.size(); ++i) {
    auto changed = address;
    changed[i] = changed[i] == 'x' ? 'y' : 'x';
    EXPECT_FALSE(parse_address(changed)) << changed;
  }
}

TEST(Address, OfNeoLegacyIsNamedAsSuch) {
  const auto account = parse_address("AXSvJVzydxXuL9da4GVwK25zdesCrVKkHL");
  ASSERT_FALSE(account);
  EXPECT_NE(account.error().message.find("Legacy"), std::string::npos);
}

TEST(Account, IsAnAddressOrAHash) {
  const auto by_address = parse_account("Nhfg3TbpwogLvDGVvAvqyThbsHgoSUKwtn");
  ASSERT_TRUE(by_address);
  EXPECT_EQ(parse_account("0xb248508f4ef7088e10c48f14d04be3272ca29eee").value(), by_address.value());
  EXPECT_EQ(parse_account("b248508f4ef7088e10c48f14d04be3272ca29eee").value(), by_address.value());
  EXPECT_FALSE(parse_account("alice"));
  EXPECT_FALSE(parse_account(""));
}

TEST(Base58, KeepsLeadingZeros) {
  const Bytes payload{0, 0, 0, 1, 2};
  const auto text = to_base58check(payload);
  EXPECT_TRUE(text.starts_with("111"));
  EXPECT_EQ(from_base58check(text), payload);
  EXPECT_EQ(from_base58check(to_base58check({})), Bytes{});
}

TEST(Base58, RefusesWhatIsNotInItsAlphabetAndWhatIsTooLong) {
  EXPECT_FALSE(from_base58check(""));
  EXPECT_FALSE(from_base58check("0OIl"));
  EXPECT_FALSE(from_base58check(std::string(100'000, 'z')));
  const Bytes longest(kBase58BytesMax, 0xff);
  EXPECT_EQ(from_base58check(to_base58check(longest)), longest);
}

TEST(ECPoint, OfEveryVectorIsReadOrRefused) {
  NEED_VECTORS("keys");
  const auto count = testing::walk({.folder = "keys", .having = {"input"}}, [](const Vector& vector) {
    const auto point = ECPoint::parse(vector.text("input"));
    ASSERT_EQ(point.has_value(), vector.valid()) << vector.text("input");
    if (!point) return;
    EXPECT_EQ(point->bytes().size(), 33u);
    EXPECT_EQ(ECPoint::decode(point->bytes()).value(), *point);
  });
  EXPECT_GT(count, 0u);
}

TEST(ECPoint, OrdersByXBeforeTheParityOfY) {
  const auto odd_small = ECPoint::parse("031d8e1630ce640966967bc6d95223d21f44304133003140c3b52004dc981349c9");
  const auto even_large = ECPoint::parse("02232ce8d2e2063dce0451131851d47421bfc4fc1da4db116fca5302c0756462fa");
  ASSERT_TRUE(odd_small && even_large);
  EXPECT_LT(*odd_small, *even_large);
}

// The base point G and its negative share X; G's Y is the smaller one.
TEST(ECPoint, OrdersPointsOfTheSameXByY) {
  const std::string x = "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296";
  const auto odd = ECPoint::parse("03" + x);   // Y = 4fe3...
  const auto even = ECPoint::parse("02" + x);  // Y = b01c...
  ASSERT_TRUE(odd && even);
  EXPECT_LT(*odd, *even);
}

}  // namespace
}  // namespace nsl::neo
