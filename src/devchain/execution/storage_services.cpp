// System.Storage.*
#include "devchain/execution/serialization.h"
#include "devchain/execution/services.h"

#include <fmt/format.h>

#include <array>

namespace nsl::devchain {
namespace {

using neovm::StackItem;

// What GetContext gives to a contract: which storage, and whether it may be written to.
class StorageContext final : public neovm::Interop {
 public:
  enum class Access : std::uint8_t { kReadOnly, kWrite };
  StorageContext(std::int32_t contract, Access access) : contract_(contract), access_(access) {}
  std::int32_t contract() const { return contract_; }
  bool read_only() const { return access_ == Access::kReadOnly; }

 private:
  std::int32_t contract_;
  Access access_;
};
using Access = StorageContext::Access;
using ContextPointer = std::shared_ptr<StorageContext>;

ContextPointer pop_context(Execution& execution) {
  StackItem item;
  if (!execution.engine().pop(item)) return nullptr;
  auto context = item.type() == neovm::ItemType::kInteropInterface
                     ? std::dynamic_pointer_cast<StorageContext>(item.interop_object())
                     : nullptr;
  if (context == nullptr) execution.engine().fault("not a storage context");
  return context;
}

// Of the contract that runs now.
ContextPointer own_context(Execution& execution, Access access) {
  const ContractPointer contract = execution.find_contract(execution.current().hash);
  if (contract == nullptr) {
    execution.engine().fault("storage context can not be retrieved in dynamic scripts");
    return nullptr;
  }
  return std::make_shared<StorageContext>(contract->id, access);
}

bool push_context(Execution& execution, ContextPointer context) {
  if (context == nullptr) return false;
  execution.engine().push(StackItem::interop(std::move(context)));
  return true;
}

bool get_context(Execution& execution) { return push_context(execution, own_context(execution, Access::kWrite)); }
bool get_read_only_context(Execution& execution) {
  return push_context(execution, own_context(execution, Access::kReadOnly));
}

bool as_read_only(Execution& execution) {
  const auto context = pop_context(execution);
  if (context == nullptr) return false;
  return push_context(execution, std::make_shared<StorageContext>(context->contract(), Access::kReadOnly));
}

bool get_from(Execution& execution, const ContextPointer& context) {
  Bytes key;
  if (context == nullptr || !pop_bytes(execution, key)) return false;
  const auto value = execution.state().get({context->contract(), key});
  if (value) return execution.engine().push_bytes(*value);
  execution.engine().push({});
  return true;
}

// Bytes to pay for: all of a new entry, a quarter of what stays the same in size, and what is added.
std::size_t paid_bytes(std::size_t key, std::size_t value, const std::optional<Bytes>& old) {
  if (!old) return key + value;
  if (value == 0) return 0;
  if (value <= old->size()) return (value - 1) / 4 + 1;
  if (old->empty()) return value;
  return (old->size() - 1) / 4 + 1 + value - old->size();
}

bool put_to(Execution& execution, const ContextPointer& context) {
  Bytes key;
  Bytes value;
  if (context == nullptr || !pop_bytes(execution, key) || !pop_bytes(execution, value)) return false;
  if (key.size() > Execution::kStorageKeyMax) return execution.engine().fault("key is too big");
  if (value.size() > Execution::kStorageValueMax) return execution.engine().fault("value is too big");
  if (context->read_only()) return execution.engine().fault("storage.Context is read only");
  const StorageKey where{context->contract(), key};
  if (!execution.charge_storage(paid_bytes(key.size(), value.size(), execution.state().get(where)))) return false;
  execution.state().put(where, std::move(value));
  return true;
}

bool erase_from(Execution& execution, const ContextPointer& context) {
  Bytes key;
  if (context == nullptr || !pop_bytes(execution, key)) return false;
  if (context->read_only()) return execution.engine().fault("storage.Context is read only");
  execution.state().erase({context->contract(), key});
  return true;
}

// Source: FindOptions of Neo's nodes.
constexpr std::int32_t kKeysOnly = 1 << 0;
constexpr std::int32_t kRemovePrefix = 1 << 1;
constexpr std::int32_t kValuesOnly = 1 << 2;
constexpr std::int32_t kDeserialize = 1 << 3;
constexpr std::int32_t kPickField0 = 1 << 4;
constexpr std::int32_t kPickField1 = 1 << 5;
constexpr std::int32_t kBackwards = 1 << 7;
constexpr std::int32_t kAllOptions =
    kKeysOnly | kRemovePrefix | kValuesOnly | kDeserialize | kPickField0 | kPickField1 | kBackwards;

bool options_fit(std::int32_t options) {
  const auto any = [&](std::int32_t of) { return (options & of) != 0; };
  if ((options & ~kAllOptions) != 0) return false;
  if (any(kKeysOnly) && any(kValuesOnly | kDeserialize | kPickField0 | kPickField1)) return false;
  if (any(kValuesOnly) && any(kRemovePrefix)) return false;
  if (any(kPickField0) && any(kPickField1)) return false;
  return any(kDeserialize) || !any(kPickField0 | kPickField1);
}

// One entry in the form the options ask for. nullopt and a fault when the value is not what they need.
std::optional<StackItem> entry_item(Execution& execution, const Snapshot::Entry& entry, std::size_t prefix,
                                    std::int32_t options) {
  auto& heap = execution.engine().heap();
  const ByteView whole(entry.first);
  const StackItem key = StackItem::byte_string((options & kRemovePrefix) != 0 ? whole.subspan(prefix) : whole);
  if ((options & kKeysOnly) != 0) return key;
  StackItem value = StackItem::byte_string(entry.second);
  if ((options & kDeserialize) != 0) {
    auto item = deserialize(entry.second, heap);
    const std::size_t field = (options & kPickField1) != 0 ? 1 : 0;
    const bool picks = (options & (kPickField0 | kPickField1)) != 0;
    if (!item || (picks && (!item->is_array() || item->array().items.size() <= field))) {
      execution.engine().fault("a stored value is not what the options of Find need");
      return std::nullopt;
    }
    value = picks ? StackItem(item->array().items[field]) : *std::move(item);
  }
  if ((options & kValuesOnly) != 0) return value;
  return heap.new_array(neovm::ItemType::kStruct, {key, value});
}

// All entries at once: an iterator goes over what there was when it was made.
bool find_in(Execution& execution, const ContextPointer& context) {
  Bytes prefix;
  std::int32_t options = 0;
  if (context == nullptr || !pop_bytes(execution, prefix) || !execution.engine().pop(options)) return false;
  if (!options_fit(options)) return execution.engine().fault("invalid options of Find");
  const auto direction = (options & kBackwards) != 0 ? Direction::kBackwards : Direction::kForwards;
  std::vector<StackItem> items;
  for (const auto& entry : execution.state().find({context->contract(), prefix}, direction)) {
    auto item = entry_item(execution, entry, prefix.size(), options);
    if (!item) return false;
    items.push_back(*std::move(item));
  }
  execution.engine().push(StackItem::interop(std::make_shared<ItemIterator>(std::move(items))));
  return true;
}

bool get(Execution& execution) { return get_from(execution, pop_context(execution)); }
bool put(Execution& execution) { return put_to(execution, pop_context(execution)); }
bool erase(Execution& execution) { return erase_from(execution, pop_context(execution)); }
bool find(Execution& execution) { return find_in(execution, pop_context(execution)); }
bool local_get(Execution& execution) { return get_from(execution, own_context(execution, Access::kReadOnly)); }
bool local_put(Execution& execution) { return put_to(execution, own_context(execution, Access::kWrite)); }
bool local_erase(Execution& execution) { return erase_from(execution, own_context(execution, Access::kWrite)); }
bool local_find(Execution& execution) { return find_in(execution, own_context(execution, Access::kReadOnly)); }

constexpr std::array kServices{
    Service{"System.Storage.GetContext", CallFlags::kReadStates, get_context},
    Service{"System.Storage.GetReadOnlyContext", CallFlags::kReadStates, get_read_only_context},
    Service{"System.Storage.AsReadOnly", CallFlags::kReadStates, as_read_only},
    Service{"System.Storage.Get", CallFlags::kReadStates, get},
    Service{"System.Storage.Find", CallFlags::kReadStates, find},
    Service{"System.Storage.Put", CallFlags::kWriteStates, put},
    Service{"System.Storage.Delete", CallFlags::kWriteStates, erase},
    Service{"System.Storage.Local.Get", CallFlags::kReadStates, local_get},
    Service{"System.Storage.Local.Find", CallFlags::kReadStates, local_find},
    Service{"System.Storage.Local.Put", CallFlags::kWriteStates, local_put},
    Service{"System.Storage.Local.Delete", CallFlags::kWriteStates, local_erase},
};

}  // namespace

std::span<const Service> storage_services() { return kServices; }

}  // namespace nsl::devchain
