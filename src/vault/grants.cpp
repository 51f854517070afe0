#include "vault/grants.h"

#include "vault/keyring.h"
#include "vault/vault.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace nsl::vault {
namespace {

constexpr std::size_t kHostMax = 253;
constexpr std::size_t kFunctionNameMax = 63;
constexpr std::size_t kHashDigits = 64;

bool all_of(std::string_view text, std::string_view alphabet) { return text.find_first_not_of(alphabet) == text.npos; }

bool is_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc{} && end == text.data() + text.size() && port != 0 && !text.starts_with('0');
}

bool is_label(std::string_view label) {
  return !label.empty() && label.size() <= 63 && all_of(label, "abcdefghijklmnopqrstuvwxyz0123456789-_") &&
         !label.starts_with('-') && !label.ends_with('-');
}

bool is_name_or_address(std::string_view host) {
  if (host.starts_with('['))
    return host.size() > 3 && host.ends_with(']') && all_of(host.substr(1, host.size() - 2), "0123456789abcdef:");
  if (host.empty() || host.size() > kHostMax) return false;
  for (std::size_t at = 0; at <= host.size();) {
    const std::size_t dot = std::min(host.find('.', at), host.size());
    if (!is_label(host.substr(at, dot - at))) return false;
    at = dot + 1;
  }
  return true;
}

std::string joined(const std::vector<std::string>& hosts) { return fmt::format("{}", fmt::join(hosts, " ")); }

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> hosts;
  while (!text.empty()) {
    const std::size_t blank = std::min(text.find(' '), text.size());
    hosts.emplace_back(text.substr(0, blank));
    text.remove_prefix(std::min(blank + 1, text.size()));
  }
  return hosts;
}

GrantRow row_of(const Grant& grant) {
  return {.id = grant.id.text(),
          .owner = grant.owner,
          .secret = grant.secret,
          .secret_id = grant.secret_id.text(),
          .function = grant.function,
          .function_hash = grant.function_hash,
          .hosts = joined(grant.hosts),
          .exposure = std::string(to_string(grant.exposure)),
          .created_us = grant.created_at.time_since_epoch().count(),
          .created_by = grant.created_by,
          .expires_us = grant.expires_at ? grant.expires_at->time_since_epoch().count() : 0,
          .mac = {}};
}

// The row has been checked.
Result<Grant> grant_of(const GrantRow& row) {
  const auto id = GrantId::parse(row.id);
  const auto secret_id = SecretId::parse(row.secret_id);
  const auto exposure = parse_exposure(row.exposure);
  if (!id || !secret_id || !exposure) return damaged_row(GrantRow::kTable);
  const auto time = [](std::int64_t us) { return WallTime{std::chrono::microseconds{us}}; };
  return Grant{.id = *id,
               .owner = row.owner,
               .secret = row.secret,
               .secret_id = *secret_id,
               .function = row.function,
               .function_hash = row.function_hash,
               .hosts = split(row.hosts),
               .exposure = *exposure,
               .created_at = time(row.created_us),
               .created_by = row.created_by,
               .expires_at = row.expires_us == 0 ? std::nullopt : std::optional(time(row.expires_us))};
}

Status check(const NewGrant& request, WallTime now) {
  if (!is_function_name(request.function)) {
    return fail(ErrorCode::kInvalidName, "a function's name has 1 to 63 of a-z, 0-9 and -; a grant is for one function",
                "/function");
  }
  if (!request.function_hash.empty() && !is_version_hash(request.function_hash)) {
    return fail(ErrorCode::kInvalidArgument, "the hash of a version has 64 hexadecimal digits in lower case",
                "/function_hash");
  }
  if (request.hosts.size() > kGrantHostsMax) {
    return fail(ErrorCode::kInvalidArgument, fmt::format("a grant names at most {} hosts", kGrantHostsMax), "/hosts");
  }
  for (std::size_t i = 0; i < request.hosts.size(); ++i) {
    if (is_grant_host(request.hosts[i])) continue;
    return fail(ErrorCode::kInvalidArgument,
                "a grant names whole hosts, in lower case and ASCII, perhaps with a port: api.example.com or "
                "api.example.com:8443",
                fmt::format("/hosts/{}", i));
  }
  if (request.exposure == Exposure::kReference && request.hosts.empty()) {
    return fail(ErrorCode::kInvalidArgument, "a reference is of use only with the hosts that the value may be sent to",
                "/hosts");
  }
  if (request.expires_at && *request.expires_at <= now) {
    return fail(ErrorCode::kInvalidArgument, "the grant would have expired already", "/expires_at");
  }
  return {};
}

const std::string& select_grants() {
  static const std::string sql = select_from<GrantRow>() + "WHERE owner = :owner AND secret = :secret LIMIT 1000";
  return sql;
}

std::string detail_of(const NewGrant& request) {
  std::string text =
      fmt::format("{} to {}", to_string(request.exposure), request.hosts.empty() ? "no host" : joined(request.hosts));
  if (!request.function_hash.empty()) text += fmt::format(", version with hash {}", request.function_hash);
  if (request.expires_at) text += fmt::format(", until {}", to_rfc3339(*request.expires_at));
  return text;
}

audit::Event event_of(audit::Action action, const Caller& caller, std::string_view secret) {
  return {.action = action,
          .owner = caller.owner,
          .actor = caller.actor,
          .secret = std::string(secret),
          .request = caller.request};
}

// Of grants for one use: the newest that names the host, else the newest, with the hosts of them all.
Grant joined(std::vector<Grant> grants, std::string_view host) {
  std::ranges::sort(grants, std::ranges::greater{}, &Grant::id);
  const auto names_host = [&](const Grant& grant) { return std::ranges::find(grant.hosts, host) != grant.hosts.end(); };
  const auto named = std::ranges::find_if(grants, names_host);
  Grant chosen = named != grants.end() ? *named : grants.front();
  for (const Grant& grant : grants) {
    for (const std::string& other : grant.hosts) {
      if (std::ranges::find(chosen.hosts, other) == chosen.hosts.end()) chosen.hosts.push_back(other);
    }
  }
  return chosen;
}

}  // namespace

std::string_view to_string(Exposure exposure) { return exposure == Exposure::kValue ? "value" : "reference"; }

std::optional<Exposure> parse_exposure(std::string_view text) {
  if (text == "value") return Exposure::kValue;
  if (text == "reference") return Exposure::kReference;
  return std::nullopt;
}

bool is_function_name(std::string_view name) {
  return !name.empty() && name.size() <= kFunctionNameMax && all_of(name, "abcdefghijklmnopqrstuvwxyz0123456789-");
}

bool is_version_hash(std::string_view text) { return text.size() == kHashDigits && all_of(text, "0123456789abcdef"); }

bool is_grant_host(std::string_view text) {
  const std::size_t bracket = text.rfind(']');
  const std::size_t colon = text.find(':', bracket == text.npos ? 0 : bracket);
  if (colon != text.npos && !is_port(text.substr(colon + 1))) return false;
  return is_name_or_address(text.substr(0, colon));
}

Result<Grant> GrantStore::add(const Caller& caller, const NewGrant& request) {
  audit::Event event = event_of(audit::Action::kGrantAdd, caller, request.secret);
  event.function = request.function;
  event.detail = detail_of(request);
  const auto refuse = [&](const Error& why) { return refused(caller, event, why); };
  if (const Status form = check(request, vault_.clock().wall()); !form) {
    NSL_TRY_VOID(refuse(form.error()));
    return std::unexpected(form.error());
  }
  const auto secret = secrets_.get(caller, request.secret);
  if (!secret) {
    NSL_TRY_VOID(refuse(secret.error()));
    return std::unexpected(secret.error());
  }
  auto grant = add_checked(caller, request, *secret);
  if (!grant) NSL_TRY_VOID(refuse(grant.error()));
  return grant;
}

Result<Grant> GrantStore::add_checked(const Caller& caller, const NewGrant& request, const Secret& secret) {
  const Grant grant{.id = GrantId::generate(),
                    .owner = caller.owner,
                    .secret = secret.name,
                    .secret_id = secret.id,
                    .function = request.function,
                    .function_hash = request.function_hash,
                    .hosts = request.hosts,
                    .exposure = request.exposure,
                    .created_at = vault_.clock().wall(),
                    .created_by = caller.actor,
                    .expires_at = request.expires_at};
  GrantRow row = row_of(grant);
  NSL_TRY(const auto keyring, vault_.keyring());
  NSL_TRY(auto change, keyring->ledger().change());
  // Those of a secret that had this name before are of no use any more.
  NSL_TRY(const auto present, change.query<GrantRow>(select_grants(), row.owner, row.secret));
  std::size_t count = 0;
  for (const GrantRow& other : present) {
    if (other.secret_id == row.secret_id) ++count;
    else NSL_TRY_VOID(change.erase(other));
  }
  if (count >= kGrantsMax)
    return fail(ErrorCode::kQuotaExceeded, fmt::format("a secret has at most {} grants; revoke some", kGrantsMax));
  NSL_TRY_VOID(change.insert(row));
  audit::Event event = event_of(audit::Action::kGrantAdd, caller, grant.secret);
  event.secret_id = row.secret_id;
  event.grant = row.id;
  event.function = grant.function;
  event.detail = detail_of(request);
  NSL_TRY_VOID(audit_.append(change.transaction(), event));
  NSL_TRY_VOID(change.commit());
  return grant;
}

Status GrantStore::revoke(const Caller& caller, std::string_view secret, GrantId id) {
  audit::Event event = event_of(audit::Action::kGrantRevoke, caller, secret);
  event.grant = id.text();
  if (const Status removed = remove(event); removed || removed.error().code != ErrorCode::kGrantNotFound)
    return removed;
  const Error unknown{ErrorCode::kGrantNotFound, fmt::format("there is no grant {} of this secret", event.grant), {}};
  NSL_TRY_VOID(refused(caller, event, unknown));
  return std::unexpected(unknown);
}

// The row and its record, in one transaction.
Status GrantStore::remove(const audit::Event& event) {
  static const std::string kSelect = select_from<GrantRow>() + "WHERE id = :id AND owner = :owner AND secret = :secret";
  NSL_TRY(const auto keyring, vault_.keyring());
  NSL_TRY(auto change, keyring->ledger().change());
  NSL_TRY(const auto row, change.find<GrantRow>(kSelect, event.grant, event.owner, event.secret));
  if (!row) return fail(ErrorCode::kGrantNotFound, {});
  NSL_TRY_VOID(change.erase(*row));
  NSL_TRY_VOID(audit_.append(change.transaction(), event));
  NSL_TRY_VOID(change.commit());
  revoked_.with([&](std::set<std::string>& revoked) {
    revoked.insert(row->id);
    if (revoked.size() > kRevokedMax) revoked.erase(revoked.begin());  // the oldest grant
  });
  return {};
}

Result<std::vector<Grant>> GrantStore::list(const Caller& caller, std::string_view secret) {
  NSL_TRY(const Secret known, secrets_.get(caller, secret));
  NSL_TRY(auto grants, grants_of(caller.owner, secret));
  std::erase_if(grants, [&](const Grant& grant) { return grant.secret_id != known.id; });
  std::ranges::sort(grants, std::ranges::greater{}, &Grant::id);
  return grants;
}

Result<std::vector<Grant>> GrantStore::grants_of(std::string_view owner, std::string_view secret) {
  NSL_TRY(const auto keyring, vault_.keyring());
  NSL_TRY(auto transaction, keyring->ledger().read());
  NSL_TRY(const auto rows, keyring->ledger().query<GrantRow>(transaction, select_grants(), owner, secret));
  std::vector<Grant> grants;
  for (const GrantRow& row : rows) {
    NSL_TRY(auto grant, grant_of(row));
    grants.push_back(std::move(grant));
  }
  const bool put_back = revoked_.with([&](const std::set<std::string>& revoked) {
    return std::ranges::any_of(rows, [&](const GrantRow& row) { return revoked.contains(row.id); });
  });
  if (put_back) return damaged_row(GrantRow::kTable);
  return grants;
}

Result<Grant> GrantStore::find(const WantedUse& use) {
  NSL_TRY(const auto grants, grants_of(use.owner, use.secret));
  const WallTime now = vault_.clock().wall();
  const auto allows = [&](const Grant& grant) {
    return grant.function == use.function &&
           (grant.function_hash.empty() || grant.function_hash == use.function_hash) &&
           (grant.exposure == Exposure::kValue || use.exposure == Exposure::kReference) &&
           (!grant.expires_at || now < *grant.expires_at);
  };
  std::vector<Grant> allowing;
  std::ranges::copy_if(grants, std::back_inserter(allowing), allows);
  if (!allowing.empty()) return joined(std::move(allowing), use.host);
  return fail(ErrorCode::kHostCallDenied,
              fmt::format("{} has no grant for the {} of a secret of this name", use.function,
                          use.exposure == Exposure::kValue ? "value" : "use"));
}

// Records the refusal; an error only when that fails.
Status GrantStore::refused(const Caller& caller, audit::Event event, const Error& why) {
  event.owner = caller.owner;
  event.refusal = why.code;
  return audit_.record(std::move(event));
}

}  // namespace nsl::vault
