#pragma once
// Outbox: transactions on their way to the chain. What is in it is on the disk before it is sent for the first time, is
// sent until it has ended, and is taken up again by the next process: kill -9 at any moment loses none and doubles
// none.
//
//   NSL_TRY(const auto added, outbox.add(std::move(signed_transaction)));
//   const auto watch = outbox.watch(added.record.hash, [] { ... });    // it has ended: look it up
//
// A thread of its own sends and looks (tracker.h); while nothing waits, it asks the nodes nothing.

#include "base/clock.h"
#include "base/guarded.h"
#include "base/metrics.h"
#include "neo/rpc/pool.h"
#include "outbox/tracker.h"

#include <array>
#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace nsl::outbox {

// Thread-safe.
class Outbox {
 public:
  static constexpr std::size_t kWatchesMax = 50'000;

  struct Parts {
    TransactionStore& store;
    neo::NodePool& nodes;
    Metrics& metrics;
    const Clock& clock;
  };
  struct Options {
    Tracker::Options tracker{};
    std::chrono::milliseconds failed_pause_max{5'000};  // between looks while no node answers
  };

  // Begins with what earlier processes left.
  Outbox(Parts parts, Options options);
  // Ends the thread; what is open stays so.
  ~Outbox();
  Outbox(const Outbox&) = delete;
  Outbox& operator=(const Outbox&) = delete;

  // On disk when it returns, and sent soon after. As TransactionStore::add(). Blocks.
  Result<TransactionStore::Added> add(const NewTransaction& request);

  // As long as it lives, `on_end` may be called: once, on the outbox's thread, when the transaction has ended and its
  // record says so. To destroy it waits for a call that has begun, but not for one that it is destroyed in.
  class Watch {
   public:
    ~Watch();
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

   private:
    friend class Outbox;
    struct Told {
      std::recursive_mutex mutex;
      std::move_only_function<void()> on_end;
    };
    explicit Watch(std::shared_ptr<Told> told) : told_(std::move(told)) {}
    const std::shared_ptr<Told> told_;
  };
  // The transaction may have ended before: look after this. Null when there are too many watches.
  std::unique_ptr<Watch> watch(const neo::UInt256& hash, std::move_only_function<void()> on_end);

  TransactionStore& store() { return parts_.store; }
  neo::NodePool& nodes() { return parts_.nodes; }

 private:
  struct Mailbox {
    std::vector<OpenTransaction> incoming;
    bool stopping = false;
  };
  using Watches = std::multimap<neo::UInt256, std::weak_ptr<Watch::Told>>;

  void run();
  Status load();
  Status look();
  Status save();
  void tell(const neo::UInt256& hash);
  std::chrono::milliseconds pause_after(const Status& looked);
  bool wait(std::chrono::milliseconds pause);

  const Parts parts_;
  const Options options_;
  std::array<Counter*, kTransactionStates> ended_{};
  Counter& added_;
  Counter& looks_;
  Counter& failed_looks_;
  Gauge& open_;
  Gauge& reachable_;

  std::mutex mutex_;              // guards the mailbox
  std::condition_variable wake_;  // for the thread
  Mailbox mailbox_;
  Guarded<Watches> watches_;

  Tracker tracker_;  // this and what follows: the thread's
  bool loaded_ = false;
  unsigned failures_ = 0;
  std::chrono::milliseconds poll_{0};
  SteadyTime trim_at_{};
  std::thread thread_;
};

}  // namespace nsl::outbox
