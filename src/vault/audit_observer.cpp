#include "vault/audit_observer.h"

#include "audit/audit_log.h"

namespace nsl::vault {
namespace {

audit::Action audited_as(Action action) {
  switch (action) {
    case Action::kSet: return audit::Action::kSecretSet;
    case Action::kUpdate: return audit::Action::kSecretUpdate;
    case Action::kRead: return audit::Action::kSecretGet;
    case Action::kReveal: return audit::Action::kSecretReveal;
    case Action::kInspect: return audit::Action::kSecretInspect;
    case Action::kList: return audit::Action::kSecretList;
    case Action::kRollBack: return audit::Action::kSecretRollback;
    case Action::kDisable: return audit::Action::kSecretDisable;
    case Action::kEnable: return audit::Action::kSecretEnable;
    case Action::kDelete: return audit::Action::kSecretDelete;
    case Action::kRestore: return audit::Action::kSecretRestore;
    case Action::kDestroy: return audit::Action::kSecretDestroy;
    case Action::kExport: return audit::Action::kSecretExport;
    case Action::kImport: return audit::Action::kSecretImport;
    case Action::kUnseal: return audit::Action::kVaultUnseal;
    case Action::kSeal: return audit::Action::kVaultSeal;
    case Action::kRotateOwnerKey: return audit::Action::kVaultRotateOwner;
    case Action::kRotateRootKey: return audit::Action::kVaultRotateRoot;
    case Action::kDestroyOwner: return audit::Action::kVaultDestroyOwner;
    case Action::kAddProvider: return audit::Action::kVaultAddProvider;
    case Action::kRemoveProvider: return audit::Action::kVaultRemoveProvider;
    case Action::kVerify: return audit::Action::kVaultVerify;
  }
  return audit::Action::kVaultVerify;
}

audit::Event to_audit(const Event& event) {
  return {.action = audited_as(event.action),
          .owner = event.caller.owner,
          .actor = event.caller.actor,
          .refusal = event.refused,
          .secret = event.secret,
          .secret_id = event.id ? event.id->text() : std::string(),
          .secret_version = event.version,
          .request = event.caller.request,
          .detail = event.detail,
          .reason = event.reason};
}

}  // namespace

Status AuditObserver::record(const Event& event) { return log_.record(to_audit(event)); }

Status AuditObserver::record(storage::Transaction& transaction, const Event& event) {
  return log_.append(transaction, to_audit(event));
}

}  // namespace nsl::vault
