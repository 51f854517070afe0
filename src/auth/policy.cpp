#include "auth/policy.h"

namespace nsl::auth {

std::string_view to_string(Scope scope) {
  switch (scope) {
    case Scope::kFunctionsRead: return "functions:read";
    case Scope::kFunctionsWrite: return "functions:write";
    case Scope::kFunctionsInvoke: return "functions:invoke";
    case Scope::kExecutionsRead: return "executions:read";
    case Scope::kExecutionsCancel: return "executions:cancel";
    case Scope::kMetricsRead: return "metrics:read";
    case Scope::kSecretsRead: return "secrets:read";
    case Scope::kSecretsWrite: return "secrets:write";
    case Scope::kSecretsReveal: return "secrets:reveal";
    case Scope::kVaultRead: return "vault:read";
    case Scope::kVaultWrite: return "vault:write";
    case Scope::kAuditRead: return "audit:read";
    case Scope::kNeoRead: return "neo:read";
    case Scope::kNeoWrite: return "neo:write";
  }
  return "";
}

std::optional<Scope> parse_scope(std::string_view text) {
  for (const Scope scope : kAllScopes) {
    if (to_string(scope) == text) return scope;
  }
  return std::nullopt;
}

}  // namespace nsl::auth
