#include "api/token_routes.h"

#include "api/handlers/tokens.h"
#include "api/token_examples.h"

namespace nsl::api {

using auth::Policy;
using auth::Scope;
using enum ErrorCode;

void add_token_routes(std::vector<Operation>& table) {
  table.push_back(blocking<&create_token>({
      .method = Method::kPost,
      .path = "/v1/tokens",
      .id = "createToken",
      .summary = "Make a token",
      .details =
          "For a program or a person, with no more scopes and no longer life than the token it is made with. The "
          "reply shows it this once.",
      .tag = Tag::kTokens,
      .policy = Policy::needs(Scope::kTokensWrite),
      .answers = {{201, "The token."}},
      .errors = {kInvalidName, kInvalidArgument, kConflict, kQuotaExceeded, kAuditFailed},
      .example = {.target = "/v1/tokens", .body = examples::token_request(), .reply = examples::made_token()},
  }));
  table.push_back(blocking<&list_tokens>({
      .method = Method::kGet,
      .path = "/v1/tokens",
      .id = "listTokens",
      .summary = "List your tokens",
      .tag = Tag::kTokens,
      .policy = Policy::needs(Scope::kTokensRead),
      .answers = {{200, "All of them."}},
      .example = {.target = "/v1/tokens", .reply = examples::token_list()},
  }));
  table.push_back(blocking<&get_token>({
      .method = Method::kGet,
      .path = "/v1/tokens/{name}",
      .id = "getToken",
      .summary = "Get what is known about a token",
      .tag = Tag::kTokens,
      .policy = Policy::needs(Scope::kTokensRead),
      .answers = {{200, "The token, without the token itself."}},
      .errors = {kTokenNotFound},
      .example = {.target = "/v1/tokens/ci", .reply = examples::token()},
  }));
  table.push_back(blocking<&revoke_token>({
      .method = Method::kDelete,
      .path = "/v1/tokens/{name}",
      .id = "revokeToken",
      .summary = "Revoke a token",
      .details = "From the next request on nobody gets in with it.",
      .tag = Tag::kTokens,
      .policy = Policy::needs(Scope::kTokensWrite),
      .answers = {{204, "It is gone."}},
      .errors = {kTokenNotFound, kAuditFailed},
      .example = {.target = "/v1/tokens/ci"},
  }));
  table.push_back(quick<&who_am_i>({
      .method = Method::kGet,
      .path = "/v1/whoami",
      .id = "whoAmI",
      .summary = "Who you are, and what your token is for",
      .tag = Tag::kTokens,
      .policy = auth::kAnyToken,
      .answers = {{200, "You."}},
      .example = {.target = "/v1/whoami", .reply = examples::who_am_i()},
  }));
}

}  // namespace nsl::api
