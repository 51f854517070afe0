#pragma once
// Items as plain JSON, the way StdLib.jsonSerialize and jsonDeserialize do it: numbers, texts, lists, maps with texts
// as keys. (What JSON-RPC shows is another form: neovm::to_tree().)

#include "base/json.h"
#include "neovm/item/heap.h"

#include <optional>
#include <string>

namespace nsl::devchain {

// nullopt for what has no such form: numbers beyond 2^53, bytes that are no UTF-8, depth above 10, more than
// neovm::kItemBytesMax bytes.
std::optional<std::string> to_plain_json(const neovm::StackItem& item);
std::optional<neovm::StackItem> from_plain_json(std::string_view text, neovm::Heap& heap);

}  // namespace nsl::devchain
