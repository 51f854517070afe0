#pragma once
// Vault: the keys that everything secret hangs on, and whether they are at hand.
//
//   root key (a provider keeps it) -> key of an owner -> key of a secret's version -> value
//
// A vault is sealed until a provider has given the root key, and again after seal(). Sealed, it holds no key in memory
// and everything about secrets is kVaultSealed. docs/operations/keys.md is the operator's side of this.

#include "base/clock.h"
#include "base/error.h"
#include "crypto/secret_bytes.h"
#include "vault/observer.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nsl::storage {
class Database;
}

namespace nsl::vault {

class Keyring;
class RootKeyProvider;

enum class VaultState : std::uint8_t {
  kNew,  // no root key was ever made: the first unseal makes one
  kSealed,
  kUnsealed,
  kRefused,  // sealed, because the database is older than the anchor says (rolled back) or was changed
};
std::string_view to_string(VaultState state);

// A rotation that is not done yet.
struct Progress {
  std::string what;  // "root key", "owner key of OWNER"
  std::uint64_t done = 0;
  std::uint64_t total = 0;
};

struct VaultStatus {
  VaultState state = VaultState::kNew;
  std::string reason;                  // of kRefused
  std::vector<std::string> providers;  // that can unseal it: "file", "recovery"
  std::uint64_t root_key = 0;          // number of the active one
  WallTime root_key_created_at;
  std::uint64_t root_key_uses = 0;
  std::uint64_t owners = 0;  // with a key
  std::uint64_t epoch = 0;   // changes so far
  std::vector<Progress> rotations;
};

struct VaultOptions {
  // Where the file provider keeps its key; empty: this service uses none.
  std::string key_file{};
  // The PKCS#11 token that may keep root keys: path of the module, label of the token; empty: none.
  std::string pkcs11_module{};
  std::string pkcs11_token{};
  // The TPM 2.0 that may keep root keys, as tpm2-tss writes it, and the PCRs that they are sealed to, as bits; empty:
  // none.
  std::string tpm2{};
  std::uint32_t tpm2_pcrs = 1u << 7;
  // File outside the data folder that remembers the newest epoch; empty: none (docs/security/vault.md).
  std::string anchor_file{};
  // NV index of a counter in that TPM, the other kind of anchor, and how often it counts at most; 0: none.
  std::uint32_t tpm2_counter = 0;
  std::chrono::microseconds tpm2_counter_pause = std::chrono::minutes(5);
  // Make the anchors anew although the vault had them: accepts that older copies went unnoticed until now.
  bool anchor_lost = false;
  // A key is rotated before it has wrapped this often. AES-GCM with random nonces allows 2^32; a tenth is kept back.
  std::uint64_t key_uses_max = 3'865'470'566;
  // Age at which keys are rotated by themselves; 0: never.
  std::chrono::hours owner_key_age_max{0};
  std::chrono::hours root_key_age_max{0};
  // Rows that one transaction of a rotation rewraps.
  std::uint32_t rotation_batch = 256;
};

// Thread-safe. All calls that change or read keys block on the database.
class Vault {
 public:
  static Result<std::unique_ptr<Vault>> create(storage::Database& database, const Clock& clock, Observer& observer,
                                               VaultOptions options);
  ~Vault();
  Vault(const Vault&) = delete;
  Vault& operator=(const Vault&) = delete;

  Result<VaultStatus> status() const;
  bool unsealed() const;  // cheap

  // Takes the root key from the provider and keeps the provider, which new root keys go to as well. Makes the first
  // root key when there is none. kForbidden: the provider's key does not open this vault.
  Status unseal(const Caller& caller, std::unique_ptr<RootKeyProvider> provider);
  // Moves the anchors to the newest change, which step() and seal() do too: for the end of the service.
  Status settle();
  // Forgets every key. What is under way ends with the keys it has.
  Status seal(const Caller& caller);

  // A key for another part of the service, always the same for the same purpose: HKDF over the service key, which
  // rotations leave as it is. `purpose` is a constant such as "audit values". kVaultSealed.
  Result<crypto::SecretBytes> derived_key(std::string_view purpose) const;

  // Makes a new key and marks the old one; step() then moves what it wrapped. kConflict while one is under way.
  Status rotate_root_key(const Caller& caller);
  Status rotate_owner_key(const Caller& caller, std::string_view owner);
  Status rotate_all_owner_keys(const Caller& caller);
  // Does a part of the rotations under way, and begins those that age or use demand. Safe to kill at any moment: the
  // next call, in this process or the next, goes on. True: there is more to do.
  Result<bool> step();

  // Destroys the owner's keys and with them everything encrypted under them: nothing brings it back. Gives the number
  // of secrets that are gone.
  Result<std::uint64_t> destroy_owner(const Caller& caller, std::string_view owner);

  // A further way to unseal it, such as a new passphrase; replaces one of the same kind.
  Status add_provider(const Caller& caller, std::unique_ptr<RootKeyProvider> provider);
  // kConflict for the last one, and for one that does not keep the vault.
  Status remove_provider(const Caller& caller, std::string_view name);

  // Reads every row and compares with what the vault remembers of all together: finds any change, removal or older row
  // put back. Gives the number of rows. kVaultDamaged.
  Result<std::uint64_t> verify(const Caller& caller);

  // For SecretStore: the keys, as long as the pointer is held; shared with operations under way. kVaultSealed.
  Result<std::shared_ptr<Keyring>> keyring() const;
  storage::Database& database() const;
  const Clock& clock() const;
  const VaultOptions& options() const;

 private:
  struct State;
  explicit Vault(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace nsl::vault
