// Trying scripts out, and contracts.
#include "devchain/rpc/json_rpc.h"
#include "devchain/rpc/log_json.h"
#include "neo/contract/native.h"
#include "neo/script/builder.h"
#include "neovm/item/tree.h"

#include <fmt/format.h>

#include <ranges>

namespace nsl::devchain {
namespace {

constexpr std::size_t kParametersMax = 1'024;

// A contract by hash, address, id or the name of a native one.
ContractPointer find_contract(JsonRpc& rpc, const Params& params, std::size_t index) {
  Chain& chain = rpc.chain();
  if (const auto hash = params.account(index)) return chain.contracts().find(chain.state(), *hash);
  if (const auto number = params.number(index))
    return chain.contracts().find(chain.state(), static_cast<std::int32_t>(*number));
  const auto name = params.text(index);
  const auto* native = name ? neo::find_native(*name) : nullptr;
  return native == nullptr ? nullptr : chain.contracts().find(chain.state(), native->hash);
}

bool names_contract(const Params& params, std::size_t index) { return params.text(index) || params.number(index); }

std::expected<std::vector<neo::Signer>, RpcError> read_signers(const Params& params, std::size_t index) {
  std::vector<neo::Signer> out;
  if (!params.has(index)) return out;
  neo::JsonDocument document(params.at(index), "signers");
  for (const neo::JsonIn& one : document.root().elements(neo::Transaction::kSignersAndAttributesMax)) {
    if (one.is_text()) out.push_back(neo::Signer{.account = one.account()});  // an account alone: CalledByEntry
    else out.push_back(neo::Signer::from_json(one));
  }
  if (const auto status = document.status(); !status) return invalid_params(status.error().message);
  return out;
}

json::value invocation_json(JsonRpc& rpc, const Invocation& invocation, ByteView script) {
  const Execution& execution = *invocation.execution;
  const neovm::Engine& engine = execution.engine();
  std::vector<LoggedNotification> notifications;
  for (const Notification& one : execution.notifications())
    notifications.push_back({one.contract, one.name, to_tree(one.state)});
  Sessions::Iterators iterators;
  json::object out{{"script", to_base64(script)},
                   {"state", neovm::name(engine.state())},
                   {"gasconsumed", std::to_string(engine.gas_consumed().to_datoshi())},
                   {"exception", nullptr},
                   {"notifications", notifications_json(notifications)},
                   {"stack", result_stack_json(execution, iterators)}};
  if (!iterators.empty()) out["session"] = rpc.sessions().open(std::move(iterators));
  if (engine.state() == neovm::VmState::kFault) out["exception"] = fault_text(execution);
  return out;
}

RpcResult run(JsonRpc& rpc, const Bytes& script, const Params& params, std::size_t signers_at) {
  const auto signers = read_signers(params, signers_at);
  if (!signers) return std::unexpected(signers.error());
  return invocation_json(rpc, rpc.chain().invoke(script, *signers), script);
}

RpcResult invoke_script(JsonRpc& rpc, const Params& params) {
  const auto script = params.base64(0);
  if (!script) return invalid_params("a script in base64 is needed");
  return run(rpc, *script, params, 1);
}

// Nothing, or a list of them; kInvalidParams in the answer.
std::expected<std::vector<neo::ContractParameter>, RpcError> read_arguments(const Params& params, std::size_t index) {
  std::vector<neo::ContractParameter> out;
  if (!params.has(index)) return out;
  if (!params.at(index).is_array() || params.at(index).get_array().size() > kParametersMax)
    return invalid_params("the arguments are an array");
  for (const json::value& one : params.at(index).get_array()) {
    auto argument = neo::ContractParameter::from_json(one);
    if (!argument) return invalid_params(argument.error().message);
    out.push_back(*std::move(argument));
  }
  return out;
}

RpcResult invoke_function(JsonRpc& rpc, const Params& params) {
  const auto method = params.text(1);
  if (!names_contract(params, 0) || !method) return invalid_params("a contract and a method are needed");
  const ContractPointer contract = find_contract(rpc, params, 0);
  if (contract == nullptr) return std::unexpected(rpc_error(RpcCode::kUnknownContract));
  auto arguments = read_arguments(params, 2);
  if (!arguments) return std::unexpected(arguments.error());
  const neo::ContractCall call{.contract = contract->hash, .method = *method, .arguments = *std::move(arguments)};
  return run(rpc, neo::call_script(call), params, 3);
}

// The contract as a witness: the arguments are pushed as an invocation script would.
RpcResult invoke_contract_verify(JsonRpc& rpc, const Params& params) {
  if (!names_contract(params, 0)) return invalid_params("a contract is needed");
  const ContractPointer contract = find_contract(rpc, params, 0);
  if (contract == nullptr) return std::unexpected(rpc_error(RpcCode::kUnknownContract));
  const auto arguments = read_arguments(params, 1);
  if (!arguments) return std::unexpected(arguments.error());
  const auto signers = read_signers(params, 2);
  if (!signers) return std::unexpected(signers.error());
  neo::ScriptBuilder script;
  for (const auto& argument : *arguments | std::views::reverse) script.push(argument);
  const auto invocation = rpc.chain().invoke_verify(contract, Bytes(script.view().begin(), script.view().end()), *signers);
  if (!invocation) return std::unexpected(rpc_error(invocation.error()));
  return invocation_json(rpc, *invocation, script.view());
}

RpcResult get_contract_state(JsonRpc& rpc, const Params& params) {
  if (!names_contract(params, 0)) return invalid_params("a contract is needed");
  const ContractPointer contract = find_contract(rpc, params, 0);
  if (contract == nullptr) return std::unexpected(rpc_error(RpcCode::kUnknownContract));
  return contract->to_json();
}

RpcResult get_native_contracts(JsonRpc& rpc, const Params&) {
  json::array out;
  for (const ContractPointer& contract : rpc.chain().contracts().natives()) out.push_back(contract->to_json());
  return out;
}

RpcResult get_storage(JsonRpc& rpc, const Params& params) {
  const auto key = params.base64(1);
  if (!names_contract(params, 0) || !key) return invalid_params("a contract and a key in base64 are needed");
  const ContractPointer contract = find_contract(rpc, params, 0);
  if (contract == nullptr) return std::unexpected(rpc_error(RpcCode::kUnknownContract));
  const auto value = rpc.chain().state().get({contract->id, *key});
  if (!value) return std::unexpected(rpc_error(RpcCode::kUnknownStorageItem));
  return json::value(to_base64(*value));
}

RpcResult find_storage(JsonRpc& rpc, const Params& params) {
  const auto prefix = params.base64(1);
  const std::int64_t start = params.number(2).value_or(0);
  if (!names_contract(params, 0) || !prefix || start < 0)
    return invalid_params("a contract, a prefix in base64 and a start are needed");
  const ContractPointer contract = find_contract(rpc, params, 0);
  if (contract == nullptr) return std::unexpected(rpc_error(RpcCode::kUnknownContract));
  constexpr std::size_t kPage = 50;
  const auto entries = rpc.chain().state().find({contract->id, *prefix});
  json::array results;
  std::size_t at = static_cast<std::size_t>(start);
  for (; at < entries.size() && results.size() < kPage; ++at) {
    results.push_back(json::object{{"key", to_base64(entries[at].first)}, {"value", to_base64(entries[at].second)}});
  }
  return json::object{{"results", std::move(results)}, {"next", at}, {"truncated", at < entries.size()}};
}

RpcResult calculate_network_fee(JsonRpc& rpc, const Params& params) {
  const auto bytes = params.base64(0);
  if (!bytes) return invalid_params("a transaction in base64 is needed");
  const auto transaction = neo::Transaction::decode(*bytes);
  if (!transaction) return invalid_params(transaction.error().message);
  const auto fee = rpc.chain().network_fee(*transaction);
  if (!fee) return std::unexpected(rpc_error(fee.error()));
  return json::object{{"networkfee", std::to_string(*fee)}};
}

RpcResult traverse_iterator(JsonRpc& rpc, const Params& params) {
  const auto session = params.text(0);
  const auto iterator = params.text(1);
  const auto count = params.number(2);
  if (!session || !iterator || !count || *count < 1 || *count > static_cast<std::int64_t>(kIteratorPageMax)) {
    return invalid_params("a session, an iterator and a count of 1 to 100 are needed");
  }
  auto items = rpc.sessions().next(*session, *iterator, static_cast<std::size_t>(*count));
  if (items) return *std::move(items);
  const bool no_session = items.error() == Sessions::Unknown::kSession;
  return std::unexpected(rpc_error(no_session ? RpcCode::kUnknownSession : RpcCode::kUnknownIterator));
}

RpcResult terminate_session(JsonRpc& rpc, const Params& params) {
  const auto session = params.text(0);
  if (!session) return invalid_params("a session is needed");
  if (!rpc.sessions().end(*session)) return std::unexpected(rpc_error(RpcCode::kUnknownSession));
  return true;
}

}  // namespace

void add_invocation_methods(JsonRpc::Table& table) {
  table["invokescript"] = invoke_script;
  table["invokefunction"] = invoke_function;
  table["invokecontractverify"] = invoke_contract_verify;
  table["getcontractstate"] = get_contract_state;
  table["getnativecontracts"] = get_native_contracts;
  table["getstorage"] = get_storage;
  table["findstorage"] = find_storage;
  table["calculatenetworkfee"] = calculate_network_fee;
  table["traverseiterator"] = traverse_iterator;
  table["terminatesession"] = terminate_session;
}

}  // namespace nsl::devchain
