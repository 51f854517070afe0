#include "api/vault_routes.h"

#include "api/handlers/secrets.h"
#include "api/handlers/vault.h"
#include "api/vault_examples.h"

namespace nsl::api {
namespace {

using auth::Policy;
using auth::Scope;
using enum ErrorCode;

// Of every operation that changes a secret that is there.
std::vector<ErrorCode> change_errors(std::vector<ErrorCode> more = {}) {
  more.insert(more.end(), {kSecretNotFound, kPreconditionFailed, kVaultSealed, kVaultDamaged});
  return more;
}

void add_versions(std::vector<Operation>& table) {
  table.push_back(blocking<&list_secret_versions>({
      .method = Method::kGet,
      .path = "/v1/secrets/{name}/versions",
      .id = "listSecretVersions",
      .summary = "List the versions of a secret",
      .tag = Tag::kSecrets,
      .policy = Policy::needs(Scope::kSecretsRead),
      .answers = {{200, "All versions."}},
      .errors = {kSecretNotFound, kVaultSealed, kVaultDamaged},
      .example = {.target = "/v1/secrets/COINGECKO_KEY/versions", .reply = examples::secret_versions()},
  }));
  table.push_back(blocking<&roll_back_secret>({
      .method = Method::kPost,
      .path = "/v1/secrets/{name}/rollback",
      .id = "rollbackSecret",
      .summary = "Make an older version of a secret the current one",
      .tag = Tag::kSecrets,
      .policy = Policy::needs(Scope::kSecretsWrite),
      .answers = {{200, "The secret with its new current version."}},
      .errors = change_errors({kVersionNotFound, kConflict}),
      .example = {.target = "/v1/secrets/COINGECKO_KEY/rollback",
                  .body = R"({"version":1})",
                  .reply = examples::secret()},
  }));
  table.push_back(blocking<&set_secret_state>({
      .method = Method::kPost,
      .path = "/v1/secrets/{name}/state",
      .id = "setSecretState",
      .summary = "Disable, enable, delete, restore or destroy",
      .details = "A secret or one of its versions.",
      .tag = Tag::kSecrets,
      .policy = Policy::needs(Scope::kSecretsWrite),
      .answers = {{200, "The secret after the change."}},
      .errors = change_errors({kVersionNotFound, kConflict}),
      .example = {.target = "/v1/secrets/COINGECKO_KEY/state",
                  .body = R"({"state":"disabled","version":2})",
                  .reply = examples::secret()},
  }));
  table.push_back(blocking<&reveal_secret>({
      .method = Method::kPost,
      .path = "/v1/secrets/{name}/reveal",
      .id = "revealSecret",
      .summary = "See the value of a secret",
      .details = "For people. Functions get values through `context.secrets`. The reason goes into the audit log.",
      .tag = Tag::kSecrets,
      .policy = Policy::needs(Scope::kSecretsReveal),
      .answers = {{200, "The value."}},
      .errors = {kSecretNotFound, kVersionNotFound, kSecretUnavailable, kVaultSealed, kVaultDamaged},
      .example = {.target = "/v1/secrets/COINGECKO_KEY/reveal",
                  .body = R"({"reason":"The provider asks which key we use.","version":1})",
                  .reply = examples::revealed_secret()},
  }));
}

}  // namespace

void add_secret_routes(std::vector<Operation>& table) {
  table.push_back(blocking<&set_secret>({
      .method = Method::kPut,
      .path = "/v1/secrets/{name}",
      .id = "setSecret",
      .summary = "Set a secret",
      .details =
          "Makes a new version, which becomes the current one, and the secret with it when there is none of this "
          "name. The value is encrypted before it is stored and never comes back in a reply but that of reveal.",
      .tag = Tag::kSecrets,
      .policy = Policy::needs(Scope::kSecretsWrite),
      .answers = {{200, "A new version."}, {201, "A new secret."}},
      .errors = {kPreconditionFailed, kQuotaExceeded, kVaultSealed, kVaultDamaged},
      .links = {{"getSecret", "name", "$request.path.name"},
                {"updateSecret", "name", "$request.path.name"},
                {"listSecretVersions", "name", "$request.path.name"},
                {"rollbackSecret", "name", "$request.path.name"},
                {"setSecretState", "name", "$request.path.name"},
                {"revealSecret", "name", "$request.path.name"},
                {"addGrant", "name", "$request.path.name"},
                {"listGrants", "name", "$request.path.name"}},
      .example = {.target = "/v1/secrets/COINGECKO_KEY",
                  .body = examples::set_secret_request(),
                  .reply = examples::secret()},
  }));
  table.push_back(blocking<&list_secrets>({
      .method = Method::kGet,
      .path = "/v1/secrets",
      .id = "listSecrets",
      .summary = "List secrets",
      .details = "Metadata, never values.",
      .tag = Tag::kSecrets,
      .policy = Policy::needs(Scope::kSecretsRead),
      .answers = {{200, "A page of secrets."}},
      .errors = {kVaultSealed, kVaultDamaged},
      .example = {.target = "/v1/secrets?limit=10", .reply = examples::secret_page()},
  }));
  table.push_back(blocking<&get_secret>({
      .method = Method::kGet,
      .path = "/v1/secrets/{name}",
      .id = "getSecret",
      .summary = "Get what is known about a secret",
      .details = "Metadata, never the value. The ETag is for If-Match.",
      .tag = Tag::kSecrets,
      .policy = Policy::needs(Scope::kSecretsRead),
      .answers = {{200, "The secret."}, kNotModified},
      .errors = {kSecretNotFound, kVaultSealed, kVaultDamaged},
      .example = {.target = "/v1/secrets/COINGECKO_KEY", .reply = examples::secret()},
  }));
  table.push_back(blocking<&update_secret>({
      .method = Method::kPatch,
      .path = "/v1/secrets/{name}",
      .id = "updateSecret",
      .summary = "Change what is known about a secret",
      .tag = Tag::kSecrets,
      .policy = Policy::needs(Scope::kSecretsWrite),
      .answers = {{200, "The secret after the change."}},
      .errors = change_errors(),
      .example = {.target = "/v1/secrets/COINGECKO_KEY",
                  .body = R"({"labels":{"stable":1},"keep_versions":5})",
                  .reply = examples::secret()},
  }));
  table.push_back(blocking<&destroy_secret>({
      .method = Method::kDelete,
      .path = "/v1/secrets/{name}",
      .id = "destroySecret",
      .summary = "Destroy a secret",
      .details = "With all its versions and their keys, for good.",
      .tag = Tag::kSecrets,
      .policy = Policy::needs(Scope::kSecretsWrite),
      .answers = {{204, "It is gone."}},
      .errors = change_errors(),
      .example = {.target = "/v1/secrets/COINGECKO_KEY"},
  }));
  add_versions(table);
}

namespace {

void add_vault_keys(std::vector<Operation>& table) {
  table.push_back(blocking<&rotate_vault>({
      .method = Method::kPost,
      .path = "/v1/vault/rotate",
      .id = "rotateVault",
      .summary = "Replace a key by a new one",
      .details =
          "The new key is in use when this is answered; what hangs on the old one follows in the background, and "
          "the status shows how far it is.",
      .tag = Tag::kVault,
      .policy = Policy::needs(Scope::kVaultWrite),
      .answers = {{202, "It has begun."}},
      .errors = {kConflict, kVaultSealed, kVaultDamaged},
      .example = {.target = "/v1/vault/rotate", .body = R"({"what":"root_key"})", .reply = examples::vault_status()},
  }));
  table.push_back(blocking<&add_provider>({
      .method = Method::kPost,
      .path = "/v1/vault/providers",
      .id = "addVaultProvider",
      .summary = "Add a way to unseal the vault",
      .tag = Tag::kVault,
      .policy = Policy::needs(Scope::kVaultWrite),
      .answers = {{201, "It can be used from now on."}},
      .errors = {kConflict, kVaultSealed, kVaultDamaged},
      .example = {.target = "/v1/vault/providers",
                  .body = R"({"kind":"recovery","shares":3,"threshold":2})",
                  .reply = examples::new_provider()},
  }));
  table.push_back(blocking<&remove_provider>({
      .method = Method::kDelete,
      .path = "/v1/vault/providers/{provider}",
      .id = "removeVaultProvider",
      .summary = "Remove a way to unseal the vault",
      .details = "Never the last one.",
      .tag = Tag::kVault,
      .policy = Policy::needs(Scope::kVaultWrite),
      .answers = {{204, "It does not unseal the vault any more."}},
      .errors = {kConflict, kVaultSealed, kVaultDamaged},
      .example = {.target = "/v1/vault/providers/recovery"},
  }));
  table.push_back(blocking<&destroy_owner>({
      .method = Method::kPost,
      .path = "/v1/vault/destroy-owner",
      .id = "destroyOwnerKeys",
      .summary = "Destroy an owner's keys, and with them all their secrets",
      .details = "Nothing brings them back, no backup of the database either once the root key was rotated.",
      .tag = Tag::kVault,
      .policy = Policy::needs(Scope::kVaultWrite),
      .answers = {{200, "They are gone."}},
      .errors = {kVaultSealed, kVaultDamaged},
      .example = {.target = "/v1/vault/destroy-owner",
                  .body = R"({"owner":"bob","confirm":"bob"})",
                  .reply = R"({"secrets":1})"},
  }));
}

void add_backups(std::vector<Operation>& table) {
  table.push_back(blocking<&export_secrets>({
      .method = Method::kPost,
      .path = "/v1/vault/export",
      .id = "exportSecrets",
      .summary = "Export your secrets, sealed",
      .details = "With all versions that are not destroyed, encrypted for a passphrase or for the holder of a key.",
      .tag = Tag::kVault,
      .policy = Policy::needs(Scope::kSecretsReveal),
      .answers = {{200, "The backup."}},
      .errors = {kVaultSealed, kVaultDamaged},
      .example = {.target = "/v1/vault/export",
                  .body = R"({"recipient":"8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a"})",
                  .reply = R"({"backup":"TlNMWAEC"})"},
  }));
  table.push_back(blocking<&import_secrets>({
      .method = Method::kPost,
      .path = "/v1/vault/import",
      .id = "importSecrets",
      .summary = "Import a backup of secrets",
      .details = "All of it or nothing. Version numbers and labels stay what they were.",
      .tag = Tag::kVault,
      .policy = Policy::needs(Scope::kSecretsWrite),
      .answers = {{200, "They are there."}},
      .errors = {kConflict, kInvalidName, kQuotaExceeded, kVaultSealed, kVaultDamaged},
      .example = {.target = "/v1/vault/import",
                  .body = examples::import_request(),
                  .reply = R"({"secrets":1,"skipped":0})"},
  }));
}

}  // namespace

void add_vault_routes(std::vector<Operation>& table) {
  table.push_back(blocking<&get_vault>({
      .method = Method::kGet,
      .path = "/v1/vault",
      .id = "getVault",
      .summary = "Is the vault sealed, and how are its keys?",
      .tag = Tag::kVault,
      .policy = Policy::needs(Scope::kVaultRead),
      .answers = {{200, "The vault."}},
      .example = {.target = "/v1/vault", .reply = examples::vault_status()},
  }));
  table.push_back(blocking<&unseal_vault>({
      .method = Method::kPost,
      .path = "/v1/vault/unseal",
      .id = "unsealVault",
      .summary = "Unseal the vault",
      .details = "By the configured key file, a passphrase or recovery shares. Makes the vault when there is none yet.",
      .tag = Tag::kVault,
      .policy = Policy::needs(Scope::kVaultWrite),
      .answers = {{200, "It is unsealed."}},
      .errors = {kVaultDamaged, kConflict},
      .example = {.target = "/v1/vault/unseal", .body = "{}", .reply = examples::vault_status()},
  }));
  table.push_back(blocking<&verify_vault>({
      .method = Method::kPost,
      .path = "/v1/vault/verify",
      .id = "verifyVault",
      .summary = "Check every row of the vault",
      .details = "Finds rows that were changed, removed or put back from an older copy. Takes about 10 s for a million "
                 "secrets.",
      .tag = Tag::kVault,
      .policy = Policy::needs(Scope::kVaultWrite),
      .answers = {{200, "All is as it was written."}},
      .errors = {kVaultSealed, kVaultDamaged},
      .example = {.target = "/v1/vault/verify", .reply = R"({"rows":42})"},
  }));
  add_vault_keys(table);
  add_backups(table);
  table.push_back(blocking<&seal_vault>({
      .method = Method::kPost,
      .path = "/v1/vault/seal",
      .id = "sealVault",
      .summary = "Seal the vault",
      .details =
          "Every key leaves the memory of the service; nothing secret can be read or changed until it is unsealed.",
      .tag = Tag::kVault,
      .policy = Policy::needs(Scope::kVaultWrite),
      .answers = {{200, "It is sealed."}},
      .errors = {kVaultSealed},
      .example = {.target = "/v1/vault/seal", .reply = examples::vault_status()},
  }));
}

}  // namespace nsl::api
