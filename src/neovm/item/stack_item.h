#pragma once
// StackItem: a value of NeoVM. Small values (null, booleans, integers of 64 bits) lie in the item itself; the rest is an
// object on the heap that items share and count.
//
// Arrays, structs, maps and buffers are changed in place, and every item that shares the object sees it, as NeoVM has it.
// Objects are counted without atomics: an item and everything that it shares objects with belong to one thread.

#include "base/bytes.h"
#include "neo/types/stack_item.h"
#include "neovm/number/arithmetic.h"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace nsl::neovm {

using ItemType = neo::StackItemType;

std::optional<ItemType> item_type(std::uint8_t number);  // as operands name it
inline std::string_view name(ItemType type) { return neo::stack_item_type_name(static_cast<std::uint8_t>(type)); }

class Heap;
class Script;
struct Object;
struct BytesObject;
struct ArrayObject;
struct MapObject;
struct CompoundObject;
struct PointerObject;

// Something of the host's that scripts can hold and hand back, such as an iterator.
class Interop {
 public:
  virtual ~Interop() = default;
};

class StackItem {
 public:
  StackItem() = default;  // null
  StackItem(const StackItem& other) noexcept : type_(other.type_), boxed_(other.boxed_), payload_(other.payload_) {
    if (boxed_) retain();
  }
  StackItem(StackItem&& other) noexcept : type_(other.type_), boxed_(std::exchange(other.boxed_, false)), payload_(other.payload_) {
    other.type_ = ItemType::kAny;
  }
  StackItem& operator=(StackItem other) noexcept {
    swap(other);
    return *this;
  }
  ~StackItem() {
    if (boxed_) release();
  }
  void swap(StackItem& other) noexcept {
    std::swap(type_, other.type_);
    std::swap(boxed_, other.boxed_);
    std::swap(payload_, other.payload_);
  }

  static StackItem boolean(bool value);
  static StackItem integer(std::int64_t value) {
    StackItem item;
    item.type_ = ItemType::kInteger;
    item.payload_.small = value;
    return item;
  }
  static StackItem integer(const Integer& value);
  static StackItem byte_string(ByteView bytes);
  static StackItem byte_string(std::string_view text) { return byte_string(as_bytes(text)); }
  static StackItem buffer(ByteView bytes);
  static StackItem zeroed_buffer(std::size_t size);
  static StackItem pointer(std::shared_ptr<const Script> script, std::uint32_t position);
  static StackItem interop(std::shared_ptr<Interop> value);
  // Takes its share of an object that was made by Heap.
  explicit StackItem(CompoundObject& object);

  ItemType type() const { return type_; }
  bool is_null() const { return type_ == ItemType::kAny; }
  bool is_primitive() const {
    return type_ == ItemType::kBoolean || type_ == ItemType::kInteger || type_ == ItemType::kByteString;
  }
  bool is_array() const { return type_ == ItemType::kArray || type_ == ItemType::kStruct; }  // structs are arrays too
  bool is_compound() const { return is_array() || type_ == ItemType::kMap; }

  // An integer that lies in the item itself: the fast path of arithmetic.
  bool is_small_integer() const { return type_ == ItemType::kInteger && !boxed_; }
  std::int64_t small_integer() const { return payload_.small; }

  // The object behind it. Only for an item of a fitting type.
  ArrayObject& array() const;
  MapObject& map() const;
  CompoundObject& compound() const;
  BytesObject& bytes_object() const;  // byte strings and buffers
  const PointerObject& pointer_object() const;
  const std::shared_ptr<Interop>& interop_object() const;

  // What the value means as another type; nullopt where NeoVM has no such conversion.
  std::optional<bool> to_boolean() const;
  std::optional<Integer> to_integer() const;

  // The bytes of a primitive value or a buffer. Those of booleans and integers are written to `scratch`; others are
  // valid as long as the item.
  using Scratch = std::array<std::uint8_t, Integer::kBytesMax>;
  std::optional<ByteView> span(Scratch& scratch) const;
  std::optional<Bytes> to_bytes() const;
  std::optional<std::string> to_utf8() const;  // nullopt also for what is not well-formed

  // Whether both are the same object, or small and equal.
  bool same_as(const StackItem& other) const;

 private:
  friend class Heap;
  static StackItem box(Object& object);
  void retain() const;
  void release();

  ItemType type_ = ItemType::kAny;
  bool boxed_ = false;  // payload_.object counts
  union Payload {
    std::int64_t small = 0;
    Object* object;
  } payload_;
};

}  // namespace nsl::neovm
