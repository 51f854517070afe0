#pragma once
// Amounts with units, as people write them in flags and configuration: 32MiB, 200ms, 5s.

#include "base/error.h"

#include <chrono>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace nsl {

struct ByteCount {
  std::uint64_t bytes = 0;
  auto operator<=>(const ByteCount&) const = default;
};

constexpr ByteCount operator""_KiB(unsigned long long n) { return {n << 10}; }
constexpr ByteCount operator""_MiB(unsigned long long n) { return {n << 20}; }
constexpr ByteCount operator""_GiB(unsigned long long n) { return {n << 30}; }

// "512", "32KiB", "64 MiB", "1GiB" (powers of 1024; kB, MB, GB are powers of 1000).
Result<ByteCount> parse_byte_count(std::string_view text);
std::string to_string(ByteCount count);  // the shortest exact form, "32 MiB"

// "250us", "200ms", "5s", "15m", "2h", "30d". A unit is required.
Result<std::chrono::microseconds> parse_duration(std::string_view text);
std::string to_string(std::chrono::microseconds duration);  // the shortest exact form, "200 ms"

}  // namespace nsl
