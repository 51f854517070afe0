#pragma once
// StackItem: a value that a script left on its stack or gave to a notification, as JSON-RPC carries it. It is a tree;
// what a running script has are references (see neovm).

#include "base/bytes.h"
#include "base/error.h"
#include "base/json.h"
#include "neo/types/integer.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace nsl::neo {

// As the operands of ISTYPE, CONVERT and NEWARRAY_T name them.
enum class StackItemType : std::uint8_t {
  kAny = 0x00,  // null
  kPointer = 0x10,
  kBoolean = 0x20,
  kInteger = 0x21,
  kByteString = 0x28,
  kBuffer = 0x30,
  kArray = 0x40,
  kStruct = 0x41,
  kMap = 0x48,
  kInteropInterface = 0x60,
};

// "ByteString"; empty for a byte that is no type.
std::string_view stack_item_type_name(std::uint8_t type);
std::optional<StackItemType> parse_stack_item_type(std::string_view name);

struct StackItem {
  using List = std::vector<StackItem>;
  using Entries = std::vector<std::pair<StackItem, StackItem>>;
  struct Pointer {
    std::int64_t position = 0;  // in the script
    bool operator==(const Pointer&) const = default;
  };
  // What a node shows of an object of its own, in practice of an iterator: the id to ask with (with sessions on), or
  // the first items themselves.
  struct Interop {
    std::string interface;
    std::string id;
    List items;
    bool truncated = false;
    bool operator==(const Interop&) const = default;
  };

  StackItemType type = StackItemType::kAny;
  // By type: Boolean, Integer, bytes (ByteString, Buffer), List (Array, Struct), Entries (Map).
  std::variant<std::monostate, bool, Integer, Bytes, List, Entries, Pointer, Interop> value;

  // Reads {"type": ..., "value": ...}. kInvalidArgument when it is none.
  static Result<StackItem> from_json(const json::value& value);
  json::value to_json() const;

  // What contracts mean by their results: they return numbers as bytes, and bytes as anything. nullopt when this item
  // cannot stand for such a value.
  std::optional<bool> as_boolean() const;
  std::optional<Integer> as_integer() const;
  std::optional<ByteView> as_bytes() const;
  std::optional<std::string_view> as_text() const;  // UTF-8

  bool operator==(const StackItem&) const = default;
};

}  // namespace nsl::neo
