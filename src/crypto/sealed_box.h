#pragma once
// Sealed boxes: what is encrypted to somebody's public key, so that not even the sender can open it again. libsodium's
// crypto_box_seal: X25519 with a key of its own for each box, XSalsa20-Poly1305. Thread-safe.

#include "base/bytes.h"
#include "crypto/secret_bytes.h"

#include <array>
#include <cstdint>
#include <optional>

namespace nsl::crypto {

using BoxPublicKey = std::array<std::uint8_t, 32>;
inline constexpr std::size_t kBoxPrivateKeyBytes = 32;
inline constexpr std::size_t kBoxOverheadBytes = 48;

struct BoxKeyPair {
  BoxPublicKey public_key;
  SecretBytes private_key;
};

BoxKeyPair make_box_key_pair();
// nullopt unless the private key has its length.
std::optional<BoxPublicKey> box_public_key(ByteView private_key);

// nullopt for one of the few public keys that anybody can open boxes of (points of low order).
std::optional<Bytes> box_seal(const BoxPublicKey& recipient, ByteView plaintext);
// nullopt when it was not sealed for this key, or was changed.
std::optional<SecretBytes> box_open(const BoxKeyPair& recipient, ByteView sealed);

}  // namespace nsl::crypto
