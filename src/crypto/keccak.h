#pragma once
// Keccak-256 as it was before SHA-3 was standardised (padding 01 in place of 06): what Ethereum and Neo's CryptoLib mean
// by it. OpenSSL has it from version 3.2 on only.

#include "crypto/digest.h"

namespace nsl::crypto {

// Thread-safe. Keccak[c = 512], FIPS 202 section 3, with the padding of the original submission.
Sha256 keccak256(ByteView data);

}  // namespace nsl::crypto
