#include "app/device_grant.h"

#include "app/client.h"
#include "auth/jwt/jws.h"
#include "base/json.h"
#include "net/egress/address.h"
#include "net/egress/target.h"

#include <fmt/format.h>

#include <algorithm>

namespace nsl::app {
namespace {

bool is_on_loopback(std::string_view host) {
  if (host == "localhost") return true;
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  const auto address = net::IpAddress::parse(host);
  return address && net::classify(*address) == net::AddressClass::kLoopback;
}

bool is_visible(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
}

std::unexpected<Error> refuse(std::string why) { return fail(ErrorCode::kInvalidArgument, std::move(why)); }

// An error code of the provider (RFC 6749 section 5.2), as far as it can be shown.
std::string error_of(const json::value& answer) {
  const std::string code = text_at(answer, "/error");
  return code.size() <= 64 && is_visible(code) ? code : "";
}

}  // namespace

Status check_issuer_url(const std::string& url) {
  NSL_TRY(const net::Target target, net::parse_target(url));
  if (target.scheme == "https" || is_on_loopback(target.host)) return {};
  return refuse(fmt::format("{} must be an https URL", url));
}

std::string discovery_url_of(std::string_view issuer) {
  if (issuer.ends_with('/')) issuer.remove_suffix(1);
  return std::string(issuer) + "/.well-known/openid-configuration";
}

Result<IssuerEndpoints> read_discovery(std::string_view document, std::string_view issuer) {
  NSL_TRY(const json::value parsed, json::parse(document));
  if (text_at(parsed, "/issuer") != issuer) return refuse("the discovery document is another issuer's");
  IssuerEndpoints endpoints{.device_authorization = text_at(parsed, "/device_authorization_endpoint"),
                            .token = text_at(parsed, "/token_endpoint")};
  if (endpoints.device_authorization.empty() || endpoints.token.empty()) {
    return refuse("the issuer does not offer the device authorization grant");
  }
  NSL_TRY_VOID(check_issuer_url(endpoints.device_authorization));
  NSL_TRY_VOID(check_issuer_url(endpoints.token));
  return endpoints;
}

Result<DeviceAuthorization> read_device_authorization(std::string_view answer) {
  NSL_TRY(const json::value parsed, json::parse(answer));
  DeviceAuthorization out{.device_code = text_at(parsed, "/device_code"),
                          .user_code = text_at(parsed, "/user_code"),
                          .verification_uri = text_at(parsed, "/verification_uri"),
                          .verification_uri_complete = text_at(parsed, "/verification_uri_complete")};
  const auto life = std::min<std::uint64_t>(number_at(parsed, "/expires_in"), DeviceAuthorization::kLifeMax.count());
  out.expires_in = std::chrono::seconds(life);
  const auto interval = std::min<std::uint64_t>(number_at(parsed, "/interval"), life);
  if (interval > 0) out.interval = std::chrono::seconds(interval);
  if (out.device_code.empty() || out.user_code.empty() || out.verification_uri.empty() || life == 0) {
    return refuse(fmt::format("the issuer gave no code to sign in with {}", error_of(parsed)));
  }
  if (!is_visible(out.user_code) || !is_visible(out.verification_uri) || !is_visible(out.verification_uri_complete)) {
    return refuse("the issuer gave a code or an address that cannot be shown");
  }
  return out;
}

Result<GrantAnswer> read_grant(int http_status, std::string_view answer) {
  NSL_TRY(const json::value parsed, json::parse(answer));
  if (http_status == 200) {
    for (const char* member : {"/id_token", "/access_token"}) {
      std::string token = text_at(parsed, member);
      if (auth::looks_like_jws(token) && is_visible(token)) return GrantAnswer{GrantState::kGranted, std::move(token)};
    }
    return refuse("the issuer gave no JSON Web Token; does the scope have \"openid\"?");
  }
  const std::string error = error_of(parsed);
  if (error == "authorization_pending") return GrantAnswer{GrantState::kPending};
  if (error == "slow_down") return GrantAnswer{GrantState::kSlowDown};
  if (error == "access_denied") return GrantAnswer{GrantState::kDenied};
  if (error == "expired_token") return GrantAnswer{GrantState::kExpired};
  return refuse(fmt::format("the issuer answered {} {}", http_status, error));
}

}  // namespace nsl::app
