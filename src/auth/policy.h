#pragma once
// Policy: what a caller must be allowed in order to use an operation. Every operation has one; the type has no
// default, so that a route without a policy does not compile.

#include <array>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <optional>
#include <string_view>

namespace nsl::auth {

// What a token may be used for.
enum class Scope : std::uint8_t {
  kFunctionsRead,
  kFunctionsWrite,
  kFunctionsInvoke,
  kExecutionsRead,
  kExecutionsCancel,
  kMetricsRead,
  kSecretsRead,
  kSecretsWrite,
  kSecretsReveal,
  kVaultRead,
  kVaultWrite,
  kAuditRead,
  kNeoRead,
  kNeoWrite,
  kTokensRead,
  kTokensWrite,
  kMembersRead,
  kMembersWrite,
  kOwnersRead,
  kOwnersWrite,
};
// Their names, in the order of the enumerators.
inline constexpr std::string_view kScopeNames[] = {
    "functions:read", "functions:write", "functions:invoke", "executions:read", "executions:cancel", "metrics:read",
    "secrets:read",   "secrets:write",   "secrets:reveal",   "vault:read",      "vault:write",       "audit:read",
    "neo:read",       "neo:write",       "tokens:read",      "tokens:write",    "members:read",      "members:write",
    "owners:read",    "owners:write",
};
inline constexpr auto kAllScopes = [] {
  std::array<Scope, std::size(kScopeNames)> scopes;
  for (std::size_t i = 0; i < scopes.size(); ++i) scopes[i] = static_cast<Scope>(i);
  return scopes;
}();

constexpr std::string_view to_string(Scope scope) { return kScopeNames[static_cast<std::size_t>(scope)]; }
std::optional<Scope> parse_scope(std::string_view text);

// A set of scopes.
class Scopes {
 public:
  constexpr Scopes() = default;
  constexpr Scopes(std::initializer_list<Scope> scopes) {
    for (const Scope scope : scopes) add(scope);
  }
  static constexpr Scopes all() {
    Scopes scopes;
    for (const Scope scope : kAllScopes) scopes.add(scope);
    return scopes;
  }

  constexpr void add(Scope scope) { bits_ |= bit(scope); }
  constexpr bool has(Scope scope) const { return (bits_ & bit(scope)) != 0; }
  constexpr bool covers(Scopes others) const { return (others.bits_ & ~bits_) == 0; }
  constexpr bool empty() const { return bits_ == 0; }
  constexpr bool operator==(const Scopes&) const = default;

 private:
  static constexpr std::uint32_t bit(Scope scope) { return 1u << static_cast<unsigned>(scope); }
  std::uint32_t bits_ = 0;
};

class Policy {
 public:
  enum class Kind : std::uint8_t { kOpen, kSignIn, kAnyToken, kScope };

  static constexpr Policy open() { return Policy(Kind::kOpen, Scope{}); }
  static constexpr Policy sign_in() { return Policy(Kind::kSignIn, Scope{}); }
  static constexpr Policy any_token() { return Policy(Kind::kAnyToken, Scope{}); }
  static constexpr Policy needs(Scope scope) { return Policy(Kind::kScope, scope); }

  constexpr Kind kind() const { return kind_; }
  constexpr Scope scope() const { return scope_; }  // only of kScope
  constexpr bool needs_token() const { return kind_ == Kind::kAnyToken || kind_ == Kind::kScope; }

  // Whether somebody who has shown a token with these scopes may pass.
  constexpr bool allows(Scopes scopes) const { return kind_ != Kind::kScope || scopes.has(scope_); }

 private:
  constexpr Policy(Kind kind, Scope scope) : kind_(kind), scope_(scope) {}

  Kind kind_;
  Scope scope_;
};

// For what must answer without a credential: probes of the machine the service runs on.
inline constexpr Policy kNoAuthRequired = Policy::open();
// For those who are about to get a token: open, but each request counts like one with a wrong token, so that an address
// has only so many tries.
inline constexpr Policy kSignIn = Policy::sign_in();
// For what is of no use to a stranger and no secret to anybody with a token.
inline constexpr Policy kAnyToken = Policy::any_token();

}  // namespace nsl::auth
