#include "auth/policy.h"

namespace nsl::auth {

std::optional<Scope> parse_scope(std::string_view text) {
  for (const Scope scope : kAllScopes) {
    if (to_string(scope) == text) return scope;
  }
  return std::nullopt;
}

}  // namespace nsl::auth
