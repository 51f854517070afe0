#pragma once
// Digests and message authentication codes: SHA-1, SHA-2 (FIPS 180-4), RIPEMD-160, HMAC (RFC 2104).
//
// Every function is thread-safe, takes input of any length and gives the same output for the same input on every
// machine. SHA-1 is here because Web Crypto has it; nothing of the service itself relies on it.

#include "base/bytes.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace nsl::crypto {

enum class Hash : std::uint8_t { kSha1, kSha256, kSha384, kSha512 };

// The names of Web Crypto: "SHA-1", "SHA-256", "SHA-384", "SHA-512". Nothing else, no other case.
std::optional<Hash> parse_hash(std::string_view name);

// Length of the output in bytes: 20, 32, 48, 64.
std::size_t digest_bytes(Hash hash);

// The output of a hash or a MAC. No heap.
class Digest {
 public:
  static constexpr std::size_t kBytesMax = 64;

  explicit Digest(Hash hash) : size_(static_cast<std::uint8_t>(digest_bytes(hash))) {}

  ByteView view() const { return {bytes_.data(), size_}; }
  std::uint8_t* data() { return bytes_.data(); }
  std::size_t size() const { return size_; }

 private:
  std::array<std::uint8_t, kBytesMax> bytes_{};
  std::uint8_t size_;
};

using Sha256 = std::array<std::uint8_t, 32>;

// About 0.1 µs and 0.6 ns a byte with SHA extensions: cheap enough for the token of every request.
Sha256 sha256(ByteView data);

Digest digest(Hash hash, ByteView data);

// RIPEMD-160 (Dobbertin, Bosselaers, Preneel, 1996): Neo names accounts with it, over a SHA-256.
using Ripemd160 = std::array<std::uint8_t, 20>;

Ripemd160 ripemd160(ByteView data);

// A key, so that key and data cannot be swapped by mistake.
struct MacKey {
  ByteView bytes;  // any length, also empty
};

Digest hmac(Hash hash, MacKey key, ByteView data);

}  // namespace nsl::crypto
