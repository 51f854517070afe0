#pragma once
// Follower: gives every block of the chain, with every event in it, to each subscriber exactly once and in order,
// through restarts, crashes and failures of nodes.
//
// How that holds: a subscriber writes what it makes of a block into the same database transaction that moves its
// cursor. After kill -9 both are there or neither is. What a subscriber does outside the database is not covered; it
// should put it into a queue there.
//
// New blocks are looked for by polling, and at once after wake().

#include "base/clock.h"
#include "base/guarded.h"
#include "base/metrics.h"
#include "follower/chain_reader.h"
#include "storage/database.h"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace nsl::follower {

// Called on the follower's thread.
class Subscriber {
 public:
  virtual ~Subscriber() = default;

  // Names its cursor in the database; never changes.
  virtual std::string_view name() const = 0;
  // The events it wants. It gets every block, with the events in it that match.
  virtual const EventFilter& filter() const = 0;
  // How many of the blocks that are there already it wants when it is followed for the first time.
  virtual std::uint32_t backfill_blocks() const { return 0; }

  // An error undoes the transaction; the same blocks come again.
  virtual Status deliver(storage::Transaction& transaction, const ChainBlock& block,
                         std::span<const ChainEvent* const> events) = 0;
  // What was delivered belongs to a chain that is no more (OtherChain::kStartAgain).
  virtual Status forget(storage::Transaction& transaction) = 0;
};

// What to do when the nodes have another chain than the one that was followed. Neo's blocks are final, so on a real
// network that is a mistake that somebody has to look at; a development chain may just have been made anew.
enum class OtherChain : std::uint8_t { kWait, kStartAgain };

struct FollowerStatus {
  std::uint32_t next = 0;  // the first block that some subscriber has not got
  std::uint32_t head = 0;  // the last block of the nodes
  std::string problem;     // why it does not go on; empty when it does
};

// start(), stop(), destruction: one thread. status(), wake(): any.
class Follower {
 public:
  struct Options {
    std::chrono::milliseconds poll{500};
    OtherChain other_chain = OtherChain::kWait;
    // Something was delivered and is in the database. On the follower's thread; quick.
    std::function<void()> on_delivered = {};
  };
  struct Parts {
    storage::Database& database;
    neo::NodePool& nodes;
    Metrics& metrics;
    const Clock& clock;
  };

  Follower(Parts parts, Options options);
  ~Follower();  // stops

  // Before start(). The subscriber must outlive this.
  void add(Subscriber& subscriber);

  void start();
  void stop();  // returns when the step under way has ended
  void wake();  // there may be a new block

  FollowerStatus status() const;

  // One step of every subscriber, on the caller's thread, in place of start(): for tests and measurements.
  enum class Progress : std::uint8_t { kMore, kNothingNew, kProblem };
  Progress step();

 private:
  struct Followed {
    Subscriber* subscriber;
    std::optional<ChainCursor> cursor;  // none: not read from the database yet
  };
  struct Counters {
    explicit Counters(Metrics& metrics);
    Gauge& height;
    Gauge& head;
    Gauge& lag;
    Counter& blocks;
    Counter& events;
    Counter& unavailable;
    Counter& other_chain;
    Counter& storage;
  };

  void run();
  Result<bool> advance(Followed& followed);
  Result<ChainCursor> find_cursor(const Subscriber& subscriber);
  Status save(storage::Transaction& transaction, std::string_view name, const ChainCursor& cursor);
  Status deliver(Followed& followed, const ChainStep& step);
  Status start_again(Followed& followed);
  void note(const Error& problem);
  void note_progress();

  Parts parts_;
  const Options options_;
  ChainReader reader_;
  Counters counters_;
  std::vector<Followed> followed_;
  // The last step and where it began: subscribers at the same place share it.
  ChainCursor shared_from_;
  std::optional<ChainStep> shared_;
  std::uint32_t head_ = 0;

  Guarded<FollowerStatus> status_;
  std::mutex mutex_;
  std::condition_variable woken_;
  bool stopping_ = false;  // guarded by mutex_, as is wake_
  bool wake_ = false;
  std::thread thread_;
};

}  // namespace nsl::follower
