#pragma once
// Claims: what a JSON Web Token says (RFC 7519), and whether that holds here and now (RFC 8725).

#include "auth/jwt/jws.h"
#include "base/clock.h"
#include "base/error.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nsl::auth {

struct Claims {
  std::string issuer{};   // "iss"
  std::string subject{};  // "sub": 1 to 255 bytes without control characters
  std::vector<std::string> audience{};
  WallTime expires_at{};
  std::optional<WallTime> not_before{};
  std::optional<WallTime> issued_at{};
  std::string id{};  // "jti", empty: absent
};

// kUnauthenticated: not a JSON object, a claim twice or of the wrong type, "iss", "sub", "aud" or "exp" missing, a time
// that there is not, or a type ("typ") that says it is another kind of token; "JWT" and "at+jwt" (RFC 9068) are this one.
Result<Claims> parse_claims(const Jws& jws);

struct ClaimRules {
  std::vector<std::string> audiences{};  // one of them must be meant
  std::chrono::seconds clock_skew{60};   // how far the issuer's clock may be off
};

// kUnauthenticated names what does not hold. Whose token it is (the issuer) was looked at before.
Status check_claims(const Claims& claims, const ClaimRules& rules, WallTime now);

}  // namespace nsl::auth
