#include "vault/sealed.h"

#include "base/check.h"
#include "crypto/aes.h"
#include "crypto/random.h"

#include <algorithm>
#include <array>

namespace nsl::vault {
namespace {

constexpr std::array<std::uint8_t, 4> kStart{'N', 'V', 1, 1};  // magic, format, algorithm

std::unexpected<Error> damaged(std::string message) { return fail(ErrorCode::kVaultDamaged, std::move(message)); }

void append_big_endian(Bytes& out, std::uint64_t number, int bytes) {
  for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) out.push_back(static_cast<std::uint8_t>(number >> shift));
}

std::uint64_t read_big_endian(ByteView bytes) {
  std::uint64_t number = 0;
  for (const std::uint8_t byte : bytes) number = number << 8 | byte;
  return number;
}

// What GCM authenticates besides the text: the header, then the place.
Bytes associated_data(ByteView header, const Context& context) {
  Bytes data(header.begin(), header.end());
  data.insert(data.end(), context.bytes().begin(), context.bytes().end());
  return data;
}

}  // namespace

Result<Sealed> parse_sealed(ByteView bytes) {
  if (bytes.size() < kSealedOverhead || bytes.size() > kSealedBytesMax)
    return damaged("A sealed text has a wrong length.");
  if (!std::ranges::equal(bytes.first(2), ByteView(kStart).first(2))) return damaged("This is no sealed text.");
  if (!std::ranges::equal(bytes.first(kStart.size()), kStart)) {
    return damaged("A sealed text has a format or algorithm that this version does not know.");
  }
  const std::uint8_t purpose = bytes[4];
  if (purpose < 1 || purpose > static_cast<std::uint8_t>(kPurposeLast))
    return damaged("A sealed text has no known purpose.");
  return Sealed{.header = bytes.first(kHeaderBytes),
                .purpose = Purpose{purpose},
                .key = {read_big_endian(bytes.subspan(5, 8)), read_big_endian(bytes.subspan(13, 8))},
                .nonce = bytes.subspan(kHeaderBytes, kNonceBytes),
                .ciphertext_and_tag = bytes.subspan(kHeaderBytes + kNonceBytes)};
}

Context& Context::add(ByteView bytes) {
  append_big_endian(bytes_, bytes.size(), 4);
  bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
  return *this;
}

Context& Context::add(std::string_view text) { return add(as_bytes(text)); }

Context& Context::add(std::uint64_t number) {
  append_big_endian(bytes_, 8, 4);
  append_big_endian(bytes_, number, 8);
  return *this;
}

Nonce fresh_nonce() {
  Nonce nonce;
  crypto::random_bytes(nonce);
  return nonce;
}

Bytes detail::seal(const Opener& key, const Context& context, ByteView plaintext) {
  NSL_CHECK(key.key.size() == kKeyBytes);
  Bytes sealed(kStart.begin(), kStart.end());
  sealed.reserve(kSealedOverhead + plaintext.size());
  sealed.push_back(static_cast<std::uint8_t>(key.purpose));
  append_big_endian(sealed, key.id.high, 8);
  append_big_endian(sealed, key.id.low, 8);
  const Bytes aad = associated_data(sealed, context);
  const auto nonce = fresh_nonce();
  auto encrypted = crypto::aes_gcm_encrypt({.key = key.key, .iv = nonce, .aad = aad}, plaintext);
  NSL_CHECK(encrypted.has_value());
  sealed.insert(sealed.end(), nonce.begin(), nonce.end());
  sealed.insert(sealed.end(), encrypted->begin(), encrypted->end());
  return sealed;
}

Result<crypto::SecretBytes> detail::open(const Opener& key, const Context& context, ByteView bytes) {
  NSL_CHECK(key.key.size() == kKeyBytes);
  NSL_TRY(const Sealed sealed, parse_sealed(bytes));
  if (sealed.purpose != key.purpose || sealed.key != key.id) {
    return damaged("A sealed text was made with another key or for another purpose.");
  }
  const Bytes aad = associated_data(sealed.header, context);
  NSL_TRY(auto plaintext,
          crypto::aes_gcm_decrypt_secret({.key = key.key, .iv = sealed.nonce, .aad = aad}, sealed.ciphertext_and_tag));
  if (!plaintext) return damaged("A sealed text was changed, or belongs to another place.");
  return *std::move(plaintext);
}

std::string to_stored(ByteView sealed) { return to_base64url(sealed); }

Result<Bytes> from_stored(std::string_view text) {
  auto bytes = from_base64url(text);
  if (!bytes) return damaged("A sealed text in the database is not base64url.");
  return *std::move(bytes);
}

}  // namespace nsl::vault
