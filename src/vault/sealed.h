#pragma once
// Sealed: encrypted bytes that say themselves how they were made (docs/reference/vault-format.md), and the one place
// that makes them and chooses nonces.
//
//   magic "NV" | format 1 | algorithm 1 | purpose | key id (16) | nonce (12) | ciphertext | tag (16)
//
// Everything before the nonce, and a Context that is not stored (owner, secret, version ...), is authenticated with it:
// a sealed text opens only in the place it was made for.

#include "base/bytes.h"
#include "base/error.h"
#include "vault/key.h"

#include <array>
#include <string>
#include <string_view>

namespace nsl::vault {

inline constexpr std::size_t kNonceBytes = 12;
inline constexpr std::size_t kTagBytes = 16;
inline constexpr std::size_t kHeaderBytes = 21;
inline constexpr std::size_t kSealedOverhead = kHeaderBytes + kNonceBytes + kTagBytes;
inline constexpr std::size_t kSealedBytesMax = std::size_t{64} << 20;  // backups are the largest

// A sealed text taken apart; views into it.
struct Sealed {
  ByteView header;
  Purpose purpose;
  Uuid key;  // that it was encrypted with
  ByteView nonce;
  ByteView ciphertext_and_tag;
};

// kVaultDamaged unless it is of this form, whole, with nothing behind it that does not belong to it.
Result<Sealed> parse_sealed(ByteView bytes);

// Where a sealed text belongs. Each part is written with its length, so that no two lists of parts look the same.
class Context {
 public:
  Context& add(std::string_view text);
  Context& add(std::uint64_t number);
  Context& add(ByteView bytes);
  ByteView bytes() const { return bytes_; }

 private:
  Bytes bytes_;
};

using Nonce = std::array<std::uint8_t, kNonceBytes>;
// The only place where nonces come from: random.
Nonce fresh_nonce();

namespace detail {
struct Opener {
  Purpose purpose;
  Uuid id;
  ByteView key;
};
Bytes seal(const Opener& key, const Context& context, ByteView plaintext);
Result<crypto::SecretBytes> open(const Opener& key, const Context& context, ByteView sealed);
}  // namespace detail

// The nonce is random: a key that seals often counts its uses and is rotated in time (VaultOptions::key_uses_max).
template <Purpose kPurpose>
Bytes seal(const Key<kPurpose>& key, const Context& context, ByteView plaintext) {
  return detail::seal({kPurpose, key.id, key.bytes.view()}, context, plaintext);
}

// kVaultDamaged for what was not sealed with this key for this place, or was changed; it does not say which.
template <Purpose kPurpose>
Result<crypto::SecretBytes> open(const Key<kPurpose>& key, const Context& context, ByteView sealed) {
  return detail::open({kPurpose, key.id, key.bytes.view()}, context, sealed);
}

// In the database, sealed bytes are base64url.
std::string to_stored(ByteView sealed);
Result<Bytes> from_stored(std::string_view text);

}  // namespace nsl::vault
