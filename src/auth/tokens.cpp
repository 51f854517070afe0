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
  auto known = std::make_shared<const Known>(std::move(principal));
  tokens_.with([&](auto& tokens) { tokens.insert_or_assign(digest, std::move(known)); });
}

void TokenStore::remove(const TokenDigest& digest) {
  tokens_.with([&](auto& tokens) { tokens.erase(digest); });
}

std::shared_ptr<const Principal> TokenStore::find(std::string_view token) const {
  if (token.empty() || token.size() > kTokenBytesMax) return nullptr;
  const TokenDigest digest = digest_of(token);
  const auto known = tokens_.with([&](const auto& tokens) -> std::shared_ptr<const Known> {
    const auto found = tokens.find(digest);
    return found == tokens.end() ? nullptr : found->second;
  });
  if (known == nullptr) return nullptr;
  // Looked at first: most requests come with a token that was just used, and writing would take the cache line along.
  if (!known->used.load(std::memory_order_relaxed)) known->used.store(true, std::memory_order_relaxed);
  return {known, &known->principal};
}

std::vector<TokenDigest> TokenStore::take_used() {
  return tokens_.with([](const auto& tokens) {
    std::vector<TokenDigest> used;
    for (const auto& [digest, known] : tokens) {
      if (known->used.exchange(false, std::memory_order_relaxed)) used.push_back(digest);
    }
    return used;
  });
}

}  // namespace nsl::auth
