#pragma once
// NEO and GAS: balances, transfers, and the GAS that NEO brings.

#include "devchain/native/native.h"

#include <optional>

namespace nsl::devchain {

inline constexpr std::int32_t kNeoId = -5;
inline constexpr std::int32_t kGasId = -6;
inline constexpr std::int64_t kNeoSupply = 100'000'000;
inline constexpr std::int64_t kGasPerBlock = 5'0000'0000;  // datoshi, made with every block
// Of these, holders of NEO get a tenth and the committee another. The rest is for voters, of whom there are none here.
inline constexpr std::int64_t kHolderShare = 10;
inline constexpr std::int64_t kCommitteeShare = 10;

neo::Integer balance_of(const Snapshot& state, std::int32_t token, const neo::UInt160& account);
neo::Integer total_supply(const Snapshot& state, std::int32_t token);

// GAS that an account's NEO has brought since it last changed, up to the block `end`.
neo::Integer unclaimed_gas(const Snapshot& state, const neo::UInt160& account, std::uint32_t end);

// Makes tokens for an account, without a payment call: at genesis and for the nodes. `height` is that of the block.
struct Mint {
  neo::UInt160 account;
  neo::Integer amount;
  std::uint32_t height = 0;
};
void mint(Snapshot& state, std::int32_t token, const Mint& mint);
// Takes GAS away for fees. False when there is not so much.
bool burn_gas(Snapshot& state, const neo::UInt160& account, const neo::Integer& amount);

// The state of a Transfer notification; an account that is missing is null.
neovm::StackItem transfer_state(neovm::Heap& heap, const std::optional<neo::UInt160>& from,
                                const std::optional<neo::UInt160>& to, const neo::Integer& amount);

}  // namespace nsl::devchain
