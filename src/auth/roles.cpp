#include "auth/roles.h"

namespace nsl::auth {
namespace {

Scopes all_but(Scopes excluded) {
  Scopes scopes;
  for (const Scope scope : kAllScopes) {
    if (!excluded.has(scope)) scopes.add(scope);
  }
  return scopes;
}

// Every scope to look at something ends in ":read".
Scopes reading() {
  Scopes scopes;
  for (const Scope scope : kAllScopes) {
    if (to_string(scope).ends_with(":read")) scopes.add(scope);
  }
  return scopes;
}

// What is nobody's own. A new scope belongs to owners unless it is named here.
constexpr Scopes kOfTheService{Scope::kVaultRead, Scope::kVaultWrite, Scope::kMetricsRead, Scope::kOwnersRead,
                               Scope::kOwnersWrite};

Scopes scopes_in_the_service(Role role) {
  switch (role) {
    case Role::kOwner: return Scopes::all();
    case Role::kAdmin: return all_but({Scope::kVaultWrite, Scope::kSecretsReveal, Scope::kOwnersWrite});
    case Role::kDeveloper:
      return all_but({Scope::kVaultWrite, Scope::kSecretsReveal, Scope::kAuditRead, Scope::kTokensRead,
                      Scope::kTokensWrite, Scope::kMembersWrite, Scope::kOwnersRead, Scope::kOwnersWrite});
    case Role::kOperator: {
      Scopes scopes = reading();
      scopes.add(Scope::kVaultWrite);
      scopes.add(Scope::kExecutionsCancel);
      return scopes;
    }
    case Role::kAuditor: return reading();
  }
  return {};
}

}  // namespace

std::optional<Role> parse_role(std::string_view text) {
  for (const Role role : kAllRoles) {
    if (to_string(role) == text) return role;
  }
  return std::nullopt;
}

Scopes scopes_of(Role role, Reach reach) {
  const Scopes all = scopes_in_the_service(role);
  if (reach == Reach::kService) return all;
  Scopes own;
  for (const Scope scope : kAllScopes) {
    if (all.has(scope) && !kOfTheService.has(scope)) own.add(scope);
  }
  return own;
}

std::optional<Role> role_of(Scopes scopes, Reach reach) {
  for (const Role role : kAllRoles) {
    if (scopes_of(role, reach) == scopes) return role;
  }
  return std::nullopt;
}

}  // namespace nsl::auth
