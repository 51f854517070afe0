#pragma once
// Turns: whose queued executions are taken off the queue next. Owners take turns, so that ten thousand of one owner do not
// delay another's first: whoever has the fewest under way is next, and among those whoever waited for it longest.
//
// Knows owners, not executions: those are counted in the database, which this never asks. An owner is thought to have some
// in the queue from queued() on until claimed() finds less than there was room for.
//
//   turns.queued("alice");
//   for (const Share& share : turns.take(room, allowed)) ...   // claim up to share.count of share.owner
//   turns.claimed(share, got);                                 // and then ended() for each

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace nsl::functions {

// So many queued executions of one owner.
struct Share {
  std::string owner;
  std::uint32_t count = 0;
  bool operator==(const Share&) const = default;
};

// One thread. Memory and the time of take() rise with the number of owners that have something queued or under way.
class Turns {
 public:
  // How many more executions of an owner may begin now.
  using Allowed = std::function<std::uint32_t(std::string_view owner)>;

  // The owner has an execution in the queue.
  void queued(std::string_view owner);

  // Divides `room` among those who have something queued; a share counts as under way from now on. Call claimed() for each.
  std::vector<Share> take(std::uint32_t room, const Allowed& allowed);
  // So many of the share were there.
  void claimed(const Share& share, std::uint32_t got);
  // The share could not be looked for.
  void put_back(const Share& share);

  // One of those claimed is not under way any more.
  void ended(std::string_view owner);

  std::size_t running() const { return running_; }
  // Whether the last take() left somebody out who may not have more at once.
  bool held_back() const { return held_back_; }

 private:
  struct Owner {
    std::uint32_t running = 0;
    std::uint64_t turn = 0;  // of the last one: rises over all owners
    bool waiting = false;
  };
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  using Owners = std::unordered_map<std::string, Owner, Hash, std::equal_to<>>;

  Owner& of(std::string_view owner);
  void leave(Owners::iterator owner, std::uint32_t count);

  Owners owners_;
  std::size_t running_ = 0;
  std::uint64_t turn_ = 0;
  bool held_back_ = false;
};

}  // namespace nsl::functions
