#include "vault/keyring.h"

#include "base/check.h"

#include <fmt/format.h>

namespace nsl::vault {
namespace {

const std::string kServiceKey = select_from<KeyRow>() + "WHERE owner = '' AND number = 1";

std::int64_t to_us(WallTime time) { return time.time_since_epoch().count(); }

Result<Uuid> parse_id(std::string_view text, std::string_view table) {
  const auto id = Uuid::parse(text);
  if (!id) return damaged_row(table);
  return *id;
}

Context context_of_owner_key(std::string_view vault, const KeyRow& row) {
  Context context;
  context.add(vault).add(row.owner).add(static_cast<std::uint64_t>(row.number));
  return context;
}

Result<OwnerKey> unwrap_with(const RootKey& root, std::string_view vault, const KeyRow& row) {
  NSL_TRY(const Uuid id, parse_id(row.id, KeyRow::kTable));
  NSL_TRY(const Bytes wrapped, from_stored(row.wrapped));
  NSL_TRY(auto bytes, open(root, context_of_owner_key(vault, row), wrapped));
  if (bytes.size() != kKeyBytes) return damaged_row(KeyRow::kTable);
  return OwnerKey{id, std::move(bytes)};
}

// What is read before there is a key to check it with; everything in it is checked once there is.
struct Unchecked {
  std::string vault;
  std::vector<RootKeyRow> root_keys;
  std::vector<SealRow> seals;  // of the provider
  KeyRow service_key;
};

Result<Unchecked> read_unchecked(storage::Transaction& transaction, std::string_view provider) {
  Unchecked found;
  NSL_TRY(const auto state, transaction.find<StateRow>(select_from<StateRow>() + "WHERE id = 1"));
  if (!state) return damaged_row(StateRow::kTable);
  found.vault = state->vault;
  NSL_TRY(found.root_keys, transaction.query<RootKeyRow>(select_from<RootKeyRow>() + "ORDER BY number LIMIT 16"));
  NSL_TRY(found.seals, transaction.query<SealRow>(
                           select_from<SealRow>() + "WHERE provider = :provider ORDER BY root LIMIT 16", provider));
  NSL_TRY(const auto service_key, transaction.find<KeyRow>(kServiceKey));
  if (!service_key || found.root_keys.empty()) return damaged_row(KeyRow::kTable);
  found.service_key = *service_key;
  return found;
}

Result<std::map<std::int64_t, RootKey>> recover_root_keys(const Unchecked& found, RootKeyProvider& provider) {
  std::map<std::int64_t, RootKey> keys;
  for (const RootKeyRow& row : found.root_keys) {
    const auto seal = std::ranges::find(found.seals, row.number, &SealRow::root);
    if (seal == found.seals.end()) {
      return fail(ErrorCode::kForbidden,
                  fmt::format("This vault is not kept by the provider \"{}\".", provider.name()));
    }
    NSL_TRY(const Uuid id, parse_id(row.id, RootKeyRow::kTable));
    NSL_TRY(const Bytes sealed, from_stored(seal->sealed));
    NSL_TRY(auto bytes, provider.recover(sealed, root_key_context(found.vault, row.number, row.id)));
    if (bytes.size() != kKeyBytes) return damaged_row(SealRow::kTable);
    keys.emplace(row.number, RootKey{id, std::move(bytes)});
  }
  return keys;
}

Status check_all(const Ledger& ledger, const Unchecked& found) {
  for (const RootKeyRow& row : found.root_keys) NSL_TRY_VOID(ledger.check(row));
  for (const SealRow& row : found.seals) NSL_TRY_VOID(ledger.check(row));
  return ledger.check(found.service_key);
}

}  // namespace

Context root_key_context(std::string_view vault, std::int64_t number, std::string_view key_id) {
  Context context;
  context.add(vault).add(static_cast<std::uint64_t>(number)).add(key_id);
  return context;
}

std::string to_text(Uuid id) {
  std::string text;
  id.append_text(text);
  return text;
}

Result<std::shared_ptr<Keyring>> Keyring::open(storage::Database& database, Anchor& anchor, RootKeyProvider& provider) {
  NSL_TRY(auto transaction, database.read());
  NSL_TRY(const Unchecked found, read_unchecked(transaction, provider.name()));
  NSL_TRY(auto root_keys, recover_root_keys(found, provider));
  const auto root = root_keys.find(found.service_key.root);
  if (root == root_keys.end()) return damaged_row(KeyRow::kTable);
  NSL_TRY(const OwnerKey service_key, unwrap_with(root->second, found.vault, found.service_key));

  auto keyring = std::make_shared<Keyring>(Ledger(database, Authenticator(service_key.bytes), anchor), found.vault);
  NSL_TRY_VOID(check_all(keyring->ledger_, found));
  NSL_TRY_VOID(keyring->ledger_.state(transaction));
  for (auto& [number, key] : root_keys) keyring->add_root_key(number, std::move(key));
  return keyring;
}

Result<std::shared_ptr<Keyring>> Keyring::make(storage::Database& database, Anchor& anchor, RootKeyProvider& provider,
                                               WallTime now) {
  auto root_key = RootKey::generate();
  const OwnerKey service_key = OwnerKey::generate();
  const std::string vault = to_text(Uuid::generate());
  RootKeyRow root{.number = 1, .id = to_text(root_key.id), .uses = 1, .created_us = to_us(now), .mac = {}};
  NSL_TRY(const Bytes sealed, provider.protect(root_key.bytes, root_key_context(vault, 1, root.id)));
  SealRow seal_row{.root = 1,
                   .provider = std::string(provider.name()),
                   .sealed = to_stored(sealed),
                   .created_us = to_us(now),
                   .mac = {}};

  auto keyring = std::make_shared<Keyring>(Ledger(database, Authenticator(service_key.bytes), anchor), vault);
  keyring->add_root_key(1, std::move(root_key));
  KeyRow service{.serial = 1,
                 .owner = "",
                 .number = 1,
                 .id = to_text(service_key.id),
                 .root = 1,
                 .created_us = to_us(now),
                 .wrapped = {},
                 .mac = {}};
  NSL_TRY(service.wrapped, keyring->wrap(service, service_key, 1));

  StateRow state{.vault = vault, .anchored = anchor.exists() ? kAnchoredByFile : 0, .sum = {}, .mac = {}};
  NSL_TRY(auto change, keyring->ledger_.first_change(std::move(state)));
  NSL_TRY_VOID(change.insert(root));
  NSL_TRY_VOID(change.insert(seal_row));
  NSL_TRY_VOID(change.insert(service));
  NSL_TRY_VOID(change.commit());
  return keyring;
}

void Keyring::add_root_key(std::int64_t number, RootKey key) {
  root_keys_.with([&](auto& keys) { keys.insert_or_assign(number, std::move(key)); });
}

void Keyring::remove_root_key(std::int64_t number) {
  root_keys_.with([&](auto& keys) { keys.erase(number); });
}

Result<Bytes> Keyring::protect(std::int64_t root, RootKeyProvider& provider) const {
  return root_keys_.with([&](const auto& keys) -> Result<Bytes> {
    const auto found = keys.find(root);
    if (found == keys.end()) return damaged_row(RootKeyRow::kTable);
    const auto context = root_key_context(vault_, root, to_text(found->second.id));
    return provider.protect(found->second.bytes, context);
  });
}

Result<std::string> Keyring::wrap(const KeyRow& row, const OwnerKey& key, std::int64_t root) const {
  return root_keys_.with([&](const auto& keys) -> Result<std::string> {
    const auto found = keys.find(root);
    if (found == keys.end()) return damaged_row(KeyRow::kTable);
    return to_stored(seal(found->second, context_of_owner_key(vault_, row), key.bytes.view()));
  });
}

Result<OwnerKey> Keyring::unwrap(const KeyRow& row) const {
  return root_keys_.with([&](const auto& keys) -> Result<OwnerKey> {
    const auto found = keys.find(row.root);
    if (found == keys.end()) return damaged_row(KeyRow::kTable);
    return unwrap_with(found->second, vault_, row);
  });
}

Result<std::string> Keyring::rewrap(const KeyRow& row, std::int64_t root) {
  NSL_TRY(const OwnerKey key, unwrap(row));
  return wrap(row, key, root);
}

Result<std::shared_ptr<const OwnerKey>> Keyring::owner_key(const KeyRow& row) {
  NSL_TRY(auto unwrapped, unwrap(row));
  auto key = std::make_shared<const OwnerKey>(std::move(unwrapped));
  owner_keys_.with([&](OwnerKeys& keys) {
    if (keys.held.contains(row.serial)) return;
    keys.used.push_front(row.serial);
    keys.held.emplace(row.serial, Held{row.owner, key, keys.used.begin()});
    if (keys.held.size() <= kOwnerKeysMax) return;
    keys.held.erase(keys.used.back());
    keys.used.pop_back();
  });
  return key;
}

Result<std::shared_ptr<const OwnerKey>> Keyring::owner_key(std::int64_t serial, std::string_view owner,
                                                           storage::Transaction& transaction) {
  auto at_hand = owner_keys_.with([&](OwnerKeys& keys) -> std::shared_ptr<const OwnerKey> {
    const auto found = keys.held.find(serial);
    if (found == keys.held.end() || found->second.owner != owner) return nullptr;
    keys.used.splice(keys.used.begin(), keys.used, found->second.by_use);
    return found->second.key;
  });
  if (at_hand) return at_hand;
  NSL_TRY(const auto row, ledger_.find<KeyRow>(transaction, select_from<KeyRow>() + "WHERE serial = :serial", serial));
  if (!row || row->owner != owner || owner.empty()) return damaged_row(KeyRow::kTable);
  return owner_key(*row);
}

void Keyring::forget_owner_key(std::int64_t serial) {
  owner_keys_.with([&](OwnerKeys& keys) {
    const auto found = keys.held.find(serial);
    if (found == keys.held.end()) return;
    keys.used.erase(found->second.by_use);
    keys.held.erase(found);
  });
}

Result<KeyRow> Keyring::make_owner_key(Change& change, const std::string& owner, std::int64_t number, WallTime now) {
  NSL_CHECK(!owner.empty());
  NSL_TRY(const auto root, change.find<RootKeyRow>(select_from<RootKeyRow>() + "WHERE state = 0"));
  if (!root) return damaged_row(RootKeyRow::kTable);
  const OwnerKey key = OwnerKey::generate();
  KeyRow row{.serial = static_cast<std::int64_t>(key.id.high),
             .owner = owner,
             .number = number,
             .id = to_text(key.id),
             .root = root->number,
             .created_us = to_us(now),
             .wrapped = {},
             .mac = {}};
  NSL_TRY(row.wrapped, wrap(row, key, root->number));
  NSL_TRY_VOID(change.insert(row));
  RootKeyRow used = *root;
  ++used.uses;
  NSL_TRY_VOID(change.update(*root, used));
  return row;
}

}  // namespace nsl::vault
