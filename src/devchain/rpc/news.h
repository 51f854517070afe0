#pragma once
// News: what a new block brought, piece by piece, or what came into the pool or left it, as nodes announce it to clients
// on a WebSocket.
//
// In neo-go's order: OnPersist and its notifications; for each transaction its execution, its notifications and itself;
// PostPersist; the header; the block. Executions that faulted have no notifications.

#include "devchain/chain/chain.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nsl::devchain {

enum class Stream : std::uint8_t {
  kBlock,
  kHeader,
  kTransaction,
  kNotification,
  kExecution,
  kMempool,
};
std::string_view stream_name(Stream stream);  // "block_added"
std::optional<Stream> parse_stream(std::string_view name);

// Points into the ledger's block, which stays; of the pool, to a transaction that may be gone afterwards.
struct News {
  Stream stream = Stream::kBlock;
  const LedgerBlock* block = nullptr;
  const neo::Transaction* transaction = nullptr;     // kTransaction, kMempool
  const ExecutionLog* execution = nullptr;           // kExecution, kNotification
  const LoggedNotification* notification = nullptr;  // kNotification
  neo::UInt256 container{};                          // of an execution: its transaction, or the block
  PoolChange change = PoolChange::kAdded;            // kMempool

  json::object body() const;    // what is told
  std::string message() const;  // as it is sent
};

std::vector<News> news_of(const LedgerBlock& block, const Ledger& ledger);

std::string_view pool_change_name(PoolChange change);  // "added"

// Said in place of what could not be told to a client that reads too slowly.
std::string event_missed_message();

}  // namespace nsl::devchain
