#pragma once
// The form of what goes between the service and a process of a provider: an operation (1 byte), then parts, each with
// its length before it (4 bytes, big-endian). An answer is a byte, the error's code or 0xff for none, and the data or
// the error's message. Private to src/vault.

#include "base/bytes.h"
#include "base/error.h"
#include "crypto/secret_bytes.h"

#include <cstdint>
#include <span>

namespace nsl::vault {

inline constexpr std::size_t kProcessMessageMax = 65'536;

crypto::SecretBytes join_message(std::uint8_t operation, std::span<const ByteView> parts);
// Fills exactly these parts with views into the message; false when it does not consist of them.
bool split_message(ByteView message, std::span<ByteView> parts);

crypto::SecretBytes to_message(const Result<crypto::SecretBytes>& answer);
// kForbidden and kVaultDamaged are believed, every other error is kUnavailable.
Result<crypto::SecretBytes> parse_answer(ByteView message);

}  // namespace nsl::vault
