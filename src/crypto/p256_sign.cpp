// ECDSA with the nonces of RFC 6979. OpenSSL 3.0 has the curve but not these nonces (3.2 has), so the few lines of
// modular arithmetic are here, on OpenSSL's constant-time primitives.
#include "base/check.h"
#include "crypto/p256.h"
#include "crypto/p256_curve.h"

#include <openssl/crypto.h>

#include <algorithm>

namespace nsl::crypto {

namespace {

using Scalar = std::array<std::uint8_t, kScalarBytes>;

// The left 256 bits of the digest as a number below 2^256 (RFC 6979 section 2.3.2, FIPS 186-4 section 6.4). SHA-1
// gives fewer bits and is taken whole.
Scalar leftmost_bits(const Digest& message) {
  Scalar out{};
  const auto bits = message.view().first(std::min(message.size(), out.size()));
  std::ranges::copy(bits, out.end() - static_cast<std::ptrdiff_t>(bits.size()));
  return out;
}

// The generator of RFC 6979 section 3.2, steps b to h.
class NonceGenerator {
 public:
  NonceGenerator(Hash hash, P256Private key, const Scalar& message)
      : hash_(hash), key_(digest_bytes(hash), 0x00), value_(digest_bytes(hash), 0x01) {
    update(0x00, key.scalar, message);
    update(0x01, key.scalar, message);
  }
  ~NonceGenerator() {
    OPENSSL_cleanse(key_.data(), key_.size());
    OPENSSL_cleanse(value_.data(), value_.size());
  }
  NonceGenerator(const NonceGenerator&) = delete;
  NonceGenerator& operator=(const NonceGenerator&) = delete;

  // A number from 1 to the order minus 1. The next one whenever called again.
  BigNumber next() {
    for (;;) {
      if (used_) update(0x00, {}, {});
      used_ = true;
      Bytes candidate;
      while (candidate.size() < kScalarBytes) {
        step();
        candidate.insert(candidate.end(), value_.begin(), value_.end());
      }
      auto nonce = read_scalar(ByteView(candidate).first(kScalarBytes));
      OPENSSL_cleanse(candidate.data(), candidate.size());
      if (nonce) return nonce;
    }
  }

 private:
  void step() { assign(value_, hmac(hash_, MacKey{key_}, value_)); }

  void update(std::uint8_t separator, ByteView private_key, ByteView message) {
    Bytes input(value_);
    input.push_back(separator);
    input.insert(input.end(), private_key.begin(), private_key.end());
    input.insert(input.end(), message.begin(), message.end());
    assign(key_, hmac(hash_, MacKey{key_}, input));
    OPENSSL_cleanse(input.data(), input.size());
    step();
  }

  static void assign(Bytes& to, const Digest& from) { std::ranges::copy(from.view(), to.begin()); }

  Hash hash_;
  Bytes key_;    // K
  Bytes value_;  // V
  bool used_ = false;
};

// Arithmetic modulo the order of the curve. Secrets go through Montgomery multiplication and exponentiation by a
// public exponent, which OpenSSL does without branches on their bits.
class OrderField {
 public:
  OrderField() : context_(BN_CTX_secure_new()), montgomery_(BN_MONT_CTX_new()) {
    NSL_CHECK(context_ != nullptr && montgomery_ != nullptr);
    NSL_CHECK(BN_MONT_CTX_set(montgomery_.get(), p256_order(), context_.get()) == 1);
  }

  BigNumber multiply(const BIGNUM* a, const BIGNUM* b) const {
    auto out = number();
    NSL_CHECK(BN_to_montgomery(out.get(), a, montgomery_.get(), context_.get()) == 1);
    NSL_CHECK(BN_mod_mul_montgomery(out.get(), out.get(), b, montgomery_.get(), context_.get()) == 1);
    return out;
  }

  BigNumber add(const BIGNUM* a, const BIGNUM* b) const {
    auto out = number();
    NSL_CHECK(BN_mod_add_quick(out.get(), a, b, p256_order()) == 1);
    return out;
  }

  // By Fermat: a^(order - 2).
  BigNumber invert(const BIGNUM* a) const {
    auto exponent = number();
    auto out = number();
    NSL_CHECK(BN_copy(exponent.get(), p256_order()) != nullptr && BN_sub_word(exponent.get(), 2) == 1);
    NSL_CHECK(
        BN_mod_exp_mont_consttime(out.get(), a, exponent.get(), p256_order(), context_.get(), montgomery_.get()) == 1);
    return out;
  }

  BigNumber reduce(const BIGNUM* a) const {
    auto out = number();
    NSL_CHECK(BN_nnmod(out.get(), a, p256_order(), context_.get()) == 1);
    return out;
  }

 private:
  static BigNumber number() {
    BigNumber made(BN_secure_new());
    NSL_CHECK(made != nullptr);
    BN_set_flags(made.get(), BN_FLG_CONSTTIME);
    return made;
  }

  BigNumberContext context_;
  Montgomery montgomery_;
};

// r: the x coordinate of nonce times the base point, modulo the order.
BigNumber commitment(const OrderField& field, const BIGNUM* nonce) {
  const Point point(EC_POINT_new(p256_group()));
  const BigNumber x(BN_new());
  NSL_CHECK(point != nullptr && x != nullptr);
  NSL_CHECK(EC_POINT_mul(p256_group(), point.get(), nonce, nullptr, nullptr, nullptr) == 1);
  NSL_CHECK(EC_POINT_get_affine_coordinates(p256_group(), point.get(), x.get(), nullptr, nullptr) == 1);
  return field.reduce(x.get());
}

}  // namespace

std::optional<P256Signature> p256_sign(Hash hash, P256Private key, ByteView data) {
  const auto secret = read_scalar(key.scalar);
  if (!secret) return std::nullopt;
  const OrderField field;
  const auto message = field.reduce(secret_number(leftmost_bits(digest(hash, data))).get());
  Scalar message_bytes;
  write_number(message.get(), message_bytes);

  NonceGenerator nonces(hash, key, message_bytes);
  for (;;) {
    const auto nonce = nonces.next();
    const auto r = commitment(field, nonce.get());
    const auto sum = field.add(message.get(), field.multiply(secret.get(), r.get()).get());
    const auto s = field.multiply(field.invert(nonce.get()).get(), sum.get());
    // One chance in 2^255; the standard asks for the next nonce.
    if (BN_is_zero(r.get()) || BN_is_zero(s.get())) continue;
    P256Signature out;
    write_number(r.get(), std::span(out).first<kScalarBytes>());
    write_number(s.get(), std::span(out).last<kScalarBytes>());
    return out;
  }
}

}  // namespace nsl::crypto
