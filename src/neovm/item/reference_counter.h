#pragma once
// ReferenceCounter: NeoVM's count of the items that stacks and slots hold, directly or inside arrays, structs and maps.
// It is what the limit of 2,048 is about, so it must agree with Neo's nodes to the last one. (What frees memory is
// something else: Heap and the holders of objects.)
//
// An item counts once for each place on a stack or in a slot. What is inside a compound item counts as long as that item
// is counted, once for each compound it is in. Source: neo-vm, ReferenceCounter.cs.

#include "neovm/item/objects.h"

#include <cstdint>
#include <vector>

namespace nsl::neovm {

class ReferenceCounter {
 public:
  std::int64_t count() const { return count_; }

  // For items that cannot hold others, or whose inside is accounted for.
  void increase(std::int64_t by = 1) { count_ += by; }
  void decrease(std::int64_t by = 1) { count_ -= by; }

  // One more, one less place that holds the item.
  void add(const StackItem& item) {
    ++count_;
    if (item.is_compound()) added(item.compound());
  }
  void remove(const StackItem& item) {
    if (item.is_compound()) removed(item.compound());
    else --count_;
  }

 private:
  void added(CompoundObject& object);
  void removed(CompoundObject& object);

  std::int64_t count_ = 0;
  std::vector<CompoundObject*> pending_;  // instead of recursion
};

}  // namespace nsl::neovm
