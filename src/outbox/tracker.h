#pragma once
// Tracker: follows the transactions that have not ended: sends them, sends them again, and reads in the blocks how they
// end. It holds what it knows in memory and can be made anew from the database at any time.
//
// Blocks are the truth. With dBFT a block is final, so a transaction has happened when a block has it, and never will
// when it is in none of the blocks from the height it was prepared at up to its validuntilblock. Each of them is read
// once, whole, whatever the number of transactions that wait; which node gave it does not matter. What a transaction
// did is asked of the node that has its block.
//
// One thread.

#include "base/clock.h"
#include "neo/block/block.h"
#include "neo/rpc/rpc.h"
#include "outbox/transaction_store.h"

#include <deque>
#include <span>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace nsl::outbox {

class Tracker {
 public:
  struct Options {
    std::size_t sends_max = 500;     // with one look
    std::uint32_t blocks_max = 100;  // likewise
    // A transaction that was taken should be in a block, or still in the pool, after so many blocks. Or after this
    // time: a chain that makes blocks only for transactions makes none for one that its pool has lost.
    std::uint32_t missing_after = 3;
    std::chrono::milliseconds missing_for{10'000};
    std::chrono::milliseconds retry{1'000};  // between attempts to send what was not taken
  };

  Tracker(Options options, const Clock& clock) : options_(options), clock_(clock) {}

  void add(OpenTransaction transaction);
  bool empty() const { return tracked_.empty(); }
  std::size_t size() const { return tracked_.size(); }
  bool has_to_send() const { return !to_send_.empty(); }

  // Sends by `nodes`, and reads what is new from `node`, which is one of them. An error when they do not answer; what
  // was learnt until then holds.
  Status look(neo::Rpc& nodes, neo::Rpc& node);

  // What was taken by a node since the last call.
  std::vector<neo::UInt256> take_sent() { return std::exchange(sent_, {}); }
  // What is known to have ended; stays until it is forgotten.
  std::vector<Ending> endings() const;
  void forget(const neo::UInt256& hash);

  std::uint32_t height() const { return height_; }  // of the last block that a node told of

 private:
  struct Tracked {
    OpenTransaction open;
    std::uint32_t scanned = 0;   // up to this height it is in no block
    std::uint32_t block = 0;     // it is in this one; 0: in none yet
    bool taken = false;          // by a node
    std::uint32_t taken_at = 0;  // height
    SteadyTime taken_time{};
    unsigned refusals = 0;  // in a row
    bool replaced = false;  // by a transaction of ours under way: not to be sent again
    std::optional<Ending> ending;
  };
  enum class Answer : std::uint8_t { kTaken, kRefused, kLater };

  bool is_replaced(const neo::UInt256& hash) const;
  Status send(neo::Rpc& nodes);
  std::vector<neo::UInt256> next_to_send(std::size_t most);
  Status send(neo::Rpc& nodes, std::span<const neo::UInt256> batch);
  Answer note_answer(Tracked& tracked, const neo::RpcResult& answer);
  Status read_blocks(neo::Rpc& node);
  std::uint32_t next_block();
  void end(Tracked& tracked, Ending ending);
  void note_block(std::uint32_t index, const neo::Block& block);
  Status read_logs(neo::Rpc& node);
  Status note_log(const neo::UInt256& hash, const neo::RpcResult& answer);
  void find_missing(neo::Rpc& node);
  bool is_due(std::uint32_t height, SteadyTime time) const;
  bool may_be_missing(const Tracked& tracked) const;

  const Options options_;
  const Clock& clock_;
  std::unordered_map<neo::UInt256, Tracked> tracked_;
  std::unordered_multimap<neo::UInt256, neo::UInt256> replacing_;  // what is replaced, and by which of the tracked
  std::unordered_set<neo::UInt256> ended_;                         // of the tracked
  std::optional<std::uint32_t> next_block_;                        // none: to be found out
  std::deque<neo::UInt256> to_send_;
  std::vector<neo::UInt256> to_retry_;
  SteadyTime retry_at_{};
  std::vector<neo::UInt256> sent_;
  std::vector<neo::UInt256> to_log_;  // in a block, and what they did is not known yet
  std::uint32_t height_ = 0;
  std::uint32_t pool_checked_at_ = 0;  // height
  SteadyTime pool_checked_time_{};
  std::uint32_t missing_looked_at_ = 0;  // height
  SteadyTime missing_looked_time_{};
  const neo::Rpc* last_node_ = nullptr;
};

}  // namespace nsl::outbox
