#include "vault/secret_seals.h"

#include "crypto/digest.h"
#include "vault/secrets.h"

namespace nsl::vault {
namespace {

// Versions of one secret there can be rows of: each keeps its row when it is destroyed, until the secret goes.
constexpr std::int64_t kVersionRowsMax = 1'000'000;

Context context_of_version(std::string_view owner, std::string_view secret, std::int64_t number,
                           std::string_view key_id) {
  Context context;
  context.add(owner).add(secret).add(static_cast<std::uint64_t>(number)).add(key_id);
  return context;
}

std::string digest_of(std::string_view value) { return to_hex(crypto::sha256(as_bytes(value))); }

Result<VersionKey> unwrap(const VersionRow& row, std::string_view owner, const OwnerKey& owner_key) {
  const auto id = Uuid::parse(row.key_id);
  if (!id) return damaged_row(VersionRow::kTable);
  NSL_TRY(const Bytes wrapped, from_stored(row.wrapped));
  NSL_TRY(auto bytes, open(owner_key, context_of_version(owner, row.secret, row.number, row.key_id), wrapped));
  if (bytes.size() != kKeyBytes) return damaged_row(VersionRow::kTable);
  return VersionKey{*id, std::move(bytes)};
}

}  // namespace

SealedVersion seal_version(const NewVersion& version, ByteView value, const KeyRow& owner_key_row,
                           const OwnerKey& owner_key) {
  const auto key = VersionKey::generate();
  const std::string key_id = to_text(key.id);
  const Context context = context_of_version(version.owner, version.secret, version.number, key_id);
  std::string stored = to_stored(seal(key, context, value));
  VersionRow row{.secret = std::string(version.secret),
                 .number = version.number,
                 .owner_key = owner_key_row.serial,
                 .value_bytes = static_cast<std::int64_t>(value.size()),
                 .created_us = version.now.time_since_epoch().count(),
                 .created_by = std::string(version.created_by),
                 .key_id = key_id,
                 .wrapped = to_stored(seal(owner_key, context, key.bytes.view())),
                 .value_digest = digest_of(stored),
                 .mac = {}};
  return {std::move(row), std::move(stored)};
}

Result<crypto::SecretBytes> open_version(const VersionRow& row, std::string_view owner, const OwnerKey& owner_key,
                                         std::string_view value) {
  if (digest_of(value) != row.value_digest) return damaged_row("secret_values");
  NSL_TRY(const VersionKey key, unwrap(row, owner, owner_key));
  NSL_TRY(const Bytes sealed, from_stored(value));
  return open(key, context_of_version(owner, row.secret, row.number, row.key_id), sealed);
}

Result<std::string> rewrap_version_key(const VersionRow& row, std::string_view owner, const OwnerKey& from,
                                       const OwnerKey& to) {
  NSL_TRY(const VersionKey key, unwrap(row, owner, from));
  return to_stored(seal(to, context_of_version(owner, row.secret, row.number, row.key_id), key.bytes.view()));
}

Result<KeyRow> retire_owner_key(Keyring& keyring, Change& change, const KeyRow& active, WallTime now) {
  KeyRow retiring = active;
  retiring.state = static_cast<std::int64_t>(KeyState::kRetiring);
  NSL_TRY(const auto wrapped,
          change.transaction().find<std::int64_t>(
              "SELECT COUNT(*) FROM secret_versions WHERE owner_key = :key AND owner_key > 0", active.serial));
  retiring.to_move = wrapped.value_or(0);
  NSL_TRY_VOID(change.update(active, retiring));
  return keyring.make_owner_key(change, active.owner, active.number + 1, now);
}

Result<KeyRow> take_owner_key(Keyring& keyring, Change& change, const std::string& owner, std::uint64_t uses_max,
                              WallTime now) {
  NSL_TRY(auto row, change.find<KeyRow>(select_from<KeyRow>() + "WHERE owner = :owner AND state = 0", owner));
  if (!row) {
    NSL_TRY(row, keyring.make_owner_key(change, owner, 1, now));
  } else if (static_cast<std::uint64_t>(row->uses) >= uses_max) {
    NSL_TRY(row, retire_owner_key(keyring, change, *row, now));
  }
  KeyRow used = *row;
  ++used.uses;
  NSL_TRY_VOID(change.update(*row, used));
  return used;
}

Status destroy_version(Change& change, const VersionRow& row) {
  VersionRow gone = row;
  gone.state = static_cast<std::int64_t>(VersionState::kDestroyed);
  gone.owner_key = 0;
  gone.wrapped.clear();
  gone.value_digest.clear();
  NSL_TRY_VOID(change.update(row, gone));
  NSL_TRY_VOID(change.transaction().execute("DELETE FROM secret_values WHERE secret = :secret AND number = :number",
                                            row.secret, row.number));
  return {};
}

Status erase_secret(Change& change, const SecretRow& secret) {
  NSL_TRY(const auto versions,
          change.query<VersionRow>(select_from<VersionRow>() + "WHERE secret = :secret LIMIT :limit", secret.id,
                                   kVersionRowsMax));
  for (const VersionRow& row : versions) NSL_TRY_VOID(change.erase(row));
  NSL_TRY_VOID(change.transaction().execute("DELETE FROM secret_values WHERE secret = :secret", secret.id));
  return change.erase(secret);
}

}  // namespace nsl::vault
