#include "crypto/p256_curve.h"

#include "base/check.h"

#include <openssl/obj_mac.h>

namespace nsl::crypto {

const EC_GROUP* p256_group() {
  static const EC_GROUP* const group = [] {
    const auto* made = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
    NSL_CHECK(made != nullptr);
    return made;
  }();
  return group;
}

const BIGNUM* p256_order() { return EC_GROUP_get0_order(p256_group()); }

BigNumber secret_number(ByteView big_endian) {
  BigNumber number(BN_secure_new());
  NSL_CHECK(number != nullptr);
  NSL_CHECK(BN_bin2bn(big_endian.data(), static_cast<int>(big_endian.size()), number.get()) != nullptr);
  BN_set_flags(number.get(), BN_FLG_CONSTTIME);
  return number;
}

BigNumber read_scalar(ByteView big_endian) {
  if (big_endian.size() != kScalarBytes) return nullptr;
  auto number = secret_number(big_endian);
  if (BN_is_zero(number.get()) || BN_cmp(number.get(), p256_order()) >= 0) return nullptr;
  return number;
}

Point read_point(ByteView encoded) {
  const bool uncompressed = encoded.size() == 65 && encoded[0] == 4;
  const bool compressed = encoded.size() == 33 && (encoded[0] == 2 || encoded[0] == 3);
  if (!uncompressed && !compressed) return nullptr;
  Point point(EC_POINT_new(p256_group()));
  NSL_CHECK(point != nullptr);
  // Checks that both coordinates are below the prime and that the point is on the curve.
  if (EC_POINT_oct2point(p256_group(), point.get(), encoded.data(), encoded.size(), nullptr) != 1) return nullptr;
  return point;
}

P256Point write_point(const EC_POINT* point) {
  P256Point out;
  NSL_CHECK(EC_POINT_point2oct(p256_group(), point, POINT_CONVERSION_UNCOMPRESSED, out.data(), out.size(), nullptr) ==
            out.size());
  return out;
}

void write_number(const BIGNUM* number, std::span<std::uint8_t, kScalarBytes> out) {
  NSL_CHECK(BN_bn2binpad(number, out.data(), static_cast<int>(out.size())) == static_cast<int>(out.size()));
}

}  // namespace nsl::crypto
