#pragma once
// Role: a set of scopes with a name, for what people usually do. A token made for a role has the role's scopes of that
// moment; what later versions add to a role does not widen it.

#include "auth/policy.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace nsl::auth {

enum class Role : std::uint8_t {
  kOwner,      // everything
  kAdmin,      // everything but the keys of the vault and the values of secrets
  kDeveloper,  // functions, their executions, and the secrets they use
  kOperator,   // keeps the service running: keys, metrics, executions; changes no function and no secret
  kAuditor,    // looks at everything and changes nothing
};
inline constexpr Role kAllRoles[] = {Role::kOwner, Role::kAdmin, Role::kDeveloper, Role::kOperator, Role::kAuditor};

inline constexpr std::string_view kRoleNames[] = {"owner", "admin", "developer", "operator", "auditor"};

constexpr std::string_view to_string(Role role) { return kRoleNames[static_cast<std::size_t>(role)]; }
std::optional<Role> parse_role(std::string_view text);

// How far a role reaches.
enum class Reach : std::uint8_t {
  kService,  // in the owner that runs the service: over the vault's keys, its metrics and the other owners, too
  kOwner,    // in any other: over what belongs to that owner, and nothing else
};

Scopes scopes_of(Role role, Reach reach = Reach::kService);

// The role that has just these scopes; nullopt: none has.
std::optional<Role> role_of(Scopes scopes, Reach reach);

}  // namespace nsl::auth
