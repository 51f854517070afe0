#include "api/handlers/secrets.h"

#include "api/conditional.h"
#include "api/handlers/convert.h"
#include "base/bytes.h"
#include "vault/secrets.h"

#include <fmt/format.h>

#include <charconv>

namespace nsl::api {
namespace {

// The ETag is the revision in quotes. 0, which no secret has, for a tag that was never given out.
std::optional<std::uint64_t> to_revision(const std::optional<std::string>& tag) {
  if (!tag) return std::nullopt;
  std::uint64_t revision = 0;
  const char* const end = tag->data() + tag->size() - 1;
  const auto [stop, error] = std::from_chars(tag->data() + 1, end, revision);
  return error == std::errc{} && stop == end ? revision : 0;
}

vault::Condition to_condition(const IfMatchHeaders& headers) { return {.revision = to_revision(headers.if_match)}; }

vault::Condition to_condition(const ConditionHeaders& headers) {
  return {.revision = to_revision(headers.if_match), .absent = headers.if_none_match.has_value()};
}

Result<std::optional<WallTime>> to_expiry(const std::string& text) {
  if (text.empty()) return std::nullopt;
  const auto time = parse_rfc3339(text);
  if (!time) return fail(ErrorCode::kInvalidArgument, "A time is written like 2026-12-31T00:00:00Z.", "/expires_at");
  return time;
}

template <typename Request>
Result<vault::SecretChanges> to_changes(Request& request) {
  vault::SecretChanges changes{.description = std::move(request.description),
                               .tags = std::move(request.tags),
                               .labels = std::move(request.labels),
                               .keep_versions = request.keep_versions};
  if (request.expires_at) {
    NSL_TRY(changes.expires_at, to_expiry(*request.expires_at));
  }
  return changes;
}

Result<crypto::SecretBytes> value_of(SetSecretRequest& request) {
  if (request.value.has_value() == request.value_base64.has_value()) {
    return fail(ErrorCode::kInvalidArgument, "Give the value either as value or as value_base64.", "/value");
  }
  if (request.value) return std::move(request.value->text);
  auto bytes = from_base64(as_text(request.value_base64->text.view()));
  if (!bytes) return fail(ErrorCode::kInvalidArgument, "This is not base64.", "/value_base64");
  auto value = crypto::SecretBytes::copy_of(*bytes);
  crypto::wipe(*bytes);
  return value;
}

std::optional<std::string> to_text(const std::optional<WallTime>& time) {
  return time ? std::optional(to_rfc3339(*time)) : std::nullopt;
}

Secret to_wire(const vault::Secret& secret) {
  return {.id = secret.id.text(),
          .name = secret.name,
          .description = secret.description,
          .tags = secret.tags,
          .labels = secret.labels,
          .state = std::string(to_string(secret.state)),
          .current_version = secret.current_version,
          .latest_version = secret.latest_version,
          .revision = secret.revision,
          .keep_versions = secret.keep_versions,
          .created_at = to_rfc3339(secret.created_at),
          .updated_at = to_rfc3339(secret.updated_at),
          .expires_at = to_text(secret.expires_at),
          .last_used_at = to_text(secret.last_used_at)};
}

SecretVersion to_wire(const vault::SecretVersion& version) {
  return {.number = version.number,
          .state = std::string(to_string(version.state)),
          .value_bytes = version.value_bytes,
          .owner_key = version.owner_key,
          .created_at = to_rfc3339(version.created_at),
          .created_by = version.created_by};
}

std::string tag_of(const vault::Secret& secret) { return fmt::format("\"{}\"", secret.revision); }

Reply<Secret> reply_with(int status, const vault::Secret& secret) {
  auto answer = reply(status, to_wire(secret));
  answer.response.headers.emplace_back("ETag", tag_of(secret));
  return answer;
}

vault::VersionState parse_state(std::string_view text) {
  for (std::size_t i = 0; i < std::size(kVersionStates); ++i) {
    if (kVersionStates[i] == text) return static_cast<vault::VersionState>(i);
  }
  return vault::VersionState::kEnabled;  // the schema lets no other through
}

}  // namespace

vault::Caller caller_of(const Call& call) {
  return {.owner = call.principal()->owner,
          .actor = "token:" + call.principal()->token_name,
          .request = call.request_id().text()};
}

Result<Reply<Secret>> set_secret(Call& call, SetSecretInput input) {
  const auto condition = to_condition(input.headers);
  NSL_TRY(auto value, value_of(input.body));
  NSL_TRY(auto changes, to_changes(input.body));
  NSL_TRY(const auto secret, call.context().secrets.put(caller_of(call), {.name = input.path.name,
                                                                          .value = std::move(value),
                                                                          .changes = std::move(changes),
                                                                          .condition = condition}));
  const bool created = secret.latest_version == 1;
  auto answer = reply_with(created ? 201 : 200, secret);
  if (created) answer.response.headers.emplace_back("Location", "/v1/secrets/" + secret.name);
  return answer;
}

Result<Reply<SecretPage>> list_secrets(Call& call, Input<Nothing, PageQuery> input) {
  // The vault's cursors are names, which is nobody's business.
  if (input.query.cursor && !vault::is_secret_name(*input.query.cursor)) {
    return fail(ErrorCode::kInvalidArgument, "The cursor is not one that this listing gave.", "cursor");
  }
  NSL_TRY(const auto page, call.context().secrets.list(
                               caller_of(call), {.limit = static_cast<std::uint32_t>(input.query.limit.value_or(50)),
                                                 .cursor = input.query.cursor.value_or("")}));
  SecretPage body;
  for (const auto& secret : page.items) body.data.push_back(to_wire(secret));
  body.next_cursor = next_cursor(page.next_cursor);
  return reply(200, body);
}

Result<Reply<Secret>> get_secret(Call& call, Input<SecretPath, Nothing, CacheHeaders> input) {
  NSL_TRY(const auto secret, call.context().secrets.get(caller_of(call), input.path.name));
  return reply_unless_known(input.headers, tag_of(secret), to_wire(secret));
}

Result<Reply<Secret>> update_secret(Call& call, UpdateSecretInput input) {
  const auto condition = to_condition(input.headers);
  NSL_TRY(const auto changes, to_changes(input.body));
  NSL_TRY(const auto secret, call.context().secrets.update(caller_of(call), input.path.name, changes, condition));
  return reply_with(200, secret);
}

Result<Reply<Nothing>> destroy_secret(Call& call, Input<SecretPath, Nothing, IfMatchHeaders> input) {
  const auto condition = to_condition(input.headers);
  NSL_TRY_VOID(call.context().secrets.destroy(caller_of(call), input.path.name, condition));
  return Reply<Nothing>{{.status = 204, .content_type = "", .headers = {}, .body = {}}};
}

Result<Reply<SecretVersionList>> list_secret_versions(Call& call, Input<SecretPath> input) {
  NSL_TRY(const auto versions, call.context().secrets.versions(caller_of(call), input.path.name));
  SecretVersionList body;
  for (const auto& version : versions) body.data.push_back(to_wire(version));
  return reply(200, body);
}

Result<Reply<Secret>> roll_back_secret(Call& call, SecretRollbackInput input) {
  const auto condition = to_condition(input.headers);
  const auto version = input.body ? input.body->version : std::nullopt;
  NSL_TRY(const auto secret, call.context().secrets.roll_back(caller_of(call), input.path.name, version, condition));
  return reply_with(200, secret);
}

Result<Reply<Secret>> set_secret_state(Call& call, SecretStateInput input) {
  const auto condition = to_condition(input.headers);
  const auto state = parse_state(input.body.state);
  auto& secrets = call.context().secrets;
  if (input.body.version) {
    NSL_TRY(const auto secret,
            secrets.set_version_state(caller_of(call), input.path.name, *input.body.version, state, condition));
    return reply_with(200, secret);
  }
  if (state != vault::VersionState::kEnabled && state != vault::VersionState::kDisabled) {
    return fail(ErrorCode::kInvalidArgument, "Name the version; a whole secret is destroyed with DELETE.", "/version");
  }
  const auto whole =
      state == vault::VersionState::kEnabled ? vault::SecretState::kEnabled : vault::SecretState::kDisabled;
  NSL_TRY(const auto secret, secrets.set_state(caller_of(call), input.path.name, whole, condition));
  return reply_with(200, secret);
}

Result<Reply<RevealedSecret>> reveal_secret(Call& call, Input<SecretPath, Nothing, Nothing, RevealRequest> input) {
  NSL_TRY(const auto plaintext, call.context().secrets.reveal(caller_of(call),
                                                              {.name = input.path.name,
                                                               .version = input.body.version.value_or(0),
                                                               .label = input.body.label.value_or("")},
                                                              input.body.reason));
  std::string base64 = to_base64(plaintext.value.view());
  RevealedSecret body{.name = plaintext.secret.name,
                      .version = plaintext.version,
                      .value_base64 = {crypto::SecretBytes::copy_of(as_bytes(base64))}};
  crypto::wipe(base64);
  auto answer = reply(200, body);
  answer.response.headers.emplace_back("Cache-Control", "no-store");
  return answer;
}

}  // namespace nsl::api
