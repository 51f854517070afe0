#pragma once
// Secrets: metadata goes out, values come in. A value goes out in one reply only, RevealedSecret.

#include "api/types/function.h"
#include "vault/secrets.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace nsl::api {

// ---- Requests

struct SecretPath {
  std::string name;
};
BOOST_DESCRIBE_STRUCT(SecretPath, (), (name))
template <>
inline constexpr auto kShape<SecretPath> =
    shape("SecretPath", "Path of a secret.", field("name", "Name of the secret.").matching(kSecretName));

inline constexpr Field kTagsField =
    field("tags", "Words with a line of text each, for your own order.").length(0, 255).items(vault::kTagsMax);
inline constexpr Field kLabelsField =
    field("labels", "Names for versions, such as \"stable\": reads can ask for them, and they are never pruned.")
        .range(1, kSafeInteger)
        .items(vault::kLabelsMax);
inline constexpr Field kKeepField =
    field("keep_versions", "How many versions are kept; older ones are destroyed.").range(1, vault::kKeepVersionsMax);
inline constexpr Field kExpiresField =
    field("expires_at", "From then on it cannot be read (RFC 3339, UTC); empty: never.").length(0, 27);
inline constexpr Field kSecretDescription = field("description", "What it is for.").length(0, 1'000);

struct SetSecretRequest {
  std::optional<Confidential> value;
  std::optional<Confidential> value_base64;
  std::optional<std::string> description;
  std::optional<std::map<std::string, std::string>> tags;
  std::optional<std::map<std::string, std::uint64_t>> labels;
  std::optional<std::uint64_t> keep_versions;
  std::optional<std::string> expires_at;
};
BOOST_DESCRIBE_STRUCT(SetSecretRequest, (), (value, value_base64, description, tags, labels, keep_versions, expires_at))
template <>
inline constexpr auto kShape<SetSecretRequest> =
    shape("SetSecretRequest", "A new version of a secret. Exactly one of value and value_base64.",
          field("value", "The value, as text.").length(1, std::size_t{1} << 20),
          field("value_base64", "The value, as base64 of any bytes.").length(4, std::size_t{2} << 20),
          kSecretDescription, kTagsField, kLabelsField, kKeepField, kExpiresField);

struct UpdateSecretRequest {
  std::optional<std::string> description;
  std::optional<std::map<std::string, std::string>> tags;
  std::optional<std::map<std::string, std::uint64_t>> labels;
  std::optional<std::uint64_t> keep_versions;
  std::optional<std::string> expires_at;
};
BOOST_DESCRIBE_STRUCT(UpdateSecretRequest, (), (description, tags, labels, keep_versions, expires_at))
template <>
inline constexpr auto kShape<UpdateSecretRequest> =
    shape("UpdateSecretRequest", "What is to change; what is absent stays.", kSecretDescription, kTagsField,
          kLabelsField, kKeepField, kExpiresField);

inline constexpr std::string_view kVersionStates[] = {"enabled", "disabled", "deleted", "destroyed"};

struct SecretStateRequest {
  std::string state;
  std::optional<std::uint64_t> version;
};
BOOST_DESCRIBE_STRUCT(SecretStateRequest, (), (state, version))
template <>
inline constexpr auto kShape<SecretStateRequest> =
    shape("SecretStateRequest", "A new state.",
          field("state",
                "enabled; disabled: it cannot be read; deleted: likewise, and enabled brings it back; destroyed: its "
                "value and key are gone for good. The last two of a version only.")
              .one_of(kVersionStates),
          field("version", "The version; absent: the secret with all of them.").range(1, kSafeInteger));

struct RevealRequest {
  std::string reason;
  std::optional<std::uint64_t> version;
  std::optional<std::string> label;
};
BOOST_DESCRIBE_STRUCT(RevealRequest, (), (reason, version, label))
template <>
inline constexpr auto kShape<RevealRequest> =
    shape("RevealRequest", "Why, and which version.",
          field("reason", "Why you need to see it: goes into the audit log.").length(1, 500).matching(kOneLine),
          field("version", "The version; absent: the current one.").range(1, kSafeInteger),
          field("label", "The version with this label.").length(1, 63).matching(kPrintableAscii));

// ---- Replies

inline constexpr std::string_view kSecretStates[] = {"enabled", "disabled"};

struct Secret {
  std::string id;
  std::string name;
  std::string description;
  std::map<std::string, std::string> tags;
  std::map<std::string, std::uint64_t> labels;
  std::string state;
  std::uint64_t current_version = 0;
  std::uint64_t latest_version = 0;
  std::uint64_t revision = 0;
  std::uint64_t keep_versions = 0;
  std::string created_at;
  std::string updated_at;
  std::optional<std::string> expires_at;
  std::optional<std::string> last_used_at;
};
BOOST_DESCRIBE_STRUCT(Secret, (),
                      (id, name, description, tags, labels, state, current_version, latest_version, revision,
                       keep_versions, created_at, updated_at, expires_at, last_used_at))
template <>
inline constexpr auto kShape<Secret> = shape(
    "Secret", "A secret without its value.", field("id", "Id of the secret (sec_...)."),
    field("name", "Its name, unique for its owner.").matching(kSecretName), field("description", "What it is for."),
    field("tags", "Words with a line of text each."), field("labels", "Names for versions."),
    field("state", "enabled; disabled: it cannot be read.").one_of(kSecretStates),
    field("current_version", "The version that a read gives."), field("latest_version", "The newest version."),
    field("revision", "Rises with every change; the ETag."), field("keep_versions", "How many versions are kept."),
    kCreatedAt, field("updated_at", "When it changed last (RFC 3339, UTC)."),
    field("expires_at", "From then on it cannot be read (RFC 3339, UTC)."),
    field("last_used_at", "When its value was read last, to about a minute (RFC 3339, UTC)."));

struct SecretPage {
  std::vector<Secret> data;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(SecretPage, (), (data, next_cursor))
template <>
inline constexpr auto kShape<SecretPage> =
    shape("SecretPage", "Secrets by name.", field("data", "The items."), kNextCursor);

struct SecretVersion {
  std::uint64_t number = 0;
  std::string state;
  std::uint64_t value_bytes = 0;
  std::uint64_t owner_key = 0;
  std::string created_at;
  std::string created_by;
};
BOOST_DESCRIBE_STRUCT(SecretVersion, (), (number, state, value_bytes, owner_key, created_at, created_by))
template <>
inline constexpr auto kShape<SecretVersion> = shape(
    "SecretVersion", "A version of a secret.", field("number", "1, 2, 3 ... within the secret."),
    field("state", "What may be done with it.").one_of(kVersionStates), field("value_bytes", "Size of the value."),
    field("owner_key", "Number of the owner's key that it hangs on; 0 when it is destroyed."), kCreatedAt,
    field("created_by", "The token that set it."));

struct SecretVersionList {
  std::vector<SecretVersion> data;
};
BOOST_DESCRIBE_STRUCT(SecretVersionList, (), (data))
template <>
inline constexpr auto kShape<SecretVersionList> =
    shape("SecretVersionList", "Versions of a secret, the newest first.", field("data", "All there are."));

struct RevealedSecret {
  std::string name;
  std::uint64_t version = 0;
  Confidential value_base64;
};
BOOST_DESCRIBE_STRUCT(RevealedSecret, (), (name, version, value_base64))
template <>
inline constexpr auto kShape<RevealedSecret> =
    shape("RevealedSecret", "The value of a version.", field("name", "Name of the secret."),
          field("version", "Number of the version."), field("value_base64", "The value, as base64."));

}  // namespace nsl::api
