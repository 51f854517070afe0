#pragma once
// Things of the chain as contracts see them: arrays with a fixed order of fields.

#include "devchain/state/contract.h"
#include "neo/transaction/transaction.h"
#include "neovm/item/heap.h"

#include <vector>

namespace nsl::devchain {

neovm::StackItem transaction_item(const neo::Transaction& transaction, neovm::Heap& heap);
neovm::StackItem signers_item(const std::vector<neo::Signer>& signers, neovm::Heap& heap);
neovm::StackItem contract_item(const Contract& contract, neovm::Heap& heap);

}  // namespace nsl::devchain
