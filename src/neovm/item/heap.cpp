#include "neovm/item/heap.h"

#include <vector>

namespace nsl::neovm {
namespace {

void empty(CompoundObject& object) {
  // Taken out first: freeing an item may come back to this object.
  if (object.type == ItemType::kMap) {
    const auto entries = std::exchange(static_cast<MapObject&>(object).entries, {});
  } else {
    const auto items = std::exchange(static_cast<ArrayObject&>(object).items, {});
  }
}

void destroy(CompoundObject* object) {
  if (object->type == ItemType::kMap) delete static_cast<MapObject*>(object);
  else delete static_cast<ArrayObject*>(object);
}

}  // namespace

Heap::~Heap() {
  while (first_ != nullptr) {
    CompoundObject& object = *first_;
    const StackItem held(object);  // so that emptying it does not free it under our feet
    empty(object);
    if (object.holders > 1) {  // somebody kept an item; the object goes with it
      unlink(object);
      object.heap = nullptr;
    }
  }
}

template <typename T>
StackItem Heap::adopt(T* object) {
  object->next = first_;
  if (first_ != nullptr) first_->previous = object;
  first_ = object;
  ++count_;
  ++made_;
  return StackItem(*object);
}

StackItem Heap::new_array(ItemType type) { return adopt(new ArrayObject(type, *this)); }

StackItem Heap::new_array(ItemType type, std::vector<StackItem> items) {
  StackItem made = new_array(type);
  made.array().items = std::move(items);
  return made;
}

StackItem Heap::new_map() { return adopt(new MapObject(*this)); }

void Heap::unlink(CompoundObject& object) {
  if (object.previous != nullptr) object.previous->next = object.next;
  else first_ = object.next;
  if (object.next != nullptr) object.next->previous = object.previous;
  object.previous = nullptr;
  object.next = nullptr;
  --count_;
}

void Heap::dead(CompoundObject& object) {
  unlink(object);
  object.next = dead_;
  dead_ = &object;
  if (freeing_) return;  // the loop below is under way further down the call stack
  freeing_ = true;
  while (dead_ != nullptr) {
    CompoundObject* current = dead_;
    dead_ = current->next;
    empty(*current);
    destroy(current);
  }
  freeing_ = false;
}

// An object is held from outside when it has more holders than other objects of the list account for. Everything that
// can be reached from such an object is in use.
void Heap::collect() {
  made_ = 0;
  bytes_made_ = 0;
  for (CompoundObject* object = first_; object != nullptr; object = object->next) object->outside = object->holders;
  for (CompoundObject* object = first_; object != nullptr; object = object->next) {
    for_each_inside(*object, [](const StackItem& item) {
      if (item.is_compound()) --item.compound().outside;
    });
  }
  constexpr std::uint32_t kReached = ~std::uint32_t{0};
  std::vector<CompoundObject*> reached;
  const auto reach = [&](CompoundObject& object) {
    if (object.outside == kReached) return;
    object.outside = kReached;
    reached.push_back(&object);
  };
  for (CompoundObject* object = first_; object != nullptr; object = object->next) {
    if (object->outside != 0) reach(*object);
  }
  while (!reached.empty()) {
    CompoundObject& object = *reached.back();
    reached.pop_back();
    for_each_inside(object, [&](const StackItem& item) {
      if (item.is_compound()) reach(item.compound());
    });
  }
  std::vector<StackItem> circles;
  for (CompoundObject* object = first_; object != nullptr; object = object->next) {
    if (object->outside == 0) circles.push_back(StackItem(*object));
  }
  for (const StackItem& item : circles) empty(item.compound());
}

}  // namespace nsl::neovm
