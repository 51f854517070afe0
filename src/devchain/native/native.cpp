#include "devchain/native/native.h"

#include "base/check.h"
#include "neo/contract/native.h"
#include "neo/script/builder.h"

#include <fmt/format.h>

#include <algorithm>

namespace nsl::devchain {
namespace {

constexpr std::uint32_t kMethodBytes = 7;  // PUSH0, SYSCALL and its id, RET
constexpr std::string_view kCompiler = "neo-core-v3.0";

Bytes script_of(std::size_t methods) {
  neo::ScriptBuilder script;
  for (std::size_t i = 0; i < methods; ++i) {
    script.push_integer(0).system_call(neo::interop_id("System.Contract.CallNative")).emit(neo::OpCode::RET);
  }
  return script.take();
}

std::vector<neo::Manifest::Parameter> manifest_parameters(const std::vector<NativeParameter>& parameters) {
  std::vector<neo::Manifest::Parameter> out;
  for (const NativeParameter& one : parameters) out.push_back({.name = std::string(one.name), .type = one.type});
  return out;
}

neo::Manifest manifest_of(const NativeDefinition& definition, std::string_view name) {
  neo::Manifest out;
  out.name = name;
  out.standards = definition.standards;
  std::uint32_t offset = 0;
  for (const NativeMethod& method : definition.methods) {
    const bool safe = without(method.flags, CallFlags::kReadOnly) == CallFlags::kNone;
    out.methods.push_back({.name = std::string(method.name),
                           .parameters = manifest_parameters(method.parameters),
                           .return_type = method.returns,
                           .offset = offset,
                           .safe = safe});
    offset += kMethodBytes;
  }
  for (const NativeEvent& event : definition.events) {
    out.events.push_back({.name = std::string(event.name), .parameters = manifest_parameters(event.parameters)});
  }
  out.permissions.push_back({.contract = neo::Manifest::Anything{}, .methods = std::nullopt});
  out.trusts.emplace();
  return out;
}

ContractPointer contract_of(const NativeDefinition& definition) {
  const auto natives = neo::native_contracts();
  const auto known = std::ranges::find(natives, definition.id, &neo::NativeContract::id);
  NSL_CHECK(known != natives.end());
  auto contract = std::make_shared<Contract>();
  contract->id = definition.id;
  contract->hash = known->hash;
  contract->nef.compiler = kCompiler;
  contract->nef.script = script_of(definition.methods.size());
  contract->manifest = manifest_of(definition, known->name);
  contract->script = std::make_shared<const neovm::Script>(contract->nef.script);
  return contract;
}

}  // namespace

NativeTable::NativeTable()
    : definitions_{contract_management_definition(),
                   std_lib_definition(),
                   crypto_lib_definition(),
                   ledger_definition(),
                   neo_token_definition(),
                   gas_token_definition(),
                   policy_definition(),
                   role_management_definition()} {
  for (NativeDefinition& definition : definitions_) {
    std::ranges::sort(definition.methods, [](const NativeMethod& a, const NativeMethod& b) {
      return a.name != b.name ? a.name < b.name : a.parameters.size() < b.parameters.size();
    });
    contracts_.push_back(contract_of(definition));
  }
}

bool NativeTable::run(Execution& execution) const {
  neovm::Engine& engine = execution.engine();
  const CallFrame& frame = execution.current();
  const auto found = std::ranges::find(contracts_, frame.hash, [](const ContractPointer& one) { return one->hash; });
  if (found == contracts_.end()) return engine.fault(fmt::format("native contract {} not found", frame.hash.display()));
  const NativeDefinition& definition = definitions_[static_cast<std::size_t>(found - contracts_.begin())];
  const NativeMethod& method = definition.methods[engine.last_instruction().position / kMethodBytes];
  if (!includes(frame.flags, method.flags)) {
    return engine.fault(fmt::format("missing call flags for native {} `{}` operation call: {:05b} vs {:05b}",
                                    definition.id, method.name, static_cast<unsigned>(frame.flags),
                                    static_cast<unsigned>(method.flags)));
  }
  if (!engine.charge(method.price * engine.price_factor())) return false;
  if (method.storage_bytes != 0 && !execution.charge_storage(static_cast<std::size_t>(method.storage_bytes)))
    return false;
  if (!engine.require(method.parameters.size())) return false;
  NativeCall call{.execution = execution, .arguments = {}};
  for (std::size_t i = 0; i < method.parameters.size(); ++i) call.arguments.push_back(engine.stack().pop());
  return method.run(call);
}

bool NativeCall::bytes(std::size_t index, Bytes& out) {
  auto value = arguments[index].to_bytes();
  if (!value) return engine().fault(fmt::format("argument {} has no bytes", index));
  out = *std::move(value);
  return true;
}

bool NativeCall::text(std::size_t index, std::string& out) {
  auto value = arguments[index].to_utf8();
  if (!value) return engine().fault(fmt::format("argument {} is no text", index));
  out = *std::move(value);
  return true;
}

bool NativeCall::hash160(std::size_t index, neo::UInt160& out) {
  Bytes value;
  if (!bytes(index, value)) return false;
  const auto hash = neo::UInt160::from_bytes(value);
  if (!hash) return engine().fault(fmt::format("argument {} has not 20 bytes", index));
  out = *hash;
  return true;
}

bool NativeCall::hash256(std::size_t index, neo::UInt256& out) {
  Bytes value;
  if (!bytes(index, value)) return false;
  const auto hash = neo::UInt256::from_bytes(value);
  if (!hash) return engine().fault(fmt::format("argument {} has not 32 bytes", index));
  out = *hash;
  return true;
}

bool NativeCall::integer(std::size_t index, neo::Integer& out) {
  const auto value = arguments[index].to_integer();
  if (!value) return engine().fault(fmt::format("argument {} is no integer", index));
  out = *value;
  return true;
}

bool NativeCall::number(std::size_t index, std::int64_t& out, std::int64_t least, std::int64_t most) {
  neo::Integer value;
  if (!integer(index, value)) return false;
  const auto number = value.as_int64();
  if (!number || *number < least || *number > most) {
    return engine().fault(fmt::format("argument {} must be from {} to {}", index, least, most));
  }
  out = *number;
  return true;
}

bool NativeCall::needs_committee() {
  const auto is_signed = execution.check_witness(execution.input().committee_account);
  if (!is_signed) return false;
  return *is_signed || engine().fault("invalid committee signature");
}

}  // namespace nsl::devchain
