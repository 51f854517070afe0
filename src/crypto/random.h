#pragma once
// Randomness: from the kernel for keys, seeds and tokens, and from a seed for everything that a function sees and a
// replay must see again.

#include "base/bytes.h"

#include <array>
#include <cstdint>
#include <memory>
#include <span>

namespace nsl::crypto {

// Unpredictable bytes from the kernel (getrandom). Thread-safe.
void random_bytes(std::span<std::uint8_t> out);

inline constexpr std::size_t kSeedBytes = 32;
using Seed = std::array<std::uint8_t, kSeedBytes>;
// From a store of the thread, filled by random_bytes() and wiped as it is given out: no system call for most.
Seed random_seed();

// A stream of bytes that a seed decides, and nobody without the seed can tell from chance.
//
// The stream is part of what an execution's journal promises and never changes: it is AES-256 in counter mode, the
// seed as key, over zeros, beginning with counter 0 (sixteen bytes, big-endian):
//     AES256(seed, 0) | AES256(seed, 1) | AES256(seed, 2) | ...
// fill() takes the next bytes of it; only the sum of the lengths taken counts, not how they were cut. So
//     openssl enc -aes-256-ctr -K SEED -iv 0 -in /dev/zero
// prints the same stream.
//
// One thread at a time. Making one or starting it again costs about 0.2 µs.
class DeterministicRandom {
 public:
  explicit DeterministicRandom(const Seed& seed);
  ~DeterministicRandom();
  DeterministicRandom(const DeterministicRandom&) = delete;
  DeterministicRandom& operator=(const DeterministicRandom&) = delete;

  // From here on as if newly made with this seed.
  void restart(const Seed& seed);

  void fill(std::span<std::uint8_t> out);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace nsl::crypto
