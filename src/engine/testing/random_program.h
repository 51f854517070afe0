#pragma once
// Test support: JavaScript functions put together by chance from pieces that touch as much of the engine as possible.

#include <random>
#include <string>

namespace nsl::engine::testing {

// One thread. The same seed gives the same programs.
class RandomProgram {
 public:
  explicit RandomProgram(std::uint32_t seed) : random_(seed) {}

  // A module whose handler uses its input and gives a value that depends on all it did.
  std::string next();

 private:
  std::uint32_t below(std::uint32_t most) { return random_() % most; }
  std::string piece();

  std::mt19937 random_;
};

}  // namespace nsl::engine::testing
