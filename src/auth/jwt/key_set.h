#pragma once
// KeySet: the public keys of an issuer of JSON Web Tokens, as it publishes them (JWK Set, RFC 7517).
//
// A key is good for one algorithm alone, which follows from the key and never from what a token says about itself
// (RFC 8725 section 3.1): what the set names, else RS256 for RSA, ES256 for P-256, EdDSA for Ed25519.

#include "base/bytes.h"
#include "base/error.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nsl::auth {

enum class JwsAlgorithm : std::uint8_t { kRs256, kPs256, kEs256, kEdDsa };

// "RS256", "PS256", "ES256", "EdDSA" (RFC 7518, RFC 8037), and "Ed25519" (RFC 9864), which is the last one's other name.
std::optional<JwsAlgorithm> parse_jws_algorithm(std::string_view name);

class VerificationKey {
 public:
  struct Material {
    Bytes first;   // modulus, point (65 bytes), or point (32 bytes)
    Bytes second;  // exponent of RSA
    bool operator==(const Material&) const = default;
  };
  VerificationKey(std::string id, JwsAlgorithm algorithm, Material material)
      : id_(std::move(id)), algorithm_(algorithm), material_(std::move(material)) {}

  const std::string& id() const { return id_; }  // "kid"; empty: it has none
  JwsAlgorithm algorithm() const { return algorithm_; }
  // 30 to 80 µs.
  bool verify(ByteView signature, std::string_view data) const;

  bool operator==(const VerificationKey&) const = default;

 private:
  std::string id_;
  JwsAlgorithm algorithm_;
  Material material_;
};

// Immutable, so thread-safe.
class KeySet {
 public:
  static constexpr std::size_t kBytesMax = 256 * 1024;
  static constexpr std::size_t kKeysMax = 64;

  // Keys that cannot be used here are left out, as RFC 7517 section 5 asks: symmetric ones, those not for signatures, of
  // other curves, weak, malformed, or published with their private half; and all of those that share one id, because it
  // does not say which is meant. kMalformedJson, kInvalidArgument (no "keys", or more than kKeysMax).
  static Result<KeySet> parse(std::string_view text);

  // The key of this id; without an id the only one for the algorithm. Null when there is none.
  const VerificationKey* find(const std::optional<std::string>& id, JwsAlgorithm algorithm) const;

  std::size_t size() const { return keys_.size(); }
  bool operator==(const KeySet&) const = default;

 private:
  std::vector<VerificationKey> keys_;
};

}  // namespace nsl::auth
