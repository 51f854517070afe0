#pragma once
// AES (FIPS 197) in the two modes of Web Crypto that functions use: GCM (NIST SP 800-38D), which also proves that
// nobody changed the text, and CBC with PKCS#7 padding for old formats. Keys of 16, 24 or 32 bytes. Thread-safe.
//
// All give kInvalidArgument for a key, IV or tag length that the mode does not have, and for more than 1 GiB.

#include "base/bytes.h"
#include "base/error.h"
#include "crypto/secret_bytes.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace nsl::crypto {

struct AesGcm {
  ByteView key;
  ByteView iv;   // at least one byte; 12 is fast and what the standard means. Never twice with the same key.
  ByteView aad;  // authenticated, not encrypted
  std::size_t tag_bytes = 16;  // 4, 8, 12 ... 16
};

// Ciphertext followed by the tag.
Result<Bytes> aes_gcm_encrypt(const AesGcm& parameters, ByteView plaintext);

// nullopt when the tag does not match, or there is no room for one: nothing of the text is given out then.
Result<std::optional<Bytes>> aes_gcm_decrypt(const AesGcm& parameters, ByteView ciphertext_and_tag);

// The same, with the text in memory for secrets from the first byte on.
Result<std::optional<SecretBytes>> aes_gcm_decrypt_secret(const AesGcm& parameters, ByteView ciphertext_and_tag);

struct AesCbc {
  ByteView key;
  ByteView iv;  // 16 bytes
};

Result<Bytes> aes_cbc_encrypt(const AesCbc& parameters, ByteView plaintext);

// nullopt when length or padding is wrong. CBC does not notice other changes; whoever lets an attacker see the
// difference between nullopt and a text gives the text away.
Result<std::optional<Bytes>> aes_cbc_decrypt(const AesCbc& parameters, ByteView ciphertext);

// The bare block cipher with a key of 32 bytes, block by block (ECB), for formats that bring their own way to use it
// (NEP-2). Equal blocks give equal blocks: not for texts. `blocks` has a multiple of 16 bytes and is changed in place.
void aes256_encrypt_blocks(ByteView key, std::span<std::uint8_t> blocks);
void aes256_decrypt_blocks(ByteView key, std::span<std::uint8_t> blocks);

}  // namespace nsl::crypto
