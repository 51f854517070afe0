#pragma once
// Private to src/crypto: AES-GCM with an IV above 128 bytes, where the GCM of OpenSSL's EVP interface stops (3.0).
// Slower than EVP, some 300 MB/s, and rarely needed.

#include "base/bytes.h"
#include "crypto/aes.h"

namespace nsl::crypto {

inline constexpr std::size_t kEvpGcmIvBytesMax = 128;

// `parameters` has been checked. `out` has room for the text, `tag` for tag_bytes.
void gcm_long_iv_encrypt(const AesGcm& parameters, ByteView plaintext, std::uint8_t* out, std::uint8_t* tag);

// Whether the tag matched; otherwise `out` holds unauthenticated text, which the caller must throw away.
bool gcm_long_iv_decrypt(const AesGcm& parameters, ByteView ciphertext, ByteView tag, std::uint8_t* out);

}  // namespace nsl::crypto
