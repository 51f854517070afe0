#pragma once
// Magnitude: an unsigned number of up to 512 bits, what Integer multiplies and divides with. Inside number/ only.

#include "neovm/number/arithmetic.h"

#include <array>
#include <cstdint>
#include <optional>

namespace nsl::neovm {

struct Magnitude {
  static constexpr std::size_t kLimbs = 8;
  std::array<std::uint64_t, kLimbs> limbs{};  // the least significant first

  static Magnitude of(const Integer& value);  // of its absolute value

  std::size_t used() const;  // limbs up to the highest that is not zero
  bool zero() const { return used() == 0; }
  bool odd() const { return (limbs[0] & 1) != 0; }
  std::size_t bits() const;
  std::strong_ordering operator<=>(const Magnitude& other) const;
  bool operator==(const Magnitude&) const = default;
};

enum class Sign : std::uint8_t { kPlus, kMinus };

// nullopt when it does not fit.
std::optional<Integer> with_sign(const Magnitude& magnitude, Sign sign);

Magnitude product(const Magnitude& a, const Magnitude& b);  // both of at most 256 bits

struct Division {
  Magnitude quotient;
  Magnitude rest;
};
// `divisor` is not zero and has at most 256 bits. Knuth, The Art of Computer Programming, 4.3.1, algorithm D.
Division divide(const Magnitude& dividend, const Magnitude& divisor);

// Divides in place by a small number that is not zero and gives the rest.
std::uint64_t divide_small(Magnitude& dividend, std::uint64_t divisor);

}  // namespace nsl::neovm
