#include "neovm/item/tree.h"

#include "neovm/item/objects.h"

namespace nsl::neovm {
namespace {

class TreeWriter {
 public:
  explicit TreeWriter(const ShowInterop& show) : show_(show) {}

  std::optional<neo::StackItem> write(const StackItem& item, std::size_t depth) {
    if (depth > kTreeDepthMax || ++elements_ > kTreeElementsMax) return std::nullopt;
    neo::StackItem out{.type = item.type(), .value = {}};
    switch (item.type()) {
      case ItemType::kAny: return out;
      case ItemType::kBoolean: out.value = *item.to_boolean(); return out;
      case ItemType::kInteger: out.value = *item.to_integer(); return out;
      case ItemType::kByteString:
      case ItemType::kBuffer: out.value = *item.to_bytes(); return out;
      case ItemType::kPointer: out.value = neo::StackItem::Pointer{item.pointer_object().position}; return out;
      case ItemType::kInteropInterface:
        out.value = show_ ? show_(*item.interop_object()) : neo::StackItem::Interop{};
        return out;
      case ItemType::kMap: return write_map(item, depth, std::move(out));
      case ItemType::kArray:
      case ItemType::kStruct: return write_list(item, depth, std::move(out));
    }
    return std::nullopt;
  }

 private:
  std::optional<neo::StackItem> write_list(const StackItem& item, std::size_t depth, neo::StackItem out) {
    neo::StackItem::List list;
    for (const StackItem& inside : item.array().items) {
      auto element = write(inside, depth + 1);
      if (!element) return std::nullopt;
      list.push_back(*std::move(element));
    }
    out.value = std::move(list);
    return out;
  }

  std::optional<neo::StackItem> write_map(const StackItem& item, std::size_t depth, neo::StackItem out) {
    neo::StackItem::Entries entries;
    for (const MapEntry& entry : item.map().entries) {
      auto key = write(entry.key, depth + 1);
      auto value = write(entry.value, depth + 1);
      if (!key || !value) return std::nullopt;
      entries.emplace_back(*std::move(key), *std::move(value));
    }
    out.value = std::move(entries);
    return out;
  }

  const ShowInterop& show_;
  std::size_t elements_ = 0;
};

}  // namespace

std::optional<neo::StackItem> to_tree(const StackItem& item, const ShowInterop& show) {
  return TreeWriter(show).write(item, 0);
}

}  // namespace nsl::neovm
