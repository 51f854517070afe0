#include "auth/jwt/jws.h"

#include "base/json.h"

#include <algorithm>
#include <array>

namespace nsl::auth {
namespace {

std::unexpected<Error> refuse(std::string message) { return fail(ErrorCode::kUnauthenticated, std::move(message)); }

// An absent member is an empty text. kUnauthenticated when it is something else than a text.
Result<std::string> text(const json::object& header, std::string_view name) {
  const auto* member = header.if_contains(name);
  if (member == nullptr) return std::string();
  if (!member->is_string()) return refuse("The token's header is malformed.");
  return std::string(json::view(member->get_string()));
}

Status read_header(std::string_view encoded, Jws& jws) {
  const auto decoded = from_base64url(encoded);
  const auto parsed = decoded ? json::parse(as_text(*decoded)) : fail(ErrorCode::kMalformedJson, "");
  if (!parsed || !parsed->is_object()) return refuse("The token's header is malformed.");
  const json::object& header = parsed->get_object();
  // No extension is understood here, so one that must be is a reason to refuse (RFC 7515 section 4.1.11). "b64" would
  // change what is signed, and has to stand in "crit".
  if (header.contains("crit") || header.contains("b64")) return refuse("The token needs an extension.");
  NSL_TRY(const std::string name, text(header, "alg"));
  const auto algorithm = parse_jws_algorithm(name);
  if (!algorithm) return refuse("The token's algorithm is not accepted.");
  jws.algorithm = *algorithm;
  NSL_TRY(jws.type, text(header, "typ"));
  NSL_TRY(std::string key_id, text(header, "kid"));
  if (key_id.size() > kJwtKeyIdBytesMax) return refuse("The token's header is malformed.");
  if (header.contains("kid")) jws.key_id = std::move(key_id);
  return {};
}

}  // namespace

Result<Jws> parse_jws(std::string_view text) {
  if (text.size() > kJwtBytesMax) return refuse("The token is too long.");
  if (!looks_like_jws(text)) return refuse("The token is malformed.");
  const std::size_t first = text.find('.');
  const std::size_t last = text.rfind('.');
  Jws jws{.algorithm = {}};
  NSL_TRY_VOID(read_header(text.substr(0, first), jws));
  auto payload = from_base64url(text.substr(first + 1, last - first - 1));
  auto signature = from_base64url(text.substr(last + 1));
  if (!payload || !signature || signature->empty()) return refuse("The token is malformed.");
  jws.signed_part = text.substr(0, last);
  jws.payload = *std::move(payload);
  jws.signature = *std::move(signature);
  return jws;
}

bool looks_like_jws(std::string_view text) { return std::ranges::count(text, '.') == 2; }

JwsVerdict verify(const Jws& jws, const KeySet& keys) {
  const VerificationKey* key = keys.find(jws.key_id, jws.algorithm);
  if (key == nullptr) return JwsVerdict::kUnknownKey;
  if (key->algorithm() != jws.algorithm) return JwsVerdict::kBad;
  return key->verify(jws.signature, jws.signed_part) ? JwsVerdict::kGood : JwsVerdict::kBad;
}

}  // namespace nsl::auth
