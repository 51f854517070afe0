#pragma once
// SecretStore: the secrets of all owners. A secret has a name, metadata, and numbered versions; each version's value is
// encrypted with a key of its own, which the owner's key wraps (docs/reference/vault-format.md).
//
//   NSL_TRY(auto secret, secrets.put(caller, {.name = "COINGECKO_KEY", .value = std::move(value)}));
//   NSL_TRY(auto plaintext, secrets.read(caller, {.name = "COINGECKO_KEY"}));
//
// A caller reaches the secrets of caller.owner alone; names are compared byte for byte. Every call tells the observer
// before it answers, success or refusal. Every row is checked against its authenticator when it is read: one that was
// changed outside the service is kVaultDamaged and is never used.
//
// Every call blocks on the database and gives kVaultSealed while the vault is sealed. Thread-safe.

#include "base/clock.h"
#include "base/id.h"
#include "base/units.h"
#include "crypto/secret_bytes.h"
#include "vault/observer.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nsl::storage {
class Database;
}

namespace nsl::vault {

class Vault;

enum class SecretState : std::uint8_t { kEnabled, kDisabled };
enum class VersionState : std::uint8_t {
  kEnabled,
  kDisabled,
  kDeleted,    // soft: the value is there and can be restored
  kDestroyed,  // value and key are gone; the number stays taken
};
std::string_view to_string(SecretState state);
std::string_view to_string(VersionState state);

// What is known about a secret without its value.
struct Secret {
  SecretId id;
  std::string owner;
  std::string name;  // [A-Za-z0-9_-]{1,128}
  std::string description;
  std::map<std::string, std::string> tags;
  std::map<std::string, std::uint64_t> labels;  // names for versions: "stable" -> 3
  SecretState state = SecretState::kEnabled;
  std::uint64_t current_version = 0;  // the one that a read without version gives
  std::uint64_t latest_version = 0;
  std::uint64_t revision = 0;  // rises with every change; what If-Match compares
  std::uint64_t keep_versions = 0;
  WallTime created_at;
  WallTime updated_at;
  std::optional<WallTime> expires_at;    // from then on it cannot be read
  std::optional<WallTime> last_used_at;  // to about a minute
};

struct SecretVersion {
  std::uint64_t number = 0;
  VersionState state = VersionState::kEnabled;
  std::uint64_t value_bytes = 0;
  std::uint64_t owner_key = 0;  // number of the owner key that wraps its key
  WallTime created_at;
  std::string created_by;  // Caller::actor
};

// Absent members stay as they are, or take the default for a new secret.
struct SecretChanges {
  std::optional<std::string> description{};
  std::optional<std::map<std::string, std::string>> tags{};
  std::optional<std::map<std::string, std::uint64_t>> labels{};
  std::optional<std::uint64_t> keep_versions{};
  std::optional<std::optional<WallTime>> expires_at{};
};

// What must be true of the secret for a change to be made; else kPreconditionFailed.
struct Condition {
  std::optional<std::uint64_t> revision{};  // If-Match: it exists and has this revision
  bool absent = false;                      // If-None-Match: *: it does not exist
};

struct PutSecret {
  std::string name;
  crypto::SecretBytes value;
  SecretChanges changes{};
  Condition condition{};
};

// Which version: a number, a label, or (neither) the current one.
struct Selector {
  std::string name;
  std::uint64_t version = 0;
  std::string label{};
};

struct Plaintext {
  Secret secret;
  std::uint64_t version = 0;
  crypto::SecretBytes value;
};

struct SecretPage {
  std::vector<Secret> items;
  std::string next_cursor;  // empty: this was the last page
};
struct ListSecrets {
  std::uint32_t limit = 50;  // 1 ... 200
  std::string cursor{};      // empty: from the beginning
};

struct SecretLimits {
  ByteCount value_max = 64_KiB;
  std::uint64_t per_owner_max = 1'000;
  std::uint64_t keep_versions = 10;  // of a secret that does not say
  // Owners whose values are never shown to people; "*": nobody's are.
  std::vector<std::string> no_reveal{};
};

inline constexpr std::size_t kSecretNameMax = 128;
inline constexpr std::size_t kTagsMax = 32;
inline constexpr std::size_t kLabelsMax = 32;
inline constexpr std::uint64_t kKeepVersionsMax = 100;

bool is_secret_name(std::string_view name);

class SecretStore {
 public:
  SecretStore(Vault& vault, Observer& observer, SecretLimits limits);
  ~SecretStore();
  SecretStore(const SecretStore&) = delete;
  SecretStore& operator=(const SecretStore&) = delete;

  // A new version, and the secret with it when there is none of the name; it becomes the current one. The oldest
  // versions beyond keep_versions are destroyed, those with a label apart. On disk when it returns.
  // kInvalidName, kInvalidArgument, kPayloadTooLarge, kQuotaExceeded, kPreconditionFailed.
  Result<Secret> put(const Caller& caller, PutSecret request);

  // Metadata. kSecretNotFound for what does not exist, here and below.
  Result<Secret> get(const Caller& caller, std::string_view name);
  Result<SecretPage> list(const Caller& caller, const ListSecrets& page);                    // by name
  Result<std::vector<SecretVersion>> versions(const Caller& caller, std::string_view name);  // newest first
  Result<Secret> update(const Caller& caller, std::string_view name, const SecretChanges& changes,
                        const Condition& condition);

  // Makes an older version the current one; absent: the newest usable one before the current one.
  Result<Secret> roll_back(const Caller& caller, std::string_view name, std::optional<std::uint64_t> version,
                           const Condition& condition);
  Result<Secret> set_state(const Caller& caller, std::string_view name, SecretState state, const Condition& condition);
  // kEnabled also restores what was deleted; nothing brings back what was destroyed (kConflict).
  Result<Secret> set_version_state(const Caller& caller, std::string_view name, std::uint64_t version,
                                   VersionState state, const Condition& condition);
  // The secret with all its versions, for good: their keys are gone when this returns.
  Status destroy(const Caller& caller, std::string_view name, const Condition& condition);

  // The value, for a function or the gateway itself. Grants are the caller's business.
  // kSecretUnavailable: disabled, expired, deleted or destroyed.
  Result<Plaintext> read(const Caller& caller, const Selector& which);
  // The value, for a person, with their reason. kForbidden where SecretLimits::no_reveal says so.
  Result<Plaintext> reveal(const Caller& caller, const Selector& which, std::string reason);

  // Writes down when secrets were used last, for those read since the last call. Once a minute is right.
  Status save_last_use();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace nsl::vault
