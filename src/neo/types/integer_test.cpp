#include "neo/types/integer.h"

#include "neo/types/amount.h"

#include <gtest/gtest.h>

#include <limits>

namespace nsl::neo {
namespace {

constexpr std::string_view kMost = "57896044618658097711785492504343953926634992332820282019728792003956564819967";
constexpr std::string_view kLeast = "-57896044618658097711785492504343953926634992332820282019728792003956564819968";

std::string hex_of(std::string_view decimal) { return to_hex(Integer::parse(decimal)->bytes()); }

TEST(Integer, RefusesWhatIsNoDecimalNumber) {
  for (const auto* text : {"", "-", "+1", "-0", "01", " 1", "1 ", "1.0", "0x10", "1e3", "１"}) {
    EXPECT_FALSE(Integer::parse(text)) << text;
  }
}

TEST(Integer, RefusesWhatDoesNotFitInto32Bytes) {
  EXPECT_TRUE(Integer::parse(kMost));
  EXPECT_TRUE(Integer::parse(kLeast));
  EXPECT_FALSE(Integer::parse("57896044618658097711785492504343953926634992332820282019728792003956564819968"));
  EXPECT_FALSE(Integer::parse("-57896044618658097711785492504343953926634992332820282019728792003956564819969"));
  EXPECT_FALSE(Integer::parse("115792089237316195423570985008687907853269984665640564039457584007913129639936"));
  EXPECT_FALSE(Integer::parse(std::string(1'000'000, '9')));
  EXPECT_FALSE(Integer::from_bytes(Bytes(33)));
}

TEST(Integer, HasTheShortestTwosComplement) {
  EXPECT_EQ(hex_of("0"), "");
  EXPECT_EQ(hex_of("1"), "01");
  EXPECT_EQ(hex_of("-1"), "ff");
  EXPECT_EQ(hex_of("127"), "7f");
  EXPECT_EQ(hex_of("128"), "8000");
  EXPECT_EQ(hex_of("-128"), "80");
  EXPECT_EQ(hex_of("-129"), "7fff");
  EXPECT_EQ(hex_of("-256"), "00ff");
  EXPECT_EQ(hex_of(kMost), std::string(62, 'f') + "7f");
  EXPECT_EQ(hex_of(kLeast), std::string(62, '0') + "80");
}

TEST(Integer, ReadsWhatItWrites) {
  for (const std::string_view text : std::initializer_list<std::string_view>{
           "0", "1", "-1", "18446744073709551616", "-18446744073709551616", "1000000000000000000000000000000000000",
           "-99999999999999999999999999", kMost, kLeast}) {
    const auto number = Integer::parse(text);
    ASSERT_TRUE(number) << text;
    EXPECT_EQ(number->decimal(), text);
    EXPECT_EQ(Integer::from_bytes(number->bytes()), *number);
  }
}

TEST(Integer, ReadsLongerFormsThanNeeded) {
  EXPECT_EQ(Integer::from_bytes(Bytes{1, 0, 0}), Integer(1));
  EXPECT_EQ(Integer::from_bytes(Bytes{0xff, 0xff}), Integer(-1));
  EXPECT_EQ(Integer::from_bytes({}), Integer(0));
}

TEST(Integer, FitsIntoMachineWordsOrDoesNot) {
  EXPECT_EQ(Integer(std::numeric_limits<std::int64_t>::min()).as_int64(), std::numeric_limits<std::int64_t>::min());
  EXPECT_FALSE(Integer::parse("9223372036854775808")->as_int64());
  EXPECT_EQ(Integer::parse("9223372036854775808")->as_uint64(), 9223372036854775808u);
  EXPECT_FALSE(Integer(-1).as_uint64());
}

TEST(Integer, ComparesAsANumber) {
  EXPECT_LT(Integer(-1), Integer(0));
  EXPECT_LT(*Integer::parse(kLeast), Integer(-1));
  EXPECT_GT(*Integer::parse("18446744073709551616"), Integer(std::numeric_limits<std::int64_t>::max()));
}

TEST(Amount, TakesDecimalsOfTheToken) {
  EXPECT_EQ(parse_amount("1.5", 8).value(), Integer(150'000'000));
  EXPECT_EQ(parse_amount("0.00000001", 8).value(), Integer(1));
  EXPECT_EQ(parse_amount("-2", 2).value(), Integer(-200));
  EXPECT_EQ(parse_amount("007", 0).value(), Integer(7));
  EXPECT_EQ(parse_amount("0", 8).value(), Integer(0));
  EXPECT_EQ(parse_amount("-0.0", 8).value(), Integer(0));
}

TEST(Amount, RefusesWhatWouldBeRoundedOrIsNoAmount) {
  for (const auto* text : {"", ".", "1.", ".5", "1,5", "1e8", "+1", "0x1", "1.5.5", "1 000", "-", "NaN"}) {
    EXPECT_FALSE(parse_amount(text, 8)) << text;
  }
  EXPECT_FALSE(parse_amount("0.000000001", 8));
  EXPECT_FALSE(parse_amount("1.0", 0));
  EXPECT_FALSE(parse_amount("1", kDecimalsMax + 1));
  EXPECT_FALSE(parse_amount(std::string(100, '9'), 8));
}

TEST(Amount, IsShownInItsShortestForm) {
  EXPECT_EQ(format_amount(150'000'000, 8), "1.5");
  EXPECT_EQ(format_amount(-1, 8), "-0.00000001");
  EXPECT_EQ(format_amount(0, 8), "0");
  EXPECT_EQ(format_amount(100, 0), "100");
}

TEST(Fixed8, NeverOverflowsSilently) {
  const auto most = Fixed8::datoshi(std::numeric_limits<std::int64_t>::max());
  EXPECT_FALSE(most.plus(Fixed8::datoshi(1)));
  EXPECT_FALSE(Fixed8::datoshi(-2).minus(most));
  EXPECT_FALSE(most.times(2));
  EXPECT_EQ(Fixed8::gas(1).plus(Fixed8::datoshi(1))->text(), "1.00000001");
  EXPECT_FALSE(Fixed8::parse("92233720368.54775808"));
  EXPECT_EQ(Fixed8::parse("92233720368.54775807").value(), most);
  EXPECT_FALSE(Fixed8::parse_datoshi("1.5"));
}

}  // namespace
}  // namespace nsl::neo
