#include "crypto/ecdsa.h"

#include "base/check.h"
#include "crypto/openssl.h"

#include <openssl/obj_mac.h>

namespace nsl::crypto {
namespace {

constexpr std::size_t kNumberBytes = 32;

const EC_GROUP* group_of(Curve curve) {
  static const EC_GROUP* const r1 = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
  static const EC_GROUP* const k1 = EC_GROUP_new_by_curve_name(NID_secp256k1);
  const auto* group = curve == Curve::kSecp256r1 ? r1 : k1;
  NSL_CHECK(group != nullptr);
  return group;
}

BigNumber number(ByteView big_endian) {
  BigNumber out(BN_bin2bn(big_endian.data(), static_cast<int>(big_endian.size()), nullptr));
  NSL_CHECK(out != nullptr);
  return out;
}

// Both curves have cofactor 1, so every point on them is sound. Null when it is none.
Point point_of(const EC_GROUP* group, ByteView encoded) {
  const ErrorQueueScope errors;
  Point point(EC_POINT_new(group));
  NSL_CHECK(point != nullptr);
  if (encoded.size() != 33 && encoded.size() != 65) return nullptr;
  if (EC_POINT_oct2point(group, point.get(), encoded.data(), encoded.size(), nullptr) != 1) return nullptr;
  return point;
}

// r and s of a signature, and the digest, for one curve.
class Equation {
 public:
  // nullopt unless r and s are from 1 to the order minus 1.
  static std::optional<Equation> create(Curve curve, ByteView signature, ByteView digest32) {
    if (signature.size() != 2 * kNumberBytes || digest32.size() != kNumberBytes) return std::nullopt;
    Equation out(curve);
    out.r_ = number(signature.first(kNumberBytes));
    out.s_ = number(signature.last(kNumberBytes));
    out.z_ = number(digest32);
    const auto in_range = [&](const BigNumber& value) {
      return !BN_is_zero(value.get()) && BN_cmp(value.get(), out.order()) < 0;
    };
    if (!in_range(out.r_) || !in_range(out.s_)) return std::nullopt;
    return out;
  }

  // Whether the point (z G + r Q) / s has the x coordinate r.
  bool holds(const EC_POINT* key) const {
    const auto inverse = inverted(s_);
    const auto point = combined(product(z_, inverse), key, product(r_, inverse));
    BigNumber x(BN_new());
    NSL_CHECK(x != nullptr);
    // The point at infinity has no coordinates.
    if (EC_POINT_get_affine_coordinates(group_, point.get(), x.get(), nullptr, context_.get()) != 1) return false;
    return BN_cmp(product(x, number(std::array<std::uint8_t, 1>{1})).get(), r_.get()) == 0;
  }

  // (s R - z G) / r, where R is the point that `which` says. Null when there is none.
  Point key(unsigned which) const {
    BigNumber x(BN_dup(r_.get()));
    NSL_CHECK(x != nullptr);
    if ((which & 2U) != 0) NSL_CHECK(BN_add(x.get(), x.get(), order()) == 1);
    if (BN_cmp(x.get(), EC_GROUP_get0_field(group_)) >= 0) return nullptr;  // OpenSSL would take it modulo the prime
    Point nonce(EC_POINT_new(group_));
    NSL_CHECK(nonce != nullptr);
    if (EC_POINT_set_compressed_coordinates(group_, nonce.get(), x.get(), static_cast<int>(which & 1U),
                                            context_.get()) != 1) {
      return nullptr;
    }
    const auto inverse = inverted(r_);
    auto minus_z = product(z_, inverse);
    NSL_CHECK(BN_sub(minus_z.get(), order(), minus_z.get()) == 1);
    auto out = combined(minus_z, nonce.get(), product(s_, inverse));
    return EC_POINT_is_at_infinity(group_, out.get()) == 1 ? nullptr : std::move(out);
  }

  const EC_GROUP* group() const { return group_; }

 private:
  explicit Equation(Curve curve) : group_(group_of(curve)), context_(BN_CTX_new()) { NSL_CHECK(context_ != nullptr); }

  const BIGNUM* order() const { return EC_GROUP_get0_order(group_); }

  // Modulo the order of the curve.
  BigNumber product(const BigNumber& a, const BigNumber& b) const {
    BigNumber out(BN_new());
    NSL_CHECK(out != nullptr && BN_mod_mul(out.get(), a.get(), b.get(), order(), context_.get()) == 1);
    return out;
  }
  BigNumber inverted(const BigNumber& value) const {
    BigNumber out(BN_mod_inverse(nullptr, value.get(), order(), context_.get()));
    NSL_CHECK(out != nullptr);  // the order is prime and the value is not 0
    return out;
  }
  // a G + b P
  Point combined(const BigNumber& a, const EC_POINT* point, const BigNumber& b) const {
    Point out(EC_POINT_new(group_));
    NSL_CHECK(out != nullptr && EC_POINT_mul(group_, out.get(), a.get(), point, b.get(), context_.get()) == 1);
    return out;
  }

  const EC_GROUP* group_;
  BigNumberContext context_;
  BigNumber r_;
  BigNumber s_;
  BigNumber z_;
};

}  // namespace

bool is_point(Curve curve, ByteView key) { return point_of(group_of(curve), key) != nullptr; }

bool ecdsa_verify(Curve curve, const EcdsaSigned& signed_by, ByteView digest32) {
  const ErrorQueueScope errors;
  const auto equation = Equation::create(curve, signed_by.signature, digest32);
  const auto key = equation ? point_of(equation->group(), signed_by.key) : nullptr;
  return key != nullptr && equation->holds(key.get());
}

std::optional<std::array<std::uint8_t, 33>> ecdsa_recover(Curve curve, const RecoverableSignature& signed_by,
                                                          ByteView digest32) {
  const ErrorQueueScope errors;
  const auto equation = Equation::create(curve, signed_by.signature, digest32);
  const auto key = equation && signed_by.point <= 3 ? equation->key(signed_by.point) : nullptr;
  if (key == nullptr) return std::nullopt;
  std::array<std::uint8_t, 33> out;
  NSL_CHECK(EC_POINT_point2oct(equation->group(), key.get(), POINT_CONVERSION_COMPRESSED, out.data(), out.size(),
                               nullptr) == out.size());
  return out;
}

}  // namespace nsl::crypto
