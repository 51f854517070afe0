#include "neo/transaction/signing.h"

#include "neo/script/verification.h"
#include "neo/types/address.h"
#include "neo/types/hashing.h"

#include <algorithm>

namespace nsl::neo {

namespace {

std::unexpected<Error> refuse(std::string message) { return fail(ErrorCode::kInvalidArgument, std::move(message)); }

}  // namespace

Result<SigningContext> SigningContext::create(std::uint32_t network, Transaction transaction) {
  transaction.witnesses.clear();
  NSL_TRY_VOID(transaction.check());
  return SigningContext(network, std::move(transaction));
}

bool SigningContext::is_signer(const UInt160& account) const {
  return std::ranges::find(transaction_.signers, account, &Signer::account) != transaction_.signers.end();
}

Status SigningContext::add_script(ByteView verification_script) {
  const auto account = hash160(verification_script);
  if (!is_signer(account)) return refuse("The account " + to_address(account) + " does not sign this transaction.");
  if (items_.contains(account)) return {};
  Item item;
  item.script.assign(verification_script.begin(), verification_script.end());
  if (const auto key = parse_signature_script(verification_script)) {
    item.keys = {*key};
  } else if (auto several = parse_multi_signature_script(verification_script)) {
    item.required = several->required;
    item.keys = std::move(several->keys);
  } else {
    return refuse("The script of " + to_address(account) + " asks for something else than signatures.");
  }
  items_.emplace(account, std::move(item));
  return {};
}

Status SigningContext::sign(const PrivateKey& key, Nonce nonce) {
  return add_signature(key.public_key(), key.sign(data_to_sign(), nonce));
}

Status SigningContext::add_signature(const ECPoint& key, const Signature& signature) {
  if (!verify_signature(key, signature, data_to_sign())) {
    return refuse("The signature of " + key.hex() + " does not fit this transaction on this network.");
  }
  if (is_signer(account_of(key))) NSL_TRY_VOID(add_script(signature_script(key)));
  bool added = false;
  for (auto& [account, item] : items_) {
    if (std::ranges::find(item.keys, key) == item.keys.end()) continue;
    item.signatures.insert_or_assign(key, signature);
    added = true;
  }
  if (!added) return refuse("The key " + key.hex() + " belongs to none of the transaction's signers.");
  return {};
}

Status SigningContext::add_contract_witness(const UInt160& contract, Bytes invocation) {
  if (!is_signer(contract)) return refuse("The contract " + contract.display() + " does not sign this transaction.");
  if (invocation.size() > Witness::kScriptBytesMax) return refuse("The invocation script is above 1,024 bytes.");
  items_[contract] = Item{.required = 0, .contract = true, .invocation = std::move(invocation)};
  return {};
}

bool SigningContext::is_complete(const Item& item) { return item.contract || item.signatures.size() >= item.required; }

Witness SigningContext::witness_of(const Item& item) {
  if (item.contract) return {item.invocation, {}};
  // In the order of the script's keys, and not more than it asks for.
  std::vector<ByteView> signatures;
  for (const auto& key : item.keys) {
    const auto found = item.signatures.find(key);
    if (found != item.signatures.end() && signatures.size() < item.required) signatures.emplace_back(found->second);
  }
  return {invocation_script(signatures), item.script};
}

std::vector<UInt160> SigningContext::missing() const {
  std::vector<UInt160> out;
  for (const auto& signer : transaction_.signers) {
    const auto found = items_.find(signer.account);
    if (found == items_.end() || !is_complete(found->second)) out.push_back(signer.account);
  }
  return out;
}

Result<Transaction> SigningContext::complete() const {
  if (const auto waiting = missing(); !waiting.empty()) {
    return refuse("The transaction is not signed by " + to_address(waiting.front()) + " yet.");
  }
  auto out = transaction_;
  for (const auto& signer : out.signers) out.witnesses.push_back(witness_of(items_.at(signer.account)));
  NSL_TRY_VOID(out.check());
  return out;
}

Status sign_alone(Transaction& transaction, std::uint32_t network, const PrivateKey& key, Nonce nonce) {
  const auto script = signature_script(key.public_key());
  if (transaction.signers.size() != 1 || transaction.sender() != hash160(script)) {
    return refuse("The transaction is not signed by this key alone.");
  }
  const auto signature = key.sign(signed_data(network, transaction.hash()), nonce);
  const std::array<ByteView, 1> signatures{signature};
  transaction.witnesses = {{invocation_script(signatures), script}};
  return {};
}

}  // namespace nsl::neo
