#include "neo/wallet/nep2.h"

#include "base/check.h"
#include "crypto/aes.h"
#include "crypto/constant_time.h"
#include "crypto/kdf.h"
#include "neo/types/address.h"
#include "neo/types/base58.h"
#include "neo/types/hashing.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace nsl::neo {

namespace {

constexpr std::size_t kPassphraseBytesMax = 1024;
constexpr std::size_t kSaltBytes = 4;
constexpr std::array<std::uint8_t, 3> kHeader{0x01, 0x42, 0xe0};
constexpr std::size_t kPayloadBytes = kHeader.size() + kSaltBytes + PrivateKey::kBytes;
constexpr std::size_t kTextLength = 58;
constexpr std::size_t kDerivedBytes = 64;  // half hides the key, half encrypts what is hidden

using Salt = std::array<std::uint8_t, kSaltBytes>;

Salt salt_of(const PrivateKey& key) {
  const auto hash = hash256(as_bytes(to_address(key.account())));
  Salt out;
  std::ranges::copy(hash.bytes().first(kSaltBytes), out.begin());
  return out;
}

void exclusive_or(std::span<std::uint8_t> to, ByteView with) {
  for (std::size_t i = 0; i < to.size(); ++i) to[i] ^= with[i];
}

Result<crypto::SecretBytes> derive(const Passphrase& passphrase, ByteView salt, const ScryptParameters& parameters) {
  return crypto::scrypt(
      {.password = passphrase.view(), .salt = salt, .n = parameters.n, .r = parameters.r, .p = parameters.p},
      kDerivedBytes);
}

std::optional<Bytes> payload_of(std::string_view text) {
  if (text.size() != kTextLength) return std::nullopt;
  auto payload = from_base58check(text);
  if (!payload || payload->size() != kPayloadBytes) return std::nullopt;
  return std::ranges::equal(ByteView(*payload).first(kHeader.size()), kHeader) ? payload : std::nullopt;
}

}  // namespace

Result<Passphrase> Passphrase::from_text(std::string_view text) {
  if (!is_utf8(text) || text.size() > kPassphraseBytesMax) {
    return fail(ErrorCode::kInvalidArgument, "A passphrase is UTF-8 text of at most 1024 bytes.");
  }
  utf8proc_uint8_t* normalised = nullptr;
  const auto size = utf8proc_map(as_bytes(text).data(), static_cast<utf8proc_ssize_t>(text.size()), &normalised,
                                 static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  NSL_CHECK(size >= 0);  // negative for text that is not UTF-8
  const std::span<std::uint8_t> bytes(normalised, static_cast<std::size_t>(size));
  Passphrase out(crypto::SecretBytes::copy_of(bytes));
  crypto::wipe(bytes);
  std::free(normalised);  // utf8proc's contract
  return out;
}

Result<std::string> nep2_encrypt(const PrivateKey& key, const Passphrase& passphrase,
                                 const ScryptParameters& parameters) {
  const auto salt = salt_of(key);
  NSL_TRY(const auto derived, derive(passphrase, salt, parameters));
  Bytes payload(kHeader.begin(), kHeader.end());
  payload.insert(payload.end(), salt.begin(), salt.end());
  payload.resize(kPayloadBytes);
  const auto encrypted = std::span(payload).last(PrivateKey::kBytes);
  std::ranges::copy(key.bytes(), encrypted.begin());
  exclusive_or(encrypted, derived.view().first(PrivateKey::kBytes));
  crypto::aes256_encrypt_blocks(derived.view().last(PrivateKey::kBytes), encrypted);
  return to_base58check(payload);
}

Result<PrivateKey> nep2_decrypt(std::string_view text, const Passphrase& passphrase,
                                const ScryptParameters& parameters) {
  const auto payload = payload_of(text);
  if (!payload) {
    return fail(ErrorCode::kInvalidArgument,
                "This is no key encrypted by NEP-2: 58 characters that begin with 6P and end in a checksum that fits.");
  }
  const auto salt = ByteView(*payload).subspan(kHeader.size(), kSaltBytes);
  NSL_TRY(const auto derived, derive(passphrase, salt, parameters));
  auto scalar = crypto::SecretBytes::copy_of(ByteView(*payload).last(PrivateKey::kBytes));
  crypto::aes256_decrypt_blocks(derived.view().last(PrivateKey::kBytes), scalar.bytes());
  exclusive_or(scalar.bytes(), derived.view().first(PrivateKey::kBytes));
  auto key = PrivateKey::from_bytes(scalar.view());
  if (!key || !crypto::constant_time_equal(salt_of(*key), salt)) {
    return fail(ErrorCode::kInvalidArgument,
                "The passphrase does not fit this key. A key of Neo Legacy must be imported as WIF.");
  }
  return key;
}

bool is_nep2(std::string_view text) { return payload_of(text).has_value(); }

}  // namespace nsl::neo
