#pragma once
// The vault: whether it is sealed, its keys, and the ways to unseal it.

#include "api/patterns.h"
#include "api/types/function.h"
#include "vault/providers/passphrase.h"
#include "vault/providers/pkcs11.h"
#include "vault/providers/recovery.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace nsl::api {

// ---- Requests

inline constexpr Field kPassphraseField =
    field("passphrase", "The passphrase that keeps the root key.").length(1, vault::kPassphraseBytesMax);

inline constexpr Field kPinField =
    field("pin", "The PIN of the PKCS#11 token that the service is configured with.").length(1, vault::kPinBytesMax);

inline constexpr std::string_view kMeans[] = {"file", "tpm2"};

struct UnsealRequest {
  std::optional<std::string> means;
  std::optional<Confidential> passphrase;
  std::optional<Confidential> pin;
  std::optional<std::vector<Confidential>> shares;
};
BOOST_DESCRIBE_STRUCT(UnsealRequest, (), (means, passphrase, pin, shares))
template <>
inline constexpr auto kShape<UnsealRequest> = shape(
    "UnsealRequest", "How to get at the root key; none of them: by the key file that the service is configured with.",
    field("means",
          "What the service has itself. file: the key file that it is configured with (if nothing is given); tpm2: the "
          "TPM.")
        .one_of(kMeans),
    kPassphraseField, kPinField,
    field("shares", "Recovery shares, as many as are needed.").length(1, 128).items(vault::kRecoverySharesMax));

inline constexpr std::string_view kRotations[] = {"root_key", "owner_key", "all_owner_keys"};

struct RotateRequest {
  std::string what;
  std::optional<std::string> owner;
};
BOOST_DESCRIBE_STRUCT(RotateRequest, (), (what, owner))
template <>
inline constexpr auto kShape<RotateRequest> =
    shape("RotateRequest", "Which key to replace by a new one.", field("what", "The kind of key.").one_of(kRotations),
          field("owner", "Of owner_key: whose; absent: your own.").length(1, 255).matching(kOneLine));

inline constexpr std::string_view kProviderKinds[] = {"file", "passphrase", "recovery", "pkcs11", "tpm2"};

struct AddProviderRequest {
  std::string kind;
  std::optional<Confidential> passphrase;
  std::optional<Confidential> pin;
  std::optional<std::uint64_t> shares;
  std::optional<std::uint64_t> threshold;
};
BOOST_DESCRIBE_STRUCT(AddProviderRequest, (), (kind, passphrase, pin, shares, threshold))
template <>
inline constexpr auto kShape<AddProviderRequest> = shape(
    "AddProviderRequest", "A further way to unseal the vault. It replaces one of the same kind.",
    field("kind",
          "file: the key file that the service is configured with, made when it is missing. tpm2: its TPM, sealed "
          "to the PCRs as they are now.")
        .one_of(kProviderKinds),
    kPassphraseField, kPinField,
    field("shares", "Of recovery: how many shares to make.").range(2, vault::kRecoverySharesMax),
    field("threshold", "Of recovery: how many of them are needed.").range(2, vault::kRecoverySharesMax));

struct ProviderPath {
  std::string provider;
};
BOOST_DESCRIBE_STRUCT(ProviderPath, (), (provider))
template <>
inline constexpr auto kShape<ProviderPath> =
    shape("ProviderPath", "Path of a way to unseal.", field("provider", "Its kind.").one_of(kProviderKinds));

struct DestroyOwnerRequest {
  std::string owner;
  std::string confirm;
};
BOOST_DESCRIBE_STRUCT(DestroyOwnerRequest, (), (owner, confirm))
template <>
inline constexpr auto kShape<DestroyOwnerRequest> = shape(
    "DestroyOwnerRequest", "Whose keys to destroy.", field("owner", "The owner.").length(1, 255).matching(kOneLine),
    field("confirm", "The same once more: all secrets of this owner will be gone.").length(1, 255).matching(kOneLine));

struct ExportRequest {
  std::optional<Confidential> passphrase;
  std::optional<std::string> recipient;
};
BOOST_DESCRIBE_STRUCT(ExportRequest, (), (passphrase, recipient))
template <>
inline constexpr auto kShape<ExportRequest> = shape(
    "ExportRequest", "Who may open the backup. Exactly one.",
    field("passphrase", "Whoever has this passphrase.").length(vault::kPassphraseBytesMin, vault::kPassphraseBytesMax),
    field("recipient", "The holder of this public key (X25519, 64 hexadecimal digits).")
        .length(64, 64)
        .matching(kPrintableAscii));

inline constexpr std::string_view kExisting[] = {"refuse", "skip"};

struct ImportRequest {
  std::string backup;
  std::optional<Confidential> passphrase;
  std::optional<Confidential> file_key;
  std::optional<std::string> existing;
};
BOOST_DESCRIBE_STRUCT(ImportRequest, (), (backup, passphrase, file_key, existing))
template <>
inline constexpr auto kShape<ImportRequest> =
    shape("ImportRequest", "A backup and what opens it.",
          field("backup", "The file, as base64.").length(4, std::size_t{90} << 20),
          field("passphrase", "Its passphrase.").length(1, vault::kPassphraseBytesMax),
          field("file_key", "The key of the file, as base64, which the holder of the recipient's key takes out of it.")
              .length(44, 44),
          field("existing",
                "What becomes of a secret whose name is taken. refuse: nothing is imported (if absent); skip: "
                "it stays as it is.")
              .one_of(kExisting));

// ---- Replies

struct SecretBackup {
  std::string backup;
};
BOOST_DESCRIBE_STRUCT(SecretBackup, (), (backup))
template <>
inline constexpr auto kShape<SecretBackup> =
    shape("SecretBackup", "All your secrets, sealed.", field("backup", "The file (.nslx), as base64."));

struct ImportedSecrets {
  std::uint64_t secrets = 0;
  std::uint64_t skipped = 0;
};
BOOST_DESCRIBE_STRUCT(ImportedSecrets, (), (secrets, skipped))
template <>
inline constexpr auto kShape<ImportedSecrets> =
    shape("ImportedSecrets", "What came of it.", field("secrets", "Secrets that were made."),
          field("skipped", "Secrets that were there already."));

struct RotationProgress {
  std::string what;
  std::uint64_t done = 0;
  std::uint64_t total = 0;
};
BOOST_DESCRIBE_STRUCT(RotationProgress, (), (what, done, total))
template <>
inline constexpr auto kShape<RotationProgress> =
    shape("RotationProgress", "A rotation that is under way.", field("what", "The key that retires."),
          field("done", "Keys that hang on the new one already."), field("total", "Keys that hung on it."));

inline constexpr std::string_view kVaultStates[] = {"new", "sealed", "unsealed", "refused"};

struct VaultStatus {
  std::string state;
  std::optional<std::string> reason;
  std::vector<std::string> providers;
  std::uint64_t root_key = 0;
  std::optional<std::string> root_key_created_at;
  std::uint64_t root_key_uses = 0;
  std::uint64_t owners = 0;
  std::uint64_t epoch = 0;
  std::vector<RotationProgress> rotations;
};
BOOST_DESCRIBE_STRUCT(VaultStatus, (),
                      (state, reason, providers, root_key, root_key_created_at, root_key_uses, owners, epoch,
                       rotations))
template <>
inline constexpr auto kShape<VaultStatus> =
    shape("VaultStatus", "The vault.",
          field("state", "new: there is none yet; sealed; unsealed; refused: the database was rolled back or changed.")
              .one_of(kVaultStates),
          field("reason", "Why it is refused."), field("providers", "What can unseal it."),
          field("root_key", "Number of the root key in use; 0: none yet."),
          field("root_key_created_at", "When it was made (RFC 3339, UTC)."),
          field("root_key_uses", "Keys that it has wrapped so far."), field("owners", "Owners with a key."),
          field("epoch", "Changes so far."), field("rotations", "What is being rotated."));

struct NewProvider {
  std::string kind;
  std::vector<Confidential> shares;
};
BOOST_DESCRIBE_STRUCT(NewProvider, (), (kind, shares))
template <>
inline constexpr auto kShape<NewProvider> =
    shape("NewProvider", "A way to unseal that was added.", field("kind", "Its kind.").one_of(kProviderKinds),
          field("shares", "Of recovery: the shares, shown this once. Give each to somebody else."));

struct VaultVerified {
  std::uint64_t rows = 0;
};
BOOST_DESCRIBE_STRUCT(VaultVerified, (), (rows))
template <>
inline constexpr auto kShape<VaultVerified> =
    shape("VaultVerified", "Everything is as it was written.", field("rows", "Rows that were looked at."));

struct OwnerDestroyed {
  std::uint64_t secrets = 0;
};
BOOST_DESCRIBE_STRUCT(OwnerDestroyed, (), (secrets))
template <>
inline constexpr auto kShape<OwnerDestroyed> =
    shape("OwnerDestroyed", "What is gone.", field("secrets", "Secrets that there were."));

}  // namespace nsl::api
