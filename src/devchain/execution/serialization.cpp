#include "devchain/execution/serialization.h"

#include "neo/types/binary.h"
#include "neovm/machine/limits.h"

#include <vector>

namespace nsl::devchain {
namespace {

using neovm::ItemType;
using neovm::StackItem;

// Items inside items: a stack of C++ frames is used for each.
constexpr std::size_t kDepthMax = 256;

class ItemWriter {
 public:
  bool write(const StackItem& item, std::size_t depth) {
    if (depth > kDepthMax || ++items_ > kSerializedItemsMax || out_.size() > neovm::kItemBytesMax) return false;
    out_.u8(static_cast<std::uint8_t>(item.type()));
    switch (item.type()) {
      case ItemType::kAny: return true;
      case ItemType::kBoolean: out_.boolean(*item.to_boolean()); return true;
      case ItemType::kInteger:
      case ItemType::kByteString:
      case ItemType::kBuffer: {
        StackItem::Scratch scratch;
        out_.var_bytes(*item.span(scratch));
        return true;
      }
      case ItemType::kMap: return write_map(item, depth);
      case ItemType::kArray:
      case ItemType::kStruct: return write_list(item, depth);
      default: return false;
    }
  }
  Bytes take() { return out_.take(); }
  std::size_t size() const { return out_.size(); }

 private:
  bool write_list(const StackItem& item, std::size_t depth) {
    out_.var_int(item.array().items.size());
    for (const StackItem& inside : item.array().items) {
      if (!write(inside, depth + 1)) return false;
    }
    return true;
  }
  bool write_map(const StackItem& item, std::size_t depth) {
    out_.var_int(item.map().entries.size());
    for (const auto& entry : item.map().entries) {
      if (!write(entry.key, depth + 1) || !write(entry.value, depth + 1)) return false;
    }
    return true;
  }

  neo::Writer out_;
  std::size_t items_ = 0;
};

class ItemReader {
 public:
  ItemReader(ByteView bytes, neovm::Heap& heap) : in_(bytes, "item"), heap_(heap) {}

  StackItem read(std::size_t depth) {
    if (depth > kDepthMax || ++items_ > kSerializedItemsMax) {
      in_.fail("it is too large");
      return {};
    }
    const auto type = neovm::item_type(in_.u8());
    if (!type) in_.fail("there is no such type");
    if (!in_.ok()) return {};
    switch (*type) {
      case ItemType::kAny: return {};
      case ItemType::kBoolean: return StackItem::boolean(in_.boolean());
      case ItemType::kInteger:
        return StackItem::integer(
            neo::Integer::from_bytes(in_.var_bytes(neo::Integer::kBytesMax)).value_or(neo::Integer{}));
      case ItemType::kByteString: return StackItem::byte_string(in_.var_bytes(neovm::kItemBytesMax));
      case ItemType::kBuffer: return StackItem::buffer(in_.var_bytes(neovm::kItemBytesMax));
      case ItemType::kMap: return read_map(depth);
      case ItemType::kArray:
      case ItemType::kStruct: return read_list(*type, depth);
      default: in_.fail("such a type cannot be read"); return {};
    }
  }
  bool ok() const { return in_.ok(); }

 private:
  StackItem read_list(ItemType type, std::size_t depth) {
    std::vector<StackItem> items;
    const std::size_t count = in_.count(kSerializedItemsMax);
    for (std::size_t i = 0; i < count && in_.ok(); ++i) items.push_back(read(depth + 1));
    return heap_.new_array(type, std::move(items));
  }
  StackItem read_map(std::size_t depth) {
    StackItem out = heap_.new_map();
    const std::size_t count = in_.count(kSerializedItemsMax);
    for (std::size_t i = 0; i < count && in_.ok(); ++i) {
      StackItem key = read(depth + 1);
      StackItem value = read(depth + 1);
      if (!key.is_primitive()) {
        in_.fail("a key is no primitive value");
        break;
      }
      if (auto* known = out.map().find(key)) known->value = std::move(value);
      else out.map().entries.push_back({std::move(key), std::move(value)});
    }
    return out;
  }

  neo::Reader in_;
  neovm::Heap& heap_;
  std::size_t items_ = 0;
};

}  // namespace

std::optional<Bytes> serialize(const StackItem& item) {
  ItemWriter writer;
  if (!writer.write(item, 0) || writer.size() > neovm::kItemBytesMax) return std::nullopt;
  return writer.take();
}

std::optional<StackItem> deserialize(ByteView bytes, neovm::Heap& heap) {
  ItemReader reader(bytes, heap);
  StackItem item = reader.read(0);
  if (!reader.ok()) return std::nullopt;
  return item;
}

}  // namespace nsl::devchain
