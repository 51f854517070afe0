#include "neo/inspect/describe.h"

#include "neo/contract/native.h"
#include "neo/inspect/inspect.h"
#include "neo/script/verification.h"
#include "neo/types/address.h"
#include "neo/types/hashing.h"

namespace nsl::neo {

json::object describe(const UInt160& account) {
  json::object out{
      {"address", to_address(account)}, {"scripthash", account.display()}, {"bytes", to_hex(account.bytes())}};
  if (const auto* native = find_native(account)) {
    out["native"] = native->name;
    out["id"] = native->id;
  }
  return out;
}

json::object describe(const ECPoint& key) {
  const auto account = account_of(key);
  return {{"publickey", key.hex()},
          {"address", to_address(account)},
          {"scripthash", account.display()},
          {"verification", to_hex(signature_script(key))}};
}

json::object describe(const Transaction& transaction) {
  auto out = transaction.to_json();
  out["fees"] =
      transaction.system_fee.text() + " GAS for the system, " + transaction.network_fee.text() + " GAS for the network";
  out["instructions"] = instruction_lines(transaction.script);
  return out;
}

json::object describe(const Nef& nef) {
  json::array tokens;
  for (const auto& token : nef.tokens) {
    tokens.push_back(json::object{{"hash", token.contract.display()},
                                  {"method", token.method},
                                  {"paramcount", token.parameters},
                                  {"hasreturnvalue", token.has_return_value},
                                  {"callflags", static_cast<int>(token.flags)}});
  }
  return {{"compiler", nef.compiler},    {"source", nef.source},
          {"tokens", std::move(tokens)}, {"scriptbytes", nef.script.size()},
          {"checksum", nef.checksum()},  {"instructions", instruction_lines(nef.script)}};
}

json::object describe(const WalletFile& wallet) {
  json::array accounts;
  for (const auto& account : wallet.accounts) {
    accounts.push_back(json::object{{"address", to_address(account.account)},
                                    {"label", account.label},
                                    {"default", account.is_default},
                                    {"key", account.key.empty() ? "none" : "encrypted (NEP-2)"}});
  }
  return {{"name", wallet.name}, {"version", wallet.version}, {"accounts", std::move(accounts)}};
}

json::object describe(const SigningContext& context) {
  json::array missing;
  for (const auto& account : context.missing()) missing.push_back(json::value(to_address(account)));
  return {{"network", context.network()},
          {"missing", std::move(missing)},
          {"transaction", describe(context.transaction())}};
}

json::object describe_script(ByteView script) {
  json::object out{{"scripthash", hash160(script).display()}, {"address", to_address(hash160(script))}};
  if (const auto key = parse_signature_script(script)) out["publickey"] = key->hex();
  if (const auto several = parse_multi_signature_script(script)) {
    out["required"] = several->required;
    auto& keys = out["publickeys"].emplace_array();
    for (const auto& key : several->keys) keys.push_back(json::value(key.hex()));
  }
  out["instructions"] = instruction_lines(script);
  return out;
}

}  // namespace nsl::neo
