#include "neo/rpc/methods/wallet_methods.h"

#include "neo/rpc/methods/ask.h"
#include "neo/types/address.h"

namespace nsl::neo {
namespace {

bool read_flag(const JsonIn& in) { return in.boolean(); }

WalletAddress read_wallet_address(const JsonIn& in) {
  WalletAddress out{.account = in["address"].account(),
                    .has_key = in["haskey"].boolean(),
                    .label = {},
                    .watch_only = in["watchonly"].boolean()};
  if (const auto label = in.find("label")) out.label = label->text();
  return out;
}

// In place of a transaction C# nodes give a signing context when others must sign as well. That is an error here, because
// nothing has been sent.
Result<Transaction> read_sent(const json::value& result) { return Transaction::from_json(result); }

json::value address_text(const UInt160& account) { return parameter_of(to_address(account)); }

void wipe_text(json::string& text) {
  crypto::wipe(std::span(reinterpret_cast<std::uint8_t*>(text.data()), text.size()));
}

// Copies that were sent are out of our hands, this one is not.
void wipe_parameters(json::array& parameters) {
  for (auto& parameter : parameters) wipe_text(parameter.as_string());
}

}  // namespace

Result<bool> WalletMethods::open(std::string_view path, const crypto::SecretBytes& passphrase) {
  json::array parameters{parameter_of(path), parameter_of(as_text(passphrase.view()))};
  const auto opened = ask(rpc_, "openwallet", parameters, read_flag);
  wipe_parameters(parameters);
  return opened;
}

Result<bool> WalletMethods::close() { return ask(rpc_, "closewallet", {}, read_flag); }

Result<std::vector<WalletAddress>> WalletMethods::addresses() {
  return ask(rpc_, "listaddress", {}, [](const JsonIn& in) { return list_of(in, read_wallet_address); });
}

Result<UInt160> WalletMethods::new_address() {
  return ask(rpc_, "getnewaddress", {}, [](const JsonIn& in) { return in.account(); });
}

Result<WalletAddress> WalletMethods::import_key(const crypto::SecretBytes& wif) {
  json::array parameters{parameter_of(as_text(wif.view()))};
  auto imported = ask(rpc_, "importprivkey", parameters, read_wallet_address);
  wipe_parameters(parameters);
  return imported;
}

Result<crypto::SecretBytes> WalletMethods::dump_key(const UInt160& account) {
  auto answer = rpc_.call("dumpprivkey", {address_text(account)});
  if (!answer) return std::unexpected(to_error(answer.error()));
  auto* wif = answer->if_string();
  if (wif == nullptr) return fail(ErrorCode::kInvalidArgument, "The answer to dumpprivkey is no text.");
  auto out = crypto::SecretBytes::copy_of(as_bytes(json::view(*wif)));
  wipe_text(*wif);
  return out;
}

Result<std::string> WalletMethods::balance(const UInt160& token) {
  return ask(rpc_, "getwalletbalance", {parameter_of(token.display())},
             [](const JsonIn& in) { return in["balance"].text(); });
}

Result<std::string> WalletMethods::unclaimed_gas() {
  return ask(rpc_, "getwalletunclaimedgas", {}, [](const JsonIn& in) { return in.text(); });
}

Result<Transaction> WalletMethods::send_to(const WalletTransfer& transfer) {
  return ask_whole(rpc_, "sendtoaddress",
                   {parameter_of(transfer.token.display()), address_text(transfer.to), parameter_of(transfer.amount)}, read_sent);
}

Result<Transaction> WalletMethods::send_from(const UInt160& from, const WalletTransfer& transfer) {
  return ask_whole(
      rpc_, "sendfrom",
      {parameter_of(transfer.token.display()), address_text(from), address_text(transfer.to), parameter_of(transfer.amount)},
      read_sent);
}

Result<Transaction> WalletMethods::send_many(const std::vector<WalletTransfer>& transfers) {
  json::array list;
  for (const auto& one : transfers) {
    list.push_back(json::object{
        {"asset", one.token.display()}, {"value", one.amount}, {"address", to_address(one.to)}});
  }
  return ask_whole(rpc_, "sendmany", {std::move(list)}, read_sent);
}

Result<Transaction> WalletMethods::cancel(const UInt256& transaction, const std::vector<UInt160>& signers) {
  json::array accounts;
  for (const auto& signer : signers) accounts.push_back(address_text(signer));
  return ask_whole(rpc_, "canceltransaction", {parameter_of(transaction.display()), std::move(accounts)}, read_sent);
}

Result<json::value> WalletMethods::sign(const json::object& context) {
  return ask(rpc_, "sign", {context}, [](const JsonIn& in) { return in.value(); });
}

Result<std::vector<WalletMethods::SignedText>> WalletMethods::sign_message(std::string_view text) {
  auto answer = rpc_.call("signmsg", {parameter_of(text), false});
  if (!answer) return std::unexpected(to_error(answer.error()));
  JsonDocument document(*answer, "answer to signmsg");
  std::vector<SignedText> out;
  for (const auto& one : document.root()["signatures"].elements(kListMax)) {
    const auto key = one["publickey"].point();
    if (!key) break;  // the document knows
    out.push_back({.account = one["address"].account(),
                   .key = *key,
                   .signature = one["signature"].text(),
                   .salt = one["salt"].text()});
  }
  NSL_TRY_VOID(document.status());
  return out;
}

Result<bool> WalletMethods::verify_message(std::string_view text, const SignedText& signed_by) {
  return ask(
      rpc_, "verifymsg",
      {parameter_of(text), parameter_of(signed_by.signature), parameter_of(signed_by.key.hex()), parameter_of(signed_by.salt), false},
      [](const JsonIn& in) { return in["status"].text() == "Valid"; });
}

}  // namespace nsl::neo
