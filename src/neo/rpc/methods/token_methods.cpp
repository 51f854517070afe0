#include "neo/rpc/methods/token_methods.h"

#include "neo/rpc/methods/ask.h"
#include "neo/types/address.h"

namespace nsl::neo {
namespace {

Bytes read_hex(const JsonIn& in) {
  auto bytes = from_hex(in.text());
  if (!bytes) in.fail("must be hexadecimal digits.");
  return bytes.value_or(Bytes{});
}

TokenTransfer read_transfer(const JsonIn& in) {
  TokenTransfer out;
  out.time_ms = static_cast<std::uint64_t>(in["timestamp"].number(0, std::numeric_limits<std::int64_t>::max()));
  out.token = in["assethash"].hash160();
  if (const auto other = in.find("transferaddress")) out.other = other->account();
  out.amount = in["amount"].integer();
  out.block = in["blockindex"].u32();
  out.notification = in["transfernotifyindex"].u32();
  out.transaction = in["txhash"].hash256();
  if (const auto id = in.find("tokenid")) out.token_id = read_hex(*id);
  return out;
}

TokenTransfers read_transfers(const JsonIn& in) {
  return {.sent = list_of(in["sent"], read_transfer), .received = list_of(in["received"], read_transfer)};
}

CollectionBalance read_collection(const JsonIn& in) {
  CollectionBalance out{.token = in["assethash"].hash160(), .symbol = {}, .items = {}};
  if (const auto symbol = in.find("symbol")) out.symbol = symbol->text();
  out.items = list_of(in["tokens"], [](const JsonIn& item) {
    return CollectionBalance::Item{.id = read_hex(item["tokenid"]),
                                   .amount = item["amount"].integer(),
                                   .last_updated_block = item["lastupdatedblock"].u32()};
  });
  return out;
}

std::map<std::string, std::optional<std::string>> read_properties(const JsonIn& in) {
  std::map<std::string, std::optional<std::string>> out;
  const auto* object = in.value().if_object();
  if (object == nullptr) in.fail("must be an object.");
  for (const auto& [name, value] : object != nullptr ? *object : json::object{}) {
    const auto property = in.find(name);
    out[name] = property ? std::optional(property->text()) : std::nullopt;
  }
  return out;
}

// C# nodes take no null in the middle, so what is left out ends the list.
json::array to_json(const TransferQuery& query) {
  json::array out{parameter_of(to_address(query.account))};
  if (!query.from_ms) return out;
  out.emplace_back(*query.from_ms);
  if (!query.to_ms) return out;
  out.emplace_back(*query.to_ms);
  out.emplace_back(query.limit);
  out.emplace_back(query.page);
  return out;
}

}  // namespace

Result<std::vector<TokenBalance>> TokenMethods::nep17_balances(const UInt160& account) {
  return ask_whole(rpc_, "getnep17balances", {parameter_of(to_address(account))}, read_balances);
}

Result<TokenTransfers> TokenMethods::nep17_transfers(const TransferQuery& query) {
  return ask(rpc_, "getnep17transfers", to_json(query), read_transfers);
}

Result<std::vector<CollectionBalance>> TokenMethods::nep11_balances(const UInt160& account) {
  return ask(rpc_, "getnep11balances", {parameter_of(to_address(account))},
             [](const JsonIn& in) { return list_of(in["balance"], read_collection); });
}

Result<TokenTransfers> TokenMethods::nep11_transfers(const TransferQuery& query) {
  return ask(rpc_, "getnep11transfers", to_json(query), read_transfers);
}

Result<std::map<std::string, std::optional<std::string>>> TokenMethods::nep11_properties(const UInt160& token,
                                                                                         ByteView id) {
  return ask(rpc_, "getnep11properties", {parameter_of(token.display()), parameter_of(to_hex(id))}, read_properties);
}

Result<Fixed8> TokenMethods::unclaimed_gas(const UInt160& account) {
  return ask(rpc_, "getunclaimedgas", {parameter_of(to_address(account))},
             [](const JsonIn& in) { return Fixed8::datoshi(in["unclaimed"].int64_text()); });
}

}  // namespace nsl::neo
