// Balances.
#include "devchain/native/token.h"
#include "devchain/rpc/json_rpc.h"
#include "devchain/state/contains.h"
#include "neo/script/builder.h"
#include "neo/types/address.h"

namespace nsl::devchain {
namespace {

// What a method of a token says that takes nothing, or the account; nullopt when it faults.
std::optional<neovm::StackItem> ask(Chain& chain, Invocation& keep, const neo::UInt160& token, neo::ContractCall call) {
  call.contract = token;
  call.flags = neo::CallFlags::kReadOnly;
  keep = chain.invoke(neo::call_script(call), {});
  const auto& engine = keep.execution->engine();
  if (engine.state() != neovm::VmState::kHalt || engine.results().size() != 1) return std::nullopt;
  return engine.results().peek();
}

std::optional<json::object> balance_json(Chain& chain, const neo::UInt160& token, const neo::UInt160& account,
                                         std::uint32_t height) {
  const ContractPointer contract = chain.contracts().find(chain.state(), token);
  if (contract == nullptr || !contains(contract->manifest.standards, std::string("NEP-17"))) return std::nullopt;
  Invocation keep;
  const auto balance =
      ask(chain, keep, token, {.method = "balanceOf", .arguments = {neo::ContractParameter::hash160(account)}});
  const auto amount = balance ? balance->to_integer() : std::nullopt;
  if (!amount || *amount == neo::Integer{}) return std::nullopt;
  json::object out{{"assethash", token.display()},
                   {"amount", amount->decimal()},
                   {"lastupdatedblock", height},
                   {"name", contract->manifest.name}};
  if (const auto symbol = ask(chain, keep, token, {.method = "symbol", .arguments = {}}))
    out["symbol"] = symbol->to_utf8().value_or("");
  if (const auto decimals = ask(chain, keep, token, {.method = "decimals", .arguments = {}})) {
    out["decimals"] = decimals->to_integer() ? decimals->to_integer()->decimal() : "0";
  }
  return out;
}

RpcResult get_nep17_balances(JsonRpc& rpc, const Params& params) {
  const auto account = params.account(0);
  if (!account) return invalid_params("an address or script hash is needed");
  json::array balances;
  for (const auto& [token, height] : rpc.chain().tokens_of(*account)) {
    if (auto balance = balance_json(rpc.chain(), token, *account, height)) balances.push_back(*std::move(balance));
  }
  return json::object{{"address", neo::to_address(*account)}, {"balance", std::move(balances)}};
}

RpcResult get_unclaimed_gas(JsonRpc& rpc, const Params& params) {
  const auto account = params.account(0);
  if (!account) return invalid_params("an address or script hash is needed");
  const neo::Integer gas = unclaimed_gas(rpc.chain().state(), *account, rpc.chain().ledger().height() + 1);
  return json::object{{"address", neo::to_address(*account)}, {"unclaimed", gas.decimal()}};
}

}  // namespace

void add_token_methods(JsonRpc::Table& table) {
  table["getnep17balances"] = get_nep17_balances;
  table["getunclaimedgas"] = get_unclaimed_gas;
}

}  // namespace nsl::devchain
