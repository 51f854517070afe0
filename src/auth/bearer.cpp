#include "auth/bearer.h"

#include <algorithm>

namespace nsl::auth {
namespace {

constexpr std::string_view kScheme = "bearer ";

bool begins_with_scheme(std::string_view header) {
  const auto same = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; };
  return header.size() > kScheme.size() && std::ranges::equal(header.substr(0, kScheme.size()), kScheme, same);
}

bool may_come_from(const Principal& principal, std::string_view remote_address) {
  if (principal.networks.empty()) return true;
  // A socket that takes both families shows IPv4 addresses as mapped ones.
  constexpr std::string_view kMapped = "::ffff:";
  if (remote_address.starts_with(kMapped) && remote_address.contains('.')) remote_address.remove_prefix(kMapped.size());
  const auto address = net::IpAddress::parse(remote_address);
  return address && std::ranges::any_of(principal.networks,
                                        [&](const net::Network& network) { return network.contains(*address); });
}

}  // namespace

Result<std::string_view> bearer_token(std::string_view authorization) {
  if (authorization.empty()) {
    return fail(ErrorCode::kUnauthenticated, "A token is needed: send the header Authorization: Bearer TOKEN.");
  }
  if (!begins_with_scheme(authorization)) {
    return fail(ErrorCode::kUnauthenticated, "The Authorization header must be: Bearer TOKEN.");
  }
  return authorization.substr(kScheme.size());
}

Result<std::shared_ptr<const Principal>> authenticate(const TokenStore& tokens, const Credentials& credentials,
                                                      const FindMember& find_member, const Clock& clock) {
  NSL_TRY(const std::string_view token, bearer_token(credentials.authorization));
  auto principal = tokens.find(token);
  // An expired token is told apart from an unknown one: who holds it learns what to do, and nobody else can ask.
  if (!principal) return fail(ErrorCode::kUnauthenticated, "The token is not known here, or no longer valid.");
  if (principal->expires_at && clock.wall() >= *principal->expires_at) {
    return fail(ErrorCode::kUnauthenticated, "The token has expired.");
  }
  if (!holds(*principal, find_member)) {
    return fail(ErrorCode::kUnauthenticated, "The token ended with the membership of whoever it was made for or by.");
  }
  if (!may_come_from(*principal, credentials.remote_address)) {
    return fail(ErrorCode::kForbidden, "The token may not be used from this address.");
  }
  return principal;
}

bool holds(const Principal& principal, const FindMember& find_member) {
  if (principal.identity.empty()) return true;
  const auto member = find_member(principal.identity, principal.owner);
  return member && member->owner == principal.owner && scopes_of(*member).covers(principal.scopes);
}

Status authorize(const Principal& principal, Policy policy) {
  if (policy.allows(principal.scopes)) return {};
  return fail(ErrorCode::kForbidden, "The token lacks the scope " + std::string(to_string(policy.scope())) + ".");
}

}  // namespace nsl::auth
