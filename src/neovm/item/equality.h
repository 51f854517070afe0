#pragma once
// Equality as EQUAL has it.

#include "neovm/item/stack_item.h"

#include <optional>

namespace nsl::neovm {

// Primitive values by type and value, structs field by field, the rest by identity. nullopt when the comparison would be
// larger than NeoVM allows (kComparableBytesMax, kReferencesMax); the machine faults then.
std::optional<bool> equal(const StackItem& a, const StackItem& b);

}  // namespace nsl::neovm
