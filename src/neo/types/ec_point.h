#pragma once
// ECPoint: a public key, a point on P-256 (secp256r1), always one that lies on the curve.

#include "base/bytes.h"
#include "base/error.h"

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace nsl::neo {

// A value. Orders by X and then by Y as numbers, which is how Neo sorts the keys of a multi-signature account and of
// the committee. Sorting the encoded form would put every 02 before every 03 and give other accounts.
class ECPoint {
 public:
  static constexpr std::size_t kBytes = 33;

  // 33 bytes (02 or 03, X) or 65 bytes (04, X, Y). kInvalidArgument for all else, points off the curve and the point at
  // infinity, which is no key.
  static Result<ECPoint> decode(ByteView encoded);
  static Result<ECPoint> parse(std::string_view hex);

  ByteView bytes() const { return bytes_; }  // 33 bytes
  std::string hex() const { return to_hex(bytes_); }
  ByteView x() const { return ByteView(bytes_).subspan(1); }

  bool operator==(const ECPoint&) const = default;
  // Two points with the same X differ in the parity of Y only, but which of the two is larger does not follow from it:
  // if Y is y, the other is p - y. So the order is kept with the point.
  std::strong_ordering operator<=>(const ECPoint& other) const;

 private:
  ECPoint() = default;

  std::array<std::uint8_t, kBytes> bytes_{};
  bool upper_ = false;  // whether Y is above half of the field
};

}  // namespace nsl::neo
