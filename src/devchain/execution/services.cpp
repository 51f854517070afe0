#include "devchain/execution/services.h"

#include "base/check.h"
#include "neo/script/interop.h"

#include <fmt/format.h>

#include <unordered_map>

namespace nsl::devchain {
namespace {

std::uint32_t number_of(const neo::InteropId& id) {
  return static_cast<std::uint32_t>(id[0]) | static_cast<std::uint32_t>(id[1]) << 8 |
         static_cast<std::uint32_t>(id[2]) << 16 | static_cast<std::uint32_t>(id[3]) << 24;
}

std::unordered_map<std::uint32_t, Service> make_table() {
  std::unordered_map<std::uint32_t, Service> table;
  for (const auto list : {contract_services(), runtime_services(), storage_services(), crypto_services()}) {
    for (Service service : list) {
      const neo::InteropId id = neo::interop_id(service.name);
      const neo::InteropService* known = neo::find_interop(id);
      NSL_CHECK(known != nullptr);
      service.price = known->price;
      table.emplace(number_of(id), service);
    }
  }
  return table;
}

}  // namespace

const Service* find_service(std::uint32_t id) {
  static const std::unordered_map<std::uint32_t, Service> table = make_table();
  const auto found = table.find(id);
  return found == table.end() ? nullptr : &found->second;
}

bool pop_bytes(Execution& execution, Bytes& out) {
  neovm::StackItem item;
  if (!execution.engine().pop(item)) return false;
  auto bytes = item.to_bytes();
  if (!bytes) return execution.engine().fault(fmt::format("{} has no bytes", neovm::name(item.type())));
  out = *std::move(bytes);
  return true;
}

bool pop_text(Execution& execution, std::string& out) {
  neovm::StackItem item;
  if (!execution.engine().pop(item)) return false;
  auto text = item.to_utf8();
  if (!text) return execution.engine().fault("the text is not well-formed UTF-8");
  out = *std::move(text);
  return true;
}

bool pop_hash(Execution& execution, neo::UInt160& out) {
  Bytes bytes;
  if (!pop_bytes(execution, bytes)) return false;
  const auto hash = neo::UInt160::from_bytes(bytes);
  if (!hash) return execution.engine().fault("a script hash has 20 bytes");
  out = *hash;
  return true;
}

bool pop_flags(Execution& execution, CallFlags& out) {
  std::int32_t number = 0;
  if (!execution.engine().pop(number)) return false;
  if (number < 0 || number > static_cast<std::int32_t>(CallFlags::kAll))
    return execution.engine().fault("call flags out of range");
  out = static_cast<CallFlags>(number);
  return true;
}

bool pop_array(Execution& execution, std::vector<neovm::StackItem>& out) {
  neovm::StackItem item;
  if (!execution.engine().pop(item)) return false;
  if (!item.is_array()) return execution.engine().fault(fmt::format("{} is no array", neovm::name(item.type())));
  out = item.array().items;
  return true;
}

}  // namespace nsl::devchain
