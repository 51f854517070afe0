#pragma once
// EventLog: the events of the last blocks in the database, so that a question about them costs no node anything. It is
// the follower's first subscriber.

#include "follower/follower.h"
#include "storage/database.h"

#include <cstdint>
#include <string>
#include <vector>

namespace nsl::follower {

struct EventQuery {
  static constexpr std::size_t kLimitMax = 1'000;

  EventFilter filter = {};
  std::optional<std::uint32_t> from = {};  // the first block; none: the first that is kept
  std::optional<std::uint32_t> to = {};    // the last block; none: the last there is
  std::optional<Place> cursor = {};        // of the answer before; in place of `from`
  std::size_t limit = 100;                 // 1 ... kLimitMax
};

struct EventPage {
  struct Entry {
    ChainEvent event;
    std::uint64_t time_ms = 0;  // of its block
  };
  std::vector<Entry> events;  // in the order of the chain
  Place cursor;               // where to go on: asking with it again and again gives every event once
  bool more = false;          // there are more already
  std::uint32_t first = 0;    // the first block that is kept
  std::uint32_t height = 0;   // the last block that is known
};

json::object page_json(const EventPage& page);

// deliver(): the follower's thread. find(): any, blocks on the database.
class EventLog final : public Subscriber {
 public:
  struct Options {
    std::uint32_t keep_blocks = 100'000;
    std::uint32_t backfill_blocks = 1'000;
  };

  EventLog(storage::Database& database, Options options) : database_(database), options_(options) {}

  // kUnavailable as long as no block is known. kInvalidArgument for a limit or a range that cannot be, and (pointer
  // "from" or "cursor") for events that are no longer, or were never, kept.
  Result<EventPage> find(const EventQuery& query);

  std::string_view name() const override { return "event_log"; }
  const EventFilter& filter() const override { return everything_; }
  std::uint32_t backfill_blocks() const override { return options_.backfill_blocks; }
  Status deliver(storage::Transaction& transaction, const ChainBlock& block,
                 std::span<const ChainEvent* const> events) override;
  Status forget(storage::Transaction& transaction) override;

 private:
  storage::Database& database_;
  const Options options_;
  const EventFilter everything_;
};

}  // namespace nsl::follower
