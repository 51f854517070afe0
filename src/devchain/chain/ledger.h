#pragma once
// Ledger: the blocks of the chain and what became of their transactions. In memory; blocks are never taken back.

#include "neo/block/block.h"
#include "neo/types/stack_item.h"
#include "neovm/machine/engine.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace nsl::devchain {

// A notification as it is kept and shown.
struct LoggedNotification {
  neo::UInt160 contract;
  std::string name;
  std::optional<neo::StackItem> state;  // none: it cannot be written down
};

// One execution's application log.
struct ExecutionLog {
  std::string_view trigger;  // "Application", "OnPersist", "PostPersist"
  neovm::VmState state = neovm::VmState::kHalt;
  std::int64_t gas_datoshi = 0;
  std::string exception;
  std::vector<std::optional<neo::StackItem>> stack;
  std::vector<LoggedNotification> notifications;
};

struct LedgerTransaction {
  std::uint32_t block = 0;
  std::size_t place = 0;  // in the block
  ExecutionLog log;
};

struct LedgerBlock {
  neo::Block block;
  neo::UInt256 hash;
  std::size_t bytes = 0;
  std::vector<ExecutionLog> logs;  // OnPersist, PostPersist
};

// Not thread-safe.
class Ledger {
 public:
  bool empty() const { return blocks_.empty(); }
  std::uint32_t height() const { return static_cast<std::uint32_t>(blocks_.size()) - 1; }  // of the last block
  const LedgerBlock& last() const { return *blocks_.back(); }

  // null when there is none.
  const LedgerBlock* find_block(std::uint32_t index) const;
  const LedgerBlock* find_block(const neo::UInt256& hash) const;
  const LedgerTransaction* find_transaction(const neo::UInt256& hash) const;
  const neo::Transaction& transaction(const LedgerTransaction& entry) const {
    return blocks_[entry.block]->block.transactions[entry.place];
  }
  // Whether a transaction on the chain excludes this one by its Conflicts attribute, and shares a signer with it.
  bool has_conflict(const neo::UInt256& hash, const std::vector<neo::Signer>& signers) const;

  // `logs`: one for each transaction.
  void append(LedgerBlock block, std::vector<ExecutionLog> logs);

 private:
  std::vector<std::unique_ptr<LedgerBlock>> blocks_;  // where they are does not change
  std::unordered_map<neo::UInt256, std::uint32_t> by_hash_;
  std::unordered_map<neo::UInt256, LedgerTransaction> transactions_;
  std::unordered_multimap<neo::UInt256, neo::UInt160> conflicts_;  // with whose signature
};

}  // namespace nsl::devchain
