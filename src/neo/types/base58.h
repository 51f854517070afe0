#pragma once
// Base58, bytes as a number in base 58 whose leading zero bytes are leading '1'; and the same with a checksum, the text
// form of addresses, WIF and NEP-2 keys: the payload and the first four bytes of its double SHA-256.

#include "base/bytes.h"

#include <optional>
#include <string>
#include <string_view>

namespace nsl::neo {

// Both directions take quadratic time, so the sizes are bounded: by what contracts may ask for. Keys have at most 39
// bytes.
inline constexpr std::size_t kBase58BytesMax = 1'024;

// `bytes` are at most kBase58BytesMax.
std::string to_base58(ByteView bytes);
// nullopt for a character that is not in the alphabet, and for a text that is too long.
std::optional<Bytes> from_base58(std::string_view text);

// `payload` has at most kBase58BytesMax bytes.
std::string to_base58check(ByteView payload);

// The payload. nullopt for a character that is not in the alphabet, a wrong checksum, and a text that is too long.
// What comes back may be a private key: the caller wipes it then.
std::optional<Bytes> from_base58check(std::string_view text);

}  // namespace nsl::neo
