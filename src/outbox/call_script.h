#pragma once
// The script of a transaction that makes one call for somebody else, and what it makes sure of by itself.
//
// A ceiling can only count what a try-out shows. When the transaction runs in its block the chain has moved on, and a
// contract that may use the signature (scope Global) could take more. So the script compares the accounts' GAS before
// and after the call, and faults when more has gone than was counted: then nothing of it has happened but the fees,
// which are fixed and counted too. For the scope CalledByEntry that is not needed: the signature is not valid for what
// the called contract calls, GAS included.

#include "neo/script/builder.h"
#include "neo/types/amount.h"
#include "neo/types/hash.h"

#include <span>

namespace nsl::outbox {

// How much GAS may leave an account at most during the call.
struct GasLimit {
  neo::UInt160 account;
  neo::Fixed8 most;
};
inline constexpr std::size_t kGasLimitsMax = 7;  // static fields that have an opcode of their own

// NEP-17's transfer must give true, for a transaction that does nothing would cost and be for nothing. What the call
// returns stays on the stack, alone.
Bytes sent_script(const neo::ContractCall& call, std::span<const GasLimit> limits = {});

}  // namespace nsl::outbox
