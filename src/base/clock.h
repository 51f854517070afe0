#pragma once
// Clock: where the program takes the time from, so that tests can hold it still.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace nsl {

using WallTime = std::chrono::time_point<std::chrono::system_clock, std::chrono::microseconds>;
using SteadyTime = std::chrono::steady_clock::time_point;

// Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual WallTime wall() const = 0;     // civil time, may jump
  virtual SteadyTime steady() const = 0; // for durations and deadlines
};

// The machine's clocks.
const Clock& system_clock();

// A clock that stands still until it is told to move. Thread-safe.
class FakeClock final : public Clock {
 public:
  WallTime wall() const override { return WallTime{std::chrono::microseconds{wall_us_.load()}}; }
  SteadyTime steady() const override { return SteadyTime{std::chrono::microseconds{steady_us_.load()}}; }
  void advance(std::chrono::microseconds step) {
    wall_us_ += step.count();
    steady_us_ += step.count();
  }

 private:
  std::atomic<std::int64_t> wall_us_{1'767'225'600'000'000};  // 2026-01-01T00:00:00Z
  std::atomic<std::int64_t> steady_us_{1'000'000'000};
};

// RFC 3339 in UTC with milliseconds: 2026-01-01T00:00:00.000Z
std::string to_rfc3339(WallTime time);
// Strictly that form, with 0 to 6 digits behind the second's point, and a date that there is.
std::optional<WallTime> parse_rfc3339(std::string_view text);
void append_rfc3339(std::string& out, WallTime time);  // years 0 to 9999; about 10 ns

}  // namespace nsl
