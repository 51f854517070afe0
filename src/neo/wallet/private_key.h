#pragma once
// PrivateKey: what signs for an account. The number stays in locked memory; its text forms are secrets too.

#include "crypto/p256.h"
#include "crypto/secret_bytes.h"
#include "neo/types/ec_point.h"
#include "neo/types/hash.h"

#include <array>
#include <string_view>

namespace nsl::neo {

using Signature = crypto::P256Signature;  // r and s, 64 bytes

// How a signature's nonce is made. kHedged for all use; kDeterministic (RFC 6979) where a signature must come out the
// same each time, as in tests.
enum class Nonce : std::uint8_t { kHedged, kDeterministic };

// Can be moved, not copied. Signing is thread-safe.
class PrivateKey {
 public:
  static constexpr std::size_t kBytes = 32;

  static PrivateKey generate();
  // 32 bytes, big-endian. kInvalidArgument for a number that is no key.
  static Result<PrivateKey> from_bytes(ByteView scalar);
  // 52 characters of Base58Check: 80, the number, 01. The message of an error holds nothing of the text.
  static Result<PrivateKey> from_wif(std::string_view wif);

  crypto::SecretBytes wif() const;
  ByteView bytes() const { return scalar_.view(); }
  const ECPoint& public_key() const { return public_key_; }
  UInt160 account() const;  // of the single-signature script

  // Over the SHA-256 of the message.
  Signature sign(ByteView message, Nonce nonce = Nonce::kHedged) const;

 private:
  PrivateKey(crypto::SecretBytes scalar, const ECPoint& public_key)
      : scalar_(std::move(scalar)), public_key_(public_key) {}

  crypto::SecretBytes scalar_;
  ECPoint public_key_;
};

// Over the SHA-256 of the message. False for bytes that are no signature.
bool verify_signature(const ECPoint& key, ByteView signature, ByteView message);

}  // namespace nsl::neo
