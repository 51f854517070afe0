#include "vault/secret_rows.h"

#include "base/json.h"

#include <fmt/format.h>

#include <algorithm>

namespace nsl::vault {
namespace {

constexpr std::size_t kDescriptionMax = 1'000;
constexpr std::size_t kTagKeyMax = 63;
constexpr std::size_t kTagValueMax = 255;

std::unexpected<Error> wrong(std::string message, std::string_view pointer) {
  return fail(ErrorCode::kInvalidArgument, std::move(message), std::string(pointer));
}

bool is_word(std::string_view text, std::size_t most) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  };
  return !text.empty() && text.size() <= most && std::ranges::all_of(text, allowed);
}

bool is_plain_text(std::string_view text) {
  return is_utf8(text) &&
         std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

template <typename Map>
std::string to_json_text(const Map& map) {
  json::object object;
  for (const auto& [key, value] : map) object[key] = value;
  return json::serialize(object);
}

// Of a row whose authenticator was right, or of a backup that anybody may have made.
template <typename Map>
Result<Map> from_json_text(const std::string& text) {
  NSL_TRY(const auto value, json::parse(text));
  Map map;
  if (!value.is_object()) return damaged_row(SecretRow::kTable);
  for (const auto& [key, item] : value.get_object()) {
    if constexpr (std::is_same_v<typename Map::mapped_type, std::string>) {
      if (!item.is_string()) return damaged_row(SecretRow::kTable);
      map[key] = json::view(item.get_string());
    } else {
      boost::json::error_code error;
      map[key] = item.template to_number<std::uint64_t>(error);
      if (error) return damaged_row(SecretRow::kTable);
    }
  }
  return map;
}

std::optional<WallTime> to_time(const std::optional<std::int64_t>& us) {
  if (!us) return std::nullopt;
  return WallTime{std::chrono::microseconds{*us}};
}

}  // namespace

std::string_view to_string(SecretState state) { return state == SecretState::kEnabled ? "enabled" : "disabled"; }

std::string_view to_string(VersionState state) {
  switch (state) {
    case VersionState::kEnabled: return "enabled";
    case VersionState::kDisabled: return "disabled";
    case VersionState::kDeleted: return "deleted";
    case VersionState::kDestroyed: return "destroyed";
  }
  return "";
}

bool is_secret_name(std::string_view name) { return is_word(name, kSecretNameMax); }

Result<Secret> to_secret(const SecretRow& row) {
  const auto id = SecretId::parse(row.id);
  if (!id) return damaged_row(SecretRow::kTable);
  Secret secret{.id = *id, .owner = row.owner, .name = row.name, .description = row.description};
  NSL_TRY(secret.tags, (from_json_text<std::map<std::string, std::string>>(row.tags)));
  NSL_TRY(secret.labels, (from_json_text<std::map<std::string, std::uint64_t>>(row.labels)));
  secret.state = static_cast<SecretState>(row.state);
  secret.current_version = static_cast<std::uint64_t>(row.current);
  secret.latest_version = static_cast<std::uint64_t>(row.latest);
  secret.revision = static_cast<std::uint64_t>(row.revision);
  secret.keep_versions = static_cast<std::uint64_t>(row.keep);
  secret.created_at = WallTime{std::chrono::microseconds{row.created_us}};
  secret.updated_at = WallTime{std::chrono::microseconds{row.updated_us}};
  secret.expires_at = to_time(row.expires_us);
  secret.last_used_at = to_time(row.used_us);
  return secret;
}

SecretVersion to_version(const VersionRow& row, std::uint64_t owner_key_number) {
  return {.number = static_cast<std::uint64_t>(row.number),
          .state = static_cast<VersionState>(row.state),
          .value_bytes = static_cast<std::uint64_t>(row.value_bytes),
          .owner_key = owner_key_number,
          .created_at = WallTime{std::chrono::microseconds{row.created_us}},
          .created_by = row.created_by};
}

Result<SecretChanges> stored_changes(const std::string& tags, const std::string& labels) {
  SecretChanges changes;
  NSL_TRY(changes.tags, (from_json_text<std::map<std::string, std::string>>(tags)));
  NSL_TRY(changes.labels, (from_json_text<std::map<std::string, std::uint64_t>>(labels)));
  return changes;
}

Status check_name(std::string_view name) {
  if (is_secret_name(name)) return {};
  return fail(ErrorCode::kInvalidName,
              fmt::format("A secret's name is 1 to {} characters of A-Z, a-z, 0-9, \"-\" and \"_\".", kSecretNameMax),
              "/name");
}

Status check_changes(const SecretChanges& changes) {
  if (changes.description && (changes.description->size() > kDescriptionMax || !is_utf8(*changes.description))) {
    return wrong(fmt::format("A description is UTF-8 text of at most {} bytes.", kDescriptionMax), "/description");
  }
  if (changes.tags) {
    if (changes.tags->size() > kTagsMax) return wrong(fmt::format("A secret has at most {} tags.", kTagsMax), "/tags");
    for (const auto& [key, value] : *changes.tags) {
      if (!is_word(key, kTagKeyMax) || value.size() > kTagValueMax || !is_plain_text(value)) {
        return wrong("A tag is a word of up to 63 characters and one line of up to 255 bytes.", "/tags");
      }
    }
  }
  if (changes.labels) {
    if (changes.labels->size() > kLabelsMax)
      return wrong(fmt::format("A secret has at most {} labels.", kLabelsMax), "/labels");
    for (const auto& [label, version] : *changes.labels) {
      if (!is_word(label, kTagKeyMax)) return wrong("A label is a word of up to 63 characters.", "/labels");
    }
  }
  if (changes.keep_versions && (*changes.keep_versions < 1 || *changes.keep_versions > kKeepVersionsMax)) {
    return wrong(fmt::format("1 to {} versions are kept.", kKeepVersionsMax), "/keep_versions");
  }
  return {};
}

Status apply_changes(SecretRow& row, const SecretChanges& changes) {
  if (changes.description) row.description = *changes.description;
  if (changes.tags) row.tags = to_json_text(*changes.tags);
  if (changes.keep_versions) row.keep = static_cast<std::int64_t>(*changes.keep_versions);
  if (changes.expires_at) {
    row.expires_us.reset();
    if (*changes.expires_at) row.expires_us = (*changes.expires_at)->time_since_epoch().count();
  }
  if (changes.labels) {
    for (const auto& [label, version] : *changes.labels) {
      if (version < 1 || version > static_cast<std::uint64_t>(row.latest)) {
        return wrong(fmt::format("The label \"{}\" names version {}, which there is not.", label, version), "/labels");
      }
    }
    row.labels = to_json_text(*changes.labels);
  }
  return {};
}

Status check_condition(const SecretRow* row, const Condition& condition) {
  if (condition.absent && row != nullptr) {
    return fail(ErrorCode::kPreconditionFailed, "There is a secret of this name already.", "If-None-Match");
  }
  if (condition.revision && (row == nullptr || static_cast<std::uint64_t>(row->revision) != *condition.revision)) {
    return fail(ErrorCode::kPreconditionFailed,
                row == nullptr
                    ? "There is no secret of this name."
                    : fmt::format("The secret is at revision {}: somebody changed it meanwhile.", row->revision),
                "If-Match");
  }
  return {};
}

Status check_reveal(const SecretLimits& limits, const Caller& caller) {
  const auto hides = [&](const std::string& owner) { return owner == "*" || owner == caller.owner; };
  if (std::ranges::none_of(limits.no_reveal, hides)) return {};
  return fail(ErrorCode::kForbidden, "Values are not shown to people here (vault.no_reveal).");
}

Result<std::int64_t> selected_version(const SecretRow& row, const Selector& which) {
  if (which.version > 0) return static_cast<std::int64_t>(which.version);
  if (which.label.empty()) return row.current;
  NSL_TRY(const auto labels, (from_json_text<std::map<std::string, std::uint64_t>>(row.labels)));
  const auto found = labels.find(which.label);
  if (found == labels.end()) {
    return fail(ErrorCode::kVersionNotFound,
                fmt::format("The secret \"{}\" has no label \"{}\".", row.name, which.label));
  }
  return static_cast<std::int64_t>(found->second);
}

std::vector<std::int64_t> versions_to_prune(const SecretRow& row, const std::vector<std::int64_t>& numbers) {
  const auto labels = from_json_text<std::map<std::string, std::uint64_t>>(row.labels);
  const auto labelled = [&](std::int64_t number) {
    return labels && std::ranges::any_of(
                         *labels, [&](const auto& one) { return static_cast<std::int64_t>(one.second) == number; });
  };
  std::vector<std::int64_t> gone;
  std::size_t left = numbers.size();
  for (const std::int64_t number : numbers) {
    if (left <= static_cast<std::size_t>(row.keep)) break;
    if (number == row.current || labelled(number)) continue;
    gone.push_back(number);
    --left;
  }
  return gone;
}

}  // namespace nsl::vault
