// System.Contract.* and System.Iterator.*
#include "devchain/execution/services.h"
#include "devchain/native/native.h"
#include "neo/script/parser.h"
#include "neo/script/verification.h"
#include "neo/types/hashing.h"

#include <fmt/format.h>

#include <array>

namespace nsl::devchain {
namespace {

using neovm::StackItem;

bool call(Execution& execution) {
  neovm::Engine& engine = execution.engine();
  neo::UInt160 hash;
  std::string method;
  CallFlags flags = CallFlags::kNone;
  std::vector<StackItem> arguments;
  if (!pop_hash(execution, hash) || !pop_text(execution, method) || !pop_flags(execution, flags) ||
      !pop_array(execution, arguments)) {
    return false;
  }
  if (method.starts_with('_')) return engine.fault("invalid method name (starts with '_')");
  const ContractPointer contract = execution.find_contract(hash);
  if (contract == nullptr) return engine.fault(fmt::format("called contract {} not found", hash.display()));
  const auto* found = contract->manifest.find_method(method, arguments.size());
  if (found == nullptr) return engine.fault(fmt::format("method not found: {}/{}", method, arguments.size()));
  if (!found->safe && !execution.may_call(*contract, method)) return engine.fault("disallowed method call");
  return execution.call({.contract = contract,
                         .method = std::move(method),
                         .arguments = std::move(arguments),
                         .flags = flags,
                         .dynamic = true});
}

bool call_native(Execution& execution) {
  std::int32_t version = 0;
  if (!execution.engine().pop(version)) return false;
  if (version != 0)
    return execution.engine().fault(fmt::format("native contract of version {} is not active", version));
  return execution.input().natives->run(execution);
}

bool get_call_flags(Execution& execution) {
  execution.engine().push_integer(static_cast<std::int64_t>(execution.current().flags));
  return true;
}

// As much as checking a signature with each key would cost.
bool charge_keys(Execution& execution, std::size_t keys) {
  constexpr std::int64_t kPerKey = 1 << 15;
  return execution.engine().charge(kPerKey * static_cast<std::int64_t>(keys) * execution.engine().price_factor());
}

bool create_standard_account(Execution& execution) {
  Bytes bytes;
  if (!pop_bytes(execution, bytes)) return false;
  const auto key = neo::ECPoint::decode(bytes);
  if (!key) return execution.engine().fault("invalid public key");
  if (!charge_keys(execution, 1)) return false;
  return execution.engine().push_bytes(neo::account_of(*key).bytes());
}

bool create_multisig_account(Execution& execution) {
  std::int32_t required = 0;
  std::vector<StackItem> items;
  if (!execution.engine().pop(required) || !pop_array(execution, items)) return false;
  std::vector<neo::ECPoint> keys;
  for (const StackItem& item : items) {
    const auto bytes = item.to_bytes();
    const auto key = bytes ? neo::ECPoint::decode(*bytes) : neo::ECPoint::decode({});
    if (!key) return execution.engine().fault("invalid public key");
    keys.push_back(*key);
  }
  if (!charge_keys(execution, keys.size())) return false;
  const auto script = required > 0 ? neo::multi_signature_script(static_cast<std::size_t>(required), keys)
                                   : neo::multi_signature_script(0, keys);
  if (!script) return execution.engine().fault(script.error().message);
  return execution.engine().push_bytes(neo::hash160(*script).bytes());
}

// The iterator on top of the stack; null and a fault when it is none.
std::shared_ptr<ItemIterator> pop_iterator(Execution& execution) {
  StackItem item;
  if (!execution.engine().pop(item)) return nullptr;
  auto iterator = item.type() == neovm::ItemType::kInteropInterface
                      ? std::dynamic_pointer_cast<ItemIterator>(item.interop_object())
                      : nullptr;
  if (iterator == nullptr) execution.engine().fault("not an iterator");
  return iterator;
}

bool iterator_next(Execution& execution) {
  const auto iterator = pop_iterator(execution);
  if (iterator == nullptr) return false;
  execution.engine().push_boolean(iterator->next());
  return true;
}

bool iterator_value(Execution& execution) {
  const auto iterator = pop_iterator(execution);
  if (iterator == nullptr) return false;
  const StackItem* value = iterator->value();
  if (value == nullptr) return execution.engine().fault("iterator index out of range");
  execution.engine().push(*value);
  return true;
}

bool load_script(Execution& execution) {
  Bytes script;
  CallFlags flags = CallFlags::kNone;
  std::vector<StackItem> arguments;
  if (!pop_bytes(execution, script) || !pop_flags(execution, flags) || !pop_array(execution, arguments)) return false;
  if (const auto checked = neo::check_script(script); !checked)
    return execution.engine().fault("invalid script: " + checked.error().message);
  return execution.call_script(std::move(script), std::move(arguments), flags);
}

constexpr std::array kServices{
    Service{"System.Contract.Call", CallFlags::kReadStates | CallFlags::kAllowCall, call},
    Service{"System.Contract.CallNative", CallFlags::kNone, call_native},
    Service{"System.Contract.GetCallFlags", CallFlags::kNone, get_call_flags},
    Service{"System.Contract.CreateStandardAccount", CallFlags::kNone, create_standard_account},
    Service{"System.Contract.CreateMultisigAccount", CallFlags::kNone, create_multisig_account},
    Service{"System.Iterator.Next", CallFlags::kNone, iterator_next},
    Service{"System.Iterator.Value", CallFlags::kNone, iterator_value},
    Service{"System.Runtime.LoadScript", CallFlags::kAllowCall, load_script},
};

}  // namespace

std::span<const Service> contract_services() { return kServices; }

}  // namespace nsl::devchain
