#pragma once
// Verifier: reads an export line by line and finds the first place where it is not what was recorded: an entry that was
// edited, left out, added, moved, or cut off at the end. Needs nothing but the text; docs/reference/audit-format.md has
// the rules, so that others can write one.
//
//   Verifier verifier({.expected = kept_head});
//   for each line: if (auto broken = verifier.take(line)) ...
//   auto report = verifier.finish();

#include "audit/head.h"
#include "crypto/p256.h"

#include <cstdint>
#include <expected>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace nsl::audit {

// Where it broke, and how.
struct Break {
  std::uint64_t line = 0;  // 1, 2, 3 ... in the file
  std::uint64_t seq = 0;   // number of the entry in its chain, as far as known
  std::string what;
};

// What an unbroken export says.
struct Verified {
  std::string owner;             // empty: all of them
  std::uint64_t entries = 0;
  Head before;                   // where it starts; seq 0: at the first entry there is
  Head head;                     // where it ends
  WallTime signed_at;            // the last head
  std::string key;               // the signer's, as text
};

// Not thread-safe; uses a fixed amount of memory and a little for each owner.
class Verifier {
 public:
  struct Options {
    std::optional<Head> expected = {};               // one that was kept: the chain must go through it
    std::optional<crypto::P256Point> signer = {};    // absent: whoever signed first must have signed all
  };

  explicit Verifier(Options options) : options_(std::move(options)) {}

  // The next line, without its line end. After a break nothing more may be given.
  std::optional<Break> take(std::string_view line);
  std::expected<Verified, Break> finish();

 private:
  std::optional<Break> take_first(std::string_view line);
  std::optional<Break> take_head(std::string_view line);
  std::optional<Break> take_entry(std::string_view line);
  std::optional<Break> check_signature(const SignedHead& head, std::string_view line);
  std::optional<Break> check_segment(const SignedHead& head);
  std::optional<Break> check_owner_chain(const Entry& entry, const Hash& hash);
  Break broken(std::string what) const;

  const Options options_;
  Verified found_;
  std::uint64_t line_ = 0;
  bool sealed_ = false;       // the last line was a head
  bool met_expected_ = false;
  std::optional<crypto::P256Point> signer_;
  std::optional<SignedHead> segment_;    // the last one with a number
  std::map<std::string, Head> owners_;   // of the overall chain: where each owner's is
};

}  // namespace nsl::audit
