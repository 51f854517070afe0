#pragma once
// SigningContext: a transaction on its way from signer to signer. Reads and writes the JSON that C# nodes (contract
// parameters context), neo-go (parameter context) and other wallets exchange.

#include "base/error.h"
#include "base/json.h"
#include "neo/transaction/transaction.h"
#include "neo/types/ec_point.h"
#include "neo/wallet/private_key.h"

#include <cstdint>
#include <map>
#include <string_view>
#include <vector>

namespace nsl::neo {

// One thread at a time.
class SigningContext {
 public:
  // The transaction must pass check(); witnesses it has are dropped.
  static Result<SigningContext> create(std::uint32_t network, Transaction transaction);
  static Result<SigningContext> from_json(const json::value& value);
  json::object to_json() const;

  const Transaction& transaction() const { return transaction_; }
  std::uint32_t network() const { return network_; }
  SignedData data_to_sign() const { return signed_data(network_, transaction_.hash()); }

  // Says what an account's verification script is. kInvalidArgument when nobody with this account signs the
  // transaction, or the script is not of one of the two standard forms.
  Status add_script(ByteView verification_script);

  // Signs for every signer that this key belongs to: its own account, and accounts of several keys whose script has
  // been added. kInvalidArgument when there is none.
  Status sign(const PrivateKey& key, Nonce nonce = Nonce::kHedged);

  // A signature that was made elsewhere. It must be valid.
  Status add_signature(const ECPoint& key, const Signature& signature);

  // A deployed contract's `verify` method: its arguments, pushed by `invocation`.
  Status add_contract_witness(const UInt160& contract, Bytes invocation);

  // Signers that are not complete yet, in the transaction's order.
  std::vector<UInt160> missing() const;

  // The transaction with its witnesses. kInvalidArgument names who has not signed.
  Result<Transaction> complete() const;

 private:
  struct Item {
    Bytes script;  // empty for a deployed contract
    std::size_t required = 1;
    std::vector<ECPoint> keys;  // in the script's order
    std::map<ECPoint, Signature> signatures;
    bool contract = false;
    Bytes invocation;  // of a deployed contract
  };

  SigningContext(std::uint32_t network, Transaction transaction)
      : network_(network), transaction_(std::move(transaction)) {}

  static json::object item_to_json(const Item& item);
  Status read_item(const UInt160& account, const JsonIn& in);
  bool is_signer(const UInt160& account) const;
  static bool is_complete(const Item& item);
  static Witness witness_of(const Item& item);

  std::uint32_t network_;
  Transaction transaction_;
  std::map<UInt160, Item> items_;
};

// A transaction that one key signs alone, signed. The fast way: no context, no JSON.
Status sign_alone(Transaction& transaction, std::uint32_t network, const PrivateKey& key, Nonce nonce = Nonce::kHedged);

}  // namespace nsl::neo
