#pragma once
// Network fee: what nodes ask for carrying and verifying a transaction. It follows exactly from size, witnesses and the
// values of the Policy contract, so it is computed here; only for witnesses of deployed contracts a node must be asked.

#include "base/error.h"
#include "neo/transaction/transaction.h"
#include "neo/types/amount.h"

#include <cstdint>
#include <span>

namespace nsl::neo {

// The Policy contract's values. They change by votes: read them from a node, keep them for a block at most.
struct FeePolicy {
  std::int64_t fee_per_byte = 1'000;              // datoshi
  std::int64_t execution_factor_pico = 300'000;   // in 10^-4 datoshi (since Faun a factor may have a fraction)
  std::int64_t storage_price = 100'000;           // datoshi a byte
  std::int64_t conflicts_fee = 0;                 // datoshi, for each Conflicts attribute and signer
  std::int64_t notary_assisted_fee = 10'000'000;  // datoshi, for each key and one more

  static constexpr std::int64_t kPicoPerFactor = 10'000;
};

struct NetworkFee {
  std::size_t bytes = 0;  // of the transaction with its witnesses
  Fixed8 verification;
  Fixed8 total;
};

// What a witness with this verification script adds. kInvalidArgument for a script that is not one of the two standard
// forms: its cost must be asked for.
struct WitnessCost {
  std::size_t bytes = 0;         // invocation and verification, lengths included
  std::int64_t coefficient = 0;  // times the execution factor
};
Result<WitnessCost> witness_cost(ByteView verification_script);

// `verification_scripts`: one for each signer. The transaction's own network fee and witnesses do not matter.
Result<NetworkFee> network_fee(const Transaction& transaction, std::span<const ByteView> verification_scripts,
                               const FeePolicy& policy);

}  // namespace nsl::neo
