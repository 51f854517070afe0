#pragma once
// MurmurHash3 (Austin Appleby, public domain): what GetRandom and CryptoLib are defined by. No cryptographic hash.

#include "base/bytes.h"

#include <array>
#include <cstdint>

namespace nsl::devchain {

std::uint32_t murmur32(ByteView data, std::uint32_t seed);

// The variant for 64-bit machines. Little-endian: the first half, then the second.
std::array<std::uint8_t, 16> murmur128(ByteView data, std::uint32_t seed);

}  // namespace nsl::devchain
