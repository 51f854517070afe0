#include "neovm/number/magnitude.h"

#include <algorithm>
#include <bit>

namespace nsl::neovm {
namespace {

__extension__ using Double = unsigned __int128;

constexpr int kLimbBits = 64;

std::uint64_t low(Double value) { return static_cast<std::uint64_t>(value); }
std::uint64_t high(Double value) { return static_cast<std::uint64_t>(value >> kLimbBits); }

// Magnitudes shifted so that the divisor's highest bit is set; the dividend gets one limb more.
struct Normalized {
  std::array<std::uint64_t, Magnitude::kLimbs + 1> dividend{};
  std::array<std::uint64_t, Magnitude::kLimbs> divisor{};
  int shift = 0;
};

Normalized normalize(const Magnitude& dividend, const Magnitude& divisor, std::size_t divisor_limbs) {
  Normalized out;
  out.shift = std::countl_zero(divisor.limbs[divisor_limbs - 1]);
  std::uint64_t carry = 0;
  for (std::size_t i = 0; i < divisor_limbs; ++i) {
    const Double shifted = static_cast<Double>(divisor.limbs[i]) << out.shift;
    out.divisor[i] = low(shifted) | carry;
    carry = high(shifted);
  }
  carry = 0;
  for (std::size_t i = 0; i < Magnitude::kLimbs; ++i) {
    const Double shifted = static_cast<Double>(dividend.limbs[i]) << out.shift;
    out.dividend[i] = low(shifted) | carry;
    carry = high(shifted);
  }
  out.dividend[Magnitude::kLimbs] = carry;
  return out;
}

// One digit of the quotient from the three highest limbs of what is left; at most one too large.
std::uint64_t estimate(const std::uint64_t* top, const std::uint64_t* divisor, std::size_t n) {
  const Double two = (static_cast<Double>(top[0]) << kLimbBits) | top[-1];
  Double digit = two / divisor[n - 1];
  Double rest = two % divisor[n - 1];
  while (high(digit) != 0 || digit * divisor[n - 2] > ((rest << kLimbBits) | top[-2])) {
    --digit;
    rest += divisor[n - 1];
    if (high(rest) != 0) break;
  }
  return low(digit);
}

// Takes digit * divisor away from the limbs at `at`; true when that was more than there was.
bool subtract_multiple(std::uint64_t* at, const std::uint64_t* divisor, std::size_t n, std::uint64_t digit) {
  std::uint64_t carry = 0;
  std::uint64_t borrow = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const Double part = static_cast<Double>(digit) * divisor[i] + carry;
    carry = high(part);
    const Double difference = static_cast<Double>(at[i]) - low(part) - borrow;
    at[i] = low(difference);
    borrow = high(difference) != 0 ? 1 : 0;
  }
  const Double difference = static_cast<Double>(at[n]) - carry - borrow;
  at[n] = low(difference);
  return high(difference) != 0;
}

void add_back(std::uint64_t* at, const std::uint64_t* divisor, std::size_t n) {
  std::uint64_t carry = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const Double sum = static_cast<Double>(at[i]) + divisor[i] + carry;
    at[i] = low(sum);
    carry = high(sum);
  }
  at[n] += carry;
}

}  // namespace

Magnitude Magnitude::of(const Integer& value) {
  Magnitude out;
  const auto& limbs = value.limbs();
  const bool negative = value.is_negative();
  std::uint64_t carry = negative ? 1 : 0;
  for (std::size_t i = 0; i < kIntegerLimbs; ++i) {
    const Double sum = static_cast<Double>(negative ? ~limbs[i] : limbs[i]) + carry;
    out.limbs[i] = low(sum);
    carry = high(sum);
  }
  return out;
}

std::size_t Magnitude::used() const {
  std::size_t n = kLimbs;
  while (n > 0 && limbs[n - 1] == 0) --n;
  return n;
}

std::size_t Magnitude::bits() const {
  const std::size_t n = used();
  return n == 0 ? 0 : n * kLimbBits - static_cast<std::size_t>(std::countl_zero(limbs[n - 1]));
}

std::strong_ordering Magnitude::operator<=>(const Magnitude& other) const {
  return std::lexicographical_compare_three_way(limbs.rbegin(), limbs.rend(), other.limbs.rbegin(), other.limbs.rend());
}

std::optional<Integer> with_sign(const Magnitude& magnitude, Sign sign) {
  constexpr std::size_t kBits = Integer::kBytesMax * 8;
  const std::size_t bits = magnitude.bits();
  if (bits > kBits) return std::nullopt;
  Integer::Limbs limbs{};
  std::copy_n(magnitude.limbs.begin(), kIntegerLimbs, limbs.begin());
  if (sign == Sign::kPlus) {
    if (bits == kBits) return std::nullopt;
    return Integer(limbs);
  }
  std::uint64_t carry = 1;
  for (auto& limb : limbs) {
    const Double sum = static_cast<Double>(~limb) + carry;
    limb = low(sum);
    carry = high(sum);
  }
  const Integer out(limbs);
  // Only -2^255 has all 256 bits, and it is still negative.
  if (bits == kBits && !out.is_negative()) return std::nullopt;
  return out;
}

Magnitude product(const Magnitude& a, const Magnitude& b) {
  Magnitude out;
  const std::size_t n = b.used();
  for (std::size_t i = 0; i < a.used(); ++i) {
    std::uint64_t carry = 0;
    for (std::size_t j = 0; j < n; ++j) {
      const Double part = static_cast<Double>(a.limbs[i]) * b.limbs[j] + out.limbs[i + j] + carry;
      out.limbs[i + j] = low(part);
      carry = high(part);
    }
    if (i + n < Magnitude::kLimbs) out.limbs[i + n] = carry;
  }
  return out;
}

Division divide(const Magnitude& dividend, const Magnitude& divisor) {
  const std::size_t n = divisor.used();
  Division out;
  if (dividend < divisor) {
    out.rest = dividend;
    return out;
  }
  if (n == 1) {
    out.quotient = dividend;
    out.rest.limbs[0] = divide_small(out.quotient, divisor.limbs[0]);
    return out;
  }
  Normalized work = normalize(dividend, divisor, n);
  for (std::size_t j = Magnitude::kLimbs - n + 1; j-- > 0;) {
    std::uint64_t digit = estimate(&work.dividend[j + n], work.divisor.data(), n);
    if (subtract_multiple(&work.dividend[j], work.divisor.data(), n, digit)) {
      --digit;
      add_back(&work.dividend[j], work.divisor.data(), n);
    }
    out.quotient.limbs[j] = digit;
  }
  for (std::size_t i = 0; i < n; ++i) {
    const Double pair = (static_cast<Double>(work.dividend[i + 1]) << kLimbBits) | work.dividend[i];
    out.rest.limbs[i] = low(pair >> work.shift);
  }
  return out;
}

std::uint64_t divide_small(Magnitude& dividend, std::uint64_t divisor) {
  std::uint64_t rest = 0;
  for (std::size_t i = dividend.used(); i-- > 0;) {
    const Double part = (static_cast<Double>(rest) << kLimbBits) | dividend.limbs[i];
    dividend.limbs[i] = low(part / divisor);
    rest = low(part % divisor);
  }
  return rest;
}

}  // namespace nsl::neovm
