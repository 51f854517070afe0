#pragma once
// Accounts: the accounts on the Neo chain that the service signs for. A private key is made in the vault or comes in
// once, and stays there: it is used inside this process and given to nobody, whatever the caller may do.
//
//   NSL_TRY(const auto account, accounts.create(caller, "treasury"));     // its address is account.account
//
// A caller reaches the accounts of caller.owner alone. Creating, importing and removing is in the audit log before it
// is answered; signing is recorded by whoever signs.
//
// Every call blocks on the database. What needs a key gives kVaultSealed while the vault is sealed. Thread-safe.

#include "base/clock.h"
#include "base/error.h"
#include "neo/types/hash.h"
#include "neo/wallet/private_key.h"
#include "vault/observer.h"
#include "vault/secrets.h"

#include <string>
#include <string_view>
#include <vector>

namespace nsl::audit {
class AuditLog;
}
namespace nsl::vault {
class Vault;
}

namespace nsl::outbox {

struct Account {
  std::string owner;
  std::string name;  // [a-z0-9-]{1,63}, unique among the owner's
  neo::UInt160 account;
  std::string public_key;  // hexadecimal, compressed
  WallTime created_at;
  std::string created_by;  // Caller::actor
};

inline constexpr std::size_t kAccountsMax = 1'000;  // of one owner

bool is_account_name(std::string_view name);

class Accounts {
 public:
  Accounts(vault::Vault& vault, audit::AuditLog& audit);

  // With a new key. On disk when it returns. kInvalidName, kConflict when there is one of this name, kQuotaExceeded.
  Result<Account> create(const vault::Caller& caller, std::string_view name);
  Result<Account> import(const vault::Caller& caller, std::string_view name, const neo::PrivateKey& key);

  // kAccountNotFound for what does not exist or is somebody else's, here and below.
  Result<Account> get(std::string_view owner, std::string_view name);
  Result<std::vector<Account>> list(std::string_view owner);  // by name

  // The key is destroyed for good, and the account's grants with it. What was signed stays signed.
  Status remove(const vault::Caller& caller, std::string_view name);

  // The key, to sign with and to forget. kVaultDamaged when it is not the account's.
  Result<neo::PrivateKey> key_of(const Account& account);

 private:
  // Keys are secrets of an owner that no caller of the vault can be; what is done with them is recorded here.
  class Silent final : public vault::Observer {
   public:
    Status record(const vault::Event&) override { return {}; }
    Status record(storage::Transaction&, const vault::Event&) override { return {}; }
  };

  enum class Origin : std::uint8_t { kMade, kImported };
  Result<Account> add(const vault::Caller& caller, std::string_view name, const neo::PrivateKey& key, Origin origin);
  Status check_new(const vault::Caller& caller, std::string_view name);

  vault::Vault& vault_;
  audit::AuditLog& audit_;
  Silent silent_;
  vault::SecretStore keys_;
};

}  // namespace nsl::outbox
