#pragma once
// Ed25519 signatures (RFC 8032), for checking only. Thread-safe.

#include "base/bytes.h"

namespace nsl::crypto {

struct Ed25519Signed {
  ByteView key;        // 32 bytes
  ByteView signature;  // 64 bytes
};

// false for a signature or a key that is not of this form. About 50 µs.
bool ed25519_verify(const Ed25519Signed& signed_by, ByteView data);

}  // namespace nsl::crypto
