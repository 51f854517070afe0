#pragma once
// Principal: who is calling, and what the credential they showed may be used for.

#include "auth/policy.h"

#include <string>

namespace nsl::auth {

struct Principal {
  std::string owner;       // the account that everything belongs to
  std::string token_name;  // which of its tokens was shown; for logs, not secret
  Scopes scopes;
};

}  // namespace nsl::auth
