#pragma once
// ECDSA (SEC 1 section 4.1) over a digest that the caller has made, on the curves of blockchains; for checking only, so
// nothing here is secret or in constant time. What signs is crypto/p256.h. Thread-safe.

#include "base/bytes.h"

#include <array>
#include <cstdint>
#include <optional>

namespace nsl::crypto {

enum class Curve : std::uint8_t { kSecp256r1, kSecp256k1 };  // secp256r1 is P-256

// Whether these are a point of the curve, compressed (33 bytes) or not (65).
bool is_point(Curve curve, ByteView key);

struct EcdsaSigned {
  ByteView key;        // a point of the curve
  ByteView signature;  // r and s, 32 bytes each
};

// false as well for a key or a signature that is not of this form.
bool ecdsa_verify(Curve curve, const EcdsaSigned& signed_by, ByteView digest32);

// r and s, and which of the up to four points with this r it was: bit 0 is the parity of y, bit 1 says that x is r plus
// the order of the curve.
struct RecoverableSignature {
  ByteView signature;
  std::uint8_t point = 0;  // 0 to 3
};

// The key, compressed, that made the signature (SEC 1 section 4.1.6). nullopt when there is none.
std::optional<std::array<std::uint8_t, 33>> ecdsa_recover(Curve curve, const RecoverableSignature& signed_by,
                                                          ByteView digest32);

}  // namespace nsl::crypto
