#pragma once
// Keyring: the keys of an unsealed vault. Root keys and the service key are here as long as the vault is unsealed, keys
// of owners as they are used. Held by the vault and by operations under way (shared_ptr): when the last of them lets go
// after seal(), the keys are wiped. Thread-safe. Private to src/vault.

#include "vault/key.h"
#include "vault/ledger.h"
#include "vault/provider.h"

#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>

namespace nsl::vault {

class Keyring {
 public:
  // Keys of owners at hand at once; the least used leaves first. A key is 64 bytes of locked memory.
  static constexpr std::size_t kOwnerKeysMax = 4'096;

  // Opens the vault that is in the database. kForbidden when the provider does not open it.
  static Result<std::shared_ptr<Keyring>> open(storage::Database& database, Anchor& anchor, RootKeyProvider& provider);
  // Makes a vault with its first root key.
  static Result<std::shared_ptr<Keyring>> make(storage::Database& database, Anchor& anchor, RootKeyProvider& provider,
                                               WallTime now);

  Keyring(Ledger ledger, std::string vault) : ledger_(std::move(ledger)), vault_(std::move(vault)) {}

  const Ledger& ledger() const { return ledger_; }
  const std::string& vault() const { return vault_; }

  void add_root_key(std::int64_t number, RootKey key);
  void remove_root_key(std::int64_t number);
  // The root key as a provider keeps it.
  Result<Bytes> protect(std::int64_t root, RootKeyProvider& provider) const;

  // The key in the row, unwrapped. The row has been checked.
  Result<std::shared_ptr<const OwnerKey>> owner_key(const KeyRow& row);
  // The same by its serial number; looks into the database only when it is not at hand. kVaultDamaged when it belongs
  // to somebody else.
  Result<std::shared_ptr<const OwnerKey>> owner_key(std::int64_t serial, std::string_view owner,
                                                    storage::Transaction& transaction);
  void forget_owner_key(std::int64_t serial);

  // A new active key for the owner, in the database when the change is committed. Counts as a use of the root key.
  Result<KeyRow> make_owner_key(Change& change, const std::string& owner, std::int64_t number, WallTime now);
  // The same key under another root key.
  Result<std::string> rewrap(const KeyRow& row, std::int64_t root);

 private:
  struct Held {
    std::string owner;
    std::shared_ptr<const OwnerKey> key;  // shared with operations that use it at the moment
    std::list<std::int64_t>::iterator by_use;
  };
  struct OwnerKeys {
    std::unordered_map<std::int64_t, Held> held;
    std::list<std::int64_t> used;  // newest first
  };

  Result<std::string> wrap(const KeyRow& row, const OwnerKey& key, std::int64_t root) const;
  Result<OwnerKey> unwrap(const KeyRow& row) const;

  Ledger ledger_;
  std::string vault_;
  Guarded<std::map<std::int64_t, RootKey>> root_keys_;
  Guarded<OwnerKeys> owner_keys_;
};

// What a provider binds a root key to.
Context root_key_context(std::string_view vault, std::int64_t number, std::string_view key_id);

std::string to_text(Uuid id);

}  // namespace nsl::vault
