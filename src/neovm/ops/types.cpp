// Types and conversions.
#include "neovm/ops/instructions.h"

#include <fmt/format.h>

#include <optional>

namespace nsl::neovm {
namespace {

// The item as another type; nullopt where there is no such conversion.
std::optional<StackItem> convert_to(const StackItem& item, ItemType type, Heap& heap) {
  if (item.type() == type) {
    if (item.is_null()) return std::nullopt;  // null is of the type Any, to which nothing can be converted
    return item;
  }
  if (item.is_null()) return item;
  switch (type) {
    case ItemType::kBoolean: {
      const auto value = item.to_boolean();
      if (!value) return std::nullopt;
      return StackItem::boolean(*value);
    }
    case ItemType::kInteger: {
      const auto value = item.type() == ItemType::kBuffer ? Integer::from_bytes(item.bytes_object().view()) : item.to_integer();
      if (!value) return std::nullopt;
      return StackItem::integer(*value);
    }
    case ItemType::kByteString:
    case ItemType::kBuffer: {
      StackItem::Scratch scratch;
      const auto bytes = item.span(scratch);
      if (!bytes) return std::nullopt;
      heap.made_bytes(bytes->size());
      return type == ItemType::kBuffer ? StackItem::buffer(*bytes) : StackItem::byte_string(*bytes);
    }
    case ItemType::kArray:
    case ItemType::kStruct:
      if (!item.is_array()) return std::nullopt;
      return heap.new_array(type, item.array().items);
    default: return std::nullopt;
  }
}

bool is_null(Engine& engine, const Instruction&) {
  StackItem item;
  if (!engine.pop(item)) return false;
  engine.push_boolean(item.is_null());
  return true;
}

bool is_type(Engine& engine, const Instruction& instruction) {
  StackItem item;
  if (!engine.pop(item)) return false;
  const auto type = item_type(instruction.u8());
  if (!type || *type == ItemType::kAny) return engine.fault(fmt::format("Invalid type: {}", instruction.u8()));
  engine.push_boolean(item.type() == *type);
  return true;
}

bool convert(Engine& engine, const Instruction& instruction) {
  StackItem item;
  if (!engine.pop(item)) return false;
  const auto type = item_type(instruction.u8());
  auto converted = type ? convert_to(item, *type, engine.heap()) : std::nullopt;
  if (!converted) {
    return engine.fault(fmt::format("{} cannot be converted to {}", name(item.type()),
                                    type ? name(*type) : std::string_view("a type that there is not")));
  }
  engine.push(*std::move(converted));
  return true;
}

}  // namespace

void add_type_operations(OperationTable& table) {
  set(table, OpCode::ISNULL, is_null);
  set(table, OpCode::ISTYPE, is_type);
  set(table, OpCode::CONVERT, convert);
}

}  // namespace nsl::neovm
