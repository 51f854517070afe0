#pragma once
// WalletStore: the user's own accounts, in one NEP-6 file that other wallets read too. Keys stand in it encrypted; each
// account has a name (its label).

#include "base/error.h"
#include "neo/wallet/wallet_file.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace nsl::app {

// One thread. Programs that change the file at once wait for each other.
class WalletStore {
 public:
  // `file` empty: wallet.json in the configuration folder ($XDG_CONFIG_HOME/nsl or ~/.config/nsl). A file that is not
  // there is an empty wallet.
  static Result<WalletStore> open(const std::string& file);

  const neo::WalletFile& wallet() const { return wallet_; }
  const std::string& path() const { return path_; }

  // kInvalidArgument names what there is. By name or address; empty: the default account.
  Result<const neo::WalletFile::Account*> find(std::string_view name) const;

  // Writes the file, with what other programs have put into it since open(). kConflict when the name or the account is
  // taken.
  Status add(neo::WalletFile::Account account, std::string name);

  // The account's key.
  Result<neo::PrivateKey> unlock(const neo::WalletFile::Account& account, const neo::Passphrase& passphrase) const;

 private:
  Status read();

  WalletStore(std::string path, neo::WalletFile wallet) : path_(std::move(path)), wallet_(std::move(wallet)) {}

  std::string path_;
  neo::WalletFile wallet_;
};

}  // namespace nsl::app
