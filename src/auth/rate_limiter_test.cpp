#include "auth/rate_limiter.h"

#include <gtest/gtest.h>

namespace nsl::auth {
namespace {

using namespace std::chrono_literals;

constexpr SteadyTime kStart{std::chrono::hours(1)};

std::size_t allowed_of(RateLimiter& limiter, std::string_view key, SteadyTime now, std::size_t tries) {
  std::size_t allowed = 0;
  for (std::size_t i = 0; i < tries; ++i) allowed += limiter.take(key, now).allowed ? 1u : 0u;
  return allowed;
}

TEST(RateLimiter, WithoutALimitEverythingGoes) {
  RateLimiter limiter({});
  EXPECT_EQ(allowed_of(limiter, "a", kStart, 1'000), 1'000u);
  EXPECT_EQ(limiter.keys(), 0u);
}

TEST(RateLimiter, LetsABurstThroughAndThenTheRate) {
  RateLimiter limiter({.per_second = 10, .burst = 20});
  EXPECT_EQ(allowed_of(limiter, "a", kStart, 100), 20u);
  EXPECT_EQ(allowed_of(limiter, "a", kStart + 1s, 100), 10u);
  EXPECT_EQ(allowed_of(limiter, "a", kStart + 1s + 99ms, 100), 0u);
  EXPECT_EQ(allowed_of(limiter, "a", kStart + 1h, 100), 20u) << "a bucket does not overflow";
}

TEST(RateLimiter, SaysWhenToComeAgain) {
  RateLimiter limiter({.per_second = 0.1, .burst = 1});
  EXPECT_TRUE(limiter.take("a", kStart).allowed);
  EXPECT_EQ(limiter.take("a", kStart).retry_after, 10s);
  EXPECT_EQ(limiter.take("a", kStart + 9500ms).retry_after, 1s);
  EXPECT_TRUE(limiter.take("a", kStart + 10s).allowed);
}

TEST(RateLimiter, OneKeyDoesNotPayForAnother) {
  RateLimiter limiter({.per_second = 1, .burst = 1});
  EXPECT_EQ(allowed_of(limiter, "a", kStart, 100), 1u);
  EXPECT_EQ(allowed_of(limiter, "b", kStart, 100), 1u);
}

TEST(RateLimiter, LookingTakesNothing) {
  RateLimiter limiter({.per_second = 1, .burst = 1});
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(limiter.look("a", kStart).allowed);
  EXPECT_TRUE(limiter.take("a", kStart).allowed);
  EXPECT_FALSE(limiter.look("a", kStart).allowed);
}

TEST(RateLimiter, AClockThatGoesBackGivesNothing) {
  RateLimiter limiter({.per_second = 1, .burst = 1});
  EXPECT_TRUE(limiter.take("a", kStart).allowed);
  EXPECT_FALSE(limiter.take("a", kStart - 1h).allowed);
}

TEST(RateLimiter, ForgetsTheOlderHalfOfTooManyKeys) {
  RateLimiter limiter({.per_second = 0.001, .burst = 1});
  SteadyTime now = kStart;
  for (std::size_t i = 0; i <= RateLimiter::kKeysMax; ++i) limiter.take(std::to_string(i), now += 1us);
  EXPECT_LE(limiter.keys(), RateLimiter::kKeysMax / 2 + 1);
  EXPECT_TRUE(limiter.look("0", now).allowed);
  EXPECT_FALSE(limiter.look(std::to_string(RateLimiter::kKeysMax - 1), now).allowed);
}

}  // namespace
}  // namespace nsl::auth
