#pragma once
// ChainReader: blocks with their events, one after the other, from whichever node has them.
//
// Whatever the nodes do, what comes out is one chain: every block is hashed, and must name the block before it as its
// predecessor. A step is taken from one node alone; the next step may be another's, as long as it is of the same chain.
// A node that is behind is not listened to, a node on another chain is refused by name.

#include "follower/chain_block.h"
#include "neo/rpc/pool.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace nsl::follower {

// Where a reader stands: the next block, and the hash of the one before it (none at the very start).
struct ChainCursor {
  std::uint32_t next = 0;
  std::optional<neo::UInt256> previous;

  bool operator==(const ChainCursor&) const = default;
};

struct ChainStep {
  std::vector<ChainBlock> blocks;  // from the cursor on; none when there is nothing new
  std::uint32_t head = 0;          // height of the last block that the node has
  ChainCursor after;               // where to go on
};

// Blocking; one thread at a time.
class ChainReader {
 public:
  static constexpr std::size_t kBlocksMax = 50;  // in a step; a batch of RPC calls

  // `pool` must outlive this.
  explicit ChainReader(neo::NodePool& pool) : pool_(pool) {}

  // The blocks that follow. kUnavailable: no node answers, or none in the right form; again later. kConflict: the nodes
  // are on another chain than the cursor.
  Result<ChainStep> read(const ChainCursor& cursor);

  // Where to begin so that the last `backfill_blocks` blocks that are there already come first.
  Result<ChainCursor> begin(std::uint32_t backfill_blocks);

 private:
  neo::NodePool& pool_;
  std::size_t blocks_at_once_ = kBlocksMax;  // fewer after a failure: their answers may be too large
};

// One step from one node. Apart for tests.
Result<ChainStep> read_step(neo::Rpc& node, const ChainCursor& cursor, std::size_t blocks_max);

}  // namespace nsl::follower
