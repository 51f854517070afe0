#pragma once
// API tokens: who may use the service for what.

#include "api/patterns.h"
#include "api/schema/field.h"
#include "auth/roles.h"
#include "auth/token_registry.h"

#include <optional>
#include <string>
#include <vector>

namespace nsl::api {

struct TokenPath {
  std::string name;
};
BOOST_DESCRIBE_STRUCT(TokenPath, (), (name))
template <>
inline constexpr auto kShape<TokenPath> =
    shape("TokenPath", "Path of a token.", field("name", "Name of the token.").matching(kTokenName));

inline constexpr Field kScopesField = field("scopes", "What it may be used for.").one_of(auth::kScopeNames);
inline constexpr Field kNetworksField =
    field("networks", "Where it may be used from: addresses or networks as CIDR. None: anywhere.");

struct TokenRequest {
  std::string name;
  std::optional<std::string> role;
  std::optional<std::vector<std::string>> scopes;
  std::optional<std::vector<std::string>> networks;
  std::optional<std::string> expires_at;
};
BOOST_DESCRIBE_STRUCT(TokenRequest, (), (name, role, scopes, networks, expires_at))
template <>
inline constexpr auto kShape<TokenRequest> =
    shape("TokenRequest", "A token to be made. It needs a role or scopes, and may have both.",
          field("name", "Name of the token; not one that is taken.").matching(kTokenName),
          field("role", "The scopes that people in this role need.").one_of(auth::kRoleNames),
          kScopesField.items(std::size(auth::kScopeNames)), kNetworksField.length(1, 64).items(auth::kTokenNetworksMax),
          field("expires_at", "From then on it is good for nothing (RFC 3339, UTC); absent: never.").length(0, 27));

struct Token {
  std::string id;
  std::string name;
  std::vector<std::string> scopes;
  std::vector<std::string> networks;
  std::string created_at;
  std::string created_by;
  std::optional<std::string> expires_at;
  std::optional<std::string> last_used_at;
};
BOOST_DESCRIBE_STRUCT(Token, (), (id, name, scopes, networks, created_at, created_by, expires_at, last_used_at))
inline constexpr Field kTokenIdField = field("id", "Id of the token.");
inline constexpr Field kCreatedByField = field("created_by", "Which token it was made with.");
inline constexpr Field kTokenExpiryField =
    field("expires_at", "From then on it is good for nothing; null: never.").or_null();
inline constexpr Field kTokenCreatedField = field("created_at", "When it was made (RFC 3339, UTC).");
template <>
inline constexpr auto kShape<Token> =
    shape("Token", "What is known about a token; not the token itself.", kTokenIdField,
          field("name", "Name of the token.").matching(kTokenName), kScopesField, kNetworksField, kTokenCreatedField,
          kCreatedByField, kTokenExpiryField,
          field("last_used_at", "When it was last shown, to the minute; null: never.").or_null());

struct MadeToken {
  std::string token;
  std::string id;
  std::string name;
  std::vector<std::string> scopes;
  std::vector<std::string> networks;
  std::string created_at;
  std::string created_by;
  std::optional<std::string> expires_at;
};
BOOST_DESCRIBE_STRUCT(MadeToken, (), (token, id, name, scopes, networks, created_at, created_by, expires_at))
template <>
inline constexpr auto kShape<MadeToken> =
    shape("MadeToken", "A new token.",
          field("token", "The token. It is shown this once: the service keeps only its SHA-256."), kTokenIdField,
          field("name", "Name of the token.").matching(kTokenName), kScopesField, kNetworksField, kTokenCreatedField,
          kCreatedByField, kTokenExpiryField);

struct TokenList {
  std::vector<Token> data;
};
BOOST_DESCRIBE_STRUCT(TokenList, (), (data))
template <>
inline constexpr auto kShape<TokenList> =
    shape("TokenList", "All your tokens, by name.", field("data", "The items, expired ones too."));

struct WhoAmI {
  std::string owner;
  std::optional<std::string> role;
  std::string token;
  std::vector<std::string> scopes;
  std::optional<std::string> expires_at;
};
BOOST_DESCRIBE_STRUCT(WhoAmI, (), (owner, role, token, scopes, expires_at))
template <>
inline constexpr auto kShape<WhoAmI> =
    shape("WhoAmI", "Who asks.", field("owner", "The account that everything you make belongs to."),
          field("role", "The role that has these scopes; null: none has just these.").or_null(),
          field("token", "Name of the token that you showed."), kScopesField, kTokenExpiryField);

}  // namespace nsl::api
