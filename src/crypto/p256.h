#pragma once
// The curve P-256 (FIPS 186-4, secp256r1): ECDSA and ECDH. Thread-safe.
//
// Private keys are 32 bytes, big-endian, from 1 to the order of the curve minus 1. Public keys are points as SEC 1
// section 2.3.3 writes them: 65 bytes (04 x y) or 33 bytes (02 or 03, x). Signatures are r and s, 32 bytes each
// (IEEE P1363, as in Web Crypto and JWS), not DER. Whatever is not of this form, and every point that is not on the
// curve, is refused.

#include "base/bytes.h"
#include "crypto/digest.h"

#include <array>
#include <cstdint>
#include <optional>

namespace nsl::crypto {

using P256Point = std::array<std::uint8_t, 65>;      // uncompressed
using P256Signature = std::array<std::uint8_t, 64>;  // r, s
using P256Shared = std::array<std::uint8_t, 32>;     // x coordinate

struct P256Private {
  ByteView scalar;
};
struct P256Public {
  ByteView point;
};

std::optional<P256Point> p256_public(P256Private key);

// The uncompressed form of a valid public key.
std::optional<P256Point> p256_check(P256Public key);

// The nonce comes from key and message by RFC 6979 with the same hash, so the same input gives the same signature
// and no bad random number can give the key away. nullopt for an invalid key.
std::optional<P256Signature> p256_sign(Hash hash, P256Private key, ByteView data);

// The nonce comes from fresh randomness, key and message together: every call gives another signature, and a bad random
// number alone does not give the key away either. With OpenSSL's own code for this curve, twice as fast.
std::optional<P256Signature> p256_sign_hedged(Hash hash, P256Private key, ByteView data);

struct P256Signed {
  P256Public key;
  ByteView signature;
};

bool p256_verify(Hash hash, const P256Signed& signed_by, ByteView data);

struct P256Pair {
  P256Private own;
  P256Public other;
};

// ECDH (SP 800-56A): the x coordinate of own times other. nullopt when one of the keys is invalid.
std::optional<P256Shared> p256_derive(const P256Pair& keys);

}  // namespace nsl::crypto
