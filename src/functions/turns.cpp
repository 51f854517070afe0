#include "functions/turns.h"

#include "base/check.h"

#include <algorithm>
#include <tuple>

namespace nsl::functions {

Turns::Owner& Turns::of(std::string_view owner) {
  const auto found = owners_.find(owner);
  return found != owners_.end() ? found->second : owners_.emplace(std::string(owner), Owner{}).first->second;
}

void Turns::queued(std::string_view owner) { of(owner).waiting = true; }

std::vector<Share> Turns::take(std::uint32_t room, const Allowed& allowed) {
  struct Candidate {
    Owners::value_type* owner;
    std::uint32_t got = 0;
    std::uint32_t allowed = 0;  // asked for with the first turn
  };
  // The next one is at the front.
  const auto later = [](const Candidate& a, const Candidate& b) {
    const auto rank = [](const Owner& owner) { return std::tuple(owner.running, owner.turn); };
    return rank(a.owner->second) > rank(b.owner->second);
  };
  held_back_ = false;
  std::vector<Candidate> waiting;
  for (auto& owner : owners_) {
    if (owner.second.waiting) waiting.push_back({.owner = &owner});
  }
  std::ranges::make_heap(waiting, later);
  std::vector<Candidate> satisfied;
  while (room > 0 && !waiting.empty()) {
    std::ranges::pop_heap(waiting, later);
    Candidate& next = waiting.back();
    if (next.got == 0) next.allowed = allowed(next.owner->first);
    if (next.got == next.allowed) {
      held_back_ = true;
      satisfied.push_back(next);
      waiting.pop_back();
      continue;
    }
    ++next.got;
    ++next.owner->second.running;
    next.owner->second.turn = ++turn_;
    --room;
    std::ranges::push_heap(waiting, later);
  }
  waiting.insert(waiting.end(), satisfied.begin(), satisfied.end());
  std::vector<Share> shares;
  for (const Candidate& one : waiting) {
    if (one.got == 0) continue;
    one.owner->second.waiting = false;  // unless claimed() says otherwise, or queued() meanwhile
    running_ += one.got;
    shares.push_back({one.owner->first, one.got});
  }
  return shares;
}

void Turns::claimed(const Share& share, std::uint32_t got) {
  NSL_CHECK(got <= share.count);
  const auto owner = owners_.find(share.owner);
  if (got == share.count) owner->second.waiting = true;
  else leave(owner, share.count - got);
}

void Turns::put_back(const Share& share) {
  const auto owner = owners_.find(share.owner);
  owner->second.waiting = true;
  leave(owner, share.count);
}

void Turns::ended(std::string_view owner) { leave(owners_.find(owner), 1); }

void Turns::leave(Owners::iterator owner, std::uint32_t count) {
  NSL_CHECK(owner != owners_.end() && owner->second.running >= count);
  owner->second.running -= count;
  running_ -= count;
  if (owner->second.running == 0 && !owner->second.waiting) owners_.erase(owner);
}

}  // namespace nsl::functions
