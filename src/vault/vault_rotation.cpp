// Vault: rotation of keys, and the end of an owner.
//
// A rotation is rows: the old key is marked as retiring in the transaction that brings the new one, each step() moves a
// batch in a transaction, and the old key goes when nothing is left under it. So it can be stopped anywhere.

#include "base/log.h"
#include "vault/providers/recovery.h"
#include "vault/secret_seals.h"
#include "vault/vault_state.h"

#include <fmt/format.h>

namespace nsl::vault {
namespace {

constexpr auto kRetiring = static_cast<std::int64_t>(KeyState::kRetiring);

std::int64_t to_us(WallTime time) { return time.time_since_epoch().count(); }

// The same provider for a new root key. Recovery shares need not be there for it.
Result<Bytes> protect_again(const Keyring& keyring, const SealRow& seal, std::int64_t root, RootKeyProvider* held) {
  if (held != nullptr) return keyring.protect(root, *held);
  if (seal.provider == "recovery") {
    NSL_TRY(const Bytes old, from_stored(seal.sealed));
    NSL_TRY(const auto protector, recovery_protector(old));
    return keyring.protect(root, *protector);
  }
  return fail(ErrorCode::kConflict,
              fmt::format("The provider \"{}\" was not used since the start, so it cannot keep a new root key. Add it "
                          "again or remove it.",
                          seal.provider));
}

// Moves keys from a retiring root key to the active one. False: nothing of this kind is under way.
Result<bool> step_root_key(Keyring& keyring, std::uint32_t batch) {
  NSL_TRY(auto change, keyring.ledger().change());
  NSL_TRY(const auto old, change.find<RootKeyRow>(select_from<RootKeyRow>() + "WHERE state = 1 LIMIT 1"));
  if (!old) return false;
  NSL_TRY(const RootKeyRow active, active_root_key(change));
  NSL_TRY(const auto rows,
          change.query<KeyRow>(select_from<KeyRow>() + "WHERE root = :root LIMIT :batch", old->number, batch));
  for (const KeyRow& row : rows) {
    KeyRow moved = row;
    NSL_TRY(moved.wrapped, keyring.rewrap(row, active.number));
    moved.root = active.number;
    NSL_TRY_VOID(change.update(row, moved));
  }
  if (!rows.empty()) {
    RootKeyRow used = active;
    used.uses += static_cast<std::int64_t>(rows.size());
    NSL_TRY_VOID(change.update(active, used));
    NSL_TRY_VOID(change.commit());
    return true;
  }
  NSL_TRY(const auto seals, change.query<SealRow>(select_from<SealRow>() + "WHERE root = :root LIMIT 16", old->number));
  for (const SealRow& seal : seals) NSL_TRY_VOID(change.erase(seal));
  NSL_TRY_VOID(change.erase(*old));
  NSL_TRY_VOID(change.commit());
  keyring.remove_root_key(old->number);
  log::info("root key rotated", {{"old", old->number}, {"new", active.number}});
  return true;
}

Status move_version(Change& change, const VersionRow& row, const OwnerKey& from, const OwnerKey& to,
                    const KeyRow& target) {
  VersionRow moved = row;
  NSL_TRY(moved.wrapped, rewrap_version_key(row, target.owner, from, to));
  moved.owner_key = target.serial;
  return change.update(row, moved);
}

// Moves versions from a retiring owner key to the owner's active one.
Result<bool> step_owner_key(Keyring& keyring, std::uint32_t batch) {
  NSL_TRY(auto change, keyring.ledger().change());
  NSL_TRY(const auto old, change.find<KeyRow>(select_from<KeyRow>() + "WHERE state = 1 ORDER BY serial LIMIT 1"));
  if (!old) return false;
  NSL_TRY(const auto active,
          change.find<KeyRow>(select_from<KeyRow>() + "WHERE owner = :owner AND state = 0", old->owner));
  if (!active) return damaged_row(KeyRow::kTable);
  NSL_TRY(const auto rows,
          change.query<VersionRow>(select_from<VersionRow>() + "WHERE owner_key = :key AND owner_key > 0 LIMIT :batch",
                                   old->serial, batch));
  NSL_TRY(const auto from, keyring.owner_key(*old));
  NSL_TRY(const auto to, keyring.owner_key(*active));
  for (const VersionRow& row : rows) NSL_TRY_VOID(move_version(change, row, *from, *to, *active));
  if (rows.empty()) {
    NSL_TRY_VOID(change.erase(*old));
    NSL_TRY_VOID(change.commit());
    keyring.forget_owner_key(old->serial);
    return true;
  }
  KeyRow used = *active;
  used.uses += static_cast<std::int64_t>(rows.size());
  NSL_TRY_VOID(change.update(*active, used));
  NSL_TRY_VOID(change.commit());
  return true;
}

// An owner whose key is older than it may be.
Result<std::optional<std::string>> owner_with_old_key(Keyring& keyring, const VaultOptions& options, WallTime now) {
  NSL_TRY(auto reading, keyring.ledger().read());
  NSL_TRY(const StateRow state, keyring.ledger().state(reading));
  std::int64_t made_before = state.owner_keys_from_us;
  if (options.owner_key_age_max.count() > 0) {
    made_before = std::max(made_before, to_us(now - options.owner_key_age_max));
  }
  NSL_TRY(const auto due, keyring.ledger().find<KeyRow>(reading,
                                                        select_from<KeyRow>() +
                                                            "WHERE state = 0 AND owner <> '' AND created_us < :time "
                                                            "ORDER BY created_us LIMIT 1",
                                                        made_before));
  return due ? std::optional(due->owner) : std::nullopt;
}

Result<bool> root_key_is_due(Keyring& keyring, const VaultOptions& options, WallTime now) {
  NSL_TRY(auto reading, keyring.ledger().read());
  NSL_TRY(const auto active, keyring.ledger().find<RootKeyRow>(reading, select_from<RootKeyRow>() + "WHERE state = 0"));
  if (!active) return damaged_row(RootKeyRow::kTable);
  const auto age = now - WallTime{std::chrono::microseconds{active->created_us}};
  return (options.root_key_age_max.count() > 0 && age > options.root_key_age_max) ||
         static_cast<std::uint64_t>(active->uses) >= options.key_uses_max;
}

}  // namespace

Result<RootKeyRow> active_root_key(Change& change) {
  NSL_TRY(auto row, change.find<RootKeyRow>(select_from<RootKeyRow>() + "WHERE state = 0"));
  if (!row) return damaged_row(RootKeyRow::kTable);
  return *std::move(row);
}

namespace {

struct NextRootKey {
  RootKeyRow row;
  std::vector<SealRow> seals;
};

// A new root key, kept by every provider that keeps the present one. Key derivation takes long, so this comes before
// the transaction.
Result<NextRootKey> make_next_root_key(
    Keyring& keyring, const std::map<std::string, std::unique_ptr<RootKeyProvider>, std::less<>>& providers,
    WallTime now) {
  NSL_TRY(auto reading, keyring.ledger().read());
  NSL_TRY(const auto roots,
          keyring.ledger().query<RootKeyRow>(reading, select_from<RootKeyRow>() + "ORDER BY number LIMIT 16"));
  if (roots.size() != 1)
    return fail(ErrorCode::kConflict, "A rotation of the root key is under way; wait for its end.");
  NSL_TRY(const auto seals, keyring.ledger().query<SealRow>(reading, select_from<SealRow>() + "LIMIT 16"));

  auto key = RootKey::generate();
  NextRootKey next{.row = {.number = roots[0].number + 1, .id = to_text(key.id), .created_us = to_us(now), .mac = {}},
                   .seals = {}};
  keyring.add_root_key(next.row.number, std::move(key));
  for (const SealRow& seal : seals) {
    const auto held = providers.find(seal.provider);
    NSL_TRY(const Bytes sealed,
            protect_again(keyring, seal, next.row.number, held == providers.end() ? nullptr : held->second.get()));
    next.seals.push_back({.root = next.row.number,
                          .provider = seal.provider,
                          .sealed = to_stored(sealed),
                          .created_us = to_us(now),
                          .mac = {}});
  }
  return next;
}

}  // namespace

Status Vault::rotate_root_key(const Caller& caller) {
  const std::lock_guard lock(state_->administration);
  const auto keyring = state_->need_keyring();
  auto next = keyring ? make_next_root_key(**keyring, state_->providers, state_->clock.wall())
                      : std::unexpected(keyring.error());
  return state_->audited.change(
      keyring, {.action = Action::kRotateRootKey, .caller = caller}, [&](Change& change) -> Status {
        if (!next) return std::unexpected(next.error());
        NSL_TRY(const RootKeyRow old, active_root_key(change));
        NSL_TRY(const auto wrapped, change.transaction().find<std::int64_t>(
                                        "SELECT COUNT(*) FROM vault_keys WHERE root = :root", old.number));
        RootKeyRow retiring = old;
        retiring.state = kRetiring;
        retiring.to_move = wrapped.value_or(0);
        NSL_TRY_VOID(change.update(old, retiring));
        NSL_TRY_VOID(change.insert(next->row));
        for (SealRow& seal : next->seals) NSL_TRY_VOID(change.insert(seal));
        return {};
      });
}

Status Vault::rotate_owner_key(const Caller& caller, std::string_view owner) {
  const std::lock_guard lock(state_->administration);
  const auto keyring = state_->need_keyring();
  const Event event{.action = Action::kRotateOwnerKey, .caller = caller, .detail = std::string(owner)};
  return state_->audited.change(keyring, event, [&](Change& change) -> Status {
    NSL_TRY(const auto active,
            change.find<KeyRow>(select_from<KeyRow>() + "WHERE owner = :owner AND state = 0", owner));
    if (!active || owner.empty())
      return fail(ErrorCode::kInvalidArgument, fmt::format("The owner \"{}\" has no key.", owner));
    NSL_TRY(const auto older,
            change.find<KeyRow>(select_from<KeyRow>() + "WHERE owner = :owner AND state = 1 LIMIT 1", owner));
    if (older) return fail(ErrorCode::kConflict, "A rotation of this owner's key is under way; wait for its end.");
    NSL_TRY_VOID(retire_owner_key(**keyring, change, *active, state_->clock.wall()));
    return {};
  });
}

Status Vault::rotate_all_owner_keys(const Caller& caller) {
  const std::lock_guard lock(state_->administration);
  const Event event{.action = Action::kRotateOwnerKey, .caller = caller, .detail = "all owners"};
  return state_->audited.change(state_->need_keyring(), event, [&](Change& change) -> Status {
    change.state().owner_keys_from_us = to_us(state_->clock.wall());
    return {};
  });
}

Result<bool> Vault::step() {
  NSL_TRY(const auto keyring, state_->need_keyring());
  {
    const std::lock_guard lock(state_->administration);
    NSL_TRY_VOID(state_->tpm_anchor.move(keyring->ledger(), state_->clock.steady()));
    NSL_TRY(const bool root, step_root_key(*keyring, state_->options.rotation_batch));
    NSL_TRY(const bool owner, step_owner_key(*keyring, state_->options.rotation_batch));
    if (root || owner) return true;
  }
  // What is due is begun as if somebody had asked for it, and is recorded like that.
  const WallTime now = state_->clock.wall();
  NSL_TRY(const auto owner, owner_with_old_key(*keyring, state_->options, now));
  if (owner) {
    NSL_TRY_VOID(rotate_owner_key(service_itself(), *owner));
    return true;
  }
  NSL_TRY(const bool root_is_due, root_key_is_due(*keyring, state_->options, now));
  if (!root_is_due) return false;
  NSL_TRY_VOID(rotate_root_key(service_itself()));
  return true;
}

Result<std::uint64_t> Vault::destroy_owner(const Caller& caller, std::string_view owner) {
  const std::lock_guard lock(state_->administration);
  const auto keyring = state_->need_keyring();
  const Event event{.action = Action::kDestroyOwner, .caller = caller, .detail = std::string(owner)};
  std::vector<KeyRow> keys;
  const auto destroyed = state_->audited.change(keyring, event, [&](Change& change) -> Result<std::uint64_t> {
    if (owner.empty()) return fail(ErrorCode::kInvalidArgument, "An owner has a name.");
    NSL_TRY(keys, change.query<KeyRow>(select_from<KeyRow>() + "WHERE owner = :owner LIMIT 1000", owner));
    NSL_TRY(const auto secrets,
            change.query<SecretRow>(select_from<SecretRow>() + "WHERE owner = :owner LIMIT 1000000", owner));
    for (const SecretRow& secret : secrets) NSL_TRY_VOID(erase_secret(change, secret));
    for (const KeyRow& key : keys) NSL_TRY_VOID(change.erase(key));
    return secrets.size();
  });
  if (!destroyed) return destroyed;
  for (const KeyRow& key : keys) (*keyring)->forget_owner_key(key.serial);
  log::warn("owner destroyed", {{"owner", owner}, {"secrets", *destroyed}});
  return destroyed;
}

}  // namespace nsl::vault
