#include "vault/authenticator.h"

#include "base/check.h"
#include "crypto/constant_time.h"
#include "crypto/digest.h"
#include "crypto/kdf.h"

#include <algorithm>

namespace nsl::vault {
namespace {

constexpr std::size_t kDerivedBytes = 32;

crypto::SecretBytes derive(const crypto::SecretBytes& service_key, std::string_view label) {
  auto derived = crypto::hkdf(crypto::Hash::kSha256,
                              {.key = service_key.view(), .salt = as_bytes("nsl vault 1"), .info = as_bytes(label)},
                              kDerivedBytes);
  NSL_CHECK(derived.has_value());
  auto key = crypto::SecretBytes::copy_of(*derived);
  crypto::wipe(*derived);
  return key;
}

std::string hex_mac(const crypto::SecretBytes& key, ByteView data) {
  return to_hex(crypto::hmac(crypto::Hash::kSha256, crypto::MacKey{key.view()}, data).view());
}

Sum mac_as_sum(const crypto::SecretBytes& key, ByteView data) {
  Sum sum;
  std::ranges::copy(crypto::hmac(crypto::Hash::kSha256, crypto::MacKey{key.view()}, data).view(), sum.begin());
  return sum;
}

}  // namespace

void add_to(Sum& sum, const Sum& term) {
  unsigned carry = 0;
  for (std::size_t i = sum.size(); i-- > 0;) {
    carry += static_cast<unsigned>(sum[i]) + term[i];
    sum[i] = static_cast<std::uint8_t>(carry);
    carry >>= 8;
  }
}

void subtract_from(Sum& sum, const Sum& term) {
  int borrow = 0;
  for (std::size_t i = sum.size(); i-- > 0;) {
    const int difference = sum[i] - term[i] - borrow;
    sum[i] = static_cast<std::uint8_t>(difference);
    borrow = difference < 0 ? 1 : 0;
  }
}

Authenticator::Authenticator(const crypto::SecretBytes& service_key)
    : service_key_(service_key.clone()),
      row_key_(derive(service_key, "rows")),
      term_key_(derive(service_key, "sum of rows")),
      mask_key_(derive(service_key, "mask of the sum")),
      anchor_key_(derive(service_key, "anchor")) {}

std::string Authenticator::row_mac(ByteView row) const { return hex_mac(row_key_, row); }

bool Authenticator::row_is_authentic(ByteView row, std::string_view mac) const {
  return crypto::constant_time_equal(as_bytes(row_mac(row)), as_bytes(mac));
}

Sum Authenticator::term(std::string_view row_mac) const { return mac_as_sum(term_key_, as_bytes(row_mac)); }

Sum Authenticator::masked(const Sum& sum, std::uint64_t epoch) const {
  Sum mask = mac_as_sum(mask_key_, as_bytes(std::to_string(epoch)));
  std::ranges::transform(mask, sum, mask.begin(), [](std::uint8_t a, std::uint8_t b) { return a ^ b; });
  return mask;
}

std::string Authenticator::anchor_mac(std::string_view text) const { return hex_mac(anchor_key_, as_bytes(text)); }

crypto::SecretBytes Authenticator::derived_key(std::string_view purpose) const {
  return derive(service_key_, std::string("service: ").append(purpose));
}

}  // namespace nsl::vault
