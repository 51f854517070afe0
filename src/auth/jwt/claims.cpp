#include "auth/jwt/claims.h"

#include "base/json.h"

#include <algorithm>
#include <cmath>

namespace nsl::auth {
namespace {

constexpr std::size_t kSubjectBytesMax = 255;  // OpenID Connect Core section 2
constexpr std::size_t kIdBytesMax = 255;       // far above what issuers use: it is remembered
constexpr double kSecondsMax = 253'402'300'799;  // the end of the year 9999

std::unexpected<Error> refuse(std::string message) { return fail(ErrorCode::kUnauthenticated, std::move(message)); }

// Subjects get into logs and into the audit log.
bool is_printable(std::string_view text) {
  return std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

// An absent claim is an empty text.
Result<std::string> text(const json::object& claims, std::string_view name) {
  const auto* claim = claims.if_contains(name);
  if (claim == nullptr) return std::string();
  if (!claim->is_string()) return refuse("A claim of the token is of the wrong type.");
  return std::string(json::view(claim->get_string()));
}

// NumericDate: seconds since 1970, which may have a fraction.
Result<std::optional<WallTime>> time(const json::object& claims, std::string_view name) {
  const auto* claim = claims.if_contains(name);
  if (claim == nullptr) return std::nullopt;
  boost::system::error_code wrong_type;
  const auto seconds = claim->is_number() ? claim->to_number<double>(wrong_type) : -1;
  if (wrong_type || !(seconds >= 0 && seconds <= kSecondsMax)) return refuse("A time in the token is none.");
  return WallTime{std::chrono::microseconds{static_cast<std::int64_t>(std::floor(seconds * 1e6))}};
}

// One text or a list of them.
Result<std::vector<std::string>> audience(const json::object& claims) {
  const auto* claim = claims.if_contains("aud");
  std::vector<std::string> all;
  if (claim != nullptr && claim->is_string()) all.emplace_back(json::view(claim->get_string()));
  if (claim != nullptr && claim->is_array()) {
    for (const json::value& one : claim->get_array()) {
      if (!one.is_string()) return refuse("A claim of the token is of the wrong type.");
      all.emplace_back(json::view(one.get_string()));
    }
  }
  if (all.empty()) return refuse("The token does not say whom it is for (\"aud\").");
  return all;
}

bool is_type_of_access_token(std::string_view type) {
  std::string lower(type);
  std::ranges::transform(lower, lower.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
  constexpr std::string_view kPrefix = "application/";  // may be left out (RFC 7515 section 4.1.9)
  std::string_view name = lower;
  if (name.starts_with(kPrefix)) name.remove_prefix(kPrefix.size());
  return type.empty() || name == "jwt" || name == "at+jwt";
}

}  // namespace

Result<Claims> parse_claims(const Jws& jws) {
  if (!is_type_of_access_token(jws.type)) return refuse("The token is of another kind.");
  const auto parsed = json::parse(as_text(jws.payload));
  if (!parsed || !parsed->is_object()) return refuse("The token's claims are malformed.");
  const json::object& object = parsed->get_object();
  Claims claims;
  NSL_TRY(claims.issuer, text(object, "iss"));
  NSL_TRY(claims.subject, text(object, "sub"));
  NSL_TRY(claims.id, text(object, "jti"));
  NSL_TRY(claims.audience, audience(object));
  NSL_TRY(const auto expires_at, time(object, "exp"));
  NSL_TRY(claims.not_before, time(object, "nbf"));
  NSL_TRY(claims.issued_at, time(object, "iat"));
  if (claims.issuer.empty()) return refuse("The token does not say who issued it (\"iss\").");
  if (!expires_at) return refuse("The token does not say when it expires (\"exp\").");
  claims.expires_at = *expires_at;
  if (claims.subject.empty() || claims.subject.size() > kSubjectBytesMax || !is_printable(claims.subject)) {
    return refuse("The token does not say whose it is (\"sub\"), or not in 255 printable characters.");
  }
  if (claims.id.size() > kIdBytesMax) return refuse("The token's id (\"jti\") is too long.");
  return claims;
}

Status check_claims(const Claims& claims, const ClaimRules& rules, WallTime now) {
  const bool meant = std::ranges::any_of(claims.audience, [&](const std::string& one) {
    return std::ranges::find(rules.audiences, one) != rules.audiences.end();
  });
  if (!meant) return refuse("The token is for somebody else (\"aud\").");
  if (now >= claims.expires_at + rules.clock_skew) return refuse("The token has expired.");
  if (claims.not_before && now + rules.clock_skew < *claims.not_before) return refuse("The token is not valid yet.");
  if (claims.issued_at && now + rules.clock_skew < *claims.issued_at) {
    return refuse("The token was issued in the future.");
  }
  return {};
}

}  // namespace nsl::auth
