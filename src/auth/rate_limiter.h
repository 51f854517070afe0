#pragma once
// RateLimiter: token buckets, one for each key (a token's name, an address). A bucket holds up to `burst` and fills at
// `per_second`; each use takes one out.
//
//   RateLimiter limiter({.per_second = 10, .burst = 20});
//   if (const auto verdict = limiter.take("alice/ci", clock.steady()); !verdict.allowed) wait(verdict.retry_after);

#include "base/clock.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace nsl::auth {

struct RateLimit {
  double per_second = 0;  // 0: no limit
  double burst = 0;       // at least 1 when there is a limit

  bool is_set() const { return per_second > 0; }
};

// One thread at a time.
class RateLimiter {
 public:
  // Keys that are remembered. Beyond it the half that was not seen for longer is forgotten, which can only be to its
  // advantage, and costs little for each key that came in between.
  static constexpr std::size_t kKeysMax = 65'536;

  struct Verdict {
    bool allowed = true;
    std::chrono::seconds retry_after{0};  // when there is something in the bucket again, rounded up; 0 when allowed
  };

  explicit RateLimiter(RateLimit limit) : limit_(limit) {}

  const RateLimit& limit() const { return limit_; }

  // Takes one out of the bucket of the key, if there is one in it.
  Verdict take(std::string_view key, SteadyTime now);
  // The same without taking.
  Verdict look(std::string_view key, SteadyTime now) const;

  std::size_t keys() const { return buckets_.size(); }

 private:
  struct Bucket {
    double level;
    SteadyTime filled_at;
  };

  double level_of(const Bucket& bucket, SteadyTime now) const;
  Verdict verdict(double level) const;
  void forget_the_older_half();

  RateLimit limit_;
  std::map<std::string, Bucket, std::less<>> buckets_;
};

}  // namespace nsl::auth
