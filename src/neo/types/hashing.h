#pragma once
// The two digests that Neo is built from.

#include "base/bytes.h"
#include "neo/types/hash.h"

namespace nsl::neo {

// RIPEMD-160 of SHA-256: names an account or a contract by its script.
UInt160 hash160(ByteView data);

// SHA-256 of SHA-256: checksums and Merkle trees.
UInt256 hash256(ByteView data);

// One SHA-256, which is what names transactions and blocks in Neo N3.
UInt256 sha256_hash(ByteView data);

}  // namespace nsl::neo
