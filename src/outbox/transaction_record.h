#pragma once
// TransactionRecord: what is known of a transaction that the service sends, from before the first send until long after
// its end.

#include "base/clock.h"
#include "base/id.h"
#include "neo/types/amount.h"
#include "neo/types/hash.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace nsl::outbox {

enum class TransactionState : std::uint8_t {
  kPending,   // on the disk; no node has taken it yet
  kSent,      // a node has it
  kFinal,     // in a block, and did what it should
  kFailed,    // in a block, and faulted: paid for, nothing else
  kExpired,   // in no block up to validuntilblock: it never will be, and costs nothing
  kReplaced,  // another transaction took its place on the chain
  kRejected,  // refused by the nodes, and never taken by one
};
inline constexpr std::size_t kTransactionStates = 7;
std::string_view to_string(TransactionState state);  // "pending"
std::optional<TransactionState> parse_transaction_state(std::string_view text);
constexpr bool has_ended(TransactionState state) { return state > TransactionState::kSent; }

struct TransactionRecord {
  std::int64_t seq = 0;  // rises with time
  neo::UInt256 hash;
  std::string owner;
  std::string account;  // that pays
  TransactionState state = TransactionState::kPending;
  std::uint32_t valid_until = 0;  // height
  neo::Fixed8 system_fee;
  neo::Fixed8 network_fee;
  std::string function{};  // empty: not of a function
  std::string execution{};
  std::string contract{};  // what it calls; empty for a cancellation
  std::string method{};
  std::optional<neo::UInt256> replaces{};
  WallTime created_at{};
  std::optional<WallTime> ended_at{};
  std::uint32_t block = 0;  // height, when it is in one
  neo::Fixed8 gas_consumed{};
  std::string reason{};  // why it failed, or was refused
  std::string result{};  // JSON: {"stack", "notifications"}, when it is in a block
};

}  // namespace nsl::outbox
