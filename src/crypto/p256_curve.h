#pragma once
// Private to src/crypto: numbers and points of P-256 between bytes and OpenSSL.

#include "crypto/openssl.h"
#include "crypto/p256.h"

#include <span>

namespace nsl::crypto {

inline constexpr std::size_t kScalarBytes = 32;

// Read-only after it is made, which OpenSSL allows from many threads.
const EC_GROUP* p256_group();
const BIGNUM* p256_order();

// A number that OpenSSL computes with in constant time.
BigNumber secret_number(ByteView big_endian);

// From 1 to the order minus 1, in exactly 32 bytes; else null.
BigNumber read_scalar(ByteView big_endian);

// A point on the curve in one of the two forms; else null. The curve has cofactor 1, so every such point is sound.
Point read_point(ByteView encoded);

P256Point write_point(const EC_POINT* point);

void write_number(const BIGNUM* number, std::span<std::uint8_t, kScalarBytes> out);

}  // namespace nsl::crypto
