// System.Runtime.*
#include "devchain/execution/compliance.h"
#include "devchain/execution/serialization.h"
#include "devchain/execution/services.h"
#include "devchain/execution/stack_forms.h"
#include "neo/script/verification.h"
#include "neo/types/address.h"
#include "neovm/item/copy.h"

#include <fmt/format.h>

#include <array>

namespace nsl::devchain {
namespace {

using neovm::StackItem;

bool platform(Execution& execution) { return execution.engine().push_bytes(as_bytes("NEO")); }

bool get_trigger(Execution& execution) {
  execution.engine().push_integer(static_cast<std::int64_t>(execution.input().trigger));
  return true;
}

bool get_network(Execution& execution) {
  execution.engine().push_integer(execution.input().network);
  return true;
}

bool get_address_version(Execution& execution) {
  execution.engine().push_integer(neo::kAddressVersion);
  return true;
}

bool get_time(Execution& execution) {
  execution.engine().push_integer(static_cast<std::int64_t>(execution.input().block.timestamp_ms));
  return true;
}

bool get_executing(Execution& execution) { return execution.engine().push_bytes(execution.current().hash.bytes()); }
bool get_calling(Execution& execution) { return execution.engine().push_bytes(execution.current().calling.bytes()); }
bool get_entry(Execution& execution) { return execution.engine().push_bytes(execution.entry().hash.bytes()); }

bool get_script_container(Execution& execution) {
  if (execution.input().transaction == nullptr) return execution.engine().fault("there is no script container");
  execution.engine().push(transaction_item(*execution.input().transaction, execution.engine().heap()));
  return true;
}

bool current_signers(Execution& execution) {
  const auto* transaction = execution.input().transaction;
  execution.engine().push(transaction == nullptr ? StackItem{}
                                                 : signers_item(transaction->signers, execution.engine().heap()));
  return true;
}

bool get_random(Execution& execution) {
  constexpr std::int64_t kPrice = 1 << 13;
  if (!execution.engine().charge(kPrice * execution.engine().price_factor())) return false;
  execution.engine().push(StackItem::integer(execution.next_random()));
  return true;
}

bool get_invocation_counter(Execution& execution) {
  execution.engine().push_integer(execution.invocations_of(execution.current().hash));
  return true;
}

bool gas_left(Execution& execution) {
  execution.engine().push_integer(execution.engine().gas_left().pico / neovm::Gas::kPerDatoshi);
  return true;
}

bool burn_gas(Execution& execution) {
  neo::Integer amount;
  if (!execution.engine().pop(amount)) return false;
  const auto datoshi = amount.as_int64();
  if (!datoshi || *datoshi <= 0) return execution.engine().fault("GAS must be positive");
  if (*datoshi > neovm::Gas::kUnlimited / neovm::Gas::kPerDatoshi)
    return execution.engine().fault("gas limit exceeded");
  return execution.engine().charge(neovm::Gas::from_datoshi(*datoshi).pico);
}

bool check_witness(Execution& execution) {
  Bytes bytes;
  if (!pop_bytes(execution, bytes)) return false;
  std::optional<neo::UInt160> account = neo::UInt160::from_bytes(bytes);
  if (!account) {
    const auto key = neo::ECPoint::decode(bytes);
    if (!key) return execution.engine().fault("parameter given is neither a key nor a hash");
    account = neo::account_of(*key);
  }
  const auto signed_here = execution.check_witness(*account);
  if (!signed_here) return false;
  execution.engine().push_boolean(*signed_here);
  return true;
}

bool log(Execution& execution) {
  std::string message;
  if (!pop_text(execution, message)) return false;
  if (message.size() > Execution::kNotificationBytesMax) {
    return execution.engine().fault(
        fmt::format("message length shouldn't exceed {}", Execution::kNotificationBytesMax));
  }
  execution.log(std::move(message));
  return true;
}

// What the manifest says about the event holds for the notification.
bool check_event(Execution& execution, const std::string& name, const std::vector<StackItem>& arguments) {
  const ContractPointer& contract = execution.current().contract;
  if (contract == nullptr) return execution.engine().fault("notifications are not allowed in dynamic scripts");
  const auto* event = contract->manifest.find_event(name);
  if (event == nullptr) return execution.engine().fault(fmt::format("notification {} does not exist", name));
  if (event->parameters.size() != arguments.size()) {
    return execution.engine().fault(
        fmt::format("notification {} is invalid: mismatch between the number of parameters and items: {} vs {}", name,
                    event->parameters.size(), arguments.size()));
  }
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (!complies(arguments[i], event->parameters[i].type)) {
      return execution.engine().fault(
          fmt::format("notification {} is invalid: parameter {} type mismatch: {} (manifest) vs {} (notification)",
                      name, i, neo::parameter_type_name(event->parameters[i].type), neovm::name(arguments[i].type())));
    }
  }
  return true;
}

bool notify(Execution& execution) {
  std::string name;
  StackItem state;
  if (!pop_text(execution, name) || !execution.engine().pop(state)) return false;
  if (!state.is_array()) return execution.engine().fault("the state of a notification is an array");
  if (name.size() > Execution::kEventNameMax) {
    return execution.engine().fault(fmt::format("event name must be less than {}", Execution::kEventNameMax));
  }
  if (!check_event(execution, name, state.array().items)) return false;
  const auto serialized = serialize(state);
  if (!serialized) return execution.engine().fault("bad notification: it cannot be serialized");
  if (serialized->size() > Execution::kNotificationBytesMax) {
    return execution.engine().fault(
        fmt::format("notification size shouldn't exceed {}", Execution::kNotificationBytesMax));
  }
  auto& heap = execution.engine().heap();
  StackItem kept =
      deep_copy(heap.new_array(neovm::ItemType::kArray, state.array().items), heap, neovm::Mutability::kReadOnly);
  return execution.notify(execution.current().hash, name, std::move(kept));
}

bool get_notifications(Execution& execution) {
  StackItem filter;
  if (!execution.engine().pop(filter)) return false;
  std::optional<neo::UInt160> wanted;
  if (!filter.is_null()) {
    const auto bytes = filter.to_bytes();
    wanted = bytes ? neo::UInt160::from_bytes(*bytes) : std::nullopt;
    if (!wanted) return execution.engine().fault("a script hash has 20 bytes");
  }
  auto& heap = execution.engine().heap();
  std::vector<StackItem> list;
  for (const Notification& notification : execution.notifications()) {
    if (wanted && notification.contract != *wanted) continue;
    list.push_back(heap.new_array(neovm::ItemType::kArray,
                                  {StackItem::byte_string(notification.contract.bytes()),
                                   StackItem::byte_string(std::string_view(notification.name)), notification.state}));
  }
  execution.engine().push(heap.new_array(neovm::ItemType::kArray, std::move(list)));
  return true;
}

constexpr std::array kServices{
    Service{"System.Runtime.Platform", CallFlags::kNone, platform},
    Service{"System.Runtime.GetTrigger", CallFlags::kNone, get_trigger},
    Service{"System.Runtime.GetNetwork", CallFlags::kNone, get_network},
    Service{"System.Runtime.GetAddressVersion", CallFlags::kNone, get_address_version},
    Service{"System.Runtime.GetTime", CallFlags::kReadStates, get_time},
    Service{"System.Runtime.GetExecutingScriptHash", CallFlags::kNone, get_executing},
    Service{"System.Runtime.GetCallingScriptHash", CallFlags::kNone, get_calling},
    Service{"System.Runtime.GetEntryScriptHash", CallFlags::kNone, get_entry},
    Service{"System.Runtime.GetScriptContainer", CallFlags::kNone, get_script_container},
    Service{"System.Runtime.CurrentSigners", CallFlags::kNone, current_signers},
    Service{"System.Runtime.GetRandom", CallFlags::kNone, get_random},
    Service{"System.Runtime.GetInvocationCounter", CallFlags::kNone, get_invocation_counter},
    Service{"System.Runtime.GasLeft", CallFlags::kNone, gas_left},
    Service{"System.Runtime.BurnGas", CallFlags::kNone, burn_gas},
    Service{"System.Runtime.CheckWitness", CallFlags::kNone, check_witness},
    Service{"System.Runtime.Log", CallFlags::kAllowNotify, log},
    Service{"System.Runtime.Notify", CallFlags::kAllowNotify, notify},
    Service{"System.Runtime.GetNotifications", CallFlags::kNone, get_notifications},
};

}  // namespace

std::span<const Service> runtime_services() { return kServices; }

}  // namespace nsl::devchain
