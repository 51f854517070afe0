#include "neovm/item/reference_counter.h"

namespace nsl::neovm {

void ReferenceCounter::added(CompoundObject& object) {
  if (++object.stack_references != 1) return;  // its inside is counted already
  pending_.push_back(&object);
  while (!pending_.empty()) {
    CompoundObject& current = *pending_.back();
    pending_.pop_back();
    for_each_inside(current, [&](const StackItem& item) {
      ++count_;
      if (item.is_compound() && ++item.compound().stack_references == 1) pending_.push_back(&item.compound());
    });
  }
}

void ReferenceCounter::removed(CompoundObject& object) {
  const auto leave = [&](CompoundObject& one) {
    if (one.stack_references == 0) return;  // was not counted
    --count_;
    if (--one.stack_references == 0) pending_.push_back(&one);
  };
  leave(object);
  while (!pending_.empty()) {
    CompoundObject& current = *pending_.back();
    pending_.pop_back();
    for_each_inside(current, [&](const StackItem& item) {
      if (item.is_compound()) leave(item.compound());
      else --count_;
    });
  }
}

}  // namespace nsl::neovm
