#pragma once
// The values of the Policy contract, which the committee can change.

#include "devchain/native/native.h"

namespace nsl::devchain {

neo::FeePolicy fee_policy(const Snapshot& state);
bool is_blocked(const Snapshot& state, const neo::UInt160& account);

// Blocks that a transaction may stay valid at most, and that contracts can look back.
inline constexpr std::uint32_t kValidUntilBlockIncrementMax = 5'760;
inline constexpr std::uint32_t kTraceableBlocksMax = 2'102'400;

}  // namespace nsl::devchain
