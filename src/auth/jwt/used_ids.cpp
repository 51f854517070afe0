#include "auth/jwt/used_ids.h"

namespace nsl::auth {

UsedIds::Use UsedIds::use(const TokenDigest& id, WallTime until, WallTime now) {
  while (!by_time_.empty() && by_time_.begin()->first <= now) {
    ids_.erase(by_time_.begin()->second);
    by_time_.erase(by_time_.begin());
  }
  if (ids_.contains(id)) return Use::kAgain;
  if (ids_.size() >= kMax) return Use::kTooMany;
  ids_.insert(id);
  by_time_.emplace(until, id);
  return Use::kFirst;
}

}  // namespace nsl::auth
