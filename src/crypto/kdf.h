#pragma once
// Key derivation: HKDF (RFC 5869) from good keys, PBKDF2 (RFC 8018 section 5.2) and scrypt (RFC 7914) from passwords.
// Thread-safe.

#include "base/bytes.h"
#include "base/error.h"
#include "crypto/digest.h"
#include "crypto/secret_bytes.h"

#include <cstdint>

namespace nsl::crypto {

struct HkdfInput {
  ByteView key;
  ByteView salt;  // empty is the same as as many zeros as the hash has bytes
  ByteView info;
};

// Extract and expand. kInvalidArgument when `length` is above 255 times the hash's, which is where HKDF ends.
Result<Bytes> hkdf(Hash hash, const HkdfInput& input, std::size_t length);

struct Pbkdf2Input {
  ByteView password;
  ByteView salt;
  std::uint64_t iterations = 600'000;
};

// Iterations times blocks of output, at most. A derivation cannot be interrupted, so this bounds the time: about
// 0.5 s with SHA-256 and 1 s with SHA-512. OWASP's password storage advice of 2023 asks for 600,000.
inline constexpr std::uint64_t kPbkdf2WorkMax = 2'000'000;

// kInvalidArgument for no iterations and for more work than kPbkdf2WorkMax.
Result<Bytes> pbkdf2(Hash hash, const Pbkdf2Input& input, std::size_t length);

struct ScryptInput {
  ByteView password;
  ByteView salt;
  std::uint64_t n = 16'384;  // cost: a power of two
  std::uint32_t r = 8;       // block size
  std::uint32_t p = 8;       // how often
};

// A derivation takes 128 * n * r bytes of memory, and p times the time that filling it takes: 16 MiB and about 0.4 s
// with the parameters above. These bound what a file from outside can ask for.
inline constexpr std::uint64_t kScryptMemoryMax = std::uint64_t{256} << 20;
inline constexpr std::uint64_t kScryptWorkMax = std::uint64_t{1} << 31;  // 128 * n * r * p

// kInvalidArgument for parameters that RFC 7914 does not know or that ask for more than the bounds.
Result<SecretBytes> scrypt(const ScryptInput& input, std::size_t length);

}  // namespace nsl::crypto
