#pragma once
// TokenStore: bearer tokens and whom they stand for. Of a token only its SHA-256 is kept, so that nothing that can be
// read here opens anything.
//
// Tokens are found by their digest: how long that takes says nothing about the digests that are stored, because nobody
// can choose a token whose digest begins in a certain way. A token has 256 random bits, so a plain, fast digest is
// enough; it is no password.

#include "auth/principal.h"
#include "base/error.h"
#include "base/guarded.h"

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace nsl::auth {

using TokenDigest = std::array<std::uint8_t, 32>;

// "nsl_" and 43 characters of base64url. The prefix lets secret scanners recognise a token that leaked.
std::string new_token();

TokenDigest digest_of(std::string_view token);

// Thread-safe.
class TokenStore {
 public:
  // Longer texts are not looked up.
  static constexpr std::size_t kTokenBytesMax = 512;

  void add(std::string_view token, Principal principal);
  void add(const TokenDigest& digest, Principal principal);
  void remove(const TokenDigest& digest);

  // Whom the token stands for; null when it is not known. About 0.3 µs. Shared, because the request goes on when its
  // token is removed meanwhile.
  std::shared_ptr<const Principal> find(std::string_view token) const;

  // The tokens that were found since the last call.
  std::vector<TokenDigest> take_used();

 private:
  struct Known {
    Principal principal;
    mutable std::atomic<bool> used{false};
  };
  struct FirstBytes {
    std::size_t operator()(const TokenDigest& digest) const;
  };
  Guarded<std::unordered_map<TokenDigest, std::shared_ptr<const Known>, FirstBytes>> tokens_;
};

}  // namespace nsl::auth
