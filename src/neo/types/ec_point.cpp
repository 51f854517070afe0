#include "neo/types/ec_point.h"

#include "crypto/p256.h"

#include <algorithm>

namespace nsl::neo {

namespace {

constexpr std::size_t kUncompressedBytes = 65;

// (p - 1) / 2 of the field, big-endian: the largest Y whose counterpart is larger.
constexpr std::array<std::uint8_t, 32> kHalfField = {0x7f, 0xff, 0xff, 0xff, 0x80, 0x00, 0x00, 0x00, 0x80, 0x00, 0x00,
                                                     0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x7f, 0xff,
                                                     0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};

}  // namespace

Result<ECPoint> ECPoint::decode(ByteView encoded) {
  const bool known_size = encoded.size() == kBytes || encoded.size() == kUncompressedBytes;
  const auto point = known_size ? crypto::p256_check({encoded}) : std::nullopt;
  if (!point) {
    return fail(ErrorCode::kInvalidArgument,
                "This is no public key: 33 bytes (02 or 03 and X) or 65 bytes (04, X and Y) on the curve P-256.");
  }
  ECPoint out;
  const auto x = ByteView(*point).subspan(1, 32);
  const auto y = ByteView(*point).subspan(33, 32);
  out.bytes_[0] = static_cast<std::uint8_t>(0x02 | (y.back() & 1));
  std::ranges::copy(x, out.bytes_.begin() + 1);
  out.upper_ = std::ranges::lexicographical_compare(kHalfField, y);
  return out;
}

Result<ECPoint> ECPoint::parse(std::string_view hex) {
  const auto bytes = from_hex(hex);
  return decode(bytes ? ByteView(*bytes) : ByteView());
}

std::strong_ordering ECPoint::operator<=>(const ECPoint& other) const {
  const auto by_x = std::lexicographical_compare_three_way(x().begin(), x().end(), other.x().begin(), other.x().end());
  return by_x != 0 ? by_x : upper_ <=> other.upper_;
}

}  // namespace nsl::neo
