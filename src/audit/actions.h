#pragma once
// The one list of what is audited: the enumerator and the stable name that is in entries, listings and filters. Names
// never change once released; add a row for a new action.

#include <cstdint>
#include <optional>
#include <string_view>

//   enumerator             name
#define NSL_AUDIT_ACTIONS(X)                                                                           \
  /* a value left the vault */                                                                         \
  X(kSecretGet,             "secret.get")           /* a function got it in the clear */              \
  X(kSecretUse,             "secret.use")           /* the gateway put it into a request */           \
  X(kSecretReveal,          "secret.reveal")        /* a person saw it */                             \
  X(kSecretExport,          "secret.export")                                                           \
  X(kSecretImport,          "secret.import")                                                           \
  /* a secret changed */                                                                               \
  X(kSecretSet,             "secret.set")                                                              \
  X(kSecretUpdate,          "secret.update")        /* labels, tags, expiry */                        \
  X(kSecretRollback,        "secret.rollback")                                                         \
  X(kSecretDisable,         "secret.disable")                                                          \
  X(kSecretEnable,          "secret.enable")                                                           \
  X(kSecretDelete,          "secret.delete")        /* can be restored */                             \
  X(kSecretRestore,         "secret.restore")                                                          \
  X(kSecretDestroy,         "secret.destroy")       /* cannot */                                      \
  X(kSecretInspect,         "secret.inspect")       /* metadata was shown */                          \
  X(kSecretList,            "secret.list")                                                             \
  /* who may use it */                                                                                 \
  X(kGrantAdd,              "grant.add")                                                               \
  X(kGrantRevoke,           "grant.revoke")                                                            \
  /* accounts on the Neo chain that the service signs for */                                           \
  X(kAccountCreate,         "account.create")                                                          \
  X(kAccountImport,         "account.import")                                                          \
  X(kAccountDelete,         "account.delete")       /* its key is gone */                              \
  X(kAccountSign,           "account.sign")         /* a transaction of a function, or a cancellation */ \
  X(kAccountGrant,          "account.grant")                                                           \
  X(kAccountRevoke,         "account.revoke")                                                          \
  /* keys */                                                                                           \
  X(kVaultSeal,             "vault.seal")                                                              \
  X(kVaultUnseal,           "vault.unseal")                                                            \
  X(kVaultRotateRoot,       "vault.rotate_root")                                                       \
  X(kVaultRotateOwner,      "vault.rotate_owner")                                                      \
  X(kVaultDestroyOwner,     "vault.destroy_owner")                                                     \
  X(kVaultAddProvider,      "vault.add_provider")   /* a further way to unseal it */                  \
  X(kVaultRemoveProvider,   "vault.remove_provider")                                                   \
  X(kVaultVerify,           "vault.verify")                                                            \
  /* who may use the service */                                                                        \
  X(kSignIn,                "sign_in")              /* somebody was not let in */                      \
  X(kTokenCreate,           "token.create")                                                            \
  X(kTokenRevoke,           "token.revoke")                                                            \
  X(kOwnerCreate,           "owner.create")                                                            \
  X(kOwnerQuota,            "owner.quota")                                                             \
  X(kMemberSet,             "member.set")           /* added, or has another role */                  \
  X(kMemberRemove,          "member.remove")                                                           \
  /* the log itself */                                                                                 \
  X(kAuditExport,           "audit.export")                                                            \
  X(kAuditPrune,            "audit.prune")          /* old entries were taken out */

namespace nsl::audit {

enum class Action : std::uint8_t {
#define NSL_AUDIT_ENUMERATOR(enumerator, name) enumerator,
  NSL_AUDIT_ACTIONS(NSL_AUDIT_ENUMERATOR)
#undef NSL_AUDIT_ENUMERATOR
};

std::string_view to_string(Action action);
std::optional<Action> parse_action(std::string_view name);

}  // namespace nsl::audit
