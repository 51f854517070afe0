#include "neo/rpc/client.h"

#include "neo/contract/native.h"
#include "neo/types/address.h"

namespace nsl::neo {

namespace {

json::value text(std::string_view value) { return json::value(value); }

json::array signers_json(std::span<const Signer> signers) {
  json::array out;
  for (const auto& signer : signers) out.push_back(signer.to_json());
  return out;
}

std::unexpected<Error> faulted(const Invocation& invocation, std::string_view what) {
  return fail(ErrorCode::kConflict, "The contract does not answer " + std::string(what) + ": " + invocation.exception);
}

// Calls that read the Policy contract, all in one script.
ScriptBuilder& policy(ScriptBuilder& script, std::string method, std::vector<ContractParameter> arguments = {}) {
  return script.call({policy_hash(), std::move(method), std::move(arguments), CallFlags::kReadOnly});
}

ContractParameter attribute(AttributeType type) { return ContractParameter::integer(static_cast<std::int64_t>(type)); }

// nullopt when the item is no number of a fee's size.
std::optional<std::int64_t> fee_of(const StackItem& item) {
  const auto number = item.as_integer();
  const auto value = number ? number->as_int64() : std::nullopt;
  return value && *value >= 0 ? value : std::nullopt;
}

}  // namespace

Result<NodeVersion> NeoClient::version() {
  const auto answer = rpc_.call("getversion", {});
  if (!answer) return std::unexpected(to_error(answer.error()));
  return read_version(*answer);
}

Result<std::uint32_t> NeoClient::height() {
  const auto answer = rpc_.call("getblockcount", {});
  if (!answer) return std::unexpected(to_error(answer.error()));
  const auto* count = answer->if_int64();
  if (count == nullptr || *count < 1 || *count > std::numeric_limits<std::uint32_t>::max()) {
    return fail(ErrorCode::kUnavailable, "The Neo node gives no height.");
  }
  return static_cast<std::uint32_t>(*count - 1);
}

Result<Invocation> NeoClient::invoke(ByteView script, std::span<const Signer> signers) {
  const auto answer = rpc_.call("invokescript", {text(to_base64(script)), signers_json(signers)});
  if (!answer) return std::unexpected(to_error(answer.error()));
  return read_invocation(*answer);
}

Result<Invocation> NeoClient::call(const ContractCall& call, std::span<const Signer> signers) {
  return invoke(call_script(call), signers);
}

Result<FeePolicy> NeoClient::fee_policy() {
  // Before the hard fork Faun there are no fractions, before Echidna no fees for attributes of a notary.
  for (const bool since_faun : {true, false}) {
    ScriptBuilder script;
    policy(script, "getFeePerByte");
    policy(script, since_faun ? "getExecPicoFeeFactor" : "getExecFeeFactor");
    policy(script, "getStoragePrice");
    policy(script, "getAttributeFee", {attribute(AttributeType::kConflicts)});
    if (since_faun) policy(script, "getAttributeFee", {attribute(AttributeType::kNotaryAssisted)});
    NSL_TRY(const auto invocation, invoke(script.view(), {}));
    if (invocation.state == ExecutionState::kFault && since_faun) continue;
    if (invocation.state == ExecutionState::kFault || invocation.stack.size() < 4)
      return faulted(invocation, "for fees");
    std::vector<std::int64_t> values;
    for (const auto& item : invocation.stack) {
      const auto value = fee_of(item);
      if (!value) return faulted(invocation, "for fees");
      values.push_back(*value);
    }
    FeePolicy out{.fee_per_byte = values[0],
                  .execution_factor_pico = since_faun ? values[1] : values[1] * FeePolicy::kPicoPerFactor,
                  .storage_price = values[2],
                  .conflicts_fee = values[3]};
    if (values.size() > 4) out.notary_assisted_fee = values[4];
    return out;
  }
  return fail(ErrorCode::kInternal, "The fee policy cannot be read.");
}

Result<Fixed8> NeoClient::ask_network_fee(const Transaction& transaction) {
  const auto answer = rpc_.call("calculatenetworkfee", {text(to_base64(transaction.encode()))});
  if (!answer) return std::unexpected(to_error(answer.error()));
  const auto* object = answer->if_object();
  const auto* fee = object != nullptr ? object->if_contains("networkfee") : nullptr;
  if (fee != nullptr && fee->is_string()) return Fixed8::parse_datoshi(json::view(fee->get_string()));
  return fail(ErrorCode::kUnavailable, "The Neo node gives no network fee.");
}

Result<UInt256> NeoClient::send(const Transaction& transaction) {
  const auto answer = rpc_.call("sendrawtransaction", {text(to_base64(transaction.encode()))});
  const bool there =
      !answer && (answer.error().code == rpc_code::kAlreadyOnChain || answer.error().code == rpc_code::kAlreadyInPool);
  if (answer || there) return transaction.hash();
  return std::unexpected(to_error(answer.error()));
}

Result<std::optional<ApplicationLog>> NeoClient::application_log(const UInt256& transaction) {
  const auto answer = rpc_.call("getapplicationlog", {text(transaction.display())});
  if (!answer && is_unknown(answer.error())) return std::nullopt;
  if (!answer) return std::unexpected(to_error(answer.error()));
  NSL_TRY(auto log, read_application_log(*answer));
  return log;
}

Result<std::optional<ChainTransaction>> NeoClient::transaction(const UInt256& hash) {
  const auto answer = rpc_.call("getrawtransaction", {text(hash.display()), true});
  if (!answer && is_unknown(answer.error())) return std::nullopt;
  if (!answer) return std::unexpected(to_error(answer.error()));
  NSL_TRY(auto transaction, read_chain_transaction(*answer));
  if (transaction.transaction.hash() != hash) {
    return fail(ErrorCode::kUnavailable, "The Neo node answered with another transaction than it was asked for.");
  }
  return transaction;
}

Result<Token> NeoClient::token(const UInt160& contract) {
  ScriptBuilder script;
  script.call({contract, "symbol", {}, CallFlags::kReadOnly});
  script.call({contract, "decimals", {}, CallFlags::kReadOnly});
  NSL_TRY(const auto invocation, invoke(script.view(), {}));
  if (invocation.state == ExecutionState::kFault || invocation.stack.size() != 2)
    return faulted(invocation, "as a token");
  const auto symbol = invocation.stack[0].as_text();
  const auto decimals = invocation.stack[1].as_integer();
  if (!symbol || !decimals || *decimals < Integer(0) || *decimals > Integer(kDecimalsMax)) {
    return faulted(invocation, "as a token");
  }
  return Token{std::string(*symbol), static_cast<unsigned>(*decimals->as_int64())};
}

Result<std::vector<TokenBalance>> NeoClient::balances(const UInt160& account) {
  const auto answer = rpc_.call("getnep17balances", {text(to_address(account))});
  if (!answer) return std::unexpected(to_error(answer.error()));
  return read_balances(*answer);
}

Result<Integer> NeoClient::balance_of(const UInt160& token, const UInt160& account) {
  NSL_TRY(const auto invocation,
          call({token, "balanceOf", {ContractParameter::hash160(account)}, CallFlags::kReadOnly}));
  const auto amount = invocation.stack.size() == 1 ? invocation.stack[0].as_integer() : std::nullopt;
  if (invocation.state == ExecutionState::kFault || !amount) return faulted(invocation, "for a balance");
  return *amount;
}

}  // namespace nsl::neo
