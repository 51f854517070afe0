#pragma once
// ChainMethods: JSON-RPC about blocks, transactions and the pool, as types. All of both kinds of nodes but where it says
// otherwise. NeoClient has what most programs need; this has the rest.

#include "neo/block/block.h"
#include "neo/rpc/answers.h"
#include "neo/rpc/rpc.h"

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

namespace nsl::neo {

using BlockId = std::variant<std::uint32_t, UInt256>;  // height or hash

// What a node knows of a block beside its bytes.
struct BlockStanding {
  UInt256 hash;
  std::uint32_t index = 0;
  std::uint32_t bytes = 0;
  std::uint32_t confirmations = 0;
  std::optional<UInt256> next;
};

struct Pool {
  std::uint32_t height = 0;
  std::vector<UInt256> verified;
  std::vector<UInt256> unverified;
};

// Blocking, thread-safe as its Rpc is. Each may give kUnavailable (again later) and kConflict; an optional is empty for
// what the node does not know.
class ChainMethods {
 public:
  explicit ChainMethods(Rpc& rpc) : rpc_(rpc) {}

  Result<UInt256> best_block_hash();
  Result<std::uint32_t> block_count();
  Result<std::uint32_t> header_count();
  Result<std::optional<UInt256>> block_hash(std::uint32_t height);
  Result<std::optional<Block>> block(const BlockId& id);
  Result<std::optional<Header>> header(const BlockId& id);
  Result<std::optional<BlockStanding>> standing(const BlockId& id);
  Result<Executions> executions(const UInt256& block_or_transaction);
  Result<Fixed8> system_fee(std::uint32_t height);                           // of a block; neo-go only
  Result<std::vector<Notification>> notifications(const BlockId& id);        // of a block; neo-go only
  Result<std::optional<Transaction>> raw_transaction(const UInt256& hash);   // also one that waits
  Result<std::optional<std::uint32_t>> transaction_height(const UInt256& hash);
  Result<Pool> pool();

  Result<UInt256> send(const Transaction& transaction);
  Result<UInt256> submit(const Block& block);

 private:
  Rpc& rpc_;
};

}  // namespace nsl::neo
