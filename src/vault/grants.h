#pragma once
// GrantStore: which function may use which secret, how, and where its value may go. What is not granted is denied.
//
//   NSL_TRY(auto grant, grants.add(caller, {.secret = "KEY", .function = "price", .hosts = {"api.example.com"}}));
//   NSL_TRY(auto grant, grants.find({.owner = "o", .secret = "KEY", .function = "price", ...}));   // at each use
//
// Names are compared byte for byte and have a small alphabet, so there is nothing that could be folded, normalised or
// expanded: no case, no Unicode, no "..", no "*". A grant belongs to the secret, not to its name: when the secret is
// destroyed and another one gets the name, the grant is no good for it.
//
// Changes are recorded in the audit log with the change itself. Grants are rows of the vault's ledger: one that was
// made or altered outside the service is not used, one that was revoked and put back is not used by the service that
// revoked it, and the vault's verify() finds it at any time.

#include "audit/audit_log.h"
#include "base/clock.h"
#include "base/guarded.h"
#include "base/id.h"
#include "vault/secrets.h"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace nsl::vault {

class Vault;

// What of a secret the function gets.
enum class Exposure : std::uint8_t {
  kReference,  // a placeholder; the gateway puts the value into requests to the hosts
  kValue,      // the value itself, and references too
};
std::string_view to_string(Exposure exposure);  // "reference", "value"
std::optional<Exposure> parse_exposure(std::string_view text);

struct Grant {
  GrantId id;
  std::string owner;
  std::string secret;  // its name
  SecretId secret_id;
  std::string function;            // name
  std::string function_hash;       // of the one version that may; empty: whatever version runs under the name
  std::vector<std::string> hosts;  // "api.example.com" (https alone) or "host:port"; the value goes nowhere else
  Exposure exposure = Exposure::kReference;
  WallTime created_at;
  std::string created_by;  // Caller::actor
  std::optional<WallTime> expires_at;
};

struct NewGrant {
  std::string secret{};
  std::string function{};
  std::string function_hash{};
  std::vector<std::string> hosts{};
  Exposure exposure = Exposure::kReference;
  std::optional<WallTime> expires_at{};
};

// A function that wants to use a secret now.
struct WantedUse {
  std::string_view owner;  // of function and secret
  std::string_view secret;
  std::string_view function;
  std::string_view function_hash;  // of the version that runs
  Exposure exposure = Exposure::kReference;
  std::string_view host = {};  // that a reference is for
};

inline constexpr std::size_t kGrantsMax = 64;       // of one secret
inline constexpr std::size_t kGrantHostsMax = 16;   // of one grant
inline constexpr std::size_t kRevokedMax = 65'536;  // some 6 MB

bool is_function_name(std::string_view name);  // [a-z0-9-]{1,63}
bool is_version_hash(std::string_view text);   // 64 hexadecimal digits in lower case
// Whether a grant may name this host: lower case, ASCII, exactly one host, perhaps with a port.
bool is_grant_host(std::string_view text);

// Every call blocks on the database. kVaultSealed, kVaultDamaged, kSecretNotFound. Thread-safe.
class GrantStore {
 public:
  GrantStore(Vault& vault, SecretStore& secrets, audit::AuditLog& audit)
      : vault_(vault), secrets_(secrets), audit_(audit) {}

  // kInvalidName, kInvalidArgument (a reference needs a host), kQuotaExceeded. On disk when it returns.
  Result<Grant> add(const Caller& caller, const NewGrant& request);
  // kGrantNotFound for what does not exist, belongs to another secret or to somebody else.
  Status revoke(const Caller& caller, std::string_view secret, GrantId id);
  // Newest first; also those that have expired.
  Result<std::vector<Grant>> list(const Caller& caller, std::string_view secret);

  // A grant that allows the use now: the newest that names the host, else the newest; its `hosts` are those of all grants
  // that allow it. kHostCallDenied when there is none, in the same words whether or not the secret exists. Records nothing: the use is recorded by whoever carries it out. The caller compares secret_id with the
  // secret that it then reads.
  Result<Grant> find(const WantedUse& use);

 private:
  Result<Grant> add_checked(const Caller& caller, const NewGrant& request, const Secret& secret);
  Result<std::vector<Grant>> grants_of(std::string_view owner, std::string_view secret);
  Status remove(const audit::Event& event);
  Status refused(const Caller& caller, audit::Event event, const Error& why);

  Vault& vault_;
  SecretStore& secrets_;
  audit::AuditLog& audit_;
  Guarded<std::set<std::string>> revoked_;  // ids of those that this service revoked, the newest kRevokedMax
};

}  // namespace nsl::vault
