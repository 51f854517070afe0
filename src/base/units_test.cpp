#include "base/units.h"

#include <gtest/gtest.h>

namespace nsl {
namespace {

using namespace std::chrono_literals;

TEST(Units, RefuseAmountsThatAreWrongOrTooLarge) {
  for (const char* bad : {"", "MiB", "-1MiB", "+1MiB", " 1MiB", "1.5MiB", "1mib", "1 XiB", "1MiB ", "0x10",
                          "99999999999999999999", "9223372036854775807KiB"}) {
    EXPECT_EQ(parse_byte_count(bad).error().code, ErrorCode::kInvalidArgument) << bad;
  }
  for (const char* bad : {"", "5", "s", "-5s", "1.5s", "5 sec", "5S", "200000000000d"}) {
    EXPECT_EQ(parse_duration(bad).error().code, ErrorCode::kInvalidArgument) << bad;
  }
}

TEST(Units, SayWhatWasWrongAndHowToWriteIt) {
  EXPECT_EQ(parse_duration("5").error().message,
            "\"5\" has no unit that is known, or is too large; write it like 200ms, 5s or 15m");
}

TEST(Units, KnowPowersOf1024And1000) {
  EXPECT_EQ(parse_byte_count("512").value().bytes, 512u);
  EXPECT_EQ(parse_byte_count("512B").value().bytes, 512u);
  EXPECT_EQ(parse_byte_count("1kB").value().bytes, 1000u);
  EXPECT_EQ(parse_byte_count("32KiB").value(), 32_KiB);
  EXPECT_EQ(parse_byte_count("64 MiB").value(), 64_MiB);
  EXPECT_EQ(parse_byte_count("2GB").value().bytes, 2'000'000'000u);
}

TEST(Units, KnowDurationsFromMicrosecondsToDays) {
  EXPECT_EQ(parse_duration("250us").value(), 250us);
  EXPECT_EQ(parse_duration("200ms").value(), 200ms);
  EXPECT_EQ(parse_duration("0s").value(), 0s);
  EXPECT_EQ(parse_duration("15m").value(), 15min);
  EXPECT_EQ(parse_duration("30d").value(), 720h);
}

TEST(Units, AreWrittenInTheShortestExactForm) {
  EXPECT_EQ(to_string(64_MiB), "64 MiB");
  EXPECT_EQ(to_string(ByteCount{1025}), "1025 B");
  EXPECT_EQ(to_string(ByteCount{}), "0 B");
  EXPECT_EQ(to_string(1500ms), "1500 ms");
  EXPECT_EQ(to_string(std::chrono::microseconds(90s)), "90 s");
  EXPECT_EQ(to_string(0us), "0 us");
}

TEST(Units, WhatIsWrittenCanBeRead) {
  for (const auto count : {ByteCount{1}, ByteCount{1000}, 3_KiB, 7_GiB}) {
    EXPECT_EQ(parse_byte_count(to_string(count)).value(), count);
  }
  for (const auto duration : {1us, 1'000us, 61'000'000us, 86'400'000'000us}) {
    EXPECT_EQ(parse_duration(to_string(duration)).value(), duration);
  }
}

}  // namespace
}  // namespace nsl
