#pragma once
// Limits of one execution, and what it used of them.

#include "base/units.h"

#include <chrono>
#include <cstdint>

namespace nsl::engine {

// What one execution may take. Defaults are what a function gets that asks for nothing.
struct Limits {
  ByteCount memory = 64_MiB;             // heap of the JavaScript engine, array buffers included
  std::chrono::microseconds cpu{1'000'000};     // time the VM computes
  std::chrono::microseconds wall{30'000'000};   // from start to end, waiting included
  std::uint32_t host_calls = 100;
  ByteCount input = 1_MiB;
  ByteCount output = 1_MiB;
  ByteCount logs = 256_KiB;              // text of console.* and kLogLineBytes a line; what is above is dropped and counted

  bool operator==(const Limits&) const = default;
};

// The most that a function may ask for; the operator's configuration can change it.
struct Ceilings {
  ByteCount memory = 512_MiB;
  std::chrono::microseconds cpu{60'000'000};
  std::chrono::microseconds wall{900'000'000};
  std::uint32_t host_calls = 1'000;
  ByteCount input = 8_MiB;
  ByteCount output = 8_MiB;
  ByteCount logs = 4_MiB;
};

// What an execution took.
struct Usage {
  std::chrono::microseconds cpu{0};
  std::chrono::microseconds wall{0};
  ByteCount memory;                      // the most linear memory the VM had in use
  std::uint32_t host_calls = 0;
  ByteCount output;
};

inline constexpr ByteCount kCodeMax = 4_MiB;        // source of one function version, bundled
inline constexpr ByteCount kHostMessageMax = 8_MiB; // arguments or result of one host call
inline constexpr ByteCount kHostWaitingMax = 16_MiB; // arguments of all host calls of an execution that wait for answers
inline constexpr std::size_t kHostNameMax = 64;
inline constexpr std::uint64_t kLogLineBytes = 32;  // what a line costs beside its text, so that empty ones are bounded too

}  // namespace nsl::engine
