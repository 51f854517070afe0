#include "neo/wallet/wallet_file.h"

#include "neo/script/verification.h"
#include "neo/types/address.h"
#include "neo/types/hashing.h"
#include "neo/types/json_in.h"

#include <algorithm>

namespace nsl::neo {

namespace {

constexpr std::size_t kParametersMax = 1024;

std::vector<WalletFile::Parameter> read_parameters(const JsonIn& in) {
  std::vector<WalletFile::Parameter> out;
  for (const auto& element : in.elements(kParametersMax)) {
    const auto type = parse_parameter_type(element["type"].text());
    if (!type) element["type"].fail("it must be the name of a parameter type.");
    out.push_back({element["name"].text(), type.value_or(ParameterType::kAny)});
  }
  return out;
}

WalletFile::Contract read_contract(const JsonIn& in, const UInt160& account) {
  WalletFile::Contract out;
  if (const auto deployed = in.find("deployed")) out.deployed = deployed->boolean();
  if (const auto parameters = in.find("parameters")) out.parameters = read_parameters(*parameters);
  const auto script = in.find("script");
  if (script) out.script = script->base64();
  if (!out.deployed && (out.script.empty() || hash160(out.script) != account)) {
    in.fail("the script is not the one of this address.");
  }
  return out;
}

// Some wallets write "isdefault".
bool read_default(const JsonIn& in) {
  for (const auto* name : {"isDefault", "isdefault"}) {
    if (const auto flag = in.find(name)) return flag->boolean();
  }
  return false;
}

std::string read_key(const JsonIn& in) {
  auto key = in.text();
  if (!key.empty() && !is_nep2(key)) in.fail("it must be a key encrypted by NEP-2.");
  return key;
}

UInt160 read_address(const JsonIn& in) {
  const auto account = parse_address(in.text());
  if (!account) in.fail(account.error().message);
  return account.value_or(UInt160{});
}

WalletFile::Account read_account(const JsonIn& in) {
  WalletFile::Account out;
  out.account = read_address(in["address"]);
  if (const auto label = in.find("label")) out.label = label->text();
  out.is_default = read_default(in);
  if (const auto locked = in.find("lock")) out.locked = locked->boolean();
  if (const auto key = in.find("key")) out.key = read_key(*key);
  if (const auto contract = in.find("contract")) out.contract = read_contract(*contract, out.account);
  if (const auto extra = in.find("extra")) out.extra = extra->value();
  return out;
}

ScryptParameters read_scrypt(const JsonIn& in) { return {.n = in["n"].u32(), .r = in["r"].u32(), .p = in["p"].u32()}; }

json::value text_or_null(const std::string& text) { return text.empty() ? json::value() : json::value(text); }

json::value write_contract(const std::optional<WalletFile::Contract>& contract) {
  if (!contract) return nullptr;
  json::array parameters;
  for (const auto& parameter : contract->parameters) {
    parameters.push_back(json::object{{"name", parameter.name}, {"type", parameter_type_name(parameter.type)}});
  }
  return json::object{
      {"script", to_base64(contract->script)}, {"parameters", std::move(parameters)}, {"deployed", contract->deployed}};
}

json::object write_account(const WalletFile::Account& account) {
  return {{"address", to_address(account.account)},
          {"label", text_or_null(account.label)},
          {"isDefault", account.is_default},
          {"lock", account.locked},
          {"key", text_or_null(account.key)},
          {"contract", write_contract(account.contract)},
          {"extra", account.extra}};
}

WalletFile::Contract contract_of(Bytes script, std::size_t signatures) {
  WalletFile::Contract out{std::move(script), {}, false};
  for (std::size_t i = 0; i < signatures; ++i) {
    out.parameters.push_back({signatures == 1 ? "signature" : "parameter" + std::to_string(i)});
  }
  return out;
}

}  // namespace

Result<WalletFile> WalletFile::parse(std::string_view text) {
  if (text.size() > kBytesMax) return fail(ErrorCode::kInvalidArgument, "The wallet file is larger than 4 MiB.");
  NSL_TRY(const auto value, json::parse(text));
  JsonDocument document(value, "wallet file");
  const auto root = document.root();
  WalletFile out;
  if (const auto name = root.find("name")) out.name = name->text();
  out.version = root["version"].text();
  if (out.version != "1.0" && out.version != "3.0") root["version"].fail("it must be 1.0 or 3.0.");
  out.scrypt = read_scrypt(root["scrypt"]);
  for (const auto& account : root["accounts"].elements(kAccountsMax)) out.accounts.push_back(read_account(account));
  if (const auto extra = root.find("extra")) out.extra = extra->value();
  NSL_TRY_VOID(document.status());
  return out;
}

Result<WalletFile::Account> parse_wallet_account(const json::value& value) {
  JsonDocument document(value, "account");
  auto account = read_account(document.root());
  NSL_TRY_VOID(document.status());
  return account;
}

json::object WalletFile::to_json() const {
  json::array list;
  for (const auto& account : accounts) list.push_back(write_account(account));
  return {{"name", text_or_null(name)},
          {"version", version},
          {"scrypt", json::object{{"n", scrypt.n}, {"r", scrypt.r}, {"p", scrypt.p}}},
          {"accounts", std::move(list)},
          {"extra", extra}};
}

const WalletFile::Account* WalletFile::find(const UInt160& account) const {
  const auto found = std::ranges::find(accounts, account, &Account::account);
  return found == accounts.end() ? nullptr : &*found;
}

const WalletFile::Account* WalletFile::find(std::string_view address_or_label) const {
  if (const auto account = parse_account(address_or_label)) return find(*account);
  const auto found = std::ranges::find(accounts, address_or_label, &Account::label);
  return found == accounts.end() ? nullptr : &*found;
}

const WalletFile::Account* WalletFile::default_account() const {
  if (accounts.empty()) return nullptr;
  const auto found = std::ranges::find(accounts, true, &Account::is_default);
  return found == accounts.end() ? &accounts.front() : &*found;
}

Result<WalletFile::Account> make_account(const PrivateKey& key, const Passphrase& passphrase,
                                         const ScryptParameters& parameters) {
  WalletFile::Account out;
  out.account = key.account();
  out.contract = contract_of(signature_script(key.public_key()), 1);
  NSL_TRY(out.key, nep2_encrypt(key, passphrase, parameters));
  return out;
}

Result<WalletFile::Account> make_multi_signature_account(std::size_t required, std::span<const ECPoint> keys) {
  NSL_TRY(auto script, multi_signature_script(required, keys));
  WalletFile::Account out;
  out.account = hash160(script);
  out.contract = contract_of(std::move(script), required);
  return out;
}

}  // namespace nsl::neo
