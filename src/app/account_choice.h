#pragma once
// Which account a command is about, out of which wallet.

#include "app/wallet_store.h"

#include <string>

namespace nsl::app {

struct AccountWish {
  std::string name;             // or an address; empty: the wallet's default account
  std::string wallet;           // --wallet FILE; empty: the user's own
  std::string passphrase_file;  // --passphrase-file; empty: it is asked for
  std::string profile;          // --profile FILE; empty: where it is looked for
};

struct ChosenAccount {
  WalletStore store;
  neo::WalletFile::Account account;
  // Of the wallet that `nsl dev` has written beside its profile, whose only account is known to everybody.
  bool development = false;
};

// The account in the wallet. One that the user's own wallet does not have may be that of the development chain: so
// `--from dev` needs no more while `nsl dev` is what the commands talk to. kInvalidArgument names what there is.
Result<ChosenAccount> choose_account(const AccountWish& wish);

// Its key. Asks for the passphrase, unless everybody knows it.
Result<neo::PrivateKey> unlock(const ChosenAccount& chosen, const AccountWish& wish);

}  // namespace nsl::app
