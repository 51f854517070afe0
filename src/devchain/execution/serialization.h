#pragma once
// The binary form of items: what StdLib.serialize gives and what a notification is measured by.

#include "neovm/item/heap.h"

#include <optional>

namespace nsl::devchain {

inline constexpr std::size_t kSerializedItemsMax = 2'048;

// nullopt for an item that contains itself, holds a pointer or an object of the host's, or is too large: more than
// kSerializedItemsMax items or neovm::kItemBytesMax bytes.
std::optional<Bytes> serialize(const neovm::StackItem& item);

// nullopt for what does not begin with the binary form of an item. What follows is not looked at, as in Neo's nodes.
std::optional<neovm::StackItem> deserialize(ByteView bytes, neovm::Heap& heap);

}  // namespace nsl::devchain
