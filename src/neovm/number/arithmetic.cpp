#include "neovm/number/arithmetic.h"

#include "neovm/number/magnitude.h"

#include <limits>

namespace nsl::neovm {
namespace {

Sign sign_of_product(const Integer& a, const Integer& b) {
  return a.is_negative() != b.is_negative() ? Sign::kMinus : Sign::kPlus;
}

Sign sign_of(const Integer& a) { return a.is_negative() ? Sign::kMinus : Sign::kPlus; }

template <typename F>
Integer limb_by_limb(const Integer& a, const Integer& b, F f) {
  Integer::Limbs out{};
  for (std::size_t i = 0; i < kIntegerLimbs; ++i) out[i] = f(a.limbs()[i], b.limbs()[i]);
  return Integer(out);
}

std::uint8_t byte_at(const Integer& a, std::size_t index) {
  return static_cast<std::uint8_t>(a.limbs()[index / 8] >> (8 * (index % 8)));
}

}  // namespace

std::size_t byte_size(const Integer& a) {
  if (is_zero(a)) return 0;
  const std::uint8_t fill = a.is_negative() ? 0xFF : 0;
  std::size_t size = Integer::kBytesMax;
  // A byte can go when the one below it has the same sign.
  while (size > 1 && byte_at(a, size - 1) == fill && ((byte_at(a, size - 2) ^ fill) & 0x80) == 0) --size;
  return size;
}

std::optional<std::int32_t> as_int32(const Integer& a) {
  const auto value = a.as_int64();
  if (!value || *value < std::numeric_limits<std::int32_t>::min() || *value > std::numeric_limits<std::int32_t>::max()) {
    return std::nullopt;
  }
  return static_cast<std::int32_t>(*value);
}

std::optional<Integer> add(const Integer& a, const Integer& b) {
  unsigned long carry = 0;
  Integer::Limbs out{};
  for (std::size_t i = 0; i < kIntegerLimbs; ++i) {
    out[i] = __builtin_addcl(a.limbs()[i], b.limbs()[i], carry, &carry);
  }
  const Integer sum(out);
  if (a.is_negative() == b.is_negative() && sum.is_negative() != a.is_negative()) return std::nullopt;
  return sum;
}

std::optional<Integer> subtract(const Integer& a, const Integer& b) {
  unsigned long borrow = 0;
  Integer::Limbs out{};
  for (std::size_t i = 0; i < kIntegerLimbs; ++i) {
    out[i] = __builtin_subcl(a.limbs()[i], b.limbs()[i], borrow, &borrow);
  }
  const Integer difference(out);
  if (a.is_negative() != b.is_negative() && difference.is_negative() != a.is_negative()) return std::nullopt;
  return difference;
}

std::optional<Integer> multiply(const Integer& a, const Integer& b) {
  return with_sign(product(Magnitude::of(a), Magnitude::of(b)), sign_of_product(a, b));
}

std::optional<Integer> divide(const Integer& dividend, const Integer& divisor) {
  if (is_zero(divisor)) return std::nullopt;
  return with_sign(divide(Magnitude::of(dividend), Magnitude::of(divisor)).quotient, sign_of_product(dividend, divisor));
}

std::optional<Integer> remainder(const Integer& dividend, const Integer& divisor) {
  if (is_zero(divisor)) return std::nullopt;
  return with_sign(divide(Magnitude::of(dividend), Magnitude::of(divisor)).rest, sign_of(dividend));
}

std::optional<Integer> negate(const Integer& a) { return subtract(Integer{}, a); }

std::optional<Integer> absolute(const Integer& a) { return a.is_negative() ? negate(a) : a; }

Integer sign(const Integer& a) {
  if (is_zero(a)) return {};
  return a.is_negative() ? Integer(-1) : Integer(1);
}

std::optional<Integer> shift_left(const Integer& a, std::uint32_t bits) {
  Magnitude magnitude = Magnitude::of(a);
  if (magnitude.zero()) return a;
  if (magnitude.bits() + bits > Integer::kBytesMax * 8) return std::nullopt;
  const std::size_t whole = bits / 64;
  const std::uint32_t part = bits % 64;
  for (std::size_t i = Magnitude::kLimbs; i-- > 0;) {
    const std::uint64_t here = i >= whole ? magnitude.limbs[i - whole] : 0;
    const std::uint64_t below = i > whole ? magnitude.limbs[i - whole - 1] : 0;
    magnitude.limbs[i] = part == 0 ? here : (here << part) | (below >> (64 - part));
  }
  return with_sign(magnitude, sign_of(a));
}

Integer shift_right(const Integer& a, std::uint32_t bits) {
  const std::uint64_t fill = a.is_negative() ? ~std::uint64_t{0} : 0;
  const std::size_t whole = bits / 64;
  const std::uint32_t part = bits % 64;
  const auto limb = [&](std::size_t i) { return i < kIntegerLimbs ? a.limbs()[i] : fill; };
  Integer::Limbs out{};
  for (std::size_t i = 0; i < kIntegerLimbs; ++i) {
    out[i] = part == 0 ? limb(i + whole) : (limb(i + whole) >> part) | (limb(i + whole + 1) << (64 - part));
  }
  return Integer(out);
}

Integer bit_and(const Integer& a, const Integer& b) {
  return limb_by_limb(a, b, [](std::uint64_t x, std::uint64_t y) { return x & y; });
}
Integer bit_or(const Integer& a, const Integer& b) {
  return limb_by_limb(a, b, [](std::uint64_t x, std::uint64_t y) { return x | y; });
}
Integer bit_xor(const Integer& a, const Integer& b) {
  return limb_by_limb(a, b, [](std::uint64_t x, std::uint64_t y) { return x ^ y; });
}
Integer bit_not(const Integer& a) { return bit_xor(a, Integer(-1)); }

}  // namespace nsl::neovm
