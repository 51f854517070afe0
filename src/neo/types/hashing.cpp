#include "neo/types/hashing.h"

#include "crypto/digest.h"

namespace nsl::neo {

UInt160 hash160(ByteView data) { return UInt160(crypto::ripemd160(crypto::sha256(data))); }

UInt256 hash256(ByteView data) { return UInt256(crypto::sha256(crypto::sha256(data))); }

UInt256 sha256_hash(ByteView data) { return UInt256(crypto::sha256(data)); }

}  // namespace nsl::neo
