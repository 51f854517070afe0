#pragma once
// The objects behind items. Compound ones (arrays, structs, maps) are made by a Heap, which finds those that hold one
// another in a circle; the others free themselves when nobody holds them.

#include "neovm/item/stack_item.h"

#include <span>
#include <vector>

namespace nsl::neovm {

struct Object {
  explicit Object(ItemType type_of_it) : type(type_of_it) {}
  std::uint32_t holders = 0;
  ItemType type;
};

struct IntegerObject : Object {
  explicit IntegerObject(const Integer& number) : Object(ItemType::kInteger), value(number) {}
  Integer value;
};

// A byte string or a buffer; the bytes follow the object in memory. The size never changes.
struct BytesObject : Object {
  static BytesObject& create(ItemType type, std::size_t size);  // bytes not set
  std::span<std::uint8_t> bytes() { return {reinterpret_cast<std::uint8_t*>(this + 1), size}; }
  ByteView view() const { return {reinterpret_cast<const std::uint8_t*>(this + 1), size}; }
  std::size_t size;

 private:
  BytesObject(ItemType type, std::size_t size_of_it) : Object(type), size(size_of_it) {}
};

struct PointerObject : Object {
  PointerObject(std::shared_ptr<const Script> of, std::uint32_t at)
      : Object(ItemType::kPointer), script(std::move(of)), position(at) {}
  std::shared_ptr<const Script> script;
  std::uint32_t position;
};

struct InteropObject : Object {
  explicit InteropObject(std::shared_ptr<Interop> of) : Object(ItemType::kInteropInterface), value(std::move(of)) {}
  std::shared_ptr<Interop> value;  // shared with the host, which may know the thing for itself
};

struct CompoundObject : Object {
  CompoundObject(ItemType type, Heap& of) : Object(type), heap(&of) {}

  Heap* heap;
  CompoundObject* previous = nullptr;  // in the heap's list
  CompoundObject* next = nullptr;
  // How often the stacks and slots of the machine hold it, directly or inside something they hold. Kept by
  // ReferenceCounter; not the same as `holders`, which counts every item there is.
  std::int32_t stack_references = 0;
  std::uint32_t outside = 0;  // used while the heap looks for circles
  bool read_only = false;
};

struct ArrayObject : CompoundObject {
  ArrayObject(ItemType type, Heap& of) : CompoundObject(type, of) {}
  std::vector<StackItem> items;
};

struct MapEntry {
  StackItem key;  // primitive
  StackItem value;
};

// Entries in the order in which their keys came. Searched one by one: the reference count allows at most a thousand.
struct MapObject : CompoundObject {
  static constexpr std::size_t kKeyBytesMax = 64;

  explicit MapObject(Heap& of) : CompoundObject(ItemType::kMap, of) {}
  MapEntry* find(const StackItem& key);
  std::vector<MapEntry> entries;
};

// Whether two keys of a map are the same: same type and same value.
bool same_key(const StackItem& a, const StackItem& b);

// Calls `f` for every item directly inside.
template <typename F>
void for_each_inside(CompoundObject& object, F f) {
  if (object.type == ItemType::kMap) {
    for (MapEntry& entry : static_cast<MapObject&>(object).entries) {
      f(entry.key);
      f(entry.value);
    }
  } else {
    for (StackItem& item : static_cast<ArrayObject&>(object).items) f(item);
  }
}

inline std::size_t element_count(const CompoundObject& object) {
  return object.type == ItemType::kMap ? static_cast<const MapObject&>(object).entries.size()
                                       : static_cast<const ArrayObject&>(object).items.size();
}

inline ArrayObject& StackItem::array() const { return *static_cast<ArrayObject*>(payload_.object); }
inline MapObject& StackItem::map() const { return *static_cast<MapObject*>(payload_.object); }
inline CompoundObject& StackItem::compound() const { return *static_cast<CompoundObject*>(payload_.object); }
inline BytesObject& StackItem::bytes_object() const { return *static_cast<BytesObject*>(payload_.object); }
inline const PointerObject& StackItem::pointer_object() const { return *static_cast<PointerObject*>(payload_.object); }

}  // namespace nsl::neovm
