#pragma once
// What nodes answer, as types. Each reader takes the member "result" of an answer; kInvalidArgument (with a place) when
// it is not in a form that neo-go or C# nodes give.

#include "base/error.h"
#include "base/json.h"
#include "neo/transaction/transaction.h"
#include "neo/types/amount.h"
#include "neo/types/hash.h"
#include "neo/types/integer.h"
#include "neo/types/stack_item.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace nsl::neo {

struct NodeVersion {
  std::string user_agent;
  std::uint32_t network = 0;
  std::uint32_t ms_per_block = 15'000;
  std::uint32_t valid_until_increment_max = 5'760;  // blocks
  std::size_t iterator_items_max = 100;
  bool sessions = false;
};
Result<NodeVersion> read_version(const json::value& result);

enum class ExecutionState : std::uint8_t { kHalt, kFault };

struct Notification {
  UInt160 contract;
  std::string event;
  StackItem state;  // an array: the event's parameters
};

// What a script did, without changing the chain (invokescript, invokefunction).
struct Invocation {
  ExecutionState state = ExecutionState::kFault;
  Fixed8 gas_consumed;
  std::string exception;  // of a fault
  std::vector<StackItem> stack;
  std::vector<Notification> notifications;
  std::string session;  // of its iterators
};
Result<Invocation> read_invocation(const json::value& result);

// What a transaction on the chain did. A fault is final, and paid for; its notifications do not count.
struct ApplicationLog {
  UInt256 transaction;
  Invocation execution;
};
Result<ApplicationLog> read_application_log(const json::value& result);

// What ran in a block or for a transaction, in order: for a block OnPersist and PostPersist, for a transaction itself.
struct TriggeredExecution {
  std::string trigger;  // "OnPersist", "Application", "PostPersist"
  Invocation execution;
};
struct Executions {
  UInt256 of;  // block or transaction
  std::vector<TriggeredExecution> list;
};
Result<Executions> read_executions(const json::value& result);

struct ChainTransaction {
  Transaction transaction;
  std::optional<UInt256> block;  // none: it waits in the pool
  std::uint64_t confirmations = 0;
  std::uint64_t block_time_ms = 0;
};
Result<ChainTransaction> read_chain_transaction(const json::value& result);

struct TokenBalance {
  UInt160 token;
  std::string symbol;  // may be empty with old nodes, as decimals may be missing
  std::optional<unsigned> decimals;
  Integer amount;
  std::uint32_t last_updated_block = 0;
};
Result<std::vector<TokenBalance>> read_balances(const json::value& result);

}  // namespace nsl::neo
