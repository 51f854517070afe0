#include "vault/secrets.h"

#include "base/guarded.h"
#include "vault/audited.h"
#include "vault/secret_rows.h"
#include "vault/secret_seals.h"
#include "vault/vault.h"

#include <fmt/format.h>

#include <algorithm>

namespace nsl::vault {
namespace {

// Secrets whose last use is not written down yet; beyond that it is forgotten, not waited for.
constexpr std::size_t kPendingUsesMax = 10'000;

const std::string kByName = select_from<SecretRow>() + "WHERE owner = :owner AND name = :name";
const std::string kVersion = select_from<VersionRow>() + "WHERE secret = :secret AND number = :number";

std::unexpected<Error> no_secret(std::string_view name) {
  return fail(ErrorCode::kSecretNotFound, fmt::format("There is no secret \"{}\".", name));
}

std::unexpected<Error> no_version(std::string_view name, std::int64_t number) {
  return fail(ErrorCode::kVersionNotFound, fmt::format("The secret \"{}\" has no version {}.", name, number));
}

// What may be shown of a name in a message and in the audit log: text of strangers is cut and made one line.
std::string shown(std::string_view name) {
  return is_secret_name(name) ? std::string(name) : std::string("(not a name)");
}

Result<SecretRow> get_row(Change& change, const Caller& caller, std::string_view name, const Condition& condition) {
  NSL_TRY(auto row, change.find<SecretRow>(kByName, caller.owner, name));
  if (!row) return no_secret(name);
  NSL_TRY_VOID(check_condition(&*row, condition));
  return *std::move(row);
}

Result<VersionRow> get_version_row(Change& change, const SecretRow& secret, std::int64_t number) {
  NSL_TRY(auto row, change.find<VersionRow>(kVersion, secret.id, number));
  if (!row) return no_version(secret.name, number);
  return *std::move(row);
}

// Every change of a secret goes through here: one revision more.
Status save(Change& change, const SecretRow& before, SecretRow& after, WallTime now) {
  ++after.revision;
  after.updated_us = std::max(now.time_since_epoch().count(), before.created_us);
  return change.update(before, after);
}

Status prune(Change& change, const SecretRow& secret) {
  NSL_TRY(const auto numbers,
          change.transaction().query<std::int64_t>(
              "SELECT number FROM secret_versions WHERE secret = :secret ORDER BY number LIMIT 10000", secret.id));
  for (const std::int64_t number : versions_to_prune(secret, numbers)) {
    NSL_TRY(const VersionRow row, get_version_row(change, secret, number));
    NSL_TRY_VOID(change.erase(row));
    NSL_TRY_VOID(change.transaction().execute("DELETE FROM secret_values WHERE secret = :secret AND number = :number",
                                              secret.id, number));
  }
  return {};
}

bool usable(const VersionRow& row) { return row.state == static_cast<std::int64_t>(VersionState::kEnabled); }

Status check_readable(const SecretRow& secret, const VersionRow& version, WallTime now) {
  const auto refuse = [&](std::string_view why) {
    return fail(ErrorCode::kSecretUnavailable, fmt::format("The secret \"{}\" {}.", secret.name, why));
  };
  if (secret.state != static_cast<std::int64_t>(SecretState::kEnabled)) return refuse("is disabled");
  if (secret.expires_us && *secret.expires_us <= now.time_since_epoch().count()) return refuse("has expired");
  if (usable(version)) return {};
  return refuse(fmt::format("has version {}, but that one is {}", version.number,
                            to_string(static_cast<VersionState>(version.state))));
}

Result<std::int64_t> version_before_current(Change& change, const SecretRow& row) {
  NSL_TRY(const auto number,
          change.transaction().find<std::int64_t>(
              "SELECT number FROM secret_versions WHERE secret = :secret AND number < :current AND state = 0 "
              "ORDER BY number DESC LIMIT 1",
              row.id, row.current));
  if (number) return *number;
  return fail(ErrorCode::kConflict,
              fmt::format("The secret \"{}\" has no usable version before {}.", row.name, row.current));
}

Action action_of(VersionState state) {
  switch (state) {
    case VersionState::kEnabled: return Action::kRestore;
    case VersionState::kDisabled: return Action::kDisable;
    case VersionState::kDeleted: return Action::kDelete;
    case VersionState::kDestroyed: return Action::kDestroy;
  }
  return Action::kUpdate;
}

}  // namespace

struct SecretStore::State {
  // Nobody without an owner gets as far as a name.
  static Status check(const Caller& caller, std::string_view name) {
    if (caller.owner.empty()) return fail(ErrorCode::kForbidden, "Secrets belong to an owner.");
    return check_name(name);
  }

  // Reads the secret, lets `work` change the row, saves it as one revision more.
  template <typename Work>
  Result<Secret> change(const Caller& caller, Action action, std::string_view name, const Condition& condition,
                        Work work) {
    const Event event{.action = action, .caller = caller, .secret = shown(name)};
    return audited.change(vault.keyring(), event, [&](Change& change) -> Result<Secret> {
      NSL_TRY_VOID(check(caller, name));
      NSL_TRY(const SecretRow before, get_row(change, caller, name, condition));
      SecretRow after = before;
      NSL_TRY_VOID(work(change, after));
      NSL_TRY_VOID(save(change, before, after, vault.clock().wall()));
      return to_secret(after);
    });
  }

  // Reads something about the secret.
  template <typename Work>
  auto inspect(const Caller& caller, std::string_view name, Work work)
      -> std::invoke_result_t<Work, const Ledger&, storage::Transaction&, const SecretRow&> {
    using Outcome = std::invoke_result_t<Work, const Ledger&, storage::Transaction&, const SecretRow&>;
    const Event event{.action = Action::kInspect, .caller = caller, .secret = shown(name)};
    return audited.use(event, [&]() -> Outcome {
      NSL_TRY_VOID(check(caller, name));
      NSL_TRY(const auto keyring, vault.keyring());
      NSL_TRY(auto transaction, keyring->ledger().read());
      NSL_TRY(const auto row, keyring->ledger().template find<SecretRow>(transaction, kByName, caller.owner, name));
      if (!row) return no_secret(name);
      return work(keyring->ledger(), transaction, *row);
    });
  }

  Result<Secret> put(Keyring& keyring, Change& change, const Caller& caller, const PutSecret& request) const;
  Result<SecretRow> new_row(Change& change, const Caller& caller, const PutSecret& request) const;
  Result<Plaintext> read(const Caller& caller, const Selector& which);
  void remember_use(const std::string& secret, WallTime now);

  Vault& vault;
  const Audited audited;
  const SecretLimits limits;
  Guarded<std::map<std::string, WallTime>> uses{};  // by secret id
};

SecretStore::SecretStore(Vault& vault, Observer& observer, SecretLimits limits)
    : state_(std::make_unique<State>(vault, Audited(observer), std::move(limits))) {}
SecretStore::~SecretStore() = default;

Result<SecretRow> SecretStore::State::new_row(Change& change, const Caller& caller, const PutSecret& request) const {
  NSL_TRY(const auto count,
          change.transaction().find<std::int64_t>("SELECT COUNT(*) FROM secrets WHERE owner = :owner", caller.owner));
  if (static_cast<std::uint64_t>(count.value_or(0)) >= limits.per_owner_max) {
    return fail(ErrorCode::kQuotaExceeded,
                fmt::format("An owner has at most {} secrets; destroy one first.", limits.per_owner_max));
  }
  SecretRow row{.id = SecretId::generate().text(),
                .owner = caller.owner,
                .name = request.name,
                .description = {},
                .tags = "{}",
                .labels = "{}",
                .mac = {}};
  row.keep = static_cast<std::int64_t>(limits.keep_versions);
  row.created_us = vault.clock().wall().time_since_epoch().count();
  NSL_TRY_VOID(change.insert(row));
  return row;
}

Result<Secret> SecretStore::State::put(Keyring& keyring, Change& change, const Caller& caller,
                                       const PutSecret& request) const {
  NSL_TRY(auto existing, change.find<SecretRow>(kByName, caller.owner, request.name));
  NSL_TRY_VOID(check_condition(existing ? &*existing : nullptr, request.condition));
  if (!existing) {
    NSL_TRY(existing, new_row(change, caller, request));
  }
  SecretRow after = *existing;
  const WallTime now = vault.clock().wall();
  NSL_TRY(const KeyRow key_row, take_owner_key(keyring, change, caller.owner, vault.options().key_uses_max, now));
  NSL_TRY(const auto key, keyring.owner_key(key_row.serial, caller.owner, change.transaction()));
  after.current = ++after.latest;
  auto sealed = seal_version(
      {.owner = caller.owner, .secret = after.id, .number = after.latest, .created_by = caller.actor, .now = now},
      request.value.view(), key_row, *key);
  NSL_TRY_VOID(change.insert(sealed.row));
  NSL_TRY_VOID(change.transaction().execute(
      "INSERT INTO secret_values (secret, number, value) VALUES (:secret, :number, :value)", after.id, after.latest,
      sealed.value));
  NSL_TRY_VOID(apply_changes(after, request.changes));
  NSL_TRY_VOID(prune(change, after));
  NSL_TRY_VOID(save(change, *existing, after, now));
  return to_secret(after);
}

Result<Plaintext> SecretStore::State::read(const Caller& caller, const Selector& which) {
  NSL_TRY_VOID(check(caller, which.name));
  NSL_TRY(const auto keyring, vault.keyring());
  const Ledger& ledger = keyring->ledger();
  NSL_TRY(auto transaction, ledger.read());
  NSL_TRY(const auto secret, ledger.find<SecretRow>(transaction, kByName, caller.owner, which.name));
  if (!secret) return no_secret(which.name);
  NSL_TRY(const std::int64_t number, selected_version(*secret, which));
  NSL_TRY(const auto version, ledger.find<VersionRow>(transaction, kVersion, secret->id, number));
  if (!version) return no_version(secret->name, number);
  const WallTime now = vault.clock().wall();
  NSL_TRY_VOID(check_readable(*secret, *version, now));
  NSL_TRY(const auto value,
          transaction.find<std::string>("SELECT value FROM secret_values WHERE secret = :secret AND number = :number",
                                        secret->id, number));
  if (!value) return damaged_row("secret_values");
  NSL_TRY(const auto key, keyring->owner_key(version->owner_key, caller.owner, transaction));
  NSL_TRY(auto plaintext, open_version(*version, caller.owner, *key, *value));
  remember_use(secret->id, now);
  NSL_TRY(auto shown_secret, to_secret(*secret));
  return Plaintext{std::move(shown_secret), static_cast<std::uint64_t>(number), std::move(plaintext)};
}

void SecretStore::State::remember_use(const std::string& secret, WallTime now) {
  uses.with([&](auto& pending) {
    if (pending.size() < kPendingUsesMax || pending.contains(secret)) pending[secret] = now;
  });
}

Result<Secret> SecretStore::put(const Caller& caller, PutSecret request) {
  const auto keyring = state_->vault.keyring();
  const Event event{.action = Action::kSet, .caller = caller, .secret = shown(request.name)};
  return state_->audited.change(keyring, event, [&](Change& change) -> Result<Secret> {
    NSL_TRY_VOID(State::check(caller, request.name));
    NSL_TRY_VOID(check_changes(request.changes));
    if (request.value.empty()) return fail(ErrorCode::kInvalidArgument, "A value has at least one byte.", "/value");
    const ByteCount most = state_->limits.value_max;
    if (request.value.size() > most.bytes) {
      return fail(ErrorCode::kPayloadTooLarge, fmt::format("A value has at most {}.", to_string(most)), "/value");
    }
    return state_->put(**keyring, change, caller, request);
  });
}

Result<Secret> SecretStore::get(const Caller& caller, std::string_view name) {
  return state_->inspect(caller, name,
                         [](const Ledger&, storage::Transaction&, const SecretRow& row) { return to_secret(row); });
}

Result<std::vector<SecretVersion>> SecretStore::versions(const Caller& caller, std::string_view name) {
  using Versions = Result<std::vector<SecretVersion>>;
  return state_->inspect(
      caller, name, [&](const Ledger& ledger, storage::Transaction& reading, const SecretRow& secret) -> Versions {
        NSL_TRY(const auto keys,
                ledger.query<KeyRow>(reading, select_from<KeyRow>() + "WHERE owner = :owner LIMIT 1000", caller.owner));
        NSL_TRY(const auto rows,
                ledger.query<VersionRow>(
                    reading, select_from<VersionRow>() + "WHERE secret = :secret ORDER BY number DESC LIMIT 1000",
                    secret.id));
        std::vector<SecretVersion> all;
        for (const VersionRow& row : rows) {
          const auto key = std::ranges::find(keys, row.owner_key, &KeyRow::serial);
          all.push_back(to_version(row, key == keys.end() ? 0 : static_cast<std::uint64_t>(key->number)));
        }
        return all;
      });
}

Result<SecretPage> SecretStore::list(const Caller& caller, const ListSecrets& page) {
  return state_->audited.use({.action = Action::kList, .caller = caller}, [&]() -> Result<SecretPage> {
    // A cursor is a name, so that a page goes on where the last one ended whatever came and went.
    NSL_TRY_VOID(State::check(caller, page.cursor.empty() ? "x" : page.cursor));
    if (page.limit < 1 || page.limit > 200)
      return fail(ErrorCode::kInvalidArgument, "A page has 1 to 200 items.", "limit");
    NSL_TRY(const auto keyring, state_->vault.keyring());
    NSL_TRY(auto transaction, keyring->ledger().read());
    NSL_TRY(const auto rows,
            keyring->ledger().query<SecretRow>(
                transaction,
                select_from<SecretRow>() + "WHERE owner = :owner AND name > :cursor ORDER BY name LIMIT :limit",
                caller.owner, page.cursor, page.limit + 1));
    SecretPage found;
    for (const SecretRow& row : rows) {
      if (found.items.size() == page.limit) {
        found.next_cursor = found.items.back().name;
        break;
      }
      NSL_TRY(auto secret, to_secret(row));
      found.items.push_back(std::move(secret));
    }
    return found;
  });
}

Result<Secret> SecretStore::update(const Caller& caller, std::string_view name, const SecretChanges& changes,
                                   const Condition& condition) {
  return state_->change(caller, Action::kUpdate, name, condition, [&](Change& change, SecretRow& row) -> Status {
    NSL_TRY_VOID(check_changes(changes));
    NSL_TRY_VOID(apply_changes(row, changes));
    return prune(change, row);
  });
}

Result<Secret> SecretStore::roll_back(const Caller& caller, std::string_view name, std::optional<std::uint64_t> version,
                                      const Condition& condition) {
  return state_->change(caller, Action::kRollBack, name, condition, [&](Change& change, SecretRow& row) -> Status {
    NSL_TRY(const std::int64_t number, version ? Result<std::int64_t>(*version) : version_before_current(change, row));
    NSL_TRY(const VersionRow target, get_version_row(change, row, number));
    if (!usable(target)) {
      return fail(ErrorCode::kConflict,
                  fmt::format("Version {} is {}.", number, to_string(static_cast<VersionState>(target.state))));
    }
    row.current = number;
    return {};
  });
}

Result<Secret> SecretStore::set_state(const Caller& caller, std::string_view name, SecretState state,
                                      const Condition& condition) {
  const Action action = state == SecretState::kEnabled ? Action::kEnable : Action::kDisable;
  return state_->change(caller, action, name, condition, [&](Change&, SecretRow& row) -> Status {
    row.state = static_cast<std::int64_t>(state);
    return {};
  });
}

Result<Secret> SecretStore::set_version_state(const Caller& caller, std::string_view name, std::uint64_t version,
                                              VersionState state, const Condition& condition) {
  return state_->change(caller, action_of(state), name, condition, [&](Change& change, SecretRow& row) -> Status {
    NSL_TRY(const VersionRow before, get_version_row(change, row, static_cast<std::int64_t>(version)));
    if (static_cast<VersionState>(before.state) == VersionState::kDestroyed) {
      return fail(ErrorCode::kConflict, fmt::format("Version {} was destroyed; nothing brings it back.", version));
    }
    if (state == VersionState::kDestroyed) return destroy_version(change, before);
    VersionRow after = before;
    after.state = static_cast<std::int64_t>(state);
    return change.update(before, after);
  });
}

Status SecretStore::destroy(const Caller& caller, std::string_view name, const Condition& condition) {
  const Event event{.action = Action::kDestroy, .caller = caller, .secret = shown(name)};
  return state_->audited.change(state_->vault.keyring(), event, [&](Change& change) -> Status {
    NSL_TRY_VOID(State::check(caller, name));
    NSL_TRY(const SecretRow row, get_row(change, caller, name, condition));
    return erase_secret(change, row);
  });
}

Result<Plaintext> SecretStore::read(const Caller& caller, const Selector& which) {
  const Event event{.action = Action::kRead, .caller = caller, .secret = shown(which.name)};
  return state_->audited.use(event, [&] { return state_->read(caller, which); });
}

Result<Plaintext> SecretStore::reveal(const Caller& caller, const Selector& which, std::string reason) {
  const Event event{
      .action = Action::kReveal, .caller = caller, .secret = shown(which.name), .reason = std::move(reason)};
  return state_->audited.use(event, [&]() -> Result<Plaintext> {
    NSL_TRY_VOID(check_reveal(state_->limits, caller));
    return state_->read(caller, which);
  });
}

Status SecretStore::save_last_use() {
  auto pending = state_->uses.with([](auto& uses) { return std::exchange(uses, {}); });
  if (pending.empty()) return {};
  NSL_TRY(const auto keyring, state_->vault.keyring());
  NSL_TRY(auto change, keyring->ledger().change());
  for (const auto& [id, time] : pending) {
    NSL_TRY(const auto before, change.find<SecretRow>(select_from<SecretRow>() + "WHERE id = :id", id));
    if (!before) continue;  // destroyed meanwhile
    SecretRow after = *before;
    after.used_us = std::max(before->used_us.value_or(0), time.time_since_epoch().count());
    NSL_TRY_VOID(change.update(*before, after));
  }
  return change.commit();
}

}  // namespace nsl::vault
