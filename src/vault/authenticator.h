#pragma once
// Authenticator: keyed sums by which the vault knows its own rows again. Every key in it is derived from the service
// key, which is wrapped by the root key like an owner's key and stays the same over rotations. Immutable; thread-safe.

#include "base/bytes.h"
#include "crypto/secret_bytes.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace nsl::vault {

// 256 bits; addition wraps.
using Sum = std::array<std::uint8_t, 32>;
void add_to(Sum& sum, const Sum& term);
void subtract_from(Sum& sum, const Sum& term);

class Authenticator {
 public:
  explicit Authenticator(const crypto::SecretBytes& service_key);

  // HMAC-SHA-256, hexadecimal, over what a row says (see rows.h).
  std::string row_mac(ByteView row) const;
  bool row_is_authentic(ByteView row, std::string_view mac) const;  // constant time

  // What a row with this authenticator adds to the sum over all rows. Never stored as it is, so that nobody without the
  // key can find other rows with the same sum.
  Sum term(std::string_view row_mac) const;
  // Hides the sum in the database; another mask for every epoch. Its own inverse.
  Sum masked(const Sum& sum, std::uint64_t epoch) const;

  std::string anchor_mac(std::string_view text) const;

  crypto::SecretBytes derived_key(std::string_view purpose) const;

 private:
  crypto::SecretBytes service_key_;
  crypto::SecretBytes row_key_;
  crypto::SecretBytes term_key_;
  crypto::SecretBytes mask_key_;
  crypto::SecretBytes anchor_key_;
};

}  // namespace nsl::vault
