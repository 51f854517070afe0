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

}  // namespace

std::optional<Role> parse_role(std::string_view text) {
  for (const Role role : kAllRoles) {
    if (to_string(role) == text) return role;
  }
  return std::nullopt;
}

Scopes scopes_of(Role role) {
  switch (role) {
    case Role::kOwner: return Scopes::all();
    case Role::kAdmin: return all_but({Scope::kVaultWrite, Scope::kSecretsReveal});
    case Role::kDeveloper:
      return all_but(
          {Scope::kVaultWrite, Scope::kSecretsReveal, Scope::kAuditRead, Scope::kTokensRead, Scope::kTokensWrite});
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

}  // namespace nsl::auth
