// The JSON form of SigningContext, apart from it because other programs decided what it looks like.
#include "neo/transaction/signing.h"

#include "neo/types/hashing.h"

#include <algorithm>
#include <limits>

namespace nsl::neo {

namespace {

constexpr std::string_view kTransactionType = "Neo.Network.P2P.Payloads.Transaction";
constexpr std::string_view kLegacyTransactionType = "Neo.Core.ContractTransaction";  // neo-go reads it too
constexpr std::size_t kParametersMax = 1024;

Signature read_signature(const JsonIn& in) {
  const auto bytes = in.base64();
  Signature out{};
  if (bytes.size() != out.size()) {
    in.fail("a signature has 64 bytes.");
  } else {
    std::ranges::copy(bytes, out.begin());
  }
  return out;
}

// Signatures stand under their keys. For a single key some programs fill the parameter only.
std::vector<std::pair<ECPoint, Signature>> read_signatures(const JsonIn& item, const std::vector<ECPoint>& keys) {
  std::vector<std::pair<ECPoint, Signature>> out;
  const auto signatures = item.find("signatures");
  if (signatures && signatures->is_object()) {
    for (const auto& member : signatures->value().as_object()) {
      const auto key = ECPoint::parse(member.key());
      if (!key || std::ranges::find(keys, *key) == keys.end()) {
        signatures->fail("a key is none of the script's.");
        break;
      }
      out.emplace_back(*key, read_signature((*signatures)[member.key()]));
    }
  }
  const auto parameters = item.find("parameters");
  if (out.empty() && keys.size() == 1 && parameters) {
    for (const auto& parameter : parameters->elements(1)) {
      if (const auto value = parameter.find("value")) out.emplace_back(keys.front(), read_signature(*value));
    }
  }
  return out;
}

}  // namespace

json::object SigningContext::item_to_json(const Item& item) {
  json::array parameters;
  json::object signatures;
  for (const auto& [key, signature] : item.signatures) signatures[key.hex()] = to_base64(signature);
  // Parameters are filled once all signatures are there, from the last key of the script to the first, as C# does it:
  // they are pushed in reverse.
  std::vector<std::string> values;
  for (auto key = item.keys.rbegin(); key != item.keys.rend(); ++key) {
    const auto found = item.signatures.find(*key);
    if (found != item.signatures.end()) values.push_back(to_base64(found->second));
  }
  const bool full = values.size() >= item.required;
  const auto skip = full ? values.size() - item.required : 0;  // more signed than needed
  for (std::size_t i = 0; i < item.required; ++i) {
    json::object parameter{{"type", "Signature"}};
    if (full) parameter["value"] = values[i + skip];
    parameters.push_back(std::move(parameter));
  }
  return {{"script", item.contract ? json::value() : json::value(to_base64(item.script))},
          {"parameters", std::move(parameters)},
          {"signatures", std::move(signatures)}};
}

json::object SigningContext::to_json() const {
  json::object items;
  for (const auto& [account, item] : items_) items[account.display()] = item_to_json(item);
  return {{"type", kTransactionType},
          {"hash", transaction_.hash().display()},
          {"data", to_base64(transaction_.encode_unsigned())},
          {"items", std::move(items)},
          {"network", network_}};
}

Status SigningContext::read_item(const UInt160& account, const JsonIn& in) {
  const auto script = in.find("script");
  if (!script) {
    const auto parameters = in.find("parameters");
    if (parameters && !parameters->elements(kParametersMax).empty()) {
      in.fail("a contract's witness with arguments is not supported.");
      return {};
    }
    return add_contract_witness(account, {});
  }
  const auto bytes = script->base64();
  if (in.ok() && hash160(bytes) != account) script->fail("the script is not the one of this account.");
  if (!in.ok()) return {};
  NSL_TRY_VOID(add_script(bytes));
  for (const auto& [key, signature] : read_signatures(in, items_.at(account).keys)) {
    if (in.ok()) NSL_TRY_VOID(add_signature(key, signature));
  }
  return {};
}

Result<SigningContext> SigningContext::from_json(const json::value& value) {
  JsonDocument document(value, "signing context");
  const auto root = document.root();
  const auto type = root["type"].text();
  if (type != kTransactionType && type != kLegacyTransactionType) root["type"].fail("it must be a transaction's.");
  const auto network = root["network"].u32();
  const auto data = root["data"].base64();
  NSL_TRY_VOID(document.status());
  NSL_TRY(auto transaction, Transaction::decode_unsigned(data));
  if (const auto hash = root.find("hash"); hash && hash->hash256() != transaction.hash()) {
    hash->fail("the hash is not the one of the data.");
  }
  NSL_TRY(auto out, create(network, std::move(transaction)));
  const auto items = root["items"];
  if (!items.is_object()) items.fail("it must be an object.");
  NSL_TRY_VOID(document.status());
  for (const auto& member : items.value().as_object()) {
    NSL_TRY(const auto account, UInt160::parse(member.key()));
    NSL_TRY_VOID(out.read_item(account, items[member.key()]));
    NSL_TRY_VOID(document.status());
  }
  return out;
}

}  // namespace nsl::neo
