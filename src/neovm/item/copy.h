#pragma once
// Copies of items that do not share what can be changed.

#include "neovm/item/heap.h"

#include <optional>

namespace nsl::neovm {

// A struct with its fields, and structs in it too; other things in it are shared. What NeoVM does when a struct is put into
// an array or a map. nullopt when it has more than kReferencesMax - 1 fields in all.
std::optional<StackItem> clone_struct(const StackItem& item, Heap& heap);

enum class Mutability : std::uint8_t { kSame, kReadOnly };

// Everything inside too; what occurs twice is one thing again in the copy. With kReadOnly buffers become byte strings and
// compounds cannot be changed any more. `item` may belong to another heap.
StackItem deep_copy(const StackItem& item, Heap& heap, Mutability mutability);

}  // namespace nsl::neovm
