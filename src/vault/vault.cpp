#include "vault/vault.h"

#include "base/log.h"
#include "vault/providers/recovery.h"
#include "vault/vault_state.h"

#include <fmt/format.h>

namespace nsl::vault {
namespace {

Result<bool> vault_exists(storage::Database& database) {
  NSL_TRY(auto transaction, database.read());
  NSL_TRY(const auto row, transaction.find<std::int64_t>("SELECT id FROM vault_state WHERE id = 1"));
  return row.has_value();
}

std::vector<Progress> to_progress(const std::vector<RootKeyRow>& roots, const std::vector<KeyRow>& keys,
                                  const std::map<std::int64_t, std::int64_t>& left) {
  std::vector<Progress> all;
  const auto add = [&](std::string what, std::int64_t to_move, std::int64_t remaining) {
    const auto total = static_cast<std::uint64_t>(std::max(to_move, remaining));
    all.push_back({std::move(what), total - static_cast<std::uint64_t>(remaining), total});
  };
  for (const RootKeyRow& row : roots) add("root key", row.to_move, left.at(row.number));
  for (const KeyRow& row : keys) add(fmt::format("owner key of {}", row.owner), row.to_move, left.at(row.serial));
  return all;
}

}  // namespace

std::string_view to_string(VaultState state) {
  switch (state) {
    case VaultState::kNew: return "new";
    case VaultState::kSealed: return "sealed";
    case VaultState::kUnsealed: return "unsealed";
    case VaultState::kRefused: return "refused";
  }
  return "";
}

Result<std::shared_ptr<Keyring>> Vault::State::need_keyring() const {
  auto held = keyring();
  if (held) return held;
  return fail(ErrorCode::kVaultSealed, exists ? "The vault is sealed; unseal it with `nsl vault unseal`."
                                              : "There is no vault yet; make one with `nsl vault unseal`.");
}

Vault::Vault(std::unique_ptr<State> state) : state_(std::move(state)) {}
Vault::~Vault() = default;

Result<std::unique_ptr<Vault>> Vault::create(storage::Database& database, const Clock& clock, Observer& observer,
                                             VaultOptions options) {
  auto state = std::make_unique<State>(database, clock, observer, std::move(options));
  NSL_TRY(const bool exists, vault_exists(database));
  state->exists = exists;
  return std::unique_ptr<Vault>(new Vault(std::move(state)));
}

bool Vault::unsealed() const { return state_->keyring() != nullptr; }
storage::Database& Vault::database() const { return state_->database; }
const Clock& Vault::clock() const { return state_->clock; }
const VaultOptions& Vault::options() const { return state_->options; }
Result<std::shared_ptr<Keyring>> Vault::keyring() const { return state_->need_keyring(); }

Result<crypto::SecretBytes> Vault::derived_key(std::string_view purpose) const {
  NSL_TRY(const auto keyring, state_->need_keyring());
  return keyring->ledger().authenticator().derived_key(purpose);
}

namespace {

// The anchor's word on the database that was just opened.
Status check_anchor(Keyring& keyring, Anchor& anchor, const VaultOptions& options) {
  if (!anchor.exists()) return {};
  NSL_TRY(auto transaction, keyring.ledger().read());
  NSL_TRY(const StateRow state, keyring.ledger().state(transaction));
  const bool may_make = (state.anchored & kAnchoredByFile) == 0 || options.anchor_lost;
  return anchor.check(keyring.ledger().authenticator(), state.vault, static_cast<std::uint64_t>(state.epoch),
                      may_make ? MissingAnchor::kMake : MissingAnchor::kRefuse);
}

// From now on a missing anchor file is noticed.
Status mark_anchored(Keyring& keyring) {
  NSL_TRY(auto change, keyring.ledger().change());
  if ((change.state().anchored & kAnchoredByFile) != 0) return {};
  change.state().anchored |= kAnchoredByFile;
  return change.commit();
}

}  // namespace

Status Vault::unseal(const Caller& caller, std::unique_ptr<RootKeyProvider> provider) {
  const std::lock_guard lock(state_->administration);
  const std::string name(provider->name());
  return state_->audited.use({.action = Action::kUnseal, .caller = caller, .detail = name}, [&]() -> Status {
    State& state = *state_;
    Result<std::shared_ptr<Keyring>> keyring =
        state.exists ? Keyring::open(state.database, state.anchor, *provider)
                     : Keyring::make(state.database, state.anchor, *provider, state.clock.wall());
    Status good = keyring ? Status{} : std::unexpected(keyring.error());
    if (good && state.exists) good = check_anchor(**keyring, state.anchor, state.options);
    if (good && state.anchor.exists()) good = mark_anchored(**keyring);
    if (good) {
      const auto missing = state.options.anchor_lost ? MissingAnchor::kMake : MissingAnchor::kRefuse;
      good = state.tpm_anchor.check((*keyring)->ledger(), missing);
    }
    if (!good) {
      const bool for_good = good.error().code == ErrorCode::kVaultDamaged;
      state.open.with([&](State::Open& now) { now.refused = for_good ? good.error().message : ""; });
      return good;
    }
    log::info(state.exists ? "vault unsealed" : "vault made", {{"provider", name}});
    state.exists = true;
    state.providers.insert_or_assign(name, std::move(provider));
    state.open.with([&](State::Open& now) { now = {.keyring = *std::move(keyring), .refused = {}}; });
    return {};
  });
}

Status Vault::settle() {
  const std::lock_guard lock(state_->administration);
  NSL_TRY(const auto keyring, state_->need_keyring());
  NSL_TRY_VOID(state_->tpm_anchor.move_now(keyring->ledger()));
  return {};
}

Status Vault::seal(const Caller& caller) {
  const std::lock_guard lock(state_->administration);
  return state_->audited.use({.action = Action::kSeal, .caller = caller}, [&]() -> Status {
    NSL_TRY(const auto keyring, state_->need_keyring());
    // A chip that is away does not keep anybody from sealing.
    if (const auto moved = state_->tpm_anchor.move_now(keyring->ledger()); !moved)
      log::warn("the anchor does not know the last changes", {{"reason", moved.error().message}});
    state_->open.with([](State::Open& now) { now = {}; });
    state_->providers.clear();
    log::warn("vault sealed");
    return {};
  });
}

Result<VaultStatus> Vault::status() const {
  const auto [keyring, refused] =
      state_->open.with([](const State::Open& now) { return std::pair(now.keyring, now.refused); });
  VaultStatus status;
  status.reason = refused;
  if (!state_->exists) return status;
  status.state = keyring ? VaultState::kUnsealed : refused.empty() ? VaultState::kSealed : VaultState::kRefused;

  NSL_TRY(auto transaction, state_->database.read());
  NSL_TRY(status.providers,
          transaction.query<std::string>("SELECT DISTINCT provider FROM vault_seals ORDER BY provider LIMIT 16"));
  NSL_TRY(const auto roots, transaction.query<RootKeyRow>(select_from<RootKeyRow>() + "ORDER BY number LIMIT 16"));
  std::vector<RootKeyRow> retiring_roots;
  std::map<std::int64_t, std::int64_t> left;
  for (const RootKeyRow& row : roots) {
    if (row.state == static_cast<std::int64_t>(KeyState::kActive)) {
      status.root_key = static_cast<std::uint64_t>(row.number);
      status.root_key_created_at = WallTime{std::chrono::microseconds{row.created_us}};
      status.root_key_uses = static_cast<std::uint64_t>(row.uses);
      continue;
    }
    retiring_roots.push_back(row);
    NSL_TRY(const auto count,
            transaction.find<std::int64_t>("SELECT COUNT(*) FROM vault_keys WHERE root = :root", row.number));
    left[row.number] = count.value_or(0);
  }
  NSL_TRY(const auto retiring,
          transaction.query<KeyRow>(select_from<KeyRow>() + "WHERE state = 1 ORDER BY serial LIMIT 100"));
  for (const KeyRow& row : retiring) {
    NSL_TRY(const auto count,
            transaction.find<std::int64_t>(
                "SELECT COUNT(*) FROM secret_versions WHERE owner_key = :key AND owner_key > 0", row.serial));
    left[row.serial] = count.value_or(0);
  }
  status.rotations = to_progress(retiring_roots, retiring, left);
  NSL_TRY(const auto owners,
          transaction.find<std::int64_t>("SELECT COUNT(DISTINCT owner) FROM vault_keys WHERE owner <> ''"));
  status.owners = static_cast<std::uint64_t>(owners.value_or(0));
  NSL_TRY(const auto epoch, transaction.find<std::int64_t>("SELECT epoch FROM vault_state WHERE id = 1"));
  status.epoch = static_cast<std::uint64_t>(epoch.value_or(0));
  return status;
}

namespace {

// Every root key as the provider keeps it. Key derivation takes long, so this comes before the transaction; the set of
// root keys changes only under the lock of the administration.
Result<std::vector<SealRow>> seals_by(Keyring& keyring, RootKeyProvider& provider, WallTime now) {
  NSL_TRY(auto reading, keyring.ledger().read());
  NSL_TRY(const auto roots,
          keyring.ledger().query<RootKeyRow>(reading, select_from<RootKeyRow>() + "ORDER BY number LIMIT 16"));
  std::vector<SealRow> seals;
  for (const RootKeyRow& root : roots) {
    NSL_TRY(const Bytes sealed, keyring.protect(root.number, provider));
    seals.push_back({.root = root.number,
                     .provider = std::string(provider.name()),
                     .sealed = to_stored(sealed),
                     .created_us = now.time_since_epoch().count(),
                     .mac = {}});
  }
  return seals;
}

}  // namespace

Status Vault::add_provider(const Caller& caller, std::unique_ptr<RootKeyProvider> provider) {
  const std::lock_guard lock(state_->administration);
  const std::string name(provider->name());
  const auto keyring = state_->need_keyring();
  auto sealed = keyring ? seals_by(**keyring, *provider, state_->clock.wall()) : std::unexpected(keyring.error());
  const Event event{.action = Action::kAddProvider, .caller = caller, .detail = name};
  const Status added = state_->audited.change(keyring, event, [&](Change& change) -> Status {
    if (!sealed) return std::unexpected(sealed.error());
    NSL_TRY(const auto old,
            change.query<SealRow>(select_from<SealRow>() + "WHERE provider = :provider LIMIT 16", name));
    for (const SealRow& row : old) NSL_TRY_VOID(change.erase(row));
    for (SealRow& row : *sealed) NSL_TRY_VOID(change.insert(row));
    return {};
  });
  if (added) state_->providers.insert_or_assign(name, std::move(provider));
  return added;
}

Status Vault::remove_provider(const Caller& caller, std::string_view name) {
  const std::lock_guard lock(state_->administration);
  const Event event{.action = Action::kRemoveProvider, .caller = caller, .detail = std::string(name)};
  const Status removed = state_->audited.change(state_->need_keyring(), event, [&](Change& change) -> Status {
    NSL_TRY(const auto all, change.query<SealRow>(select_from<SealRow>() + "ORDER BY root, provider LIMIT 100"));
    const auto own = static_cast<std::size_t>(std::ranges::count(all, name, &SealRow::provider));
    if (own == 0) return fail(ErrorCode::kConflict, fmt::format("The vault is not kept by \"{}\".", name));
    if (own == all.size()) {
      return fail(ErrorCode::kConflict, "This is the only way to unseal the vault; add another one first.");
    }
    for (const SealRow& row : all) {
      if (row.provider == name) NSL_TRY_VOID(change.erase(row));
    }
    return {};
  });
  if (const auto held = state_->providers.find(name); removed && held != state_->providers.end()) {
    state_->providers.erase(held);
  }
  return removed;
}

}  // namespace nsl::vault
