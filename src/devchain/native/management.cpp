// ContractManagement: deploying, updating and destroying contracts.
#include "devchain/execution/services.h"
#include "devchain/execution/stack_forms.h"
#include "devchain/native/native.h"
#include "devchain/native/policy.h"
#include "devchain/state/contains.h"
#include "neo/contract/native.h"
#include "neo/script/parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace nsl::devchain {
namespace {

using neo::ParameterType;
using neovm::StackItem;

constexpr std::int64_t kDeploymentFeeMin = 10'0000'0000;  // datoshi

bool notify_of(Execution& execution, std::string_view event, const neo::UInt160& contract) {
  StackItem state =
      execution.engine().heap().new_array(neovm::ItemType::kArray, {StackItem::byte_string(contract.bytes())});
  state.compound().read_only = true;
  return execution.notify(neo::contract_management_hash(), event, std::move(state));
}

// NEF and manifest as given; an argument that is null stays empty.
struct Package {
  std::optional<neo::Nef> nef;
  std::optional<neo::Manifest> manifest;
};

bool read_package(NativeCall& call, Package& out) {
  Bytes nef;
  Bytes manifest;
  if (!call.arguments[0].is_null() && !call.bytes(0, nef)) return false;
  if (!call.arguments[1].is_null() && !call.bytes(1, manifest)) return false;
  const std::int64_t bytes = static_cast<std::int64_t>(nef.size() + manifest.size());
  const std::int64_t fee = std::max(bytes * call.execution.input().fees.storage_price, kDeploymentFeeMin);
  if (!call.engine().charge(neovm::Gas::from_datoshi(fee).pico)) return false;
  if (!nef.empty()) {
    auto decoded = neo::Nef::decode(nef);
    if (!decoded) return call.engine().fault("invalid NEF: " + decoded.error().message);
    out.nef = *std::move(decoded);
  }
  if (!manifest.empty()) {
    auto parsed = neo::Manifest::parse(as_text(manifest));
    if (!parsed) return call.engine().fault("invalid manifest: " + parsed.error().message);
    out.manifest = *std::move(parsed);
  }
  return true;
}

// What every contract must hold to before it is stored.
bool check_contract(NativeCall& call, const Contract& contract) {
  // It is read again from what is stored, in which defaults are written out.
  if (!neo::Manifest::parse(json::serialize(contract.manifest.to_json())) || !neo::Nef::decode(contract.nef.encode())) {
    return call.engine().fault("invalid manifest: it is too large");
  }
  if (!contract.manifest.groups_are_valid(contract.hash))
    return call.engine().fault("invalid manifest: a group has not signed");
  const auto instructions = neo::parse_script(contract.nef.script);
  const auto checked = neo::check_script(contract.nef.script);
  if (!instructions || !checked) {
    return call.engine().fault("invalid contract script: " +
                               (checked ? instructions.error() : checked.error()).message);
  }
  for (const auto& method : contract.manifest.methods) {
    const bool begins =
        std::ranges::any_of(*instructions, [&](const auto& one) { return one.position == method.offset; });
    if (!begins)
      return call.engine().fault(
          fmt::format("method {}/{}: offset is no instruction of the script", method.name, method.parameters.size()));
  }
  return true;
}

enum class Change : std::uint8_t { kDeploy, kUpdate };

// Lets the contract set itself up with its `_deploy`, then tells the world.
bool finish_with_deploy_method(NativeCall& call, ContractPointer contract, Change change) {
  Execution& execution = call.execution;
  const auto done = [&execution, contract, change] {
    if (!notify_of(execution, change == Change::kDeploy ? "Deploy" : "Update", contract->hash)) return false;
    if (change == Change::kDeploy) execution.engine().push(contract_item(*contract, execution.engine().heap()));
    return true;
  };
  if (contract->manifest.find_method("_deploy", 2) == nullptr) return done();
  const StackItem data = call.arguments.size() > 2 ? call.arguments[2] : StackItem{};
  return execution.call({.contract = contract,
                         .method = "_deploy",
                         .arguments = {data, StackItem::boolean(change == Change::kUpdate)},
                         .continuation = done});
}

bool deploy(NativeCall& call) {
  Package package;
  if (!read_package(call, package)) return false;
  if (!package.nef) return call.engine().fault("no valid NEF provided");
  if (!package.manifest) return call.engine().fault("no valid manifest provided");
  const auto* transaction = call.execution.input().transaction;
  if (transaction == nullptr) return call.engine().fault("no transaction provided");
  auto contract = std::make_shared<Contract>();
  contract->hash = neo::contract_hash(
      {.sender = transaction->sender(), .nef_checksum = package.nef->checksum(), .name = package.manifest->name});
  if (Contracts::is_destroyed(call.state(), contract->hash) || is_blocked(call.state(), contract->hash)) {
    return call.engine().fault(fmt::format("the contract {} has been blocked", contract->hash.display()));
  }
  if (call.execution.find_contract(contract->hash) != nullptr) return call.engine().fault("contract already exists");
  contract->id = Contracts::next_id(call.state());
  contract->nef = *std::move(package.nef);
  contract->manifest = *std::move(package.manifest);
  contract->script = std::make_shared<const neovm::Script>(contract->nef.script);
  if (!check_contract(call, *contract)) return false;
  Contracts::put(call.state(), *contract);
  return finish_with_deploy_method(call, contract, Change::kDeploy);
}

bool update(NativeCall& call) {
  Package package;
  if (!read_package(call, package)) return false;
  if (!package.nef && !package.manifest) return call.engine().fault("both NEF and manifest are nil");
  const ContractPointer old = call.execution.find_contract(call.execution.current().calling);
  if (old == nullptr || old->is_native()) return call.engine().fault("contract doesn't exist");
  if (old->update_counter == std::numeric_limits<std::uint16_t>::max())
    return call.engine().fault("the contract reached the maximum number of updates");
  auto contract = std::make_shared<Contract>(*old);
  if (package.nef) contract->nef = *std::move(package.nef);
  if (package.manifest) {
    if (package.manifest->name != old->manifest.name) return call.engine().fault("contract name can't be changed");
    contract->manifest = *std::move(package.manifest);
  }
  contract->script = std::make_shared<const neovm::Script>(contract->nef.script);
  ++contract->update_counter;
  if (!check_contract(call, *contract)) return false;
  Contracts::put(call.state(), *contract);
  return finish_with_deploy_method(call, contract, Change::kUpdate);
}

bool destroy(NativeCall& call) {
  const ContractPointer contract = call.execution.find_contract(call.execution.current().calling);
  if (contract == nullptr || contract->is_native()) return true;
  Contracts::erase(call.state(), *contract);
  return notify_of(call.execution, "Destroy", contract->hash);
}

bool give_contract(NativeCall& call, const ContractPointer& contract) {
  return call.give(contract == nullptr ? StackItem{} : contract_item(*contract, call.engine().heap()));
}

bool get_contract(NativeCall& call) {
  neo::UInt160 hash;
  return call.hash160(0, hash) && give_contract(call, call.execution.find_contract(hash));
}

bool get_contract_by_id(NativeCall& call) {
  std::int64_t id = 0;
  if (!call.number(0, id, std::numeric_limits<std::int32_t>::min(), std::numeric_limits<std::int32_t>::max()))
    return false;
  return give_contract(call, call.execution.input().contracts->find(call.state(), static_cast<std::int32_t>(id)));
}

bool get_contract_hashes(NativeCall& call) {
  std::vector<StackItem> items;
  for (const neo::UInt160& hash : call.execution.input().contracts->hashes(call.state())) {
    Bytes number;  // big-endian
    const auto id = static_cast<std::uint32_t>(call.execution.find_contract(hash)->id);
    for (int shift = 24; shift >= 0; shift -= 8) number.push_back(static_cast<std::uint8_t>(id >> shift));
    items.push_back(call.engine().heap().new_array(
        neovm::ItemType::kStruct, {StackItem::byte_string(number), StackItem::byte_string(hash.bytes())}));
  }
  return call.give(StackItem::interop(std::make_shared<ItemIterator>(std::move(items))));
}

bool has_method(NativeCall& call) {
  neo::UInt160 hash;
  std::string method;
  std::int64_t parameters = 0;
  if (!call.hash160(0, hash) || !call.text(1, method) || !call.number(2, parameters, -1, neo::Manifest::kBytesMax))
    return false;
  const ContractPointer contract = call.execution.find_contract(hash);
  if (contract == nullptr) return call.give_bool(false);
  if (parameters < 0) return call.give_bool(contains(contract->manifest.methods, method, &neo::Manifest::Method::name));
  return call.give_bool(contract->manifest.find_method(method, static_cast<std::size_t>(parameters)) != nullptr);
}

bool is_contract(NativeCall& call) {
  neo::UInt160 hash;
  return call.hash160(0, hash) && call.give_bool(call.execution.find_contract(hash) != nullptr);
}

bool deployment_fee(NativeCall& call) { return call.give(neo::Integer(kDeploymentFeeMin)); }

}  // namespace

NativeDefinition contract_management_definition() {
  const NativeParameter nef{"nefFile", ParameterType::kByteArray};
  const NativeParameter manifest{"manifest", ParameterType::kByteArray};
  const NativeParameter data{"data", ParameterType::kAny};
  const NativeParameter hash{"hash", ParameterType::kHash160};
  const std::vector<NativeParameter> changed{{"Hash", ParameterType::kHash160}};
  return {.id = -1,
          .methods = {{"deploy", {nef, manifest}, ParameterType::kArray, 0, CallFlags::kAll, deploy},
                      {"deploy", {nef, manifest, data}, ParameterType::kArray, 0, CallFlags::kAll, deploy},
                      {"update", {nef, manifest}, ParameterType::kVoid, 0, CallFlags::kAll, update},
                      {"update", {nef, manifest, data}, ParameterType::kVoid, 0, CallFlags::kAll, update},
                      {"destroy", {}, ParameterType::kVoid, 1 << 15, kWritesAndNotifies, destroy},
                      {"getContract", {hash}, ParameterType::kArray, 1 << 15, kReads, get_contract},
                      {"getContractById",
                       {{"id", ParameterType::kInteger}},
                       ParameterType::kArray,
                       1 << 15,
                       kReads,
                       get_contract_by_id},
                      {"getContractHashes", {}, ParameterType::kInteropInterface, 1 << 15, kReads, get_contract_hashes},
                      {"getMinimumDeploymentFee", {}, ParameterType::kInteger, 1 << 15, kReads, deployment_fee},
                      {"hasMethod",
                       {hash, {"method", ParameterType::kString}, {"pcount", ParameterType::kInteger}},
                       ParameterType::kBoolean,
                       1 << 15,
                       kReads,
                       has_method},
                      {"isContract", {hash}, ParameterType::kBoolean, 1 << 14, kReads, is_contract}},
          .events = {{"Deploy", changed}, {"Update", changed}, {"Destroy", changed}}};
}

}  // namespace nsl::devchain
