#pragma once
// Principal: who is calling, and what the credential they showed may be used for.

#include "auth/policy.h"
#include "base/clock.h"
#include "net/egress/address.h"

#include <optional>
#include <string>
#include <vector>

namespace nsl::auth {

struct Principal {
  std::string owner;       // the account that everything belongs to
  std::string token_name;  // which of its tokens was shown; for logs, not secret
  Scopes scopes;
  std::optional<WallTime> expires_at = {};  // from then on it stands for nobody
  std::vector<net::Network> networks = {};  // where it may be shown from; empty: anywhere
  // Whose word it goes back to (identities.h): it holds only while that one is a member of the owner. Empty: nobody's.
  std::string identity = {};
};

}  // namespace nsl::auth
