#pragma once
// WalletMethods: JSON-RPC about the wallet that a C# node has open. For one's own node in one's own network: passphrases
// and private keys go over the connection. Programs sign for themselves and need none of this.

#include "crypto/secret_bytes.h"
#include "neo/rpc/answers.h"
#include "neo/rpc/rpc.h"
#include "neo/types/ec_point.h"

#include <optional>
#include <string>
#include <vector>

namespace nsl::neo {

struct WalletAddress {
  UInt160 account;
  bool has_key = false;
  std::string label;
  bool watch_only = false;
};

// An amount in decimal text, as people write it.
struct WalletTransfer {
  UInt160 token;
  UInt160 to;
  std::string amount;
};

// Blocking, thread-safe as its Rpc is. Each may give kUnavailable (again later) and kConflict (also: no wallet is open).
class WalletMethods {
 public:
  explicit WalletMethods(Rpc& rpc) : rpc_(rpc) {}

  Result<bool> open(std::string_view path, const crypto::SecretBytes& passphrase);
  Result<bool> close();
  Result<std::vector<WalletAddress>> addresses();
  Result<UInt160> new_address();
  Result<WalletAddress> import_key(const crypto::SecretBytes& wif);
  Result<crypto::SecretBytes> dump_key(const UInt160& account);  // WIF
  Result<std::string> balance(const UInt160& token);             // in decimal text
  Result<std::string> unclaimed_gas();

  Result<Transaction> send_to(const WalletTransfer& transfer);
  Result<Transaction> send_from(const UInt160& from, const WalletTransfer& transfer);
  Result<Transaction> send_many(const std::vector<WalletTransfer>& transfers);
  Result<Transaction> cancel(const UInt256& transaction, const std::vector<UInt160>& signers);

  // Signs a context with the keys of the wallet; what the node makes of it.
  Result<json::value> sign(const json::object& context);
  // With every key of the wallet, in the classic form (neo/message/message.h).
  struct SignedText {
    UInt160 account;
    ECPoint key;
    std::string signature;  // in hexadecimal
    std::string salt;
  };
  Result<std::vector<SignedText>> sign_message(std::string_view text);
  Result<bool> verify_message(std::string_view text, const SignedText& signed_by);

 private:
  Rpc& rpc_;
};

}  // namespace nsl::neo
