#include "auth/bearer.h"

#include <algorithm>

namespace nsl::auth {
namespace {

constexpr std::string_view kScheme = "bearer ";

bool begins_with_scheme(std::string_view header) {
  const auto same = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; };
  return header.size() > kScheme.size() && std::ranges::equal(header.substr(0, kScheme.size()), kScheme, same);
}

}  // namespace

Result<std::shared_ptr<const Principal>> authenticate(const TokenStore& tokens, std::string_view authorization) {
  if (authorization.empty()) {
    return fail(ErrorCode::kUnauthenticated, "A token is needed: send the header Authorization: Bearer TOKEN.");
  }
  if (!begins_with_scheme(authorization)) {
    return fail(ErrorCode::kUnauthenticated, "The Authorization header must be: Bearer TOKEN.");
  }
  auto principal = tokens.find(authorization.substr(kScheme.size()));
  if (!principal) return fail(ErrorCode::kUnauthenticated, "The token is not known here, or no longer valid.");
  return principal;
}

Status authorize(const Principal& principal, Policy policy) {
  if (policy.allows(principal.scopes)) return {};
  return fail(ErrorCode::kForbidden, "The token lacks the scope " + std::string(to_string(policy.scope())) + ".");
}

}  // namespace nsl::auth
