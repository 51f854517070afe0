#include "neo/types/integer.h"

#include <algorithm>
#include <limits>

namespace nsl::neo {

namespace {

using Limbs = Integer::Limbs;
__extension__ using Wide = unsigned __int128;

constexpr std::size_t kDecimalDigitsMax = 77;                // of 2^255
constexpr std::uint64_t kChunk = 1'000'000'000'000'000'000;  // the largest power of ten in a limb
constexpr std::size_t kChunkDigits = 18;

Limbs negated(Limbs limbs) {
  std::uint64_t carry = 1;
  for (auto& limb : limbs) {
    limb = ~limb + carry;
    carry = carry != 0 && limb == 0 ? 1 : 0;
  }
  return limbs;
}

// limbs = limbs * factor + add, the overflow out of the last limb.
std::uint64_t multiply_add(Limbs& limbs, std::uint64_t factor, std::uint64_t add) {
  Wide carry = add;
  for (auto& limb : limbs) {
    carry += Wide{limb} * factor;
    limb = static_cast<std::uint64_t>(carry);
    carry >>= 64;
  }
  return static_cast<std::uint64_t>(carry);
}

// limbs = limbs / divisor, the remainder.
std::uint64_t divide(Limbs& limbs, std::uint64_t divisor) {
  Wide remainder = 0;
  for (auto limb = limbs.rbegin(); limb != limbs.rend(); ++limb) {
    remainder = (remainder << 64) | *limb;
    *limb = static_cast<std::uint64_t>(remainder / divisor);
    remainder %= divisor;
  }
  return static_cast<std::uint64_t>(remainder);
}

bool is_canonical_decimal(std::string_view digits) {
  if (digits.empty() || !std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; })) return false;
  return digits.size() == 1 || digits.front() != '0';
}

}  // namespace

Result<Integer> Integer::parse(std::string_view decimal) {
  const bool negative = decimal.starts_with('-');
  const auto digits = decimal.substr(negative ? 1 : 0);
  if (!is_canonical_decimal(digits) || (negative && digits == "0")) {
    return fail(ErrorCode::kInvalidArgument, "This is no whole number in decimal digits.");
  }
  Limbs limbs{};
  bool too_large = digits.size() > kDecimalDigitsMax;
  for (std::size_t i = 0; i < digits.size() && !too_large; ++i) {
    too_large = multiply_add(limbs, 10, static_cast<std::uint64_t>(digits[i] - '0')) != 0;
  }
  Integer out(negative ? negated(limbs) : limbs);
  // The sign of the result shows whether the magnitude had room: -2^255 has, 2^255 has not.
  if (too_large || out.is_negative() != negative) {
    return fail(ErrorCode::kInvalidArgument, "The number does not fit into 32 bytes, the most that Neo computes with.");
  }
  return out;
}

std::optional<Integer> Integer::from_bytes(ByteView bytes) {
  if (bytes.size() > kBytesMax) return std::nullopt;
  const bool negative = !bytes.empty() && (bytes.back() & 0x80) != 0;
  Limbs limbs;
  limbs.fill(negative ? ~std::uint64_t{0} : 0);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto shift = 8 * (i % 8);
    limbs[i / 8] = (limbs[i / 8] & ~(std::uint64_t{0xff} << shift)) | (std::uint64_t{bytes[i]} << shift);
  }
  return Integer(limbs);
}

std::string Integer::decimal() const {
  Limbs magnitude = is_negative() ? negated(limbs_) : limbs_;
  std::string out;
  do {
    auto chunk = std::to_string(divide(magnitude, kChunk));
    const bool last = magnitude == Limbs{};
    if (!last) chunk.insert(0, kChunkDigits - chunk.size(), '0');
    out.insert(0, chunk);
  } while (magnitude != Limbs{});
  if (is_negative()) out.insert(0, 1, '-');
  return out;
}

Bytes Integer::bytes() const {
  Bytes out(kBytesMax);
  for (std::size_t i = 0; i < kBytesMax; ++i) out[i] = static_cast<std::uint8_t>(limbs_[i / 8] >> (8 * (i % 8)));
  const std::uint8_t sign = is_negative() ? 0xff : 0x00;
  // A byte of sign may go as long as the one before it still shows the sign.
  while (!out.empty() && out.back() == sign) {
    const bool shown = out.size() >= 2 ? (out[out.size() - 2] & 0x80) == (sign & 0x80) : sign == 0;
    if (!shown) break;
    out.pop_back();
  }
  return out;
}

std::optional<std::int64_t> Integer::as_int64() const {
  const auto value = static_cast<std::int64_t>(limbs_[0]);
  return *this == Integer(value) ? std::optional(value) : std::nullopt;
}

std::optional<std::uint64_t> Integer::as_uint64() const {
  const bool fits = limbs_[1] == 0 && limbs_[2] == 0 && limbs_[3] == 0;
  return fits ? std::optional(limbs_[0]) : std::nullopt;
}

std::strong_ordering Integer::operator<=>(const Integer& other) const {
  if (is_negative() != other.is_negative()) {
    return is_negative() ? std::strong_ordering::less : std::strong_ordering::greater;
  }
  return std::lexicographical_compare_three_way(limbs_.rbegin(), limbs_.rend(), other.limbs_.rbegin(),
                                                other.limbs_.rend());
}

}  // namespace nsl::neo
