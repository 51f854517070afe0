#include "neovm/item/copy.h"

#include "neovm/machine/limits.h"

#include <unordered_map>
#include <vector>

namespace nsl::neovm {
namespace {

class DeepCopy {
 public:
  DeepCopy(Heap& heap, Mutability mutability) : heap_(heap), mutability_(mutability) {}

  StackItem run(const StackItem& item) {
    StackItem out = shallow(item);
    while (!pending_.empty()) {
      const auto [from, to] = pending_.back();
      pending_.pop_back();
      fill(from, to);
    }
    // Only now: nothing can be put into what is read-only.
    for (const auto& [from, to] : made_) {
      if (to.is_compound()) to.compound().read_only = mutability_ == Mutability::kReadOnly || from->read_only;
    }
    return out;
  }

 private:
  // The item itself; what is in it follows later, so that depth does not matter.
  StackItem shallow(const StackItem& item) {
    if (item.type() == ItemType::kBuffer) return copy_buffer(item);
    if (!item.is_compound()) return item;
    const CompoundObject* key = &item.compound();
    if (const auto known = made_.find(key); known != made_.end()) return known->second;
    StackItem made = item.type() == ItemType::kMap ? heap_.new_map() : heap_.new_array(item.type());
    made_.emplace(key, made);
    pending_.emplace_back(item, made);
    return made;
  }

  StackItem copy_buffer(const StackItem& item) {
    const BytesObject* key = &item.bytes_object();
    if (const auto known = buffers_.find(key); known != buffers_.end()) return known->second;
    StackItem made = mutability_ == Mutability::kReadOnly ? StackItem::byte_string(key->view()) : StackItem::buffer(key->view());
    heap_.made_bytes(key->size);
    buffers_.emplace(key, made);
    return made;
  }

  void fill(const StackItem& from, const StackItem& to) {
    if (from.type() == ItemType::kMap) {
      for (const MapEntry& entry : from.map().entries) to.map().entries.push_back({entry.key, shallow(entry.value)});
    } else {
      for (const StackItem& inside : from.array().items) to.array().items.push_back(shallow(inside));
    }
  }

  Heap& heap_;
  const Mutability mutability_;
  std::unordered_map<const CompoundObject*, StackItem> made_;
  std::unordered_map<const BytesObject*, StackItem> buffers_;
  std::vector<std::pair<StackItem, StackItem>> pending_;
};

}  // namespace

std::optional<StackItem> clone_struct(const StackItem& item, Heap& heap) {
  auto left = kReferencesMax - 1;
  StackItem out = heap.new_struct();
  std::vector<std::pair<StackItem, StackItem>> pending{{item, out}};
  for (std::size_t at = 0; at < pending.size(); ++at) {
    const auto [from, to] = pending[at];
    for (const StackItem& field : from.array().items) {
      if (--left < 0) return std::nullopt;
      if (field.type() == ItemType::kStruct) {
        StackItem inner = heap.new_struct();
        to.array().items.push_back(inner);
        pending.emplace_back(field, std::move(inner));
      } else {
        to.array().items.push_back(field);
      }
    }
  }
  return out;
}

StackItem deep_copy(const StackItem& item, Heap& heap, Mutability mutability) {
  return DeepCopy(heap, mutability).run(item);
}

}  // namespace nsl::neovm
