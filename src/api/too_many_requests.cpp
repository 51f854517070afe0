#include "api/too_many_requests.h"

#include "base/check.h"
#include "net/http/problem.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <string>
#include <utility>

namespace nsl::api {
namespace {

std::string_view who_asks_too_often(std::string_view policy) {
  using Row = std::pair<std::string_view, std::string_view>;
  static constexpr std::array<Row, 4> kRows{{
      {"token", "This token has sent too many requests; wait as long as Retry-After says."},
      {"owner", "The tokens of this owner have sent too many requests; wait as long as Retry-After says."},
      {"function", "This function was invoked too often; wait as long as Retry-After says."},
      {"failures", "Too many requests without a valid token came from this address."},
  }};
  for (const auto& [name, text] : kRows) {
    if (name == policy) return text;
  }
  NSL_CHECK(false);
  return {};
}

}  // namespace

net::Response too_many_requests(std::string_view policy, const auth::RateLimit& limit, std::chrono::seconds retry_after,
                                RequestId request) {
  const Error error{ErrorCode::kTooManyRequests, std::string(who_asks_too_often(policy)), {}};
  net::Response response = net::problem_response(error, request);
  std::erase_if(response.headers, [](const auto& header) { return header.first == "Retry-After"; });
  const double window = limit.burst / limit.per_second;
  response.headers.emplace_back("Retry-After", fmt::format("{}", retry_after.count()));
  response.headers.emplace_back("RateLimit", fmt::format("\"{}\";r=0;t={}", policy, retry_after.count()));
  response.headers.emplace_back("RateLimit-Policy",
                                fmt::format("\"{}\";q={:.0f};w={:.0f}", policy, limit.burst, std::ceil(window)));
  return response;
}

}  // namespace nsl::api
