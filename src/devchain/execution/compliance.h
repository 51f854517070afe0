#pragma once
// Whether an item is what a manifest promises.

#include "neo/contract/parameter.h"
#include "neovm/item/stack_item.h"

namespace nsl::devchain {

// Null stands for every type but numbers and truth values. Source: the nodes' check of notifications since Basilisk.
bool complies(const neovm::StackItem& item, neo::ParameterType type);

}  // namespace nsl::devchain
