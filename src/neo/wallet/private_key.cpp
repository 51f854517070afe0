#include "neo/wallet/private_key.h"

#include "base/check.h"
#include "neo/script/verification.h"
#include "neo/types/base58.h"

#include <algorithm>

namespace nsl::neo {

namespace {

constexpr std::uint8_t kWifVersion = 0x80;
constexpr std::uint8_t kCompressed = 0x01;
constexpr std::size_t kWifPayloadBytes = 1 + PrivateKey::kBytes + 1;

std::unexpected<Error> no_wif() {
  return fail(ErrorCode::kInvalidArgument,
              "This is no private key in WIF: 52 characters that begin with K or L and end in a checksum that fits.");
}

}  // namespace

PrivateKey PrivateKey::generate() {
  for (;;) {
    // One number in 2^32 is above the order of the curve.
    if (auto key = from_bytes(crypto::SecretBytes::random(kBytes).view())) return *std::move(key);
  }
}

Result<PrivateKey> PrivateKey::from_bytes(ByteView scalar) {
  const auto point = crypto::p256_public({scalar});
  if (!point) return fail(ErrorCode::kInvalidArgument, "This is no private key of the curve P-256.");
  const auto public_key = ECPoint::decode(*point);
  NSL_CHECK(public_key.has_value());
  return PrivateKey(crypto::SecretBytes::copy_of(scalar), *public_key);
}

Result<PrivateKey> PrivateKey::from_wif(std::string_view wif) {
  auto payload = from_base58check(wif);
  if (!payload) return no_wif();
  const bool well_formed =
      payload->size() == kWifPayloadBytes && payload->front() == kWifVersion && payload->back() == kCompressed;
  auto key = well_formed ? from_bytes(ByteView(*payload).subspan(1, kBytes)) : no_wif();
  crypto::wipe(*payload);
  return key;
}

crypto::SecretBytes PrivateKey::wif() const {
  std::array<std::uint8_t, kWifPayloadBytes> payload;
  payload.front() = kWifVersion;
  std::ranges::copy(scalar_.view(), payload.begin() + 1);
  payload.back() = kCompressed;
  auto text = to_base58check(payload);
  auto out = crypto::SecretBytes::copy_of(as_bytes(text));
  crypto::wipe(payload);
  crypto::wipe(text);
  return out;
}

UInt160 PrivateKey::account() const { return account_of(public_key_); }

Signature PrivateKey::sign(ByteView message, Nonce nonce) const {
  const auto sign = nonce == Nonce::kHedged ? crypto::p256_sign_hedged : crypto::p256_sign;
  const auto signature = sign(crypto::Hash::kSha256, {scalar_.view()}, message);
  NSL_CHECK(signature.has_value());
  return *signature;
}

bool verify_signature(const ECPoint& key, ByteView signature, ByteView message) {
  return crypto::p256_verify(crypto::Hash::kSha256, {.key = {key.bytes()}, .signature = signature}, message);
}

}  // namespace nsl::neo
