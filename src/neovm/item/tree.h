#pragma once
// From items of a machine to what can be written down.

#include "neo/types/stack_item.h"
#include "neovm/item/stack_item.h"

#include <functional>
#include <optional>

namespace nsl::neovm {

// Elements in all that are written down; a machine's items can share parts, and written down they are many times as much.
inline constexpr std::size_t kTreeElementsMax = 2'048;
// Items in items: half of what JSON is read to (json::kDepthMax), because each is an object and a list.
inline constexpr std::size_t kTreeDepthMax = 24;

// How an object of the host's is shown; without it, as an empty one.
using ShowInterop = std::function<neo::StackItem::Interop(const Interop&)>;

// nullopt for an item that contains itself, or is too large or too deep.
std::optional<neo::StackItem> to_tree(const StackItem& item, const ShowInterop& show = {});

}  // namespace nsl::neovm
