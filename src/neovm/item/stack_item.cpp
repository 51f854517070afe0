#include "neovm/item/stack_item.h"

#include "neovm/item/heap.h"
#include "neovm/item/objects.h"

#include <algorithm>
#include <cstring>
#include <new>

namespace nsl::neovm {
namespace {

void destroy(Object* object) {
  switch (object->type) {
    case ItemType::kInteger: delete static_cast<IntegerObject*>(object); return;
    case ItemType::kPointer: delete static_cast<PointerObject*>(object); return;
    case ItemType::kInteropInterface: delete static_cast<InteropObject*>(object); return;
    case ItemType::kMap: delete static_cast<MapObject*>(object); return;
    case ItemType::kArray:
    case ItemType::kStruct: delete static_cast<ArrayObject*>(object); return;
    default: static_cast<BytesObject*>(object)->~BytesObject(); ::operator delete(object); return;
  }
}

BytesObject& copy_of(ItemType type, ByteView bytes) {
  BytesObject& object = BytesObject::create(type, bytes.size());
  if (!bytes.empty()) std::memcpy(object.bytes().data(), bytes.data(), bytes.size());
  return object;
}

}  // namespace

std::optional<ItemType> item_type(std::uint8_t number) {
  const auto type = static_cast<ItemType>(number);
  return name(type).empty() ? std::nullopt : std::optional(type);
}

BytesObject& BytesObject::create(ItemType type, std::size_t size) {
  void* memory = ::operator new(sizeof(BytesObject) + size);
  return *new (memory) BytesObject(type, size);
}

void StackItem::retain() const { ++payload_.object->holders; }

void StackItem::release() {
  Object* object = payload_.object;
  if (--object->holders != 0) return;
  if (is_compound()) {
    auto& compound = *static_cast<CompoundObject*>(object);
    if (compound.heap != nullptr) {
      compound.heap->dead(compound);
      return;
    }
  }
  destroy(object);
}

StackItem::StackItem(CompoundObject& object) : type_(object.type), boxed_(true) {
  payload_.object = &object;
  retain();
}

StackItem StackItem::boolean(bool value) {
  StackItem item;
  item.type_ = ItemType::kBoolean;
  item.payload_.small = value ? 1 : 0;
  return item;
}

StackItem StackItem::box(Object& object) {
  StackItem item;
  item.payload_.object = &object;
  item.type_ = object.type;
  item.boxed_ = true;
  item.retain();
  return item;
}

StackItem StackItem::integer(const Integer& value) {
  if (const auto small = value.as_int64()) return integer(*small);
  return box(*new IntegerObject(value));
}

StackItem StackItem::byte_string(ByteView bytes) { return box(copy_of(ItemType::kByteString, bytes)); }

StackItem StackItem::buffer(ByteView bytes) { return box(copy_of(ItemType::kBuffer, bytes)); }

StackItem StackItem::zeroed_buffer(std::size_t size) {
  BytesObject& object = BytesObject::create(ItemType::kBuffer, size);
  std::ranges::fill(object.bytes(), std::uint8_t{0});
  return box(object);
}

StackItem StackItem::pointer(std::shared_ptr<const Script> script, std::uint32_t position) {
  return box(*new PointerObject(std::move(script), position));
}

StackItem StackItem::interop(std::shared_ptr<Interop> value) { return box(*new InteropObject(std::move(value))); }

const std::shared_ptr<Interop>& StackItem::interop_object() const {
  return static_cast<InteropObject*>(payload_.object)->value;
}

std::optional<bool> StackItem::to_boolean() const {
  switch (type_) {
    case ItemType::kAny: return false;
    case ItemType::kBoolean: return payload_.small != 0;
    case ItemType::kInteger: return boxed_ || payload_.small != 0;  // a boxed one is never zero
    case ItemType::kByteString: {
      const ByteView bytes = bytes_object().view();
      if (bytes.size() > Integer::kBytesMax) return std::nullopt;
      return std::ranges::any_of(bytes, [](std::uint8_t byte) { return byte != 0; });
    }
    default: return true;
  }
}

std::optional<Integer> StackItem::to_integer() const {
  switch (type_) {
    case ItemType::kBoolean: return Integer(payload_.small);
    case ItemType::kInteger:
      return boxed_ ? static_cast<const IntegerObject*>(payload_.object)->value : Integer(payload_.small);
    case ItemType::kByteString: return Integer::from_bytes(bytes_object().view());
    default: return std::nullopt;
  }
}

std::optional<ByteView> StackItem::span(Scratch& scratch) const {
  switch (type_) {
    case ItemType::kBoolean:
      scratch[0] = static_cast<std::uint8_t>(payload_.small);
      return ByteView(scratch.data(), 1);
    case ItemType::kInteger: {
      const Integer value = *to_integer();
      const std::size_t size = byte_size(value);
      for (std::size_t i = 0; i < size; ++i) scratch[i] = static_cast<std::uint8_t>(value.limbs()[i / 8] >> (8 * (i % 8)));
      return ByteView(scratch.data(), size);
    }
    case ItemType::kByteString:
    case ItemType::kBuffer: return bytes_object().view();
    default: return std::nullopt;
  }
}

std::optional<Bytes> StackItem::to_bytes() const {
  Scratch scratch;
  const auto bytes = span(scratch);
  if (!bytes) return std::nullopt;
  return Bytes(bytes->begin(), bytes->end());
}

std::optional<std::string> StackItem::to_utf8() const {
  Scratch scratch;
  const auto bytes = span(scratch);
  if (!bytes || !is_utf8(as_text(*bytes))) return std::nullopt;
  return std::string(as_text(*bytes));
}

bool StackItem::same_as(const StackItem& other) const {
  if (type_ != other.type_ || boxed_ != other.boxed_) return false;
  if (type_ == ItemType::kAny) return true;
  return boxed_ ? payload_.object == other.payload_.object : payload_.small == other.payload_.small;
}

bool same_key(const StackItem& a, const StackItem& b) {
  if (a.type() != b.type()) return false;
  if (a.type() == ItemType::kByteString) return std::ranges::equal(a.bytes_object().view(), b.bytes_object().view());
  return a.same_as(b) || a.to_integer() == b.to_integer();
}

MapEntry* MapObject::find(const StackItem& key) {
  const auto found = std::ranges::find_if(entries, [&](const MapEntry& entry) { return same_key(entry.key, key); });
  return found == entries.end() ? nullptr : &*found;
}

}  // namespace nsl::neovm
