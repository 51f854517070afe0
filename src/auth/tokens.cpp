#include "auth/tokens.h"

#include "base/bytes.h"
#include "crypto/digest.h"
#include "crypto/random.h"

#include <cstring>

namespace nsl::auth {

std::size_t TokenStore::FirstBytes::operator()(const TokenDigest& digest) const {
  std::size_t hash = 0;
  std::memcpy(&hash, digest.data(), sizeof hash);
  return hash;
}

std::string new_token() {
  std::array<std::uint8_t, 32> random;
  crypto::random_bytes(random);
  return "nsl_" + to_base64url(random);
}

TokenDigest digest_of(std::string_view token) { return crypto::sha256(as_bytes(token)); }

void TokenStore::add(std::string_view token, Principal principal) { add(digest_of(token), std::move(principal)); }

void TokenStore::add(const TokenDigest& digest, Principal principal) {
  auto shared = std::make_shared<const Principal>(std::move(principal));
  principals_.with([&](auto& principals) { principals.insert_or_assign(digest, std::move(shared)); });
}

void TokenStore::remove(const TokenDigest& digest) {
  principals_.with([&](auto& principals) { principals.erase(digest); });
}

std::shared_ptr<const Principal> TokenStore::find(std::string_view token) const {
  if (token.empty() || token.size() > kTokenBytesMax) return nullptr;
  const TokenDigest digest = digest_of(token);
  return principals_.with([&](const auto& principals) -> std::shared_ptr<const Principal> {
    const auto found = principals.find(digest);
    return found == principals.end() ? nullptr : found->second;
  });
}

}  // namespace nsl::auth
