#include "auth/token_registry.h"

#include "auth/bearer.h"
#include "base/bytes.h"
#include "storage/row.h"

#include <fmt/format.h>

#include <algorithm>

namespace nsl::auth {
namespace {

using storage::Durability;

struct TokenRow {
  std::string id;
  std::string owner;
  std::string name;
  std::string digest;  // hex
  std::string scopes;  // separated by blanks, as networks
  std::string networks;
  std::int64_t created_us;
  std::string created_by;
  std::optional<std::int64_t> expires_us;
  std::optional<std::int64_t> used_us;
  std::string identity;
};
BOOST_DESCRIBE_STRUCT(TokenRow, (),
                      (id, owner, name, digest, scopes, networks, created_us, created_by, expires_us, used_us, identity))

std::optional<WallTime> to_time(std::optional<std::int64_t> us) {
  return us ? std::optional(WallTime{std::chrono::microseconds{*us}}) : std::nullopt;
}

std::optional<std::int64_t> to_us(std::optional<WallTime> time) {
  return time ? std::optional<std::int64_t>(time->time_since_epoch().count()) : std::nullopt;
}

std::string joined(Scopes scopes) {
  std::vector<std::string_view> names;
  for (const Scope scope : kAllScopes) {
    if (scopes.has(scope)) names.push_back(to_string(scope));
  }
  return fmt::format("{}", fmt::join(names, " "));
}

std::string joined(const std::vector<net::Network>& networks) {
  std::vector<std::string> texts;
  for (const net::Network& network : networks) {
    texts.push_back(network.text());
  }
  return fmt::format("{}", fmt::join(texts, " "));
}

template <typename Visit>
void for_each_word(std::string_view text, Visit visit) {
  while (!text.empty()) {
    const std::size_t blank = std::min(text.find(' '), text.size());
    visit(text.substr(0, blank));
    text.remove_prefix(std::min(blank + 1, text.size()));
  }
}

// What this version of the program does not know is left out of the scopes, and makes a network unusable.
Result<Token> token_of(const TokenRow& row) {
  Token token{.id = {},
              .owner = row.owner,
              .name = row.name,
              .scopes = {},
              .networks = {},
              .created_at = *to_time(row.created_us),
              .created_by = row.created_by,
              .expires_at = to_time(row.expires_us),
              .used_at = to_time(row.used_us),
              .identity = row.identity};
  const auto id = TokenId::parse(row.id);
  if (!id) return fail(ErrorCode::kStorageFailed, "The database has a token that cannot be read.");
  token.id = *id;
  for_each_word(row.scopes, [&](std::string_view word) {
    if (const auto scope = parse_scope(word)) token.scopes.add(*scope);
  });
  Status networks;
  for_each_word(row.networks, [&](std::string_view word) {
    auto network = net::Network::parse(word);
    if (network) token.networks.push_back(*network);
    else networks = std::unexpected(network.error());
  });
  NSL_TRY_VOID(networks);
  return token;
}

Principal principal_of(const Token& token) {
  return {.owner = token.owner,
          .token_name = token.name,
          .scopes = token.scopes,
          .expires_at = token.expires_at,
          .networks = token.networks,
          .identity = token.identity};
}

std::optional<TokenDigest> digest_of_row(const TokenRow& row) {
  const auto bytes = from_hex(row.digest);
  TokenDigest digest{};
  if (!bytes || bytes->size() != digest.size()) return std::nullopt;
  std::ranges::copy(*bytes, digest.begin());
  return digest;
}

TokenRow row_of(const Token& token, const TokenDigest& digest) {
  return {.id = token.id.text(),
          .owner = token.owner,
          .name = token.name,
          .digest = to_hex(digest),
          .scopes = joined(token.scopes),
          .networks = joined(token.networks),
          .created_us = token.created_at.time_since_epoch().count(),
          .created_by = token.created_by,
          .expires_us = to_us(token.expires_at),
          .used_us = {},
          .identity = token.identity};
}

// Of those who signed in with a wallet: nothing else is made by an identity itself.
constexpr const char* kSessionsOfOwner = " FROM tokens WHERE owner = :owner AND created_by LIKE 'neo:%' ORDER BY created_us";

Error too_many_tokens() {
  return {ErrorCode::kQuotaExceeded, fmt::format("There are {} tokens, as many as there may be.", kTokensMax), {}};
}

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= 63 &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

Status check(const NewToken& request, WallTime now) {
  if (!is_name(request.name)) {
    return fail(ErrorCode::kInvalidName, "A token's name has 1 to 63 characters: a-z, 0-9 and -.", "/name");
  }
  if (request.scopes.empty()) {
    return fail(ErrorCode::kInvalidArgument, "A token without a scope would be good for nothing.", "/scopes");
  }
  if (request.networks.size() > kTokenNetworksMax) {
    return fail(ErrorCode::kInvalidArgument, fmt::format("A token names at most {} networks.", kTokenNetworksMax),
                "/networks");
  }
  if (request.expires_at && *request.expires_at <= now) {
    return fail(ErrorCode::kInvalidArgument, "The token would have expired already.", "/expires_at");
  }
  return {};
}

// Nobody gives what he has not.
Status check_maker(const Principal& maker, const NewToken& request) {
  for (const Scope scope : kAllScopes) {
    if (request.scopes.has(scope) && !maker.scopes.has(scope)) {
      return fail(ErrorCode::kForbidden,
                  fmt::format("Your own token lacks the scope {}, so it cannot give it.", to_string(scope)), "/scopes");
    }
  }
  if (!maker.networks.empty()) {
    return fail(ErrorCode::kForbidden, "A token that is bound to networks makes no other tokens.");
  }
  if (maker.expires_at && (!request.expires_at || *request.expires_at > *maker.expires_at)) {
    return fail(ErrorCode::kForbidden,
                fmt::format("A token does not outlive the one it was made with, which expires at {}.",
                            to_rfc3339(*maker.expires_at)),
                "/expires_at");
  }
  return {};
}

audit::Event event_of(const TokenCaller& caller, audit::Action action, std::string_view name) {
  audit::Event event{
      .action = action, .owner = caller.principal.owner, .actor = fmt::format("token:{}", caller.principal.token_name)};
  event.request = caller.request;
  event.detail = fmt::format("token {}", name);
  return event;
}

Error no_such_token() { return {ErrorCode::kTokenNotFound, "There is no token of this name.", {}}; }

}  // namespace

Result<std::unique_ptr<TokenRegistry>> TokenRegistry::create(Parts parts) {
  std::unique_ptr<TokenRegistry> registry(new TokenRegistry(parts));
  NSL_TRY_VOID(registry->load());
  return registry;
}

Status TokenRegistry::load() {
  NSL_TRY(auto transaction, parts_.database.read());
  NSL_TRY(const auto rows, transaction.query<TokenRow>("SELECT " + storage::columns<TokenRow>() + " FROM tokens"));
  for (const TokenRow& row : rows) {
    NSL_TRY(const Token token, token_of(row));
    if (const auto digest = digest_of_row(row)) parts_.tokens.add(*digest, principal_of(token));
  }
  return {};
}

Result<MadeToken> TokenRegistry::create_token(const TokenCaller& caller, const NewToken& request) {
  auto made = insert(caller, request);
  if (!made) NSL_TRY_VOID(refused(caller, audit::Action::kTokenCreate, request.name, made.error()));
  return made;
}

Result<MadeToken> TokenRegistry::insert(const TokenCaller& caller, const NewToken& request) {
  const WallTime now = parts_.clock.wall();
  NSL_TRY_VOID(check(request, now));
  NSL_TRY_VOID(check_maker(caller.principal, request));
  MadeToken made{.token = {.id = TokenId::generate(),
                           .owner = caller.principal.owner,
                           .name = request.name,
                           .scopes = request.scopes,
                           .networks = request.networks,
                           .created_at = now,
                           .created_by = fmt::format("token:{}", caller.principal.token_name),
                           .expires_at = request.expires_at,
                           .used_at = {},
                           .identity = caller.principal.identity},
                 .text = new_token()};
  const TokenDigest digest = digest_of(made.text);

  NSL_TRY(auto transaction, parts_.database.write(Durability::kOnDisk));
  NSL_TRY(const auto names, transaction.query<std::string>("SELECT name FROM tokens WHERE owner = :owner LIMIT :most",
                                                           made.token.owner, kTokensMax));
  if (std::ranges::find(names, request.name) != names.end()) {
    return fail(ErrorCode::kConflict, "There is a token of this name; revoke it first, or choose another.", "/name");
  }
  if (names.size() >= kTokensMax) {
    return std::unexpected(too_many_tokens());
  }
  const TokenRow row = row_of(made.token, digest);
  NSL_TRY_VOID(transaction.execute_with(storage::insert_into<TokenRow>("tokens"), storage::values_of(row)));
  audit::Event event = event_of(caller, audit::Action::kTokenCreate, request.name);
  event.detail += fmt::format(" with {}", row.scopes);
  NSL_TRY_VOID(parts_.audit.append(transaction, event));
  NSL_TRY_VOID(transaction.commit());
  parts_.tokens.add(digest, principal_of(made.token));
  return made;
}

Status TokenRegistry::make_room(storage::Transaction& transaction, const NewSession& session,
                                std::vector<TokenDigest>& gone) {
  const auto remove = [&](const TokenRow& row) -> Status {
    NSL_TRY_VOID(transaction.execute("DELETE FROM tokens WHERE id = :id", row.id));
    if (const auto digest = digest_of_row(row)) gone.push_back(*digest);
    return {};
  };
  NSL_TRY(const auto rows,
          transaction.query<TokenRow>("SELECT " + storage::columns<TokenRow>() + kSessionsOfOwner, session.owner));
  const WallTime now = parts_.clock.wall();
  std::vector<const TokenRow*> own;
  for (const TokenRow& row : rows) {
    if (const auto expiry = to_time(row.expires_us); expiry && *expiry <= now) {
      NSL_TRY_VOID(remove(row));
    } else if (row.created_by == session.identity) {
      own.push_back(&row);
    }
  }
  for (std::size_t i = 0; i + kSessionsMax <= own.size(); ++i) NSL_TRY_VOID(remove(*own[i]));
  NSL_TRY(const auto left, transaction.find<std::int64_t>("SELECT COUNT(*) FROM tokens WHERE owner = :owner",
                                                          session.owner));
  if (left.value_or(0) >= static_cast<std::int64_t>(kTokensMax)) return std::unexpected(too_many_tokens());
  return {};
}

Result<MadeToken> TokenRegistry::open_session(const NewSession& session) {
  const TokenId id = TokenId::generate();
  MadeToken made{.token = {.id = id,
                           .owner = session.owner,
                           .name = "session-" + id.text().substr(TokenTag::kPrefix.size() + 1),
                           .scopes = session.scopes,
                           .networks = {},
                           .created_at = parts_.clock.wall(),
                           .created_by = session.identity,
                           .expires_at = session.expires_at,
                           .used_at = {},
                           .identity = session.identity},
                 .text = new_token()};
  const TokenDigest digest = digest_of(made.text);
  const TokenRow row = row_of(made.token, digest);
  std::vector<TokenDigest> gone;

  NSL_TRY(auto transaction, parts_.database.write(Durability::kOnDisk));
  NSL_TRY_VOID(make_room(transaction, session, gone));
  NSL_TRY_VOID(transaction.execute_with(storage::insert_into<TokenRow>("tokens"), storage::values_of(row)));
  audit::Event event{.action = audit::Action::kTokenCreate, .owner = session.owner, .actor = session.identity};
  event.request = session.request;
  event.detail = fmt::format("token {} with {}", made.token.name, row.scopes);
  NSL_TRY_VOID(parts_.audit.append(transaction, event));
  NSL_TRY_VOID(transaction.commit());
  for (const TokenDigest& ended : gone) parts_.tokens.remove(ended);
  parts_.tokens.add(digest, principal_of(made.token));
  return made;
}

Status TokenRegistry::end_stale_tokens(const FindMember& find_member) {
  NSL_TRY(auto transaction, parts_.database.write(Durability::kOnDisk));
  NSL_TRY(const auto rows, transaction.query<TokenRow>("SELECT " + storage::columns<TokenRow>() +
                                                       " FROM tokens WHERE identity <> ''"));
  std::vector<TokenDigest> gone;
  for (const TokenRow& row : rows) {
    NSL_TRY(const Token token, token_of(row));
    const auto member = find_member(row.identity, row.owner);
    const bool is_session = row.created_by == row.identity;
    const bool as_it_was = !is_session || (member && scopes_of(*member) == token.scopes);
    if (as_it_was && holds(principal_of(token), find_member)) continue;
    NSL_TRY_VOID(transaction.execute("DELETE FROM tokens WHERE id = :id", row.id));
    audit::Event event{.action = audit::Action::kTokenRevoke, .owner = row.owner, .actor = "service"};
    event.detail = fmt::format("token {} of {}, who is not that any more", row.name, row.identity);
    NSL_TRY_VOID(parts_.audit.append(transaction, event));
    if (const auto digest = digest_of_row(row)) gone.push_back(*digest);
  }
  NSL_TRY_VOID(transaction.commit());
  for (const TokenDigest& ended : gone) parts_.tokens.remove(ended);
  return {};
}

Status TokenRegistry::revoke(const TokenCaller& caller, std::string_view name) {
  const Status removed = remove(caller, name);
  if (!removed) NSL_TRY_VOID(refused(caller, audit::Action::kTokenRevoke, name, removed.error()));
  return removed;
}

Status TokenRegistry::remove(const TokenCaller& caller, std::string_view name) {
  NSL_TRY(auto transaction, parts_.database.write(Durability::kOnDisk));
  NSL_TRY(const auto row, transaction.find<TokenRow>("SELECT " + storage::columns<TokenRow>() +
                                                         " FROM tokens WHERE owner = :owner AND name = :name",
                                                     caller.principal.owner, name));
  if (!row) return std::unexpected(no_such_token());
  NSL_TRY_VOID(transaction.execute("DELETE FROM tokens WHERE id = :id", row->id));
  NSL_TRY_VOID(parts_.audit.append(transaction, event_of(caller, audit::Action::kTokenRevoke, name)));
  NSL_TRY_VOID(transaction.commit());
  if (const auto digest = digest_of_row(*row)) parts_.tokens.remove(*digest);
  return {};
}

Result<std::vector<Token>> TokenRegistry::list(std::string_view owner) {
  NSL_TRY_VOID(save_uses());
  NSL_TRY(auto transaction, parts_.database.read());
  NSL_TRY(const auto rows,
          transaction.query<TokenRow>(
              "SELECT " + storage::columns<TokenRow>() + " FROM tokens WHERE owner = :owner ORDER BY name LIMIT :most",
              owner, kTokensMax));
  std::vector<Token> tokens;
  for (const TokenRow& row : rows) {
    NSL_TRY(tokens.emplace_back(), token_of(row));
  }
  return tokens;
}

Result<Token> TokenRegistry::get(std::string_view owner, std::string_view name) {
  NSL_TRY(const auto tokens, list(owner));
  const auto found = std::ranges::find(tokens, name, &Token::name);
  if (found == tokens.end()) return std::unexpected(no_such_token());
  return *found;
}

Result<bool> TokenRegistry::has_any() {
  NSL_TRY(auto transaction, parts_.database.read());
  NSL_TRY(const auto id, transaction.find<std::string>("SELECT id FROM tokens LIMIT 1"));
  return id.has_value();
}

Status TokenRegistry::save_uses() {
  const auto used = parts_.tokens.take_used();
  if (used.empty()) return {};
  const WallTime now = parts_.clock.wall();
  NSL_TRY(auto transaction, parts_.database.write(Durability::kGrouped));
  for (const TokenDigest& digest : used) {
    NSL_TRY_VOID(transaction.execute("UPDATE tokens SET used_us = :now WHERE digest = :digest", now, to_hex(digest)));
  }
  return transaction.commit();
}

Status TokenRegistry::refused(const TokenCaller& caller, audit::Action action, std::string_view name,
                              const Error& why) {
  audit::Event event = event_of(caller, action, name);
  event.refusal = why.code;
  return parts_.audit.record(std::move(event));
}

}  // namespace nsl::auth
