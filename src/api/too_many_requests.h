#pragma once
// The answer to who asks too often (429).

#include "auth/rate_limiter.h"
#include "base/id.h"
#include "net/http/exchange.h"

#include <chrono>
#include <string_view>

namespace nsl::api {

// `policy` says whose bound it is: "token", "owner", "function" or "failures". With Retry-After and the header fields of
// draft-ietf-httpapi-ratelimit-headers.
net::Response too_many_requests(std::string_view policy, const auth::RateLimit& limit, std::chrono::seconds retry_after,
                                RequestId request);

}  // namespace nsl::api
