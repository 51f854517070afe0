#pragma once
// Keys: what the audit log signs its heads with (ECDSA, P-256, SHA-256), and the key of its value hashes. Both come from
// one random seed in a file of their own, so that refusals can be recorded and signed while the vault is sealed.
//
// Who can read this file can sign another history. Heads that were published before (docs/reference/audit-format.md)
// still show it.

#include "audit/entry.h"
#include "crypto/p256.h"

#include <array>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace nsl::audit {

// Immutable, so thread-safe. The seed and what is derived from it are wiped at the end.
class Keys {
 public:
  static constexpr std::size_t kSeedBytes = 32;

  // The seed in the file, as hexadecimal digits; makes the file, for its owner only, when there is none.
  // kInvalidArgument when what is there is no seed or others can read it.
  static Result<std::unique_ptr<Keys>> load_or_create(const std::filesystem::path& file);
  static std::unique_ptr<Keys> from_seed(const std::array<std::uint8_t, kSeedBytes>& seed);

  ~Keys();
  Keys(const Keys&) = delete;
  Keys& operator=(const Keys&) = delete;

  const crypto::P256Point& public_key() const { return public_key_; }
  crypto::P256Signature sign(ByteView message) const;

  // 32 hexadecimal digits that say whether two values of one owner are the same, and nothing to whoever has no seed:
  // HMAC-SHA256 over owner and value, cut in half. For entries and journals.
  std::string value_hash(std::string_view owner, ByteView value) const;

 private:
  Keys() = default;

  std::array<std::uint8_t, 32> signing_key_{};
  std::array<std::uint8_t, 32> value_key_{};
  crypto::P256Point public_key_{};
};

// A public key as text: base64url of its 65 bytes. nullopt for what is no point of the curve in this form.
std::string key_text(const crypto::P256Point& public_key);
std::optional<crypto::P256Point> parse_key_text(std::string_view text);

}  // namespace nsl::audit
