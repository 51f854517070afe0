#pragma once
// Grants: which function may use a secret, how, and where its value may go.

#include "api/types/secret.h"
#include "vault/grants.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace nsl::api {

struct GrantPath {
  std::string name;
  std::string id;
};
BOOST_DESCRIBE_STRUCT(GrantPath, (), (name, id))
template <>
inline constexpr auto kShape<GrantPath> =
    shape("GrantPath", "Path of a grant.", field("name", "Name of the secret.").matching(kSecretName),
          field("id", "Id of the grant.").matching(kGrantId));

inline constexpr std::string_view kExposures[] = {"reference", "value"};
inline constexpr Field kExposureField = field("exposure",
                                              "reference: the function holds a placeholder, and the service puts the "
                                              "value into requests to the hosts; value: "
                                              "the function gets the value.")
                                            .one_of(kExposures);
// What is wrong with a name or a host is said by the grants themselves, which also record the attempt.
inline constexpr std::size_t kGrantTextMax = 300;

struct GrantRequest {
  std::string function;
  std::optional<std::string> exposure;
  std::optional<std::vector<std::string>> hosts;
  std::optional<std::string> function_hash;
  std::optional<std::string> expires_at;
};
BOOST_DESCRIBE_STRUCT(GrantRequest, (), (function, exposure, hosts, function_hash, expires_at))
template <>
inline constexpr auto kShape<GrantRequest> = shape(
    "GrantRequest", "What a function may do with the secret.",
    field("function", "Name of the function.").length(0, kGrantTextMax), kExposureField,
    field("hosts",
          "Where the value may be sent: api.example.com (https) or api.example.com:8443; nowhere else. A reference "
          "needs one.")
        .length(0, kGrantTextMax)
        .items(vault::kGrantHostsMax),
    field("function_hash", "Hash of the one version that may; absent: whatever version runs.").length(0, kGrantTextMax),
    field("expires_at", "From then on it allows nothing (RFC 3339, UTC); absent: never.").length(0, 27));

struct Grant {
  std::string id;
  std::string secret;
  std::string function;
  std::optional<std::string> function_hash;
  std::string exposure;
  std::vector<std::string> hosts;
  std::string created_at;
  std::string created_by;
  std::optional<std::string> expires_at;
};
BOOST_DESCRIBE_STRUCT(Grant, (),
                      (id, secret, function, function_hash, exposure, hosts, created_at, created_by, expires_at))
template <>
inline constexpr auto kShape<Grant> =
    shape("Grant", "What a function may do with a secret.", field("id", "Id of the grant.").matching(kGrantId),
          field("secret", "Name of the secret.").matching(kSecretName), kFunctionNameField,
          field("function_hash", "Hash of the one version that may."), kExposureField,
          field("hosts", "Where the value may be sent."), kCreatedAt, field("created_by", "Which token granted it."),
          field("expires_at", "From then on it allows nothing; null: never.").or_null());

struct GrantList {
  std::vector<Grant> data;
};
BOOST_DESCRIBE_STRUCT(GrantList, (), (data))
template <>
inline constexpr auto kShape<GrantList> =
    shape("GrantList", "All grants of a secret, the newest first.", field("data", "The items, expired ones too."));

}  // namespace nsl::api
