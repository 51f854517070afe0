#include "devchain/native/json_items.h"

#include "neovm/machine/limits.h"

#include <cmath>

namespace nsl::devchain {
namespace {

using neovm::ItemType;
using neovm::StackItem;

constexpr std::size_t kDepthMax = 10;
constexpr std::size_t kItemsMax = 2'048;
constexpr std::int64_t kNumberMax = (std::int64_t{1} << 53) - 1;  // exact in JavaScript

class PlainWriter {
 public:
  bool write(const StackItem& item, std::size_t depth) {
    if (depth > kDepthMax || out.size() > neovm::kItemBytesMax) return false;
    switch (item.type()) {
      case ItemType::kAny: out += "null"; return true;
      case ItemType::kBoolean: out += *item.to_boolean() ? "true" : "false"; return true;
      case ItemType::kInteger: return write_number(item);
      case ItemType::kByteString:
      case ItemType::kBuffer: return write_text(item);
      case ItemType::kArray:
      case ItemType::kStruct: return write_list(item, depth);
      case ItemType::kMap: return write_map(item, depth);
      default: return false;
    }
  }
  std::string out;

 private:
  bool write_number(const StackItem& item) {
    const auto number = item.to_integer()->as_int64();
    if (!number || *number > kNumberMax || *number < -kNumberMax) return false;
    out += std::to_string(*number);
    return true;
  }
  bool write_text(const StackItem& item) {
    const auto text = item.to_utf8();
    if (!text) return false;
    std::string quoted;
    json::append_quoted(quoted, *text);
    // Neo's nodes write these as escapes, and contracts compare what they get.
    for (const char c : quoted) {
      switch (c) {
        case '+': out += "\\u002B"; break;
        case '<': out += "\\u003C"; break;
        case '>': out += "\\u003E"; break;
        case '&': out += "\\u0026"; break;
        default: out += c;
      }
    }
    return true;
  }
  bool write_list(const StackItem& item, std::size_t depth) {
    out += '[';
    bool first = true;
    for (const StackItem& inside : item.array().items) {
      if (!std::exchange(first, false)) out += ',';
      if (!write(inside, depth + 1)) return false;
    }
    out += ']';
    return true;
  }
  bool write_map(const StackItem& item, std::size_t depth) {
    out += '{';
    bool first = true;
    for (const auto& entry : item.map().entries) {
      if (!std::exchange(first, false)) out += ',';
      if (!write_text(entry.key)) return false;
      out += ':';
      if (!write(entry.value, depth + 1)) return false;
    }
    out += '}';
    return true;
  }
};

class PlainReader {
 public:
  explicit PlainReader(neovm::Heap& heap) : heap_(heap) {}

  std::optional<StackItem> read(const json::value& value, std::size_t depth) {
    if (depth > kDepthMax || ++items_ > kItemsMax) return std::nullopt;
    switch (value.kind()) {
      case boost::json::kind::null: return StackItem{};
      case boost::json::kind::bool_: return StackItem::boolean(value.get_bool());
      case boost::json::kind::int64: return StackItem::integer(value.get_int64());
      case boost::json::kind::uint64:
        return StackItem::integer(neo::Integer(neo::Integer::Limbs{value.get_uint64(), 0, 0, 0}));
      case boost::json::kind::double_: {
        const double number = value.get_double();
        if (number != std::floor(number) || std::abs(number) > static_cast<double>(kNumberMax)) return std::nullopt;
        return StackItem::integer(static_cast<std::int64_t>(number));
      }
      case boost::json::kind::string: return StackItem::byte_string(json::view(value.get_string()));
      case boost::json::kind::array: return read_list(value.get_array(), depth);
      case boost::json::kind::object: return read_map(value.get_object(), depth);
    }
    return std::nullopt;
  }

 private:
  std::optional<StackItem> read_list(const json::array& list, std::size_t depth) {
    std::vector<StackItem> items;
    for (const json::value& one : list) {
      auto item = read(one, depth + 1);
      if (!item) return std::nullopt;
      items.push_back(*std::move(item));
    }
    return heap_.new_array(ItemType::kArray, std::move(items));
  }
  std::optional<StackItem> read_map(const json::object& object, std::size_t depth) {
    StackItem map = heap_.new_map();
    for (const auto& [key, value] : object) {
      auto item = read(value, depth + 1);
      if (!item || key.size() > neovm::MapObject::kKeyBytesMax) return std::nullopt;
      map.map().entries.push_back({StackItem::byte_string(std::string_view(key.data(), key.size())), *std::move(item)});
    }
    return map;
  }

  neovm::Heap& heap_;
  std::size_t items_ = 0;
};

}  // namespace

std::optional<std::string> to_plain_json(const StackItem& item) {
  PlainWriter writer;
  if (!writer.write(item, 0) || writer.out.size() > neovm::kItemBytesMax) return std::nullopt;
  return std::move(writer.out);
}

std::optional<StackItem> from_plain_json(std::string_view text, neovm::Heap& heap) {
  const auto parsed = json::parse(text);
  return parsed ? PlainReader(heap).read(*parsed, 0) : std::nullopt;
}

}  // namespace nsl::devchain
