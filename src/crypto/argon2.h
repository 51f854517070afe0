#pragma once
// Argon2id (RFC 9106, version 1.3, one lane): a key from a passphrase, at a cost that makes guessing expensive.
// Thread-safe; takes as long and as much memory as its cost says, and cannot be interrupted.

#include "base/bytes.h"
#include "base/error.h"
#include "base/units.h"
#include "crypto/secret_bytes.h"

#include <array>
#include <cstdint>

namespace nsl::crypto {

inline constexpr std::size_t kArgon2SaltBytes = 16;
using Argon2Salt = std::array<std::uint8_t, kArgon2SaltBytes>;

struct Argon2Cost {
  std::uint32_t passes = 3;
  ByteCount memory = 64_MiB;  // with 3 passes: the second recommendation of RFC 9106 section 4
};

// What is accepted, also from stored parameters, so that a changed file cannot make the service work for hours.
inline constexpr std::uint32_t kArgon2PassesMax = 16;
inline constexpr ByteCount kArgon2MemoryMin = 8_KiB;
inline constexpr ByteCount kArgon2MemoryMax = 1_GiB;

// `length` from 16 to 64. kInvalidArgument for a cost out of bounds, kUnavailable when there is not enough memory.
Result<SecretBytes> argon2id(ByteView passphrase, const Argon2Salt& salt, const Argon2Cost& cost, std::size_t length);

}  // namespace nsl::crypto
