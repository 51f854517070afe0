#pragma once
// Bearer tokens in HTTP (RFC 6750): from the Authorization header to a Principal.

#include "auth/identities.h"
#include "auth/principal.h"
#include "auth/tokens.h"
#include "base/clock.h"
#include "base/error.h"

#include <memory>
#include <string_view>

namespace nsl::auth {

// How a caller introduces himself.
struct Credentials {
  std::string_view authorization;   // value of the header; empty: there is none
  std::string_view remote_address;  // of the connection
};

// The token in the header's value. kUnauthenticated says whether the header is missing or malformed.
Result<std::string_view> bearer_token(std::string_view authorization);

// For tokens that are kept here. kUnauthenticated says whether the header is missing, malformed, or holds a token that is not known or no longer
// valid, because it has expired or whoever it goes back to is not what he was; kForbidden: the token may not be shown from
// this address.
Result<std::shared_ptr<const Principal>> authenticate(const TokenStore& tokens, const Credentials& credentials,
                                                      const FindMember& find_member, const Clock& clock);

// Whether the principal's identity, if it has one, still may in that owner what the principal may.
bool holds(const Principal& principal, const FindMember& find_member);

// kForbidden names the scope that is missing.
Status authorize(const Principal& principal, Policy policy);

}  // namespace nsl::auth
