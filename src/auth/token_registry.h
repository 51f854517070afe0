#pragma once
// TokenRegistry: the API tokens that people make. Kept in the database, of each token its SHA-256 only; those that hold
// are put into the TokenStore, which requests are checked against.
//
//   NSL_TRY(auto registry, TokenRegistry::create({database, tokens, audit, clock}));
//   NSL_TRY(auto made, registry->create_token(caller, {.name = "ci", .scopes = {Scope::kFunctionsWrite}}));
//   show_once(made.text);
//
// Nobody gets more than he has: a token has no scope that its maker's lacks and does not outlive it, and a token that
// is bound to networks makes none. What goes back to somebody's identity, however many tokens are between, is good only as long
// as he is a member of its owner in a role that may as much (bearer.h looks at each request). Making and revoking is recorded in the audit log with the change, refusals too.

#include "audit/audit_log.h"
#include "auth/identities.h"
#include "auth/principal.h"
#include "auth/tokens.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/id.h"
#include "storage/database.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nsl::auth {

struct Token {
  TokenId id;
  std::string owner;
  std::string name;  // [a-z0-9-]{1,63}, unique for its owner
  Scopes scopes;
  std::vector<net::Network> networks;  // where it may be shown from; empty: anywhere
  WallTime created_at;
  std::string created_by;  // "token:NAME", or the identity of who signed in
  std::optional<WallTime> expires_at;
  std::optional<WallTime> used_at;  // to the minute
  std::string identity = {};  // whose word it goes back to, over all tokens between; empty: nobody's
};

struct NewToken {
  std::string name{};
  Scopes scopes{};
  std::vector<net::Network> networks{};
  std::optional<WallTime> expires_at{};
};

struct MadeToken {
  Token token;
  std::string text;  // the secret: shown once, kept nowhere
};

// Who makes or revokes a token.
struct TokenCaller {
  const Principal& principal;
  std::string request;  // id of the API request
};

inline constexpr std::size_t kTokensMax = 100;        // of one owner
inline constexpr std::size_t kTokenNetworksMax = 16;  // of one token

// Somebody who has proved who he is (identities.h) and gets a token for it.
struct NewSession {
  std::string identity;
  std::string owner;
  Scopes scopes;
  WallTime expires_at;
  std::string request;  // id of the API request
};

inline constexpr std::size_t kSessionsMax = 5;  // of one identity: a laptop, a desktop, …

// Every call blocks on the database. Thread-safe.
class TokenRegistry {
 public:
  // All outlive the registry. Puts every token that is stored into `tokens`.
  struct Parts {
    storage::Database& database;
    TokenStore& tokens;
    audit::AuditLog& audit;
    const Clock& clock;
  };
  static Result<std::unique_ptr<TokenRegistry>> create(Parts parts);

  // kInvalidName, kInvalidArgument (no scope, an expiry in the past), kForbidden (more than the maker has), kConflict
  // (the name is taken), kQuotaExceeded. On disk and good for requests when it returns.
  Result<MadeToken> create_token(const TokenCaller& caller, const NewToken& request);

  // A token with a name of its own ("session-…"). Sessions of the owner that have expired go; of more than kSessionsMax of
  // one identity so does the oldest. kQuotaExceeded, as above.
  Result<MadeToken> open_session(const NewSession& session);

  // Takes away the tokens that do not hold any more because of what became of their identities, and the sessions of those
  // whose role is another one now. Nobody gets in with the former even before that.
  Status end_stale_tokens(const FindMember& find_member);

  // From now on nobody gets in with it; requests that are under way come to their end. kTokenNotFound, also for those
  // of other owners.
  Status revoke(const TokenCaller& caller, std::string_view name);

  // In the order of their names, expired ones too.
  Result<std::vector<Token>> list(std::string_view owner);
  Result<Token> get(std::string_view owner, std::string_view name);

  // Whether there is one, of any owner, expired ones included.
  Result<bool> has_any();

  // Writes down which tokens were used since the last time. Called every minute, and before a token is shown.
  Status save_uses();

 private:
  explicit TokenRegistry(Parts parts) : parts_(parts) {}
  Status load();
  Result<MadeToken> insert(const TokenCaller& caller, const NewToken& request);
  Status make_room(storage::Transaction& transaction, const NewSession& session, std::vector<TokenDigest>& gone);
  Status remove(const TokenCaller& caller, std::string_view name);
  Status refused(const TokenCaller& caller, audit::Action action, std::string_view name, const Error& why);

  Parts parts_;
};

}  // namespace nsl::auth
