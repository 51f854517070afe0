#pragma once
// Heads: where a chain ends, and the signed statement of it. A signed head that somebody else has kept makes it
// impossible to shorten or rewrite what came before it unseen.

#include "audit/entry.h"
#include "audit/keys.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace nsl::audit {

// The last entry of a chain.
struct Head {
  std::uint64_t seq = 0;  // 0: there is none
  Hash hash = kNoHash;
  bool operator==(const Head&) const = default;
};

// "12:9f86…": how people write a head down. nullopt for anything else.
std::string to_string(const Head& head);
std::optional<Head> parse_head(std::string_view text);

// The statement about a piece of a chain: "from the entry after `before` to `head`". Two uses: a segment of the overall
// chain (number 1, 2, 3 ...; `before` is the head of the one before), and the end of what was asked for (number 0).
struct SignedHead {
  std::uint64_t number = 0;
  std::string owner{};  // empty: the chain over all owners
  Head before{};
  Head head{};
  WallTime time{};
  std::string key{};        // key_text() of the one it was signed with
  std::string signature{};  // base64url
};

// Fills in time, key and signature; the text is the result.
std::string sign_head(SignedHead head, const Keys& keys, WallTime now);

// Says nothing about the signature. Strict, like parse_entry().
Result<SignedHead> parse_signed_head(std::string_view line);
// Whether a line is a signed head (and no entry, in which quotation marks are escaped).
bool is_head_line(std::string_view line);
// Whether `line`, one that parse_signed_head() takes, was signed with this key.
bool is_signed_by(std::string_view line, const crypto::P256Point& public_key);

}  // namespace nsl::audit
