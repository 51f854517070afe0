#pragma once
// Base58 with a checksum, the text form of addresses, WIF and NEP-2 keys: the payload and the first four bytes of its
// double SHA-256, as a number in base 58. Leading zero bytes are leading '1'.

#include "base/bytes.h"

#include <optional>
#include <string>
#include <string_view>

namespace nsl::neo {

// Both directions take quadratic time, so the sizes are bounded: NEP-2, the longest in use, has 39 bytes.
inline constexpr std::size_t kBase58BytesMax = 128;

// `payload` has at most kBase58BytesMax bytes.
std::string to_base58check(ByteView payload);

// The payload. nullopt for a character that is not in the alphabet, a wrong checksum, and a text that is too long.
// What comes back may be a private key: the caller wipes it then.
std::optional<Bytes> from_base58check(std::string_view text);

}  // namespace nsl::neo
