#include "neo/rpc/methods/contract_methods.h"

#include "neo/rpc/methods/ask.h"

namespace nsl::neo {
namespace {

MethodToken read_token(const JsonIn& in) {
  return {.contract = in["hash"].hash160(),
          .method = in["method"].text(),
          .parameters = static_cast<std::uint16_t>(in["paramcount"].number(0, 65'535)),
          .has_return_value = in["hasreturnvalue"].boolean(),
          // Old nodes write the flags' names, which nobody here looks at.
          .flags = in["callflags"].is_text() ? CallFlags::kAll : static_cast<CallFlags>(in["callflags"].u8())};
}

Nef read_nef(const JsonIn& in) {
  Nef out;
  out.compiler = in["compiler"].text();
  if (const auto source = in.find("source")) out.source = source->text();
  if (const auto tokens = in.find("tokens")) out.tokens = list_of(*tokens, read_token);
  out.script = in["script"].base64();
  return out;
}

ContractState read_contract(const JsonIn& in) {
  ContractState out;
  out.id = static_cast<std::int32_t>(in["id"].number(std::numeric_limits<std::int32_t>::min(),
                                                     std::numeric_limits<std::int32_t>::max()));
  out.hash = in["hash"].hash160();
  if (const auto updates = in.find("updatecounter")) out.updates = updates->u32();
  out.nef = read_nef(in["nef"]);
  if (auto manifest = Manifest::from_json(in["manifest"].value())) out.manifest = *std::move(manifest);
  return out;
}

StoragePage read_page(const JsonIn& in) {
  StoragePage out;
  out.entries = list_of(in["results"], [](const JsonIn& entry) {
    return std::pair(entry["key"].base64(), entry["value"].base64());
  });
  out.more = in["truncated"].boolean();
  if (const auto next = in.find("next")) out.next = next->u32();
  if (const auto proof = in.find("firstProof")) out.first_proof = proof->text();
  if (const auto proof = in.find("lastProof")) out.last_proof = proof->text();
  return out;
}

json::array to_json(std::span<const Signer> signers) {
  json::array out;
  for (const auto& signer : signers) out.push_back(signer.to_json());
  return out;
}

json::array to_json(std::span<const ContractParameter> arguments) {
  json::array out;
  for (const auto& argument : arguments) out.push_back(argument.to_json());
  return out;
}

// A historic call has the state in front of its parameters, and a name of its own.
struct HistoricCall {
  std::string method;
  json::array parameters;
};
HistoricCall call_at(std::string method, json::array parameters, const StateAt& at) {
  if (std::holds_alternative<std::monostate>(at)) return {std::move(method), std::move(parameters)};
  const auto* height = std::get_if<std::uint32_t>(&at);
  parameters.insert(parameters.begin(),
                    height != nullptr ? json::value(*height) : parameter_of(std::get<UInt256>(at).display()));
  return {method + "historic", std::move(parameters)};
}

Bytes read_bytes(const JsonIn& in) { return in.base64(); }

}  // namespace

Result<std::optional<ContractState>> ContractMethods::contract(const UInt160& hash) {
  return find(rpc_, "getcontractstate", {parameter_of(hash.display())}, read_contract);
}

Result<std::vector<ContractState>> ContractMethods::native_contracts() {
  return ask(rpc_, "getnativecontracts", {}, [](const JsonIn& in) { return list_of(in, read_contract); });
}

Result<std::optional<Bytes>> ContractMethods::storage(const UInt160& contract, ByteView key, const StateAt& at) {
  const auto call = call_at("getstorage", {parameter_of(contract.display()), parameter_of(key)}, at);
  return find(rpc_, call.method, call.parameters, read_bytes);
}

Result<StoragePage> ContractMethods::find_storage(const UInt160& contract, ByteView prefix, std::uint32_t start,
                                                  const StateAt& at) {
  const auto call = call_at("findstorage", {parameter_of(contract.display()), parameter_of(prefix), start}, at);
  return ask(rpc_, call.method, call.parameters, read_page);
}

Result<Invocation> ContractMethods::invoke_script(ByteView script, std::span<const Signer> signers,
                                                  const StateAt& at) {
  const auto call = call_at("invokescript", {parameter_of(script), to_json(signers)}, at);
  return ask_whole(rpc_, call.method, call.parameters, read_invocation);
}

Result<Invocation> ContractMethods::invoke_function(const Function& function, std::span<const Signer> signers,
                                                    const StateAt& at) {
  const auto call = call_at("invokefunction",
                            {parameter_of(function.contract.display()), parameter_of(function.method),
                             to_json(std::span(function.arguments)), to_json(signers)},
                            at);
  return ask_whole(rpc_, call.method, call.parameters, read_invocation);
}

Result<Invocation> ContractMethods::invoke_verify(const UInt160& contract, std::span<const ContractParameter> arguments,
                                                  std::span<const Signer> signers, const StateAt& at) {
  const auto call =
      call_at("invokecontractverify", {parameter_of(contract.display()), to_json(arguments), to_json(signers)}, at);
  return ask_whole(rpc_, call.method, call.parameters, read_invocation);
}

Result<Invocation> ContractMethods::invoke_contained(const Transaction& container, ByteView script) {
  return ask_whole(rpc_, "invokecontainedscript", {parameter_of(container.encode()), parameter_of(script)}, read_invocation);
}

Result<std::vector<StackItem>> ContractMethods::traverse(std::string_view session, std::string_view iterator,
                                                         std::uint32_t count) {
  return ask(rpc_, "traverseiterator", {parameter_of(session), parameter_of(iterator), count}, [](const JsonIn& in) {
    return list_of(in, [](const JsonIn& element) {
      auto item = StackItem::from_json(element.value());
      if (!item) element.fail(item.error().message);
      return item.value_or(StackItem{});
    });
  });
}

Result<bool> ContractMethods::terminate(std::string_view session) {
  return ask(rpc_, "terminatesession", {parameter_of(session)}, [](const JsonIn& in) { return in.boolean(); });
}

Result<StateHeights> ContractMethods::state_heights() {
  return ask(rpc_, "getstateheight", {}, [](const JsonIn& in) {
    return StateHeights{.local = in["localrootindex"].u32(), .validated = in["validatedrootindex"].u32()};
  });
}

Result<RootOfState> ContractMethods::state_root(std::uint32_t height) {
  return ask(rpc_, "getstateroot", {height}, [](const JsonIn& in) {
    return RootOfState{.index = in["index"].u32(), .hash = in["roothash"].hash256()};
  });
}

Result<std::string> ContractMethods::proof(const UInt256& root, const UInt160& contract, ByteView key) {
  return ask(rpc_, "getproof", {parameter_of(root.display()), parameter_of(contract.display()), parameter_of(key)},
             [](const JsonIn& in) { return in.text(); });
}

Result<std::optional<Bytes>> ContractMethods::verify_proof(const UInt256& root, std::string_view proof) {
  return ask(rpc_, "verifyproof", {parameter_of(root.display()), parameter_of(proof)}, [](const JsonIn& in) {
    return in.is_text() && in.text() == "invalid" ? std::nullopt : std::optional(in.base64());
  });
}

Result<std::optional<Bytes>> ContractMethods::state(const UInt256& root, const UInt160& contract, ByteView key) {
  return find(rpc_, "getstate", {parameter_of(root.display()), parameter_of(contract.display()), parameter_of(key)}, read_bytes);
}

Result<StoragePage> ContractMethods::find_states(const UInt256& root, const UInt160& contract, ByteView prefix) {
  return ask(rpc_, "findstates", {parameter_of(root.display()), parameter_of(contract.display()), parameter_of(prefix)}, read_page);
}

}  // namespace nsl::neo
