#include "crypto/p256.h"

#include "base/check.h"
#include "crypto/p256_curve.h"

#include <openssl/core_names.h>
#include <openssl/params.h>

namespace nsl::crypto {

namespace {

Point new_point() {
  Point point(EC_POINT_new(p256_group()));
  NSL_CHECK(point != nullptr);
  return point;
}

Key verification_key(const P256Point& point) {
  char group[] = "P-256";
  auto encoded = point;  // OSSL_PARAM wants it mutable
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, 0),
      OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, encoded.data(), encoded.size()),
      OSSL_PARAM_construct_end()};
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
  NSL_CHECK(context != nullptr && EVP_PKEY_fromdata_init(context.get()) == 1);
  EVP_PKEY* key = nullptr;
  NSL_CHECK(EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, const_cast<OSSL_PARAM*>(parameters)) == 1);
  return Key(key);
}

void append_der_integer(Bytes& out, ByteView big_endian) {
  while (big_endian.size() > 1 && big_endian[0] == 0) big_endian = big_endian.subspan(1);
  const bool pad = (big_endian[0] & 0x80) != 0;
  out.push_back(0x02);
  out.push_back(static_cast<std::uint8_t>(big_endian.size() + (pad ? 1 : 0)));
  if (pad) out.push_back(0);
  out.insert(out.end(), big_endian.begin(), big_endian.end());
}

// ECDSA-Sig-Value of RFC 3279: at most 72 bytes, so each length fits one byte.
Bytes to_der(ByteView signature) {
  Bytes integers;
  append_der_integer(integers, signature.first(kScalarBytes));
  append_der_integer(integers, signature.last(kScalarBytes));
  Bytes out{0x30, static_cast<std::uint8_t>(integers.size())};
  out.insert(out.end(), integers.begin(), integers.end());
  return out;
}

}  // namespace

std::optional<P256Point> p256_public(P256Private key) {
  const auto scalar = read_scalar(key.scalar);
  if (!scalar) return std::nullopt;
  const auto point = new_point();
  NSL_CHECK(EC_POINT_mul(p256_group(), point.get(), scalar.get(), nullptr, nullptr, nullptr) == 1);
  return write_point(point.get());
}

std::optional<P256Point> p256_check(P256Public key) {
  const ErrorQueueScope errors;
  const auto point = read_point(key.point);
  if (!point) return std::nullopt;
  return write_point(point.get());
}

bool p256_verify(Hash hash, const P256Signed& signed_by, ByteView data) {
  const ErrorQueueScope errors;
  if (signed_by.signature.size() != 2 * kScalarBytes) return false;
  if (!read_scalar(signed_by.signature.first(kScalarBytes))) return false;
  if (!read_scalar(signed_by.signature.last(kScalarBytes))) return false;
  const auto point = p256_check(signed_by.key);
  if (!point) return false;

  const auto key = verification_key(*point);
  const KeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr));
  NSL_CHECK(context != nullptr && EVP_PKEY_verify_init(context.get()) == 1);
  const auto der = to_der(signed_by.signature);
  const auto message = digest(hash, data);
  return EVP_PKEY_verify(context.get(), der.data(), der.size(), message.view().data(), message.size()) == 1;
}

std::optional<P256Shared> p256_derive(const P256Pair& keys) {
  const ErrorQueueScope errors;
  const auto scalar = read_scalar(keys.own.scalar);
  const auto other = read_point(keys.other.point);
  if (!scalar || !other) return std::nullopt;

  const auto product = new_point();
  const BigNumber x(BN_secure_new());
  NSL_CHECK(x != nullptr);
  NSL_CHECK(EC_POINT_mul(p256_group(), product.get(), nullptr, other.get(), scalar.get(), nullptr) == 1);
  // Not infinity: the order is prime, and the scalar is no multiple of it.
  NSL_CHECK(EC_POINT_get_affine_coordinates(p256_group(), product.get(), x.get(), nullptr, nullptr) == 1);
  P256Shared out;
  write_number(x.get(), out);
  return out;
}

}  // namespace nsl::crypto
