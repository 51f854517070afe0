#pragma once
// Jws: something signed, in the compact form of JSON Web Signature (RFC 7515 section 7.1): header.payload.signature.
//
// Of the header only "alg", "kid", "typ" and "crit" are read. A token may say which of the issuer's keys it was signed
// with; it brings no key along and names no place to fetch one from ("jwk", "jku", "x5c", "x5u" say nothing here).

#include "auth/jwt/key_set.h"
#include "base/bytes.h"
#include "base/error.h"

#include <optional>
#include <string>
#include <string_view>

namespace nsl::auth {

// Of a whole token. Servers commonly take header lines of 8 KiB.
inline constexpr std::size_t kJwtBytesMax = 8 * 1024;
inline constexpr std::size_t kJwtKeyIdBytesMax = 256;

struct Jws {
  JwsAlgorithm algorithm;
  std::optional<std::string> key_id{};
  std::string type{};              // "typ", empty: absent
  std::string_view signed_part{};  // into the text it was read from
  Bytes payload{};
  Bytes signature{};
};

// kUnauthenticated says what is wrong: the form, an algorithm that is not accepted ("none" among them), an extension
// that must be understood ("crit"), a member that appears twice.
Result<Jws> parse_jws(std::string_view text);

// Whether the text could be meant as one: three parts. Costs nothing.
bool looks_like_jws(std::string_view text);

enum class JwsVerdict : std::uint8_t {
  kGood,
  kBad,         // also when the key is for another algorithm
  kUnknownKey,  // the set has no key of this id
};
JwsVerdict verify(const Jws& jws, const KeySet& keys);

}  // namespace nsl::auth
