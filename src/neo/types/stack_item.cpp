#include "neo/types/stack_item.h"

#include "neo/types/json_in.h"

#include <algorithm>
#include <array>

namespace nsl::neo {

namespace {

struct TypeName {
  StackItemType type;
  std::string_view name;
};

constexpr std::array<TypeName, 10> kNames{{
    {StackItemType::kAny, "Any"},
    {StackItemType::kPointer, "Pointer"},
    {StackItemType::kBoolean, "Boolean"},
    {StackItemType::kInteger, "Integer"},
    {StackItemType::kByteString, "ByteString"},
    {StackItemType::kBuffer, "Buffer"},
    {StackItemType::kArray, "Array"},
    {StackItemType::kStruct, "Struct"},
    {StackItemType::kMap, "Map"},
    {StackItemType::kInteropInterface, "InteropInterface"},
}};

// Far above NeoVM's 2048 items on a stack; iterators may bring more.
constexpr std::size_t kElementsMax = 65'536;

StackItem read(const JsonIn& in);

StackItem::List read_list(const JsonIn& in) {
  StackItem::List out;
  for (const auto& element : in.elements(kElementsMax)) out.push_back(read(element));
  return out;
}

StackItem::Entries read_entries(const JsonIn& in) {
  StackItem::Entries out;
  for (const auto& entry : in.elements(kElementsMax)) {
    auto key = read(entry["key"]);
    out.emplace_back(std::move(key), read(entry["value"]));
  }
  return out;
}

// Some nodes write truth values as text.
bool read_boolean(const JsonIn& in) {
  if (!in.is_text()) return in.boolean();
  const auto text = in.text();
  if (text != "true" && text != "false") in.fail("it must be true or false.");
  return text == "true";
}

StackItem::Interop read_interop(const JsonIn& in) {
  StackItem::Interop out;
  if (const auto interface = in.find("interface")) out.interface = interface->text();
  if (const auto id = in.find("id")) out.id = id->text();
  if (const auto items = in.find("iterator")) out.items = read_list(*items);
  if (const auto truncated = in.find("truncated")) out.truncated = truncated->boolean();
  return out;
}

StackItem read(const JsonIn& in) {
  const auto type = parse_stack_item_type(in["type"].text());
  if (!type) {
    in["type"].fail("it must be the name of a stack item type.");
    return {};
  }
  switch (*type) {
    case StackItemType::kAny: return {};
    case StackItemType::kBoolean: return {*type, read_boolean(in["value"])};
    case StackItemType::kInteger: return {*type, in["value"].integer()};
    case StackItemType::kByteString:
    case StackItemType::kBuffer: return {*type, in["value"].base64()};
    case StackItemType::kArray:
    case StackItemType::kStruct: return {*type, read_list(in["value"])};
    case StackItemType::kMap: return {*type, read_entries(in["value"])};
    case StackItemType::kPointer: return {*type, StackItem::Pointer{in["value"].int64_text()}};
    case StackItemType::kInteropInterface: return {*type, read_interop(in)};
  }
  return {};
}

json::array write_list(const StackItem::List& list) {
  json::array out;
  out.reserve(list.size());
  for (const auto& item : list) out.push_back(item.to_json());
  return out;
}

// Writes the members besides "type".
struct Write {
  json::object& out;

  void operator()(std::monostate) const {}
  void operator()(bool value) const { out["value"] = value; }
  void operator()(const Integer& value) const { out["value"] = value.decimal(); }
  void operator()(const Bytes& value) const { out["value"] = to_base64(value); }
  void operator()(const StackItem::List& value) const { out["value"] = write_list(value); }
  void operator()(StackItem::Pointer value) const { out["value"] = value.position; }
  void operator()(const StackItem::Entries& entries) const {
    json::array list;
    for (const auto& [key, value] : entries) {
      list.push_back(json::object{{"key", key.to_json()}, {"value", value.to_json()}});
    }
    out["value"] = std::move(list);
  }
  void operator()(const StackItem::Interop& value) const {
    if (!value.interface.empty()) out["interface"] = value.interface;
    if (!value.id.empty()) out["id"] = value.id;
    if (!value.items.empty() || value.truncated) {
      out["iterator"] = write_list(value.items);
      out["truncated"] = value.truncated;
    }
  }
};

}  // namespace

std::string_view stack_item_type_name(std::uint8_t type) {
  for (const auto& row : kNames) {
    if (static_cast<std::uint8_t>(row.type) == type) return row.name;
  }
  return {};
}

std::optional<StackItemType> parse_stack_item_type(std::string_view name) {
  for (const auto& row : kNames) {
    if (row.name == name) return row.type;
  }
  return std::nullopt;
}

Result<StackItem> StackItem::from_json(const json::value& value) {
  JsonDocument document(value, "stack item");
  auto item = read(document.root());
  NSL_TRY_VOID(document.status());
  return item;
}

json::value StackItem::to_json() const {
  json::object out{{"type", stack_item_type_name(static_cast<std::uint8_t>(type))}};
  std::visit(Write{out}, value);
  return out;
}

std::optional<bool> StackItem::as_boolean() const {
  if (const auto* boolean = std::get_if<bool>(&value)) return *boolean;
  if (const auto* number = std::get_if<Integer>(&value)) return *number != Integer(0);
  if (type == StackItemType::kAny) return false;
  if (const auto* bytes = std::get_if<Bytes>(&value); bytes != nullptr && type == StackItemType::kByteString) {
    return std::ranges::any_of(*bytes, [](auto byte) { return byte != 0; });
  }
  return std::nullopt;
}

std::optional<Integer> StackItem::as_integer() const {
  if (const auto* number = std::get_if<Integer>(&value)) return *number;
  if (const auto* boolean = std::get_if<bool>(&value)) return Integer(*boolean ? 1 : 0);
  if (const auto* bytes = std::get_if<Bytes>(&value)) return Integer::from_bytes(*bytes);
  return std::nullopt;
}

std::optional<ByteView> StackItem::as_bytes() const {
  const auto* bytes = std::get_if<Bytes>(&value);
  return bytes != nullptr ? std::optional<ByteView>(*bytes) : std::nullopt;
}

std::optional<std::string_view> StackItem::as_text() const {
  const auto bytes = as_bytes();
  if (!bytes || !is_utf8(nsl::as_text(*bytes))) return std::nullopt;
  return nsl::as_text(*bytes);
}

}  // namespace nsl::neo
