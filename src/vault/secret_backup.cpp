#include "vault/secret_backup.h"

#include "vault/audited.h"
#include "vault/backup.h"
#include "vault/secret_rows.h"
#include "vault/secret_seals.h"
#include "vault/vault.h"

#include <fmt/format.h>

#include <algorithm>

namespace nsl::vault {
namespace {

constexpr auto kDestroyed = static_cast<std::int64_t>(VersionState::kDestroyed);

Result<BackupVersion> take_version(Keyring& keyring, storage::Transaction& reading, const std::string& owner,
                                   const VersionRow& row) {
  NSL_TRY(const auto value,
          reading.find<std::string>("SELECT value FROM secret_values WHERE secret = :secret AND number = :number",
                                    row.secret, row.number));
  if (!value) return damaged_row("secret_values");
  NSL_TRY(const auto key, keyring.owner_key(row.owner_key, owner, reading));
  NSL_TRY(auto plaintext, open_version(row, owner, *key, *value));
  return BackupVersion{static_cast<std::uint64_t>(row.number), static_cast<std::uint64_t>(row.state),
                       std::move(plaintext)};
}

Result<BackupSecret> take_secret(Keyring& keyring, storage::Transaction& reading, const SecretRow& row) {
  BackupSecret secret{.name = row.name,
                      .description = row.description,
                      .tags = row.tags,
                      .labels = row.labels,
                      .state = static_cast<std::uint64_t>(row.state),
                      .current = static_cast<std::uint64_t>(row.current),
                      .keep = static_cast<std::uint64_t>(row.keep),
                      .expires_us = static_cast<std::uint64_t>(row.expires_us.value_or(0)),
                      .versions = {}};
  NSL_TRY(const auto versions,
          keyring.ledger().query<VersionRow>(
              reading,
              select_from<VersionRow>() + "WHERE secret = :secret AND state < :destroyed ORDER BY number LIMIT 1000",
              row.id, kDestroyed));
  for (const VersionRow& version : versions) {
    NSL_TRY(auto taken, take_version(keyring, reading, row.owner, version));
    secret.versions.push_back(std::move(taken));
  }
  return secret;
}

std::unexpected<Error> wrong(const BackupSecret& secret, std::string_view what) {
  return fail(ErrorCode::kInvalidArgument,
              fmt::format("The backup's secret \"{}\" has {}.", is_secret_name(secret.name) ? secret.name : "?", what));
}

// Everything that set and update would have checked.
Result<SecretChanges> checked(const BackupSecret& secret, const SecretLimits& limits) {
  NSL_TRY_VOID(check_name(secret.name));
  auto changes = stored_changes(secret.tags, secret.labels);
  if (!changes) return wrong(secret, "tags or labels that cannot be read");
  changes->description = secret.description;
  changes->keep_versions = secret.keep;
  NSL_TRY_VOID(check_changes(*changes));
  if (secret.state > static_cast<std::uint64_t>(SecretState::kDisabled)) return wrong(secret, "an unknown state");
  constexpr std::uint64_t kNumberMax = std::uint64_t{1} << 53;
  if (secret.expires_us > std::uint64_t{1} << 60 || secret.current > kNumberMax)
    return wrong(secret, "a number that is too large");
  std::uint64_t last = 0;
  for (const BackupVersion& version : secret.versions) {
    const bool good = version.number > last && version.number <= kNumberMax &&
                      version.state < static_cast<std::uint64_t>(VersionState::kDestroyed) && !version.value.empty() &&
                      version.value.size() <= limits.value_max.bytes;
    if (!good) return wrong(secret, "a version that cannot be");
    last = version.number;
  }
  return changes;
}

// An export leaves destroyed versions out; what points to one of them points to the newest that is left.
void mend(BackupSecret& secret, SecretChanges& changes) {
  const auto there = [&](std::uint64_t number) {
    return std::ranges::find(secret.versions, number, &BackupVersion::number) != secret.versions.end();
  };
  if (!there(secret.current)) secret.current = secret.versions.back().number;
  std::erase_if(*changes.labels, [&](const auto& label) { return !there(label.second); });
}

Status put_secret(Keyring& keyring, Change& change, const Caller& caller, const BackupSecret& secret,
                  const SecretChanges& changes, std::uint64_t uses_max, WallTime now) {
  SecretRow row{.id = SecretId::generate().text(),
                .owner = caller.owner,
                .name = secret.name,
                .description = {},
                .tags = "{}",
                .labels = "{}",
                .mac = {}};
  row.state = static_cast<std::int64_t>(secret.state);
  row.current = static_cast<std::int64_t>(secret.current);
  row.latest = static_cast<std::int64_t>(secret.versions.back().number);
  row.revision = 1;
  row.created_us = row.updated_us = now.time_since_epoch().count();
  if (secret.expires_us != 0) row.expires_us = static_cast<std::int64_t>(secret.expires_us);
  NSL_TRY_VOID(apply_changes(row, changes));
  NSL_TRY_VOID(change.insert(row));
  for (const BackupVersion& version : secret.versions) {
    NSL_TRY(const KeyRow key_row, take_owner_key(keyring, change, caller.owner, uses_max, now));
    NSL_TRY(const auto key, keyring.owner_key(key_row.serial, caller.owner, change.transaction()));
    auto sealed = seal_version({.owner = caller.owner,
                                .secret = row.id,
                                .number = static_cast<std::int64_t>(version.number),
                                .created_by = caller.actor,
                                .now = now},
                               version.value.view(), key_row, *key);
    sealed.row.state = static_cast<std::int64_t>(version.state);
    NSL_TRY_VOID(change.insert(sealed.row));
    NSL_TRY_VOID(change.transaction().execute(
        "INSERT INTO secret_values (secret, number, value) VALUES (:secret, :number, :value)", row.id,
        sealed.row.number, sealed.value));
  }
  return {};
}

}  // namespace

Result<crypto::SecretBytes> SecretBackup::take_out(const Caller& caller) {
  return Audited(observer_).use({.action = Action::kExport, .caller = caller}, [&]() -> Result<crypto::SecretBytes> {
    NSL_TRY_VOID(check_reveal(limits_, caller));
    NSL_TRY(const auto keyring, vault_.keyring());
    NSL_TRY(auto reading, keyring->ledger().read());  // one snapshot
    NSL_TRY(const auto rows,
            keyring->ledger().query<SecretRow>(
                reading, select_from<SecretRow>() + "WHERE owner = :owner ORDER BY name LIMIT 1000000", caller.owner));
    std::vector<BackupSecret> secrets;
    std::size_t bytes = 0;
    for (const SecretRow& row : rows) {
      NSL_TRY(auto secret, take_secret(*keyring, reading, row));
      for (const BackupVersion& version : secret.versions) bytes += version.value.size();
      if (bytes > kSealedBytesMax)
        return fail(ErrorCode::kPayloadTooLarge, "There is too much for one backup; it has at most 64 MiB.");
      if (!secret.versions.empty()) secrets.push_back(std::move(secret));
    }
    return to_payload(secrets);
  });
}

Result<Imported> SecretBackup::put_in(const Caller& caller, ByteView payload, Existing existing) {
  const auto keyring = vault_.keyring();
  return Audited(observer_).change(
      keyring, {.action = Action::kImport, .caller = caller}, [&](Change& change) -> Result<Imported> {
        if (caller.owner.empty()) return fail(ErrorCode::kForbidden, "Secrets belong to an owner.");
        NSL_TRY(auto secrets, from_payload(payload));
        NSL_TRY(const auto count, change.transaction().find<std::int64_t>(
                                      "SELECT COUNT(*) FROM secrets WHERE owner = :owner", caller.owner));
        auto total = static_cast<std::uint64_t>(count.value_or(0));
        Imported imported;
        for (BackupSecret& secret : secrets) {
          if (secret.versions.empty()) return wrong(secret, "no versions");
          NSL_TRY(auto changes, checked(secret, limits_));
          mend(secret, changes);
          NSL_TRY(const auto there,
                  change.find<SecretRow>(select_from<SecretRow>() + "WHERE owner = :owner AND name = :name",
                                         caller.owner, secret.name));
          if (there && existing == Existing::kRefuse)
            return fail(ErrorCode::kConflict,
                        fmt::format("There is a secret \"{}\" already; nothing was imported.", secret.name));
          if (there) {
            ++imported.skipped;
            continue;
          }
          if (++total > limits_.per_owner_max)
            return fail(ErrorCode::kQuotaExceeded,
                        fmt::format("An owner has at most {} secrets; nothing was imported.", limits_.per_owner_max));
          NSL_TRY_VOID(put_secret(**keyring, change, caller, secret, changes, vault_.options().key_uses_max,
                                  vault_.clock().wall()));
          ++imported.secrets;
        }
        return imported;
      });
}

}  // namespace nsl::vault
