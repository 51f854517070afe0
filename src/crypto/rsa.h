#pragma once
// RSA signatures (RFC 8017), for checking only: what others signed, such as the issuers of JSON Web Tokens. Thread-safe.

#include "base/bytes.h"
#include "crypto/digest.h"

#include <cstdint>

namespace nsl::crypto {

enum class RsaScheme : std::uint8_t {
  kPkcs1,  // RSASSA-PKCS1-v1_5 (section 8.2)
  kPss,    // RSASSA-PSS (section 8.1), MGF1 with the same hash, salt as long as the hash
};

// Both numbers big-endian.
struct RsaPublic {
  ByteView modulus;
  ByteView exponent;
};

// Whether a signature by this key is worth anything: an odd modulus of 2048 to 8192 bits, an odd exponent from 3 (which
// is safe where a padding is compared as a whole, as here) below 2^32, no leading zero, and not the mark that faulty
// chips leave in the keys they make (ROCA, CVE-2017-15361).
bool rsa_usable(const RsaPublic& key);

struct RsaSigned {
  RsaPublic key;
  ByteView signature;  // exactly as long as the modulus
};

// false for every key that is not usable. About 30 µs with 2048 bits.
bool rsa_verify(RsaScheme scheme, Hash hash, const RsaSigned& signed_by, ByteView data);

}  // namespace nsl::crypto
