#include "outbox/accounts.h"

#include "audit/audit_log.h"
#include "neo/types/address.h"
#include "storage/database.h"
#include "storage/row.h"
#include "vault/vault.h"

#include <fmt/format.h>

#include <algorithm>

namespace nsl::outbox {
namespace {

struct AccountRow {
  std::string owner;
  std::string name;
  std::string address;
  std::string public_key;
  std::int64_t created_us;
  std::string created_by;
};
BOOST_DESCRIBE_STRUCT(AccountRow, (), (owner, name, address, public_key, created_us, created_by))

const std::string kSelect = "SELECT " + storage::columns<AccountRow>() + " FROM neo_accounts ";

// No principal has an owner with a colon, so nobody reaches the keys as secrets.
std::string key_owner(std::string_view owner) { return fmt::format("neo:{}", owner); }

vault::Caller keeper_of(const vault::Caller& caller) {
  return {.owner = key_owner(caller.owner), .actor = caller.actor, .request = caller.request};
}

audit::Event event_of(audit::Action action, const vault::Caller& caller, std::string detail) {
  return {.action = action,
          .owner = caller.owner,
          .actor = caller.actor,
          .request = caller.request,
          .detail = std::move(detail)};
}

std::unexpected<Error> no_account(std::string_view name) {
  return fail(ErrorCode::kAccountNotFound, fmt::format("There is no account \"{}\".", name));
}

Result<Account> account_of(AccountRow row) {
  NSL_TRY(const auto account, neo::parse_address(row.address));
  return Account{.owner = std::move(row.owner),
                 .name = std::move(row.name),
                 .account = account,
                 .public_key = std::move(row.public_key),
                 .created_at = WallTime{std::chrono::microseconds{row.created_us}},
                 .created_by = std::move(row.created_by)};
}

}  // namespace

bool is_account_name(std::string_view name) {
  const auto allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
  return !name.empty() && name.size() <= 63 && std::ranges::all_of(name, allowed);
}

Accounts::Accounts(vault::Vault& vault, audit::AuditLog& audit)
    : vault_(vault), audit_(audit), keys_(vault, silent_, {.per_owner_max = 2 * kAccountsMax}) {}

Result<Account> Accounts::create(const vault::Caller& caller, std::string_view name) {
  return add(caller, name, neo::PrivateKey::generate(), Origin::kMade);
}

Result<Account> Accounts::import(const vault::Caller& caller, std::string_view name, const neo::PrivateKey& key) {
  return add(caller, name, key, Origin::kImported);
}

Status Accounts::check_new(const vault::Caller& caller, std::string_view name) {
  if (!is_account_name(name)) {
    return fail(ErrorCode::kInvalidName, "an account's name has 1 to 63 of a-z, 0-9 and -", "/name");
  }
  NSL_TRY(auto transaction, vault_.database().read());
  NSL_TRY(const auto same,
          transaction.find<std::int64_t>("SELECT COUNT(*) FROM neo_accounts WHERE owner = :owner AND name = :name",
                                         caller.owner, name));
  if (same.value_or(0) != 0) {
    return fail(ErrorCode::kConflict, fmt::format("There is an account \"{}\" already.", name), "/name");
  }
  NSL_TRY(const auto count,
          transaction.find<std::int64_t>("SELECT COUNT(*) FROM neo_accounts WHERE owner = :owner", caller.owner));
  if (std::cmp_less(count.value_or(0), kAccountsMax)) return {};
  return fail(ErrorCode::kQuotaExceeded, fmt::format("an owner has at most {} accounts", kAccountsMax));
}

// The key first: one without an account is of no use to anybody, and the next account of the name replaces it.
Result<Account> Accounts::add(const vault::Caller& caller, std::string_view name, const neo::PrivateKey& key,
                              Origin origin) {
  const auto action = origin == Origin::kMade ? audit::Action::kAccountCreate : audit::Action::kAccountImport;
  if (const Status possible = check_new(caller, name); !possible) {
    audit::Event event = event_of(action, caller, is_account_name(name) ? std::string(name) : "(not a name)");
    event.refusal = possible.error().code;
    NSL_TRY_VOID(audit_.record(std::move(event)));
    return std::unexpected(possible.error());
  }
  NSL_TRY_VOID(keys_.put(keeper_of(caller), {.name = std::string(name),
                                             .value = crypto::SecretBytes::copy_of(key.bytes()),
                                             .changes = {.keep_versions = 1}}));
  AccountRow row{.owner = caller.owner,
                 .name = std::string(name),
                 .address = neo::to_address(key.account()),
                 .public_key = key.public_key().hex(),
                 .created_us = vault_.clock().wall().time_since_epoch().count(),
                 .created_by = caller.actor};
  NSL_TRY(auto transaction, vault_.database().write(storage::Durability::kOnDisk));
  static const std::string kInsert = storage::insert_into<AccountRow>("neo_accounts") + " ON CONFLICT DO NOTHING";
  NSL_TRY(const auto inserted, transaction.execute_with(kInsert, storage::values_of(row)));
  if (inserted == 0) return fail(ErrorCode::kConflict, fmt::format("There is an account \"{}\" already.", name));
  NSL_TRY_VOID(audit_.append(transaction, event_of(action, caller, fmt::format("{}, {}", name, row.address))));
  NSL_TRY_VOID(transaction.commit());
  return account_of(std::move(row));
}

Result<Account> Accounts::get(std::string_view owner, std::string_view name) {
  NSL_TRY(auto transaction, vault_.database().read());
  static const std::string kByName = kSelect + "WHERE owner = :owner AND name = :name";
  NSL_TRY(auto row, transaction.find<AccountRow>(kByName, owner, name));
  if (!row) return no_account(name);
  return account_of(*std::move(row));
}

Result<std::vector<Account>> Accounts::list(std::string_view owner) {
  NSL_TRY(auto transaction, vault_.database().read());
  static const std::string kByOwner = kSelect + "WHERE owner = :owner ORDER BY name LIMIT 1000";
  NSL_TRY(auto rows, transaction.query<AccountRow>(kByOwner, owner));
  std::vector<Account> accounts;
  for (auto& row : rows) {
    NSL_TRY(auto account, account_of(std::move(row)));
    accounts.push_back(std::move(account));
  }
  return accounts;
}

// The key first: an account without one can still be removed.
Status Accounts::remove(const vault::Caller& caller, std::string_view name) {
  const auto known = get(caller.owner, name);
  if (!known) {
    audit::Event event =
        event_of(audit::Action::kAccountDelete, caller, is_account_name(name) ? std::string(name) : "(not a name)");
    event.refusal = known.error().code;
    NSL_TRY_VOID(audit_.record(std::move(event)));
    return std::unexpected(known.error());
  }
  const Status destroyed = keys_.destroy(keeper_of(caller), name, {});
  if (!destroyed && destroyed.error().code != ErrorCode::kSecretNotFound) return destroyed;
  NSL_TRY(auto transaction, vault_.database().write(storage::Durability::kOnDisk));
  NSL_TRY_VOID(
      transaction.execute("DELETE FROM neo_grants WHERE owner = :owner AND account = :account", caller.owner, name));
  NSL_TRY_VOID(
      transaction.execute("DELETE FROM neo_accounts WHERE owner = :owner AND name = :name", caller.owner, name));
  NSL_TRY_VOID(audit_.append(transaction, event_of(audit::Action::kAccountDelete, caller,
                                                   fmt::format("{}, {}", name, neo::to_address(known->account)))));
  return transaction.commit();
}

Result<neo::PrivateKey> Accounts::key_of(const Account& account) {
  const vault::Caller keeper{.owner = key_owner(account.owner), .actor = "service"};
  auto read = keys_.read(keeper, {.name = account.name});
  if (!read && read.error().code == ErrorCode::kSecretNotFound) {
    return fail(ErrorCode::kAccountNotFound,
                fmt::format("The key of the account \"{}\" was removed; remove the account as well.", account.name));
  }
  if (!read) return std::unexpected(std::move(read).error());
  auto key = neo::PrivateKey::from_bytes(read->value.view());
  if (!key || key->account() != account.account) {
    return fail(
        ErrorCode::kVaultDamaged,
        fmt::format("The key of the account \"{}\" is not its own; the account was changed outside the service.",
                    account.name));
  }
  return key;
}

}  // namespace nsl::outbox
