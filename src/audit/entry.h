#pragma once
// Entry: an event in its place in the chains, and the one text it has. docs/reference/audit-format.md is the contract.
//
// The hash of an entry is the SHA-256 of its text, byte for byte, so there is nothing to normalise and nothing to
// confuse: a JSON string cannot end early, whatever is in it. The text holds the hash of the entry before it, and that
// of the entry before it of the same owner.

#include "audit/event.h"
#include "base/bytes.h"
#include "base/clock.h"
#include "crypto/digest.h"

#include <string>
#include <string_view>

namespace nsl::audit {

using Hash = crypto::Sha256;
inline constexpr Hash kNoHash{};  // before the first entry

// Longest text of one member; more is cut off and ends in "…". Host names have 253 characters, ids 29.
inline constexpr std::size_t kTextMax = 512;
// Longest entry or head: fourteen texts of which each byte may need six ("\u0000").
inline constexpr std::size_t kLineMax = 65'536;

struct Entry {
  std::uint64_t seq = 0;        // 1, 2, 3 ... over all owners
  std::uint64_t owner_seq = 0;  // 1, 2, 3 ... of this owner
  WallTime time;                // when it was recorded
  std::string action;           // as text: a reader need not know every action there will be
  std::string outcome;          // "ok" or "refused"
  std::string error;            // code of the refusal
  std::string owner;
  std::string actor;
  std::string secret;
  std::string secret_id;
  std::uint64_t secret_version = 0;
  std::string grant;
  std::string function;
  std::uint64_t function_version = 0;
  std::string execution;
  std::string host;
  std::string request;
  std::string detail;
  std::string reason;
  std::string value_hash;
  Hash previous = kNoHash;        // of the entry with seq - 1
  Hash owner_previous = kNoHash;  // of the entry of this owner with owner_seq - 1
};

// The event with its texts cut to kTextMax and made well-formed; its place is left open.
Entry entry_of(const Event& event, WallTime now);

std::string to_line(const Entry& entry);  // no line end
// Strict: exactly what to_line() gives and nothing else, since a second way to write an entry would be a way to show
// people something other than what was hashed. kInvalidArgument, kMalformedJson.
Result<Entry> parse_entry(std::string_view line);

Hash hash_of(std::string_view line);

}  // namespace nsl::audit
