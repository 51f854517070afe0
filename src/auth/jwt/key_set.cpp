#include "auth/jwt/key_set.h"

#include "base/json.h"
#include "crypto/ed25519.h"
#include "crypto/p256.h"
#include "crypto/rsa.h"

#include <fmt/format.h>

#include <algorithm>

namespace nsl::auth {
namespace {

// Empty when there is no such text.
std::string_view text(const json::object& jwk, std::string_view name) {
  const auto* member = jwk.if_contains(name);
  return member != nullptr && member->is_string() ? json::view(member->get_string()) : std::string_view();
}

std::optional<Bytes> bytes(const json::object& jwk, std::string_view name) {
  return from_base64url(text(jwk, name));
}

bool is_for_verification(const json::object& jwk) {
  if (jwk.contains("d")) return false;  // its private half is known to the world
  if (jwk.contains("use") && text(jwk, "use") != "sig") return false;
  const auto* operations = jwk.if_contains("key_ops");
  if (operations == nullptr) return true;
  if (!operations->is_array()) return false;
  return std::ranges::any_of(operations->get_array(), [](const json::value& operation) {
    return operation.is_string() && json::view(operation.get_string()) == "verify";
  });
}

std::optional<VerificationKey::Material> rsa_material(const json::object& jwk) {
  auto modulus = bytes(jwk, "n");
  auto exponent = bytes(jwk, "e");
  if (!modulus || !exponent || !crypto::rsa_usable({*modulus, *exponent})) return std::nullopt;
  return VerificationKey::Material{.first = *std::move(modulus), .second = *std::move(exponent)};
}

std::optional<VerificationKey::Material> p256_material(const json::object& jwk) {
  const auto x = bytes(jwk, "x");
  const auto y = bytes(jwk, "y");
  if (text(jwk, "crv") != "P-256" || !x || !y || x->size() != 32 || y->size() != 32) return std::nullopt;
  Bytes point{4};
  point.insert(point.end(), x->begin(), x->end());
  point.insert(point.end(), y->begin(), y->end());
  if (!crypto::p256_check({point})) return std::nullopt;
  return VerificationKey::Material{.first = std::move(point), .second = {}};
}

std::optional<VerificationKey::Material> ed25519_material(const json::object& jwk) {
  auto x = bytes(jwk, "x");
  if (text(jwk, "crv") != "Ed25519" || !x || x->size() != 32) return std::nullopt;
  return VerificationKey::Material{.first = *std::move(x), .second = {}};
}

std::optional<JwsAlgorithm> algorithm_of(const json::object& jwk, std::string_view type) {
  const bool named = jwk.contains("alg");
  const auto name = parse_jws_algorithm(text(jwk, "alg"));
  const auto only = [&](JwsAlgorithm algorithm) {
    return !named || name == algorithm ? std::optional(algorithm) : std::nullopt;
  };
  if (type == "EC") return only(JwsAlgorithm::kEs256);
  if (type == "OKP") return only(JwsAlgorithm::kEdDsa);
  return name == JwsAlgorithm::kPs256 ? name : only(JwsAlgorithm::kRs256);
}

std::optional<VerificationKey> key_of(const json::value& value) {
  if (!value.is_object()) return std::nullopt;
  const json::object& jwk = value.get_object();
  const std::string_view type = text(jwk, "kty");
  std::optional<VerificationKey::Material> material;
  if (type == "RSA") material = rsa_material(jwk);
  if (type == "EC") material = p256_material(jwk);
  if (type == "OKP") material = ed25519_material(jwk);
  const auto algorithm = algorithm_of(jwk, type);
  if (!material || !algorithm || !is_for_verification(jwk)) return std::nullopt;
  if (jwk.contains("kid") && text(jwk, "kid").empty()) return std::nullopt;
  return VerificationKey(std::string(text(jwk, "kid")), *algorithm, *std::move(material));
}

}  // namespace

std::optional<JwsAlgorithm> parse_jws_algorithm(std::string_view name) {
  if (name == "RS256") return JwsAlgorithm::kRs256;
  if (name == "PS256") return JwsAlgorithm::kPs256;
  if (name == "ES256") return JwsAlgorithm::kEs256;
  if (name == "EdDSA" || name == "Ed25519") return JwsAlgorithm::kEdDsa;
  return std::nullopt;
}

bool VerificationKey::verify(ByteView signature, std::string_view data) const {
  using crypto::Hash;
  const crypto::RsaSigned by_rsa{.key = {material_.first, material_.second}, .signature = signature};
  switch (algorithm_) {
    case JwsAlgorithm::kRs256: return rsa_verify(crypto::RsaScheme::kPkcs1, Hash::kSha256, by_rsa, as_bytes(data));
    case JwsAlgorithm::kPs256: return rsa_verify(crypto::RsaScheme::kPss, Hash::kSha256, by_rsa, as_bytes(data));
    case JwsAlgorithm::kEs256:
      return p256_verify(Hash::kSha256, {.key = {material_.first}, .signature = signature}, as_bytes(data));
    case JwsAlgorithm::kEdDsa: break;
  }
  return crypto::ed25519_verify({.key = material_.first, .signature = signature}, as_bytes(data));
}

Result<KeySet> KeySet::parse(std::string_view text) {
  if (text.size() > kBytesMax) return fail(ErrorCode::kInvalidArgument, "The key set is too large.");
  NSL_TRY(const json::value document, json::parse(text));
  const auto* list = document.is_object() ? document.get_object().if_contains("keys") : nullptr;
  if (list == nullptr || !list->is_array()) return fail(ErrorCode::kInvalidArgument, "It is not a set of keys.");
  const json::array& values = list->get_array();
  if (values.size() > kKeysMax) {
    return fail(ErrorCode::kInvalidArgument, fmt::format("The set has more than {} keys.", kKeysMax));
  }
  // Ids are counted over all keys: one that cannot be used here makes an id as ambiguous as another.
  const auto uses = [&](std::string_view id) {
    return std::ranges::count_if(values, [&](const json::value& value) {
      return value.is_object() && nsl::auth::text(value.get_object(), "kid") == id;
    });
  };
  KeySet set;
  for (const json::value& value : values) {
    auto key = key_of(value);
    if (key && (key->id().empty() || uses(key->id()) == 1)) set.keys_.push_back(*std::move(key));
  }
  return set;
}

const VerificationKey* KeySet::find(const std::optional<std::string>& id, JwsAlgorithm algorithm) const {
  const VerificationKey* found = nullptr;
  for (const VerificationKey& key : keys_) {
    if (id ? key.id() != *id : key.algorithm() != algorithm) continue;
    if (found != nullptr) return nullptr;
    found = &key;
  }
  return found;
}

}  // namespace nsl::auth
