#include "base/clock.h"

#include <gtest/gtest.h>

#include <ctime>
#include <random>

namespace nsl {
namespace {

WallTime at(std::int64_t microseconds) { return WallTime{std::chrono::microseconds{microseconds}}; }

TEST(Clock, WritesTimesAsRfc3339) {
  EXPECT_EQ(to_rfc3339(at(0)), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(to_rfc3339(at(1'767'225'600'000'000)), "2026-01-01T00:00:00.000Z");
  EXPECT_EQ(to_rfc3339(at(951'782'399'999'999)), "2000-02-28T23:59:59.999Z") << "rounds down, never up";
  EXPECT_EQ(to_rfc3339(at(951'782'400'000'000)), "2000-02-29T00:00:00.000Z") << "a leap day";
  EXPECT_EQ(to_rfc3339(at(-1)), "1969-12-31T23:59:59.999Z") << "before the epoch";
}

TEST(Clock, AgreesWithTheCLibraryOnEveryDate) {
  std::mt19937_64 random(11);
  for (int i = 0; i < 2'000; ++i) {
    const std::time_t seconds = static_cast<std::time_t>(random() % 253'402'300'800ull);  // years 1970 ... 9999
    std::tm parts{};
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S.000Z", gmtime_r(&seconds, &parts));
    ASSERT_EQ(to_rfc3339(at(seconds * 1'000'000)), text);
  }
}

TEST(Clock, AFakeClockStandsStillUntilItIsMoved) {
  FakeClock clock;
  const auto wall = clock.wall();
  const auto steady = clock.steady();
  EXPECT_EQ(clock.wall(), wall);
  clock.advance(std::chrono::milliseconds(1500));
  EXPECT_EQ(clock.wall() - wall, std::chrono::milliseconds(1500));
  EXPECT_EQ(clock.steady() - steady, std::chrono::milliseconds(1500));
}

TEST(Rfc3339, TakesOnlyTimesThatThereAreInTheOneForm) {
  for (const char* text : {"", "2026-01-01", "2026-01-01T00:00:00", "2026-01-01 00:00:00Z", "2026-01-01T00:00:00+00:00", "2026-02-30T00:00:00Z",
                           "2026-13-01T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z", "2026-01-01T00:00:60Z",
                           "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00.1234567Z", "2026-01-01T00:00:00.1x3Z", "2026-1-01T00:00:00Z",
                           "-026-01-01T00:00:00Z", "2026-01-01T00:00:00Zz"}) {
    EXPECT_FALSE(parse_rfc3339(text)) << text;
  }
  for (const char* text : {"2026-01-01T00:00:00.000Z", "2024-02-29T23:59:59.999Z", "1970-01-01T00:00:00.000Z", "0000-01-01T00:00:00.000Z",
                           "9999-12-31T23:59:59.999Z"}) {
    ASSERT_TRUE(parse_rfc3339(text)) << text;
    EXPECT_EQ(to_rfc3339(*parse_rfc3339(text)), text);
  }
  EXPECT_EQ(*parse_rfc3339("2026-01-01T00:00:00.5Z") - *parse_rfc3339("2026-01-01T00:00:00Z"), std::chrono::milliseconds(500));
}

}  // namespace
}  // namespace nsl
