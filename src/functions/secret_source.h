#pragma once
// SecretSource: where functions' secrets come from. It checks the grant, reads the value and has the use recorded, in
// this order, at each use; only then does anybody get the value.
//
// VaultSecrets is the source of a running program. Event-loop thread only; the work is done on the pool and the audit
// log's thread.

#include "audit/audit_log.h"
#include "base/clock.h"
#include "base/event_loop.h"
#include "base/id.h"
#include "base/pool.h"
#include "crypto/secret_bytes.h"
#include "vault/grants.h"
#include "vault/secrets.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace nsl::functions {

// A function that wants to use a secret now.
struct SecretUse {
  std::string owner;
  std::string function;  // name
  std::uint32_t version = 0;
  std::string version_hash;
  ExecutionId execution;
  std::string secret;  // its name, as the function wrote it
  vault::Exposure exposure = vault::Exposure::kReference;
  std::string host{};  // of a reference: where the value is to go; "host" for https, else "host:port"
};

// What the function may have.
struct UsableSecret {
  std::string name;
  std::uint64_t version = 0;
  std::string value_hash;                            // stands for the value in journals
  std::vector<std::string> hosts;                    // where the value may go
  std::shared_ptr<const crypto::SecretBytes> value;  // shared with the answers under way that carry it

  // Whether a host's name has the value in it. Such names go to resolvers in the clear, and lose their case on the way.
  bool is_in_host(std::string_view host) const;
};

// Whether the value may go to a place ("host" for https, else "host:port").
bool may_go_to(const std::vector<std::string>& hosts, std::string_view place);

class SecretSource {
 public:
  // Called once, later, on the loop's thread.
  // kHostCallDenied without a grant; kEgressDenied for a host that is not in it; kSecretUnavailable, kVaultSealed,
  // kAuditFailed.
  using Done = std::move_only_function<void(Result<UsableSecret>)>;

  virtual ~SecretSource() = default;
  virtual void use(SecretUse use, Done done) = 0;
  // For what is refused before it comes to a secret: a known value on its way to a host that it is not for.
  virtual void record_refusal(const SecretUse& use, const Error& why) = 0;
};

class VaultSecrets final : public SecretSource {
 public:
  // `secrets` tells its observer nothing (vault::Quiet): uses are recorded here, with the function and the host.
  struct Parts {
    EventLoop& loop;
    Pool& pool;
    vault::SecretStore& secrets;
    vault::GrantStore& grants;
    audit::AuditLog& audit;
  };
  explicit VaultSecrets(Parts parts) : parts_(parts) {}

  void use(SecretUse use, Done done) override;
  void record_refusal(const SecretUse& use, const Error& why) override;

 private:
  Result<UsableSecret> look_up(const SecretUse& use, audit::Event& event);

  Parts parts_;
};

}  // namespace nsl::functions
