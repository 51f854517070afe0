#pragma once
// Sessions: iterators that clients go through page by page, after the invocation that made them has ended. Their items
// are kept, not the script: so a session is of the block in which it was opened.

#include "base/clock.h"
#include "base/json.h"
#include "neo/types/stack_item.h"

#include <chrono>
#include <expected>
#include <list>
#include <map>
#include <string>
#include <vector>

namespace nsl::devchain {

// One thread, the chain's.
class Sessions {
 public:
  static constexpr std::size_t kSessionsMax = 20;   // as neo-go has it; the oldest makes room
  static constexpr std::size_t kItemsMax = 10'000;  // of an iterator; what is behind is left out
  static constexpr std::chrono::seconds kLife{60};

  explicit Sessions(const Clock& clock) : clock_(clock) {}

  // The iterators of one invocation, by their ids.
  using Iterators = std::map<std::string, std::vector<neo::StackItem>, std::less<>>;
  static std::string make_id();
  std::string open(Iterators iterators);  // the session's id

  enum class Unknown : std::uint8_t { kSession, kIterator };
  // The next items, at most `count`; none at the end.
  std::expected<json::array, Unknown> next(std::string_view session, std::string_view iterator, std::size_t count);
  bool end(std::string_view session);  // false: there is none

 private:
  struct Session {
    std::string id;
    SteadyTime ends;
    Iterators iterators;
  };

  std::list<Session>::iterator find(std::string_view id);

  const Clock& clock_;
  std::list<Session> sessions_;  // in the order in which they were opened
};

}  // namespace nsl::devchain
