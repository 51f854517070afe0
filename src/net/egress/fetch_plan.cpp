#include "net/egress/fetch_plan.h"

#include "net/egress/request_rules.h"
#include "net/http/text.h"

#include <algorithm>
#include <array>

namespace nsl::net {

namespace {

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

bool becomes_get(int status, std::string_view method) {
  if (status == 303) return method != "GET" && method != "HEAD";
  return (status == 301 || status == 302) && method == "POST";
}

template <std::size_t N>
void drop_fields(HeaderList& headers, const std::array<std::string_view, N>& names) {
  std::erase_if(headers, [&](const auto& field) {
    return std::ranges::any_of(names, [&](auto name) { return equals_ignoring_case(field.first, name); });
  });
}

constexpr std::array<std::string_view, 4> kBodyFields{"content-encoding", "content-language", "content-location",
                                                      "content-type"};
constexpr std::array<std::string_view, 3> kCredentialFields{"authorization", "cookie", "cookie2"};

Status check_allowed(const AllowList& allow_list, const Target& target) {
  if (allow_list.allows(target)) return {};
  return fail(ErrorCode::kEgressDenied, target.place() + " is not on the function's allow-list.");
}

// The one Location of a redirect; nullopt when there are different ones. Empty without any.
std::optional<std::string> location_of(const HopResponse& response) {
  std::optional<std::string> found;
  for (const auto& [name, value] : response.headers) {
    if (name != "location") continue;
    if (found && *found != value) return std::nullopt;
    found = value;
  }
  return found.value_or("");
}

}  // namespace

Result<FetchPlan> FetchPlan::create(FetchRequest request, std::size_t redirects_max) {
  NSL_TRY_VOID(check_method(request));
  if (request.body.size() > kRequestBodyMax.bytes) {
    return fail(ErrorCode::kInvalidArgument, "The body of the request is above " + to_string(kRequestBodyMax) + ".");
  }
  HopRequest hop;
  NSL_TRY(hop.target, parse_target(request.url));
  NSL_TRY(hop.headers, sendable_headers(request.headers));
  NSL_TRY(auto allow_list, AllowList::create(request.allow_hosts));
  NSL_TRY_VOID(check_allowed(allow_list, hop.target));
  hop.method = std::move(request.method);
  hop.body = std::move(request.body);
  return FetchPlan(request, std::move(allow_list), std::move(hop), redirects_max);
}

FetchPlan::FetchPlan(const FetchRequest& request, AllowList allow_list, HopRequest hop, std::size_t redirects_left)
    : redirects_(request.redirects),
      response_max_(request.response_max),
      allow_list_(std::move(allow_list)),
      hop_(std::move(hop)),
      redirects_left_(redirects_left) {}

Result<std::optional<FetchResponse>> FetchPlan::advance(HopResponse response) {
  if (is_redirect(response.status) && redirects_ != Redirects::kManual) {
    const auto location = location_of(response);
    if (!location) {
      return fail(ErrorCode::kEgressFailed, hop_.target.place() + " redirected to several places at once.");
    }
    if (!location->empty()) {
      NSL_TRY_VOID(follow(response.status, *location));
      return std::nullopt;
    }
  }
  return FetchResponse{.status = response.status,
                       .status_text = std::move(response.status_text),
                       .url = hop_.target.url,
                       .redirected = redirected_,
                       .headers = std::move(response.headers),
                       .body = std::move(response.body)};
}

Status FetchPlan::follow(int status, std::string_view location) {
  const auto place = hop_.target.place();
  if (redirects_ == Redirects::kError) {
    return fail(ErrorCode::kEgressFailed, place + " redirected, and the request does not allow redirects.");
  }
  if (redirects_left_ == 0) return fail(ErrorCode::kEgressFailed, place + " redirected once too often.");
  --redirects_left_;

  auto next = resolve_target(hop_.target, location);
  if (!next) {
    const auto code =
        next.error().code == ErrorCode::kEgressDenied ? ErrorCode::kEgressDenied : ErrorCode::kEgressFailed;
    return fail(code, place + " redirected to a URL that cannot be used. " + next.error().message);
  }
  if (const auto allowed = check_allowed(allow_list_, *next); !allowed) {
    return fail(ErrorCode::kEgressDenied,
                place + " redirected to a host that is not allowed: " + allowed.error().message);
  }
  if (redirects_ == Redirects::kFollowSameOrigin && !next->same_origin(hop_.target)) {
    return fail(ErrorCode::kEgressDenied,
                place + " redirected to " + next->place() +
                    ", and a request that carries a secret stays with the host it was made for.");
  }
  if (becomes_get(status, hop_.method)) {
    hop_.method = "GET";
    hop_.body.clear();
    drop_fields(hop_.headers, kBodyFields);
  }
  if (!next->same_origin(hop_.target)) drop_fields(hop_.headers, kCredentialFields);
  hop_.target = *std::move(next);
  redirected_ = true;
  return {};
}

}  // namespace nsl::net
