// Balances and transfers of tokens: NEP-17, and NEP-11 (things of which each is one of its kind).
#include "devchain/native/token.h"
#include "devchain/rpc/json_rpc.h"
#include "devchain/rpc/transfers.h"
#include "neo/types/address.h"
#include "neovm/item/tree.h"
#include "neovm/number/arithmetic.h"

#include <map>

namespace nsl::devchain {
namespace {

std::optional<json::object> balance_json(Chain& chain, const neo::UInt160& token, const neo::UInt160& account,
                                         std::uint32_t height) {
  auto out = token_json(chain, token, TokenStandard::kNep17);
  if (!out) return std::nullopt;
  Invocation keep;
  const auto balance =
      ask_contract(chain, keep,
                   {.contract = token, .method = "balanceOf", .arguments = {neo::ContractParameter::hash160(account)}});
  const auto amount = balance ? balance->to_integer() : std::nullopt;
  if (!amount || *amount == neo::Integer{}) return std::nullopt;
  (*out)["amount"] = amount->decimal();
  (*out)["lastupdatedblock"] = height;
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

RpcResult get_nep17_transfers(JsonRpc& rpc, const Params& params) {
  return transfers_json(rpc, params, TokenStandard::kNep17);
}

RpcResult get_nep11_transfers(JsonRpc& rpc, const Params& params) {
  return transfers_json(rpc, params, TokenStandard::kNep11);
}

// How much an account has of one token of a contract, and when that last changed.
struct Holding {
  neo::Integer amount;
  std::uint32_t height = 0;
};
using Holdings = std::map<std::pair<neo::UInt160, Bytes>, Holding>;

// What came to the account less what went from it, of all blocks.
Holdings holdings_of(Chain& chain, const neo::UInt160& account) {
  Holdings out;
  const Ledger& ledger = chain.ledger();
  for (std::uint32_t height = 0; height <= ledger.height(); ++height) {
    for (const News& one : news_of(*ledger.find_block(height), ledger)) {
      if (one.stream != Stream::kNotification) continue;
      const auto moved = moved_by(chain, *one.notification, TokenStandard::kNep11);
      if (!moved || moved->from == moved->to) continue;
      const bool comes = moved->to == account;
      if (!comes && moved->from != account) continue;
      Holding& holding = out[{one.notification->contract, moved->token_id}];
      const auto sum = comes ? neovm::add(holding.amount, moved->amount) : neovm::subtract(holding.amount, moved->amount);
      holding = {.amount = sum.value_or(holding.amount), .height = height};
    }
  }
  std::erase_if(out, [](const auto& entry) { return entry.second.amount <= neo::Integer{}; });
  return out;
}

RpcResult get_nep11_balances(JsonRpc& rpc, const Params& params) {
  const auto account = params.account(0);
  if (!account) return invalid_params("an address or script hash is needed");
  std::map<neo::UInt160, json::array> tokens;
  for (const auto& [key, holding] : holdings_of(rpc.chain(), *account)) {
    tokens[key.first].push_back(json::object{{"tokenid", to_hex(key.second)},
                                             {"amount", holding.amount.decimal()},
                                             {"lastupdatedblock", holding.height}});
  }
  json::array balances;
  for (auto& [contract, list] : tokens) {
    auto balance = token_json(rpc.chain(), contract, TokenStandard::kNep11);
    if (!balance) continue;
    (*balance)["tokens"] = std::move(list);
    balances.push_back(*std::move(balance));
  }
  return json::object{{"address", neo::to_address(*account)}, {"balance", std::move(balances)}};
}

// Those that NEP-11 names are texts; others are shown as their bytes.
bool is_text_property(std::string_view name) {
  return name == "name" || name == "description" || name == "image" || name == "tokenURI";
}

json::value property_json(std::string_view name, const neo::StackItem& value) {
  if (is_text_property(name)) {
    if (const auto text = value.as_text()) return json::value(*text);
  }
  const auto bytes = value.as_bytes();
  return bytes ? json::value(to_base64(*bytes)) : json::value();
}

RpcResult get_nep11_properties(JsonRpc& rpc, const Params& params) {
  const auto token = params.account(0);
  const auto id = params.text(1) ? from_hex(*params.text(1)) : std::nullopt;
  if (!token || !id) return invalid_params("a contract and a token's id in hexadecimal are needed");
  if (rpc.chain().contracts().find(rpc.chain().state(), *token) == nullptr)
    return std::unexpected(rpc_error(RpcCode::kUnknownContract));
  Invocation keep;
  const auto answer = ask_contract(
      rpc.chain(), keep, {.contract = *token, .method = "properties", .arguments = {neo::ContractParameter::bytes(*id)}});
  const auto tree = answer ? to_tree(*answer) : std::nullopt;
  const auto* map = tree ? std::get_if<neo::StackItem::Entries>(&tree->value) : nullptr;
  if (map == nullptr) return std::unexpected(rpc_error(RpcCode::kExecutionFailed, "the contract gives no properties"));
  json::object out;
  for (const auto& [key, value] : *map) {
    if (const auto name = key.as_text()) out[*name] = property_json(*name, value);
  }
  return out;
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
  table["getnep17transfers"] = get_nep17_transfers;
  table["getnep11balances"] = get_nep11_balances;
  table["getnep11transfers"] = get_nep11_transfers;
  table["getnep11properties"] = get_nep11_properties;
  table["getunclaimedgas"] = get_unclaimed_gas;
}

}  // namespace nsl::devchain
