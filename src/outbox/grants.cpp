#include "outbox/grants.h"

#include "audit/audit_log.h"
#include "base/json.h"
#include "crypto/constant_time.h"
#include "crypto/digest.h"
#include "neo/types/address.h"
#include "storage/database.h"
#include "storage/row.h"
#include "vault/grants.h"
#include "vault/vault.h"

#include <fmt/format.h>

#include <algorithm>

namespace nsl::outbox {
namespace {

constexpr std::string_view kMacPurpose = "neo grants 1";
constexpr std::size_t kMethodBytesMax = 32;
constexpr std::string_view kAnyMethod = "*";

struct GrantRow {
  std::string id;
  std::string owner;
  std::string account;
  std::string address;
  std::string function;
  std::string function_hash;
  std::string contracts;
  std::string methods;
  std::string scope;
  std::int64_t call_max_datoshi;
  std::int64_t day_max_datoshi;
  std::int64_t created_us;
  std::string created_by;
  std::int64_t expires_us;  // 0: never
  std::string mac;
};
BOOST_DESCRIBE_STRUCT(GrantRow, (),
                      (id, owner, account, address, function, function_hash, contracts, methods, scope,
                       call_max_datoshi, day_max_datoshi, created_us, created_by, expires_us, mac))

const std::string kSelect = "SELECT " + storage::columns<GrantRow>() + " FROM neo_grants ";

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const std::size_t blank = std::min(text.find(' '), text.size());
    words.emplace_back(text.substr(0, blank));
    text.remove_prefix(std::min(blank + 1, text.size()));
  }
  return words;
}

std::string joined(const std::vector<neo::UInt160>& contracts) {
  std::vector<std::string> words;
  for (const auto& contract : contracts) words.push_back(contract.display());
  return fmt::format("{}", fmt::join(words, " "));
}

// A JSON array: its strings cannot run into each other.
std::string mac_of(const crypto::SecretBytes& key, const GrantRow& row) {
  const auto text = json::serialize(json::array{
      row.id, row.owner, row.account, row.address, row.function, row.function_hash, row.contracts, row.methods,
      row.scope, row.call_max_datoshi, row.day_max_datoshi, row.created_us, row.created_by, row.expires_us});
  return to_hex(crypto::hmac(crypto::Hash::kSha256, {key.view()}, as_bytes(text)).view());
}

GrantRow row_of(const AccountGrant& grant) {
  return {.id = grant.id.text(),
          .owner = grant.owner,
          .account = grant.account,
          .address = neo::to_address(grant.signer),
          .function = grant.function,
          .function_hash = grant.function_hash,
          .contracts = joined(grant.contracts),
          .methods = fmt::format("{}", fmt::join(grant.methods, " ")),
          .scope = neo::to_string(grant.scope),
          .call_max_datoshi = grant.call_max.datoshi(),
          .day_max_datoshi = grant.day_max.datoshi(),
          .created_us = grant.created_at.time_since_epoch().count(),
          .created_by = grant.created_by,
          .expires_us = grant.expires_at ? grant.expires_at->time_since_epoch().count() : 0,
          .mac = {}};
}

Result<AccountGrant> parse_row(const GrantRow& row) {
  const auto id = GrantId::parse(row.id);
  if (!id) return fail(ErrorCode::kVaultDamaged, "not an id");
  NSL_TRY(const auto signer, neo::parse_address(row.address));
  NSL_TRY(const auto scope, neo::parse_witness_scope(row.scope));
  std::vector<neo::UInt160> contracts;
  for (const auto& text : split(row.contracts)) {
    NSL_TRY(const auto contract, neo::UInt160::parse(text));
    contracts.push_back(contract);
  }
  const auto time = [](std::int64_t us) { return WallTime{std::chrono::microseconds{us}}; };
  return AccountGrant{.id = *id,
                      .owner = row.owner,
                      .account = row.account,
                      .signer = signer,
                      .function = row.function,
                      .function_hash = row.function_hash,
                      .contracts = std::move(contracts),
                      .methods = split(row.methods),
                      .scope = scope,
                      .call_max = neo::Fixed8::datoshi(row.call_max_datoshi),
                      .day_max = neo::Fixed8::datoshi(row.day_max_datoshi),
                      .created_at = time(row.created_us),
                      .created_by = row.created_by,
                      .expires_at = row.expires_us == 0 ? std::nullopt : std::optional(time(row.expires_us))};
}

Result<AccountGrant> grant_of(const crypto::SecretBytes& key, const GrantRow& row) {
  auto grant = parse_row(row);
  if (grant && crypto::constant_time_equal(as_bytes(mac_of(key, row)), as_bytes(row.mac))) return grant;
  return fail(ErrorCode::kVaultDamaged,
              fmt::format("the grant {} was changed outside the service; revoke it and grant it again", row.id));
}

// Names of methods do not begin with an underscore, so that _deploy and the like cannot be granted.
bool is_method(std::string_view name) {
  if (name == kAnyMethod) return true;
  const auto allowed = [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; };
  return !name.empty() && name.size() <= kMethodBytesMax && name.front() != '_' && std::ranges::all_of(name, allowed);
}

Status check(const NewAccountGrant& request, WallTime now) {
  if (!vault::is_function_name(request.function)) {
    return fail(ErrorCode::kInvalidName, "a function's name has 1 to 63 of a-z, 0-9 and -; a grant is for one function",
                "/function");
  }
  if (!request.function_hash.empty() && !vault::is_version_hash(request.function_hash)) {
    return fail(ErrorCode::kInvalidArgument, "the hash of a version has 64 hexadecimal digits in lower case",
                "/function_hash");
  }
  if (request.contracts.empty() || request.contracts.size() > kGrantContractsMax) {
    return fail(ErrorCode::kInvalidArgument, fmt::format("a grant names 1 to {} contracts", kGrantContractsMax),
                "/contracts");
  }
  if (request.methods.empty() || request.methods.size() > kGrantMethodsMax ||
      !std::ranges::all_of(request.methods, is_method)) {
    return fail(ErrorCode::kInvalidArgument,
                fmt::format("a grant names 1 to {} methods, or * for all of its contracts", kGrantMethodsMax),
                "/methods");
  }
  if (request.call_max <= neo::Fixed8{} || request.day_max < request.call_max) {
    return fail(ErrorCode::kInvalidArgument,
                "a call may cost more than nothing, and a day not less than a call (GAS, such as 0.5)", "/call_max");
  }
  if (request.expires_at && *request.expires_at <= now) {
    return fail(ErrorCode::kInvalidArgument, "the grant would have expired already", "/expires_at");
  }
  return {};
}

std::string detail_of(const NewAccountGrant& request) {
  return fmt::format("{}: {} of {}, {}, {} GAS a call, {} a day{}{}", request.account, fmt::join(request.methods, " "),
                     joined(request.contracts), neo::to_string(request.scope), request.call_max.text(),
                     request.day_max.text(),
                     request.function_hash.empty() ? "" : ", version with hash " + request.function_hash,
                     request.expires_at ? ", until " + to_rfc3339(*request.expires_at) : "");
}

audit::Event event_of(audit::Action action, const vault::Caller& caller) {
  return {.action = action, .owner = caller.owner, .actor = caller.actor, .request = caller.request};
}

bool allows(const AccountGrant& grant, const WantedSignature& wanted, WallTime now) {
  const bool method = std::ranges::any_of(
      grant.methods, [&](const std::string& name) { return name == kAnyMethod || name == wanted.method; });
  const bool scope = wanted.scope == neo::WitnessScope::kNone || wanted.scope == neo::WitnessScope::kCalledByEntry ||
                     grant.scope == neo::WitnessScope::kGlobal;
  return method && scope && (wanted.account.empty() || grant.account == wanted.account) &&
         (grant.function_hash.empty() || grant.function_hash == wanted.function_hash) &&
         std::ranges::find(grant.contracts, wanted.contract) != grant.contracts.end() &&
         (!grant.expires_at || now < *grant.expires_at);
}

}  // namespace

Result<AccountGrant> AccountGrants::add(const vault::Caller& caller, const NewAccountGrant& request) {
  audit::Event event = event_of(audit::Action::kAccountGrant, caller);
  event.function = vault::is_function_name(request.function) ? request.function : "";
  Status form = check(request, vault_.clock().wall());
  if (form) event.detail = detail_of(request);
  Result<Account> account = form ? accounts_.get(caller.owner, request.account) : std::unexpected(form.error());
  auto grant = account ? add_checked(caller, request, *account) : std::unexpected(account.error());
  if (!grant) NSL_TRY_VOID(refused(std::move(event), grant.error()));
  return grant;
}

Result<AccountGrant> AccountGrants::add_checked(const vault::Caller& caller, const NewAccountGrant& request,
                                                const Account& account) {
  const AccountGrant grant{.id = GrantId::generate(),
                           .owner = caller.owner,
                           .account = account.name,
                           .signer = account.account,
                           .function = request.function,
                           .function_hash = request.function_hash,
                           .contracts = request.contracts,
                           .methods = request.methods,
                           .scope = request.scope,
                           .call_max = request.call_max,
                           .day_max = request.day_max,
                           .created_at = vault_.clock().wall(),
                           .created_by = caller.actor,
                           .expires_at = request.expires_at};
  GrantRow row = row_of(grant);
  NSL_TRY(const auto key, vault_.derived_key(kMacPurpose));
  row.mac = mac_of(key, row);
  NSL_TRY(auto transaction, vault_.database().write(storage::Durability::kOnDisk));
  NSL_TRY(const auto count,
          transaction.find<std::int64_t>("SELECT COUNT(*) FROM neo_grants WHERE owner = :owner AND account = :account",
                                         row.owner, row.account));
  if (std::cmp_greater_equal(count.value_or(0), kAccountGrantsMax)) {
    return fail(ErrorCode::kQuotaExceeded,
                fmt::format("an account has at most {} grants; revoke some", kAccountGrantsMax));
  }
  static const std::string kInsert = storage::insert_into<GrantRow>("neo_grants");
  NSL_TRY_VOID(transaction.execute_with(kInsert, storage::values_of(row)));
  audit::Event event = event_of(audit::Action::kAccountGrant, caller);
  event.grant = row.id;
  event.function = grant.function;
  event.detail = detail_of(request);
  NSL_TRY_VOID(audit_.append(transaction, event));
  NSL_TRY_VOID(transaction.commit());
  return grant;
}

Status AccountGrants::revoke(const vault::Caller& caller, std::string_view account, GrantId id) {
  audit::Event event = event_of(audit::Action::kAccountRevoke, caller);
  event.grant = id.text();
  event.detail = is_account_name(account) ? std::string(account) : "";
  NSL_TRY(auto transaction, vault_.database().write(storage::Durability::kOnDisk));
  NSL_TRY(const auto removed,
          transaction.execute("DELETE FROM neo_grants WHERE id = :id AND owner = :owner AND account = :account",
                              event.grant, caller.owner, account));
  if (removed == 1) {
    NSL_TRY_VOID(audit_.append(transaction, event));
    return transaction.commit();
  }
  NSL_TRY_VOID(transaction.commit());  // gives the database free before the refusal is recorded
  const Error unknown{ErrorCode::kGrantNotFound, fmt::format("there is no grant {} of this account", id.text()), {}};
  NSL_TRY_VOID(refused(std::move(event), unknown));
  return std::unexpected(unknown);
}

Result<std::vector<AccountGrant>> AccountGrants::list(const vault::Caller& caller, std::string_view account) {
  NSL_TRY_VOID(accounts_.get(caller.owner, account));
  NSL_TRY(const auto key, vault_.derived_key(kMacPurpose));
  NSL_TRY(auto transaction, vault_.database().read());
  static const std::string kByAccount = kSelect + "WHERE owner = :owner AND account = :account ORDER BY id DESC";
  NSL_TRY(const auto rows, transaction.query<GrantRow>(kByAccount, caller.owner, account));
  std::vector<AccountGrant> grants;
  for (const auto& row : rows) {
    NSL_TRY(auto grant, grant_of(key, row));
    grants.push_back(std::move(grant));
  }
  return grants;
}

Result<AccountGrant> AccountGrants::find(const WantedSignature& wanted) {
  NSL_TRY(const auto key, vault_.derived_key(kMacPurpose));
  NSL_TRY(auto transaction, vault_.database().read());
  static const std::string kByFunction = kSelect + "WHERE owner = :owner AND function = :function ORDER BY id";
  NSL_TRY(const auto rows, transaction.query<GrantRow>(kByFunction, wanted.owner, wanted.function));
  std::optional<AccountGrant> found;
  const WallTime now = vault_.clock().wall();
  for (const auto& row : rows) {
    NSL_TRY(auto grant, grant_of(key, row));
    if (!allows(grant, wanted, now)) continue;
    if (found && found->account != grant.account) {
      return fail(ErrorCode::kNeoNotGranted,
                  fmt::format("{} is granted several accounts for this; name one", wanted.function));
    }
    if (!found) found = std::move(grant);
  }
  if (found) return *std::move(found);
  return fail(ErrorCode::kNeoNotGranted,
              fmt::format("{} has no grant to have {} sign {} of {} with scope {}", wanted.function,
                          wanted.account.empty() ? "an account" : wanted.account, wanted.method,
                          wanted.contract.display(), neo::to_string(wanted.scope)));
}

// Records the refusal; an error only when that fails.
Status AccountGrants::refused(audit::Event event, const Error& why) {
  event.refusal = why.code;
  return audit_.record(std::move(event));
}

}  // namespace nsl::outbox
