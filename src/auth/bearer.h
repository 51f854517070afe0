#pragma once
// Bearer tokens in HTTP (RFC 6750): from the Authorization header to a Principal.

#include "auth/principal.h"
#include "auth/tokens.h"
#include "base/error.h"

#include <memory>
#include <string_view>

namespace nsl::auth {

// kUnauthenticated says whether the header is missing, malformed, or holds a token that is not known.
Result<std::shared_ptr<const Principal>> authenticate(const TokenStore& tokens, std::string_view authorization);

// kForbidden names the scope that is missing.
Status authorize(const Principal& principal, Policy policy);

}  // namespace nsl::auth
