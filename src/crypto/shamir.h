#pragma once
// Shamir's secret sharing (Communications of the ACM 22, 1979) over GF(2^8), byte by byte: any `threshold` of the
// shares give the secret, fewer give nothing at all. The field is that of AES (FIPS 197 section 4). Thread-safe.
//
// Shares carry no proof that they belong together or are intact: whoever uses them checks the result.

#include "crypto/secret_bytes.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace nsl::crypto {

struct Share {
  std::uint8_t index = 0;  // 1 ... 255, the place at which the polynomial was taken
  SecretBytes bytes;       // as long as the secret
};

// 1 <= threshold <= count <= 255 (checked). A threshold of 1 gives copies of the secret.
std::vector<Share> split(ByteView secret, std::uint8_t count, std::uint8_t threshold);

// From at least as many shares as the threshold was; others give a wrong secret. nullopt for no shares, an index of 0
// or that is there twice, and lengths that differ.
std::optional<SecretBytes> join(std::span<const Share> shares);

}  // namespace nsl::crypto
