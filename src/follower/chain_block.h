#pragma once
// ChainBlock: a block with all that happened in it, in the order in which it happened.
//
// Events are notifications of contracts: first those of OnPersist, then each transaction's, then those of PostPersist.
// What a transaction said that faulted in the end did not happen, and is not here.

#include "base/json.h"
#include "neo/rpc/answers.h"
#include "neo/types/hash.h"
#include "neo/types/integer.h"
#include "neo/types/stack_item.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace nsl::follower {

// Where something stands in a chain: an event in its block. As a cursor: everything before it has been seen.
struct Place {
  std::uint32_t height = 0;
  std::uint32_t index = 0;  // 0, 1, 2 ... over the whole block

  auto operator<=>(const Place&) const = default;

  // "1234.5"
  std::string text() const;
  static Result<Place> parse(std::string_view text);
};

// What an event named Transfer says, when it has the form of NEP-17 or NEP-11.
struct TokenTransfer {
  std::optional<neo::UInt160> from;  // none: made from nothing
  std::optional<neo::UInt160> to;    // none: burned
  neo::Integer amount;
  std::optional<Bytes> token_id;  // NEP-11
};

struct ChainEvent {
  Place place;
  neo::UInt160 contract;
  std::string name;
  std::optional<neo::UInt256> transaction;  // none: of OnPersist or PostPersist
  neo::StackItem state;                     // an array: the event's parameters

  std::optional<TokenTransfer> transfer() const;
};

struct BlockTransaction {
  neo::UInt256 hash;
  neo::UInt160 sender;
  neo::ExecutionState state = neo::ExecutionState::kHalt;
  neo::Fixed8 gas_consumed;
};

struct ChainBlock {
  std::uint32_t height = 0;
  neo::UInt256 hash;
  neo::UInt256 previous;
  std::uint64_t time_ms = 0;  // since 1970
  std::vector<BlockTransaction> transactions;
  std::vector<ChainEvent> events;
};

// An event as it is shown everywhere: height, index, time, contract, event, transaction, state, and transfer if it is
// one.
json::object event_json(const ChainEvent& event, std::uint64_t time_ms);

// Which events somebody wants; what is not set, is not asked for.
struct EventFilter {
  std::optional<neo::UInt160> contract;
  std::string name;
  std::optional<neo::UInt160> account;  // that a transfer takes from or gives to

  bool matches(const ChainEvent& event) const;
};

}  // namespace nsl::follower
