#pragma once
// The audit log as an Observer, and an observer for those who record by themselves.

#include "vault/observer.h"

namespace nsl::audit {
class AuditLog;
}

namespace nsl::vault {

// Writes everything into the owner's chain, changes with their own transaction. Thread-safe.
class AuditObserver final : public Observer {
 public:
  explicit AuditObserver(audit::AuditLog& log) : log_(log) {}

  Status record(const Event& event) override;
  Status record(storage::Transaction& transaction, const Event& event) override;

 private:
  audit::AuditLog& log_;
};

// For a SecretStore whose user records each use itself, with more than the store knows (function, host): the broker of
// host calls. Uses pass in silence; nothing can be changed through it.
class Quiet final : public Observer {
 public:
  Status record(const Event&) override { return {}; }
  Status record(storage::Transaction&, const Event&) override {
    return fail(ErrorCode::kForbidden, "Secrets are not changed on this way.");
  }
};

}  // namespace nsl::vault
