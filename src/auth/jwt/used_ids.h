#pragma once
// UsedIds: the ids of tokens that were used, for tokens that are good for one request only.

#include "auth/tokens.h"
#include "base/clock.h"

#include <map>
#include <set>
#include <utility>

namespace nsl::auth {

// One thread at a time.
class UsedIds {
 public:
  // Each takes about 150 bytes. An attacker cannot fill it: only tokens that were signed get here.
  static constexpr std::size_t kMax = 100'000;

  enum class Use : std::uint8_t { kFirst, kAgain, kTooMany };
  // From `until` on the token is refused for its age, and its id need not be remembered.
  Use use(const TokenDigest& id, WallTime until, WallTime now);

  std::size_t size() const { return ids_.size(); }

 private:
  std::set<TokenDigest> ids_;
  std::set<std::pair<WallTime, TokenDigest>> by_time_;
};

}  // namespace nsl::auth
