#pragma once
// WalletFile: accounts in a JSON file (NEP-6), as the wallets of C#, neo-go, neon-js, neow3j and mamba write them. Keys
// stand in it encrypted only; this type never holds one in the clear.

#include "base/error.h"
#include "base/json.h"
#include "neo/contract/parameter.h"
#include "neo/types/hash.h"
#include "neo/wallet/nep2.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nsl::neo {

struct WalletFile {
  static constexpr std::size_t kBytesMax = std::size_t{4} << 20;
  static constexpr std::size_t kAccountsMax = 10'000;

  struct Parameter {
    std::string name;
    ParameterType type = ParameterType::kSignature;
    bool operator==(const Parameter&) const = default;
  };
  struct Contract {
    Bytes script;  // the verification script; empty for a deployed contract
    std::vector<Parameter> parameters;
    bool deployed = false;
    bool operator==(const Contract&) const = default;
  };
  struct Account {
    UInt160 account;
    std::string label;
    bool is_default = false;
    bool locked = false;
    // NEP-2. In a multi-signature account the key of one participant. Empty: not ours to sign for.
    std::string key;
    std::optional<Contract> contract;  // none: only watched
    json::value extra;
    bool operator==(const Account&) const = default;
  };

  std::string name;
  std::string version = "1.0";
  ScryptParameters scrypt;
  std::vector<Account> accounts;
  json::value extra;

  // kMalformedJson, or kInvalidArgument with the place of what is wrong: also for addresses of Neo Legacy, and a script
  // that is not the account's.
  static Result<WalletFile> parse(std::string_view text);
  json::object to_json() const;

  // null when there is none with this account, address or label.
  const Account* find(const UInt160& account) const;
  const Account* find(std::string_view address_or_label) const;
  // The one marked as default, else the first.
  const Account* default_account() const;

  bool operator==(const WalletFile&) const = default;
};

// One account of such a file by itself.
Result<WalletFile::Account> parse_wallet_account(const json::value& value);

// An account for a key, encrypted; for several keys, of which this wallet may have one.
Result<WalletFile::Account> make_account(const PrivateKey& key, const Passphrase& passphrase,
                                         const ScryptParameters& parameters);
Result<WalletFile::Account> make_multi_signature_account(std::size_t required, std::span<const ECPoint> keys);

}  // namespace nsl::neo
