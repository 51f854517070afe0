// StdLib: conversions and texts.
#include "devchain/execution/serialization.h"
#include "devchain/native/json_items.h"
#include "devchain/native/native.h"
#include "neo/types/base58.h"
#include "neovm/number/arithmetic.h"

#include <algorithm>

namespace nsl::devchain {
namespace {

using neo::ParameterType;
using neovm::StackItem;

// Texts are at most this long, because some of the work takes more than linear time.
constexpr std::size_t kInputMax = 1'024;

bool short_bytes(NativeCall& call, std::size_t index, Bytes& out) {
  if (!call.bytes(index, out)) return false;
  return out.size() <= kInputMax || call.engine().fault("input is too long");
}

bool short_text(NativeCall& call, std::size_t index, std::string& out) {
  if (!call.text(index, out)) return false;
  return out.size() <= kInputMax || call.engine().fault("input is too long");
}

// Blanks in base64 do not count.
std::string without_blanks(std::string text) {
  std::erase_if(text, [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; });
  return text;
}

std::optional<Bytes> base64_with_blanks(std::string_view text) {
  return from_base64(without_blanks(std::string(text)));
}

// With padding or without.
std::optional<Bytes> base64url_with_blanks(std::string_view text) {
  std::string digits = without_blanks(std::string(text));
  if (digits.size() % 4 == 0) {
    for (int i = 0; i < 2 && digits.ends_with('='); ++i) digits.pop_back();
  }
  return from_base64url(digits);
}

// "+3" and "007" are numbers too.
std::optional<neo::Integer> from_decimal(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  while (text.size() > 1 && text.starts_with('0')) text.remove_prefix(1);
  if (text.empty() || text.starts_with('-')) return std::nullopt;
  if (text == "0") return neo::Integer{};
  const auto number = neo::Integer::parse((negative ? "-" : "") + std::string(text));
  return number ? std::optional(*number) : std::nullopt;
}

bool serialize_item(NativeCall& call) {
  const auto bytes = serialize(call.arguments[0]);
  return bytes ? call.give_bytes(*bytes) : call.engine().fault("the item cannot be serialized");
}

bool deserialize_item(NativeCall& call) {
  Bytes bytes;
  if (!call.bytes(0, bytes)) return false;
  auto item = deserialize(bytes, call.engine().heap());
  return item ? call.give(*std::move(item)) : call.engine().fault("the bytes are no serialized item");
}

bool json_serialize(NativeCall& call) {
  const auto text = to_plain_json(call.arguments[0]);
  return text ? call.give_text(*text) : call.engine().fault("the item has no form in JSON");
}

bool json_deserialize(NativeCall& call) {
  std::string text;
  if (!call.text(0, text)) return false;
  auto item = from_plain_json(text, call.engine().heap());
  return item ? call.give(*std::move(item)) : call.engine().fault("invalid JSON");
}

bool pop_base(NativeCall& call, std::int64_t& base) {
  base = 10;
  if (call.arguments.size() < 2) return true;
  if (!call.number(1, base, 0, 255)) return false;
  return base == 10 || base == 16 || call.engine().fault("invalid base");
}

bool itoa(NativeCall& call) {
  neo::Integer number;
  std::int64_t base = 10;
  if (!call.integer(0, number) || !pop_base(call, base)) return false;
  if (base == 10 || neovm::is_zero(number)) return call.give_text(number.decimal());
  Bytes bytes = number.bytes();
  std::ranges::reverse(bytes);
  std::string text = to_hex(bytes);
  // A leading digit that says nothing more than the sign goes.
  const std::uint8_t top = bytes.front() & 0xF8;
  if (top == 0 || top == 0xF8) text.erase(0, 1);
  return call.give_text(text);
}

std::optional<neo::Integer> from_hex_number(std::string text) {
  const bool odd = text.size() % 2 != 0;
  if (odd) text.insert(0, 1, '0');
  std::ranges::transform(text, text.begin(),
                         [](char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c; });
  auto bytes = from_hex(text);
  if (!bytes || bytes->empty()) return std::nullopt;
  if (odd && (bytes->front() & 0x08) != 0) bytes->front() |= 0xF0;
  std::ranges::reverse(*bytes);
  return neo::Integer::from_bytes(*bytes);
}

bool atoi(NativeCall& call) {
  std::string text;
  std::int64_t base = 10;
  if (!short_text(call, 0, text) || !pop_base(call, base)) return false;
  if (base == 10) {
    const auto number = from_decimal(text);
    return number ? call.give(*number) : call.engine().fault("invalid format");
  }
  const auto number = from_hex_number(std::move(text));
  return number ? call.give(*number) : call.engine().fault("invalid format");
}

template <std::string (*Encode)(ByteView)>
bool encode(NativeCall& call) {
  Bytes bytes;
  return short_bytes(call, 0, bytes) && call.give_text(Encode(bytes));
}

template <std::optional<Bytes> (*Decode)(std::string_view)>
bool decode(NativeCall& call) {
  std::string text;
  if (!short_text(call, 0, text)) return false;
  const auto bytes = Decode(text);
  return bytes ? call.give_bytes(*bytes) : call.engine().fault("invalid format");
}

static_assert(kInputMax <= neo::kBase58BytesMax);

bool memory_compare(NativeCall& call) {
  Bytes a;
  Bytes b;
  if (!short_bytes(call, 0, a) || !short_bytes(call, 1, b)) return false;
  const auto order = std::lexicographical_compare_three_way(a.begin(), a.end(), b.begin(), b.end());
  return call.give(neo::Integer(order < 0 ? -1 : (order > 0 ? 1 : 0)));
}

bool memory_search(NativeCall& call) {
  Bytes memory;
  Bytes value;
  std::int64_t start = 0;
  if (!short_bytes(call, 0, memory) || !short_bytes(call, 1, value)) return false;
  if (call.arguments.size() > 2 && !call.number(2, start, 0, static_cast<std::int64_t>(memory.size()))) return false;
  const auto backwards = call.arguments.size() > 3 ? call.arguments[3].to_boolean() : std::optional(false);
  if (!backwards) return call.engine().fault("argument 3 is no boolean");
  const std::string_view text = as_text(memory);
  const auto from = static_cast<std::size_t>(start);
  const std::size_t found = *backwards ? text.substr(0, from).rfind(as_text(value)) : text.find(as_text(value), from);
  return call.give(neo::Integer(found == std::string_view::npos ? -1 : static_cast<std::int64_t>(found)));
}

bool string_split(NativeCall& call) {
  std::string text;
  std::string separator;
  if (!short_text(call, 0, text) || !call.text(1, separator)) return false;
  const auto drop_empty = call.arguments.size() > 2 ? call.arguments[2].to_boolean() : std::optional(false);
  if (!drop_empty) return call.engine().fault("argument 2 is no boolean");
  std::vector<StackItem> parts;
  std::string_view left = text;
  for (bool more = true; more;) {
    const std::size_t at = separator.empty() ? std::string_view::npos : left.find(separator);
    more = at != std::string_view::npos;
    const std::string_view part = left.substr(0, at);
    if (!*drop_empty || !part.empty()) parts.push_back(StackItem::byte_string(part));
    if (more) left.remove_prefix(at + separator.size());
  }
  return call.give(call.engine().heap().new_array(neovm::ItemType::kArray, std::move(parts)));
}

// In characters, not bytes. (Nodes count a letter and the marks on it as one; this counts them apart.)
bool string_length(NativeCall& call) {
  std::string text;
  if (!short_text(call, 0, text)) return false;
  const auto characters =
      std::ranges::count_if(text, [](char c) { return (static_cast<std::uint8_t>(c) & 0xC0) != 0x80; });
  return call.give(neo::Integer(characters));
}

}  // namespace

NativeDefinition std_lib_definition() {
  constexpr CallFlags kNone = CallFlags::kNone;
  const NativeParameter item{"item", ParameterType::kAny};
  const NativeParameter data{"data", ParameterType::kByteArray};
  const NativeParameter json{"json", ParameterType::kByteArray};
  const NativeParameter text{"s", ParameterType::kString};
  const NativeParameter base{"base", ParameterType::kInteger};
  const NativeParameter str{"str", ParameterType::kString};
  const NativeParameter separator{"separator", ParameterType::kString};
  const NativeParameter mem{"mem", ParameterType::kByteArray};
  const NativeParameter value{"value", ParameterType::kByteArray};
  const NativeParameter start{"start", ParameterType::kInteger};
  const NativeParameter number{"value", ParameterType::kInteger};
  const NativeParameter digits{"value", ParameterType::kString};
  return {
      .id = -2,
      .methods = {
          {"serialize", {item}, ParameterType::kByteArray, 1 << 12, kNone, serialize_item},
          {"deserialize", {data}, ParameterType::kAny, 1 << 14, kNone, deserialize_item},
          {"jsonSerialize", {item}, ParameterType::kByteArray, 1 << 12, kNone, json_serialize},
          {"jsonDeserialize", {json}, ParameterType::kAny, 1 << 14, kNone, json_deserialize},
          {"itoa", {number}, ParameterType::kString, 1 << 12, kNone, itoa},
          {"itoa", {number, base}, ParameterType::kString, 1 << 12, kNone, itoa},
          {"atoi", {digits}, ParameterType::kInteger, 1 << 6, kNone, atoi},
          {"atoi", {digits, base}, ParameterType::kInteger, 1 << 6, kNone, atoi},
          {"base64Encode", {data}, ParameterType::kString, 1 << 5, kNone, encode<to_base64>},
          {"base64Decode", {text}, ParameterType::kByteArray, 1 << 5, kNone, decode<base64_with_blanks>},
          {"base64UrlEncode",
           {{"data", ParameterType::kString}},
           ParameterType::kString,
           1 << 5,
           kNone,
           encode<to_base64url>},
          {"base64UrlDecode", {text}, ParameterType::kString, 1 << 5, kNone, decode<base64url_with_blanks>},
          {"base58Encode", {data}, ParameterType::kString, 1 << 13, kNone, encode<neo::to_base58>},
          {"base58Decode", {text}, ParameterType::kByteArray, 1 << 10, kNone, decode<neo::from_base58>},
          {"base58CheckEncode", {data}, ParameterType::kString, 1 << 16, kNone, encode<neo::to_base58check>},
          {"base58CheckDecode", {text}, ParameterType::kByteArray, 1 << 16, kNone, decode<neo::from_base58check>},
          {"hexEncode", {{"bytes", ParameterType::kByteArray}}, ParameterType::kString, 1 << 5, kNone, encode<to_hex>},
          {"hexDecode", {str}, ParameterType::kByteArray, 1 << 5, kNone, decode<from_hex>},
          {"memoryCompare",
           {{"str1", ParameterType::kByteArray}, {"str2", ParameterType::kByteArray}},
           ParameterType::kInteger,
           1 << 5,
           kNone,
           memory_compare},
          {"memorySearch", {mem, value}, ParameterType::kInteger, 1 << 6, kNone, memory_search},
          {"memorySearch", {mem, value, start}, ParameterType::kInteger, 1 << 6, kNone, memory_search},
          {"memorySearch",
           {mem, value, start, {"backward", ParameterType::kBoolean}},
           ParameterType::kInteger,
           1 << 6,
           kNone,
           memory_search},
          {"stringSplit", {str, separator}, ParameterType::kArray, 1 << 8, kNone, string_split},
          {"stringSplit",
           {str, separator, {"removeEmptyEntries", ParameterType::kBoolean}},
           ParameterType::kArray,
           1 << 8,
           kNone,
           string_split},
          {"strLen", {str}, ParameterType::kInteger, 1 << 8, kNone, string_length}}};
}

}  // namespace nsl::devchain
