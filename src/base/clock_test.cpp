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

}  // namespace
}  // namespace nsl
