// Powers, roots and arithmetic modulo a number.
#include "neovm/number/arithmetic.h"
#include "neovm/number/magnitude.h"

namespace nsl::neovm {
namespace {

bool bit(const Magnitude& value, std::size_t index) { return ((value.limbs[index / 64] >> (index % 64)) & 1) != 0; }

// The inverse of `value` modulo `modulus` by Euclid's extended algorithm. Every intermediate coefficient is smaller than
// the modulus, so nothing overflows.
std::optional<Integer> inverse(const Integer& value, const Integer& modulus) {
  if (value.is_negative() || is_zero(value) || modulus < Integer(2)) return std::nullopt;
  Integer rest = value;
  Integer old_rest = modulus;
  Integer factor(1);
  Integer old_factor;
  while (!is_zero(rest)) {
    const auto quotient = divide(old_rest, rest);
    const auto next_rest = remainder(old_rest, rest);
    const auto step = multiply(*quotient, factor);
    if (!step) return std::nullopt;
    const auto next_factor = subtract(old_factor, *step);
    if (!next_factor) return std::nullopt;
    old_rest = rest;
    rest = *next_rest;
    old_factor = factor;
    factor = *next_factor;
  }
  if (old_rest != Integer(1)) return std::nullopt;  // not coprime: there is none
  auto result = remainder(old_factor, modulus);
  if (result && result->is_negative()) result = add(*result, modulus);
  return result;
}

}  // namespace

std::optional<Integer> power(const Integer& base, std::uint32_t exponent) {
  Integer result(1);
  Integer square = base;
  for (; exponent != 0; exponent >>= 1) {
    if ((exponent & 1) != 0) {
      const auto next = multiply(result, square);
      if (!next) return std::nullopt;
      result = *next;
    }
    if (exponent == 1) break;  // its next square is not needed and might not fit
    const auto next = multiply(square, square);
    if (!next) return std::nullopt;
    square = *next;
  }
  return result;
}

std::optional<Integer> square_root(const Integer& a) {
  if (a.is_negative()) return std::nullopt;
  if (is_zero(a)) return a;
  // Newton's method from a power of two that is not below the root.
  auto x = shift_left(Integer(1), static_cast<std::uint32_t>((Magnitude::of(a).bits() + 1) / 2));
  for (;;) {
    const auto next = shift_right(*add(*divide(a, *x), *x), 1);
    if (next >= *x) return x;
    x = next;
  }
}

std::optional<Integer> multiply_modulo(const Integer& a, const Integer& b, const Integer& modulus) {
  if (is_zero(modulus)) return std::nullopt;
  const Magnitude full = product(Magnitude::of(a), Magnitude::of(b));
  return with_sign(divide(full, Magnitude::of(modulus)).rest,
                   a.is_negative() != b.is_negative() ? Sign::kMinus : Sign::kPlus);
}

std::optional<Integer> power_modulo(const Integer& base, const Integer& exponent, const Integer& modulus) {
  if (exponent == Integer(-1)) return inverse(base, modulus);
  if (exponent.is_negative() || is_zero(modulus)) return std::nullopt;
  const Magnitude divisor = Magnitude::of(modulus);
  const Magnitude bits = Magnitude::of(exponent);
  Magnitude result = divide(Magnitude::of(Integer(1)), divisor).rest;
  Magnitude square = divide(Magnitude::of(base), divisor).rest;
  for (std::size_t i = 0; i < bits.bits(); ++i) {
    if (bit(bits, i)) result = divide(product(result, square), divisor).rest;
    square = divide(product(square, square), divisor).rest;
  }
  return with_sign(result, base.is_negative() && bits.odd() ? Sign::kMinus : Sign::kPlus);
}

}  // namespace nsl::neovm
