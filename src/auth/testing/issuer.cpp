#include "auth/testing/issuer.h"

#include "crypto/p256.h"
#include "crypto/testing/signing_keys.h"

#include <fmt/format.h>

#include <map>

namespace nsl::auth::testing {
namespace {

using crypto::testing::SigningKey;

Bytes scalar(const TestKey& key) { return Bytes(32, key.seed); }

Bytes signature(const TestKey& key, std::string_view data) {
  switch (key.algorithm) {
    case JwsAlgorithm::kRs256: return SigningKey::rsa().sign_rsa(crypto::RsaScheme::kPkcs1, as_bytes(data));
    case JwsAlgorithm::kPs256: return SigningKey::rsa().sign_rsa(crypto::RsaScheme::kPss, as_bytes(data));
    case JwsAlgorithm::kEdDsa: return SigningKey::ed25519().sign_ed25519(as_bytes(data));
    case JwsAlgorithm::kEs256: break;
  }
  const Bytes secret = scalar(key);
  const auto made = crypto::p256_sign(crypto::Hash::kSha256, {secret}, as_bytes(data)).value();
  return Bytes(made.begin(), made.end());
}

std::string key_members(const TestKey& key) {
  if (key.algorithm == JwsAlgorithm::kEs256) {
    const Bytes secret = scalar(key);
    const auto point = crypto::p256_public({secret}).value();
    return fmt::format(R"("kty":"EC","crv":"P-256","x":"{}","y":"{}")", to_base64url(ByteView(point).subspan(1, 32)),
                       to_base64url(ByteView(point).subspan(33)));
  }
  if (key.algorithm == JwsAlgorithm::kEdDsa) {
    return fmt::format(R"("kty":"OKP","crv":"Ed25519","x":"{}")", to_base64url(SigningKey::ed25519().point()));
  }
  return fmt::format(R"("kty":"RSA","n":"{}","e":"{}")", to_base64url(SigningKey::rsa().modulus()),
                     to_base64url(SigningKey::rsa().exponent()));
}

}  // namespace

std::string_view algorithm_name(JwsAlgorithm algorithm) {
  constexpr std::string_view kNames[] = {"RS256", "PS256", "ES256", "EdDSA"};
  return kNames[static_cast<std::size_t>(algorithm)];
}

std::string jwk(const TestKey& key) {
  return fmt::format(R"({{"kid":"{}","alg":"{}","use":"sig",{}}})", key.id, algorithm_name(key.algorithm),
                     key_members(key));
}

std::string key_set(const std::vector<TestKey>& keys) {
  std::vector<std::string> texts;
  for (const TestKey& key : keys) texts.push_back(jwk(key));
  return fmt::format(R"({{"keys":[{}]}})", fmt::join(texts, ","));
}

std::string compact(std::string_view header, std::string_view payload, ByteView signature) {
  return to_base64url(as_bytes(header)) + "." + to_base64url(as_bytes(payload)) + "." + to_base64url(signature);
}

std::string sign(const TestKey& key, std::string_view header, std::string_view payload) {
  const std::string data = to_base64url(as_bytes(header)) + "." + to_base64url(as_bytes(payload));
  return data + "." + to_base64url(signature(key, data));
}

std::string header_of(const TestKey& key) {
  return fmt::format(R"({{"alg":"{}","kid":"{}"}})", algorithm_name(key.algorithm), key.id);
}

std::string seconds(WallTime time) {
  return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count());
}

std::string claims(WallTime now, std::initializer_list<Claim> changed) {
  std::map<std::string, std::string> members{{"iss", fmt::format("\"{}\"", kIssuer)},
                                             {"aud", fmt::format("\"{}\"", kAudience)},
                                             {"sub", "\"alice\""},
                                             {"iat", seconds(now)},
                                             {"exp", seconds(now + std::chrono::hours(1))}};
  for (const Claim& claim : changed) members[claim.name] = claim.json;
  std::string text;
  for (const auto& [name, json] : members) {
    if (!json.empty()) text += fmt::format("{}\"{}\":{}", text.empty() ? "" : ",", name, json);
  }
  return "{" + text + "}";
}

std::string token(const TestKey& key, WallTime now, std::initializer_list<Claim> changed) {
  return sign(key, header_of(key), claims(now, changed));
}

}  // namespace nsl::auth::testing
