// Making arrays, structs and maps, and taking them apart.
#include "neovm/item/copy.h"
#include "neovm/ops/compounds.h"
#include "neovm/ops/instructions.h"

#include <fmt/format.h>

#include <ranges>

namespace nsl::neovm {
namespace {

// The number of items to take from the stack, `width` for each.
bool pop_count(Engine& engine, std::size_t width, std::size_t& out) {
  std::int32_t count = 0;
  if (!engine.pop(count)) return false;
  if (count < 0 || !engine.stack().has(static_cast<std::size_t>(count) * width)) {
    return engine.fault(fmt::format("The size is out of valid range, {}/[0, {}].", count, engine.stack().size()));
  }
  out = static_cast<std::size_t>(count);
  return true;
}

bool pack_map(Engine& engine, const Instruction&) {
  std::size_t count = 0;
  if (!pop_count(engine, 2, count)) return false;
  StackItem made = engine.heap().new_map();
  auto& map = made.map();
  for (std::size_t i = 0; i < count; ++i) {
    StackItem key = engine.stack().pop_counted();
    if (!key.is_primitive()) return engine.fault("The key of a map is a primitive value.");
    if (!check_key_size(engine, key)) return false;
    StackItem value = engine.stack().pop_counted();
    if (MapEntry* known = map.find(key)) {
      engine.counter().remove(key);
      engine.counter().remove(known->value);
      known->value = std::move(value);
    } else {
      map.entries.push_back({std::move(key), std::move(value)});
    }
  }
  push_filled(engine, std::move(made));
  return true;
}

template <ItemType Type>
bool pack(Engine& engine, const Instruction&) {
  std::size_t count = 0;
  if (!pop_count(engine, 1, count)) return false;
  StackItem made = engine.heap().new_array(Type);
  made.array().items.reserve(count);
  for (std::size_t i = 0; i < count; ++i) made.array().items.push_back(engine.stack().pop_counted());
  push_filled(engine, std::move(made));
  return true;
}

// When nothing else counts the compound, its inside changes from being counted there to being counted on the stack.
bool unpack(Engine& engine, const Instruction&) {
  if (!engine.require(1)) return false;
  if (!engine.stack().peek().is_compound()) return engine.fault("UNPACK needs an array, a struct or a map.");
  const StackItem item = engine.stack().pop_counted();
  const bool still_counted = --item.compound().stack_references != 0;
  engine.counter().decrease();
  const auto give = [&](const StackItem& inside) {
    if (still_counted) engine.push(inside);
    else engine.stack().push_counted(inside);
  };
  if (item.type() == ItemType::kMap) {
    for (const MapEntry& entry : std::views::reverse(item.map().entries)) {
      give(entry.value);
      give(entry.key);
    }
  } else {
    for (const StackItem& inside : std::views::reverse(item.array().items)) give(inside);
  }
  engine.push_integer(static_cast<std::int64_t>(element_count(item.compound())));
  return true;
}

bool push_new(Engine& engine, ItemType type, const StackItem& content) {
  std::int32_t count = 0;
  if (!engine.pop(count)) return false;
  if (count < 0 || count > kReferencesMax) {
    return engine.fault(fmt::format("The size is out of valid range, {}/[0, {}].", count, kReferencesMax));
  }
  engine.counter().increase(count);
  push_filled(engine, engine.heap().new_array(type, std::vector<StackItem>(static_cast<std::size_t>(count), content)));
  return true;
}

template <ItemType Type>
bool new_sized(Engine& engine, const Instruction&) {
  return push_new(engine, Type, {});
}

bool new_typed_array(Engine& engine, const Instruction& instruction) {
  const auto type = item_type(instruction.u8());
  if (!type) return engine.fault(fmt::format("Invalid type for NEWARRAY_T: {}", instruction.u8()));
  switch (*type) {
    case ItemType::kBoolean: return push_new(engine, ItemType::kArray, StackItem::boolean(false));
    case ItemType::kInteger: return push_new(engine, ItemType::kArray, StackItem::integer(0));
    case ItemType::kByteString: return push_new(engine, ItemType::kArray, StackItem::byte_string(ByteView{}));
    default: return push_new(engine, ItemType::kArray, {});
  }
}

template <ItemType Type>
bool new_empty(Engine& engine, const Instruction&) {
  engine.push(Type == ItemType::kMap ? engine.heap().new_map() : engine.heap().new_array(Type));
  return true;
}

bool keys(Engine& engine, const Instruction&) {
  StackItem item;
  if (!engine.pop(item)) return false;
  if (item.type() != ItemType::kMap) return engine.fault("KEYS needs a map.");
  std::vector<StackItem> out;
  for (const MapEntry& entry : item.map().entries) out.push_back(entry.key);
  engine.counter().increase(static_cast<std::int64_t>(out.size()));
  push_filled(engine, engine.heap().new_array(ItemType::kArray, std::move(out)));
  return true;
}

// The values as an array, structs as copies. When nothing else counts the compound, its values change over to the new
// array and stay counted.
bool values(Engine& engine, const Instruction&) {
  if (!engine.require(1)) return false;
  if (!engine.stack().peek().is_compound()) return engine.fault("VALUES needs an array, a struct or a map.");
  const StackItem item = engine.stack().pop_counted();
  const bool still_counted = --item.compound().stack_references != 0;
  engine.counter().decrease();
  std::vector<StackItem> source;
  if (item.type() == ItemType::kMap) {
    for (const MapEntry& entry : item.map().entries) source.push_back(entry.value);
    if (!still_counted) engine.counter().decrease(static_cast<std::int64_t>(source.size()));  // the keys
  } else {
    source = item.array().items;
  }
  for (StackItem& value : source) {
    if (value.type() != ItemType::kStruct) {
      if (still_counted) engine.counter().add(value);
      continue;
    }
    auto copy = clone_struct(value, engine.heap());
    if (!copy) return engine.fault("Beyond struct subitem clone limits!");
    if (!still_counted) engine.counter().remove(value);
    engine.counter().add(*copy);
    value = *std::move(copy);
  }
  push_filled(engine, engine.heap().new_array(ItemType::kArray, std::move(source)));
  return true;
}

}  // namespace

void add_compound_operations(OperationTable& table) {
  set(table, OpCode::PACKMAP, pack_map);
  set(table, OpCode::PACKSTRUCT, pack<ItemType::kStruct>);
  set(table, OpCode::PACK, pack<ItemType::kArray>);
  set(table, OpCode::UNPACK, unpack);
  set(table, OpCode::NEWARRAY0, new_empty<ItemType::kArray>);
  set(table, OpCode::NEWARRAY, new_sized<ItemType::kArray>);
  set(table, OpCode::NEWARRAY_T, new_typed_array);
  set(table, OpCode::NEWSTRUCT0, new_empty<ItemType::kStruct>);
  set(table, OpCode::NEWSTRUCT, new_sized<ItemType::kStruct>);
  set(table, OpCode::NEWMAP, new_empty<ItemType::kMap>);
  set(table, OpCode::KEYS, keys);
  set(table, OpCode::VALUES, values);
}

}  // namespace nsl::neovm
