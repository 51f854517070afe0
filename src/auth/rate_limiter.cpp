#include "auth/rate_limiter.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace nsl::auth {

double RateLimiter::level_of(const Bucket& bucket, SteadyTime now) const {
  const std::chrono::duration<double> passed = now - bucket.filled_at;
  return std::min(limit_.burst, bucket.level + std::max(0.0, passed.count()) * limit_.per_second);
}

RateLimiter::Verdict RateLimiter::verdict(double level) const {
  if (level >= 1) return {};
  const double seconds = std::ceil((1 - level) / limit_.per_second);
  return {.allowed = false, .retry_after = std::chrono::seconds(static_cast<std::int64_t>(std::max(1.0, seconds)))};
}

RateLimiter::Verdict RateLimiter::look(std::string_view key, SteadyTime now) const {
  if (!limit_.is_set()) return {};
  const auto found = buckets_.find(key);
  return found == buckets_.end() ? Verdict{} : verdict(level_of(found->second, now));
}

RateLimiter::Verdict RateLimiter::take(std::string_view key, SteadyTime now) {
  if (!limit_.is_set()) return {};
  auto found = buckets_.find(key);
  if (found == buckets_.end()) {
    if (buckets_.size() >= kKeysMax) forget_the_older_half();
    found = buckets_.emplace(std::string(key), Bucket{limit_.burst, now}).first;
  }
  Bucket& bucket = found->second;
  bucket = {level_of(bucket, now), now};
  const Verdict answer = verdict(bucket.level);
  if (answer.allowed) bucket.level -= 1;
  return answer;
}

void RateLimiter::forget_the_older_half() {
  std::vector<SteadyTime> times;
  times.reserve(buckets_.size());
  for (const auto& [key, bucket] : buckets_) times.push_back(bucket.filled_at);
  const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
  std::ranges::nth_element(times, middle);
  std::erase_if(buckets_, [&](const auto& entry) { return entry.second.filled_at <= *middle; });
}

}  // namespace nsl::auth
