#pragma once
// What an identity provider says when somebody signs in on another device: its discovery document (OpenID Connect
// Discovery 1.0 section 4) and the answers of the OAuth 2.0 Device Authorization Grant (RFC 8628). Nothing is sent here.

#include "base/error.h"

#include <chrono>
#include <string>
#include <string_view>

namespace nsl::app {

struct IssuerEndpoints {
  std::string device_authorization;
  std::string token;
};

// https, or http on loopback: whoever could change what comes from there could sign in. kInvalidArgument.
Status check_issuer_url(const std::string& url);
std::string discovery_url_of(std::string_view issuer);

// kInvalidArgument: the document speaks for another issuer, has no device grant, or names an address that is not safe.
Result<IssuerEndpoints> read_discovery(std::string_view document, std::string_view issuer);

struct DeviceAuthorization {
  static constexpr std::chrono::seconds kIntervalDefault{5};  // RFC 8628 section 3.2
  static constexpr std::chrono::seconds kLifeMax{1800};       // nobody waits longer, whatever the provider says

  std::string device_code;  // a secret
  std::string user_code;
  std::string verification_uri;
  std::string verification_uri_complete;  // with the code in it; empty: there is none
  std::chrono::seconds expires_in{};
  std::chrono::seconds interval = kIntervalDefault;
};
// kInvalidArgument when a member is missing, or could not be shown on a terminal as it is.
Result<DeviceAuthorization> read_device_authorization(std::string_view answer);

enum class GrantState : std::uint8_t { kGranted, kPending, kSlowDown, kDenied, kExpired };
struct GrantAnswer {
  static constexpr std::chrono::seconds kSlowDownBy{5};  // RFC 8628 section 3.5
  GrantState state;
  std::string token = {};  // when granted: the id_token, else an access token that is a JSON Web Token
};
// kInvalidArgument: another error of the provider, or no token that a service could check.
Result<GrantAnswer> read_grant(int http_status, std::string_view answer);

}  // namespace nsl::app
