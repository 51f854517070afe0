#pragma once
// Integer: what NeoVM calls one, a signed number of at most 32 bytes (-2^255 to 2^255 - 1). Amounts of any token are of
// this type. It holds, compares and converts numbers; arithmetic is the business of those who need it.

#include "base/bytes.h"
#include "base/error.h"

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace nsl::neo {

// A value.
class Integer {
 public:
  static constexpr std::size_t kBytesMax = 32;
  using Limbs = std::array<std::uint64_t, 4>;

  constexpr Integer() = default;  // zero
  constexpr Integer(std::int64_t value) {
    limbs_.fill(value < 0 ? ~std::uint64_t{0} : 0);
    limbs_[0] = static_cast<std::uint64_t>(value);
  }
  // Two's complement, least significant limb first.
  constexpr explicit Integer(const Limbs& limbs) : limbs_(limbs) {}

  // Decimal digits, with a minus in front of a negative number: no plus, no blanks, no leading zeros but "0".
  static Result<Integer> parse(std::string_view decimal);
  // Two's complement, least significant byte first, in any number of bytes up to 32; none at all is zero.
  static std::optional<Integer> from_bytes(ByteView bytes);

  std::string decimal() const;
  Bytes bytes() const;  // the shortest form, as from_bytes() reads it; none for zero
  std::optional<std::int64_t> as_int64() const;
  std::optional<std::uint64_t> as_uint64() const;
  bool is_negative() const { return (limbs_[3] >> 63) != 0; }
  const Limbs& limbs() const { return limbs_; }

  bool operator==(const Integer&) const = default;
  std::strong_ordering operator<=>(const Integer& other) const;

 private:
  Limbs limbs_{};
};

}  // namespace nsl::neo
