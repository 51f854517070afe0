// Elements of arrays, structs, maps, buffers and byte strings.
#include "neovm/item/copy.h"
#include "neovm/ops/compounds.h"
#include "neovm/ops/instructions.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace nsl::neovm {
namespace {

std::optional<std::size_t> index_below(const Integer& index, std::size_t size) {
  const auto small = index.as_int64();
  if (!small || *small < 0 || static_cast<std::uint64_t>(*small) >= size) return std::nullopt;
  return static_cast<std::size_t>(*small);
}

// A script can catch these; their text is what Neo's nodes give.
bool throw_out_of_range(Engine& engine, std::string_view type, const Integer& index, std::size_t size) {
  return engine.throw_text(fmt::format("The index of {} is out of range, {}/[0, {}).", type, index.decimal(), size));
}

std::string describe_key(const StackItem& key) {
  if (key.type() == ItemType::kBoolean) return *key.to_boolean() ? "True" : "False";
  if (key.type() == ItemType::kInteger) return key.to_integer()->decimal();
  if (const auto text = key.to_utf8()) return fmt::format("\"{}\"", *text);
  return fmt::format("\"Base64: {}\"", to_base64(key.bytes_object().view()));
}

bool pop_index(Engine& engine, const StackItem& key, Integer& out) {
  const auto index = key.to_integer();
  if (!index) return engine.fault("the index is too long to be an integer");
  out = *index;
  return true;
}

// A struct is put into an array or a map as a copy.
bool copy_if_struct(Engine& engine, StackItem& item) {
  if (item.type() != ItemType::kStruct) return true;
  auto copy = clone_struct(item, engine.heap());
  if (!copy) return engine.fault("Beyond struct subitem clone limits!");
  item = *std::move(copy);
  return true;
}

bool size(Engine& engine, const Instruction&) {
  StackItem item;
  StackItem::Scratch scratch;
  if (!engine.pop(item)) return false;
  if (item.is_compound()) {
    engine.push_integer(static_cast<std::int64_t>(element_count(item.compound())));
    return true;
  }
  const auto bytes = item.span(scratch);
  if (!bytes) return engine.fault(fmt::format("{} has no size", name(item.type())));
  engine.push_integer(static_cast<std::int64_t>(bytes->size()));
  return true;
}

bool has_key(Engine& engine, const Instruction&) {
  StackItem key;
  StackItem item;
  if (!engine.pop_primitive(key) || !engine.pop(item)) return false;
  if (item.type() == ItemType::kMap) {
    if (!check_key_size(engine, key)) return false;
    engine.push_boolean(item.map().find(key) != nullptr);
    return true;
  }
  const bool bytes = item.type() == ItemType::kByteString || item.type() == ItemType::kBuffer;
  if (!bytes && !item.is_array()) return engine.fault(fmt::format("Invalid type for HASKEY: {}", name(item.type())));
  Integer index;
  if (!pop_index(engine, key, index)) return false;
  if (!index_below(index, kItemBytesMax)) return engine.fault(fmt::format("The index {} is invalid for OpCode HASKEY.", index.decimal()));
  engine.push_boolean(index_below(index, bytes ? item.bytes_object().size : item.array().items.size()).has_value());
  return true;
}

bool pick_from_bytes(Engine& engine, const StackItem& item, const Integer& index) {
  StackItem::Scratch scratch;
  const ByteView bytes = *item.span(scratch);
  const auto at = index_below(index, bytes.size());
  if (!at) {
    return throw_out_of_range(engine, item.type() == ItemType::kBuffer ? "Buffer" : "PrimitiveType", index, bytes.size());
  }
  engine.push_integer(bytes[*at]);
  return true;
}

bool pick_item(Engine& engine, const Instruction&) {
  StackItem key;
  StackItem item;
  if (!engine.pop_primitive(key) || !engine.pop(item)) return false;
  if (item.type() == ItemType::kMap) {
    if (!check_key_size(engine, key)) return false;
    const MapEntry* entry = item.map().find(key);
    if (entry == nullptr) return engine.throw_text(fmt::format("Key {} not found in Map.", describe_key(key)));
    engine.push(entry->value);
    return true;
  }
  if (!item.is_array() && !item.is_primitive() && item.type() != ItemType::kBuffer) {
    return engine.fault(fmt::format("Invalid type for PICKITEM: {}", name(item.type())));
  }
  Integer index;
  if (!pop_index(engine, key, index)) return false;
  if (!item.is_array()) return pick_from_bytes(engine, item, index);
  const auto& items = item.array().items;
  const auto at = index_below(index, items.size());
  if (!at) return throw_out_of_range(engine, "VMArray", index, items.size());
  engine.push(items[*at]);
  return true;
}

bool append(Engine& engine, const Instruction&) {
  StackItem added;
  StackItem array;
  if (!engine.pop(added) || !engine.pop(array)) return false;
  if (!array.is_array()) return engine.fault(fmt::format("Invalid type for APPEND: {}", name(array.type())));
  if (!copy_if_struct(engine, added) || !check_writable(engine, array.compound())) return false;
  if (array.compound().stack_references != 0) engine.counter().add(added);
  array.array().items.push_back(std::move(added));
  return true;
}

// `value` is counted; what it replaces, or the value itself when the array is not counted, gives its reference up.
bool set_array_item(Engine& engine, const StackItem& array, const Integer& index, StackItem value) {
  auto& items = array.array().items;
  const auto at = index_below(index, items.size());
  if (!at) {
    engine.counter().remove(value);
    return throw_out_of_range(engine, "VMArray", index, items.size());
  }
  if (!check_writable(engine, array.compound())) return false;
  engine.counter().remove(array.compound().stack_references != 0 ? items[*at] : value);
  items[*at] = std::move(value);
  return true;
}

bool set_map_item(Engine& engine, const StackItem& item, StackItem key, StackItem value) {
  auto& map = item.map();
  if (!check_key_size(engine, key) || !check_writable(engine, map)) return false;
  MapEntry* known = map.find(key);
  if (map.stack_references == 0) engine.counter().remove(value);
  else if (known != nullptr) engine.counter().remove(known->value);
  else engine.counter().add(key);
  if (known != nullptr) known->value = std::move(value);
  else map.entries.push_back({std::move(key), std::move(value)});
  return true;
}

bool set_buffer_byte(Engine& engine, const StackItem& buffer, const Integer& index, const StackItem& value) {
  engine.counter().remove(value);
  const auto bytes = buffer.bytes_object().bytes();
  const auto at = index_below(index, bytes.size());
  if (!at) return throw_out_of_range(engine, "Buffer", index, bytes.size());
  const auto number = value.is_primitive() ? value.to_integer() : std::nullopt;
  if (!number) return engine.fault("Only primitive type values can be set in Buffer in SETITEM.");
  if (*number < Integer(-128) || *number > Integer(255)) {
    return engine.fault(fmt::format("Overflow in SETITEM, {} is not a byte type.", number->decimal()));
  }
  bytes[*at] = static_cast<std::uint8_t>(number->limbs()[0]);
  return true;
}

bool set_item(Engine& engine, const Instruction&) {
  if (!engine.require(3)) return false;
  StackItem value = engine.stack().pop_counted();
  if (value.type() == ItemType::kStruct) {
    engine.counter().remove(value);
    if (!copy_if_struct(engine, value)) return false;
    engine.counter().add(value);
  }
  StackItem key;
  StackItem item;
  if (!engine.pop_primitive(key) || !engine.pop(item)) return false;
  if (item.type() == ItemType::kMap) return set_map_item(engine, item, std::move(key), std::move(value));
  if (!item.is_array() && item.type() != ItemType::kBuffer) {
    return engine.fault(fmt::format("Invalid type for SETITEM: {}", name(item.type())));
  }
  Integer index;
  if (!pop_index(engine, key, index)) return false;
  return item.is_array() ? set_array_item(engine, item, index, std::move(value)) : set_buffer_byte(engine, item, index, value);
}

bool reverse_items(Engine& engine, const Instruction&) {
  StackItem item;
  if (!engine.pop(item)) return false;
  if (item.is_array()) {
    if (!check_writable(engine, item.compound())) return false;
    std::ranges::reverse(item.array().items);
    return true;
  }
  if (item.type() != ItemType::kBuffer) return engine.fault(fmt::format("Invalid type for REVERSEITEMS: {}", name(item.type())));
  std::ranges::reverse(item.bytes_object().bytes());
  return true;
}

bool remove_from_array(Engine& engine, const StackItem& array, const StackItem& key) {
  auto& items = array.array().items;
  Integer index;
  if (!pop_index(engine, key, index)) return false;
  const auto at = index_below(index, items.size());
  if (!at) return engine.fault(fmt::format("The index of VMArray is out of range, {}/[0, {}).", index.decimal(), items.size()));
  if (!check_writable(engine, array.compound())) return false;
  const StackItem gone = std::move(items[*at]);
  items.erase(items.begin() + static_cast<std::ptrdiff_t>(*at));
  if (array.compound().stack_references != 0) engine.counter().remove(gone);
  return true;
}

bool remove_from_map(Engine& engine, const StackItem& item, const StackItem& key) {
  auto& map = item.map();
  if (!check_key_size(engine, key) || !check_writable(engine, map)) return false;
  MapEntry* entry = map.find(key);
  if (entry == nullptr) return true;
  const MapEntry gone = std::move(*entry);
  map.entries.erase(map.entries.begin() + (entry - map.entries.data()));
  if (map.stack_references != 0) {
    engine.counter().remove(gone.key);
    engine.counter().remove(gone.value);
  }
  return true;
}

bool remove_item(Engine& engine, const Instruction&) {
  StackItem key;
  StackItem item;
  if (!engine.pop_primitive(key) || !engine.pop(item)) return false;
  if (item.type() == ItemType::kMap) return remove_from_map(engine, item, key);
  if (item.is_array()) return remove_from_array(engine, item, key);
  return engine.fault(fmt::format("Invalid type for REMOVE: {}", name(item.type())));
}

bool clear_items(Engine& engine, const Instruction&) {
  StackItem item;
  if (!engine.pop(item)) return false;
  if (!item.is_compound()) return engine.fault(fmt::format("Invalid type for CLEARITEMS: {}", name(item.type())));
  if (!check_writable(engine, item.compound())) return false;
  std::vector<StackItem> gone;
  for_each_inside(item.compound(), [&](StackItem& inside) { gone.push_back(std::move(inside)); });
  if (item.type() == ItemType::kMap) item.map().entries.clear();
  else item.array().items.clear();
  if (item.compound().stack_references != 0) {
    for (const StackItem& inside : gone) engine.counter().remove(inside);
  }
  return true;
}

bool pop_item(Engine& engine, const Instruction&) {
  StackItem array;
  if (!engine.pop(array)) return false;
  if (!array.is_array()) return engine.fault(fmt::format("Invalid type for POPITEM: {}", name(array.type())));
  auto& items = array.array().items;
  if (items.empty()) return engine.fault("POPITEM finds the array empty.");
  if (!check_writable(engine, array.compound())) return false;
  const StackItem last = std::move(items.back());
  items.pop_back();
  engine.push(last);
  if (array.compound().stack_references != 0) engine.counter().remove(last);
  return true;
}

}  // namespace

void add_element_operations(OperationTable& table) {
  set(table, OpCode::SIZE, size);
  set(table, OpCode::HASKEY, has_key);
  set(table, OpCode::PICKITEM, pick_item);
  set(table, OpCode::APPEND, append);
  set(table, OpCode::SETITEM, set_item);
  set(table, OpCode::REVERSEITEMS, reverse_items);
  set(table, OpCode::REMOVE, remove_item);
  set(table, OpCode::CLEARITEMS, clear_items);
  set(table, OpCode::POPITEM, pop_item);
}

}  // namespace nsl::neovm
