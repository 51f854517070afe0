#include "crypto/shamir.h"

#include "base/check.h"
#include "crypto/random.h"

namespace nsl::crypto {
namespace {

// Without tables and branches on secret bits: those would show in the cache and in time.
std::uint8_t multiply(std::uint8_t a, std::uint8_t b) {
  std::uint8_t product = 0;
  for (int bit = 0; bit < 8; ++bit) {
    product ^= static_cast<std::uint8_t>(-(b & 1) & a);
    const auto carry = static_cast<std::uint8_t>(-(a >> 7));
    a = static_cast<std::uint8_t>((a << 1) ^ (carry & 0x1b));
    b >>= 1;
  }
  return product;
}

// a^254, which is 1/a for all but 0 (and 0 for 0).
std::uint8_t inverse(std::uint8_t a) {
  std::uint8_t result = 1;
  for (int i = 0; i < 7; ++i) {
    a = multiply(a, a);
    result = multiply(result, a);
  }
  return result;
}

bool fit_together(std::span<const Share> shares) {
  if (shares.empty()) return false;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    if (shares[i].index == 0 || shares[i].bytes.size() != shares[0].bytes.size()) return false;
    for (std::size_t j = 0; j < i; ++j) {
      if (shares[i].index == shares[j].index) return false;
    }
  }
  return true;
}

// What the share at `own` counts for at 0 (Lagrange); subtraction is addition in this field.
std::uint8_t weight(std::span<const Share> shares, std::size_t own) {
  std::uint8_t result = 1;
  for (std::size_t other = 0; other < shares.size(); ++other) {
    if (other == own) continue;
    const std::uint8_t x = shares[other].index;
    result = multiply(result, multiply(x, inverse(x ^ shares[own].index)));
  }
  return result;
}

}  // namespace

std::vector<Share> split(ByteView secret, std::uint8_t count, std::uint8_t threshold) {
  NSL_CHECK(threshold >= 1 && threshold <= count);
  const std::size_t degree = threshold - 1u;
  // Coefficients of x, x^2 ... for every byte; the secret is the constant.
  const SecretBytes random = SecretBytes::random(secret.size() * degree);
  std::vector<Share> shares;
  for (unsigned x = 1; x <= count; ++x) {
    Share share{static_cast<std::uint8_t>(x), SecretBytes(secret.size())};
    for (std::size_t at = 0; at < secret.size(); ++at) {
      std::uint8_t value = 0;
      for (std::size_t power = degree; power > 0; --power) {
        value = multiply(value ^ random.view()[at * degree + power - 1], share.index);
      }
      share.bytes.bytes()[at] = value ^ secret[at];
    }
    shares.push_back(std::move(share));
  }
  return shares;
}

std::optional<SecretBytes> join(std::span<const Share> shares) {
  if (!fit_together(shares)) return std::nullopt;
  SecretBytes secret(shares[0].bytes.size());
  for (std::size_t i = 0; i < shares.size(); ++i) {
    const std::uint8_t factor = weight(shares, i);
    for (std::size_t at = 0; at < secret.size(); ++at) {
      secret.bytes()[at] ^= multiply(factor, shares[i].bytes.view()[at]);
    }
  }
  return secret;
}

}  // namespace nsl::crypto
