#include "api/handlers/grants.h"

#include "api/handlers/secrets.h"
#include "vault/grants.h"

namespace nsl::api {
namespace {

Grant to_wire(const vault::Grant& grant) {
  return {.id = grant.id.text(),
          .secret = grant.secret,
          .function = grant.function,
          .function_hash = grant.function_hash.empty() ? std::nullopt : std::optional(grant.function_hash),
          .exposure = std::string(to_string(grant.exposure)),
          .hosts = grant.hosts,
          .created_at = to_rfc3339(grant.created_at),
          .created_by = grant.created_by,
          .expires_at = grant.expires_at ? std::optional(to_rfc3339(*grant.expires_at)) : std::nullopt};
}

Result<std::optional<WallTime>> to_expiry(const std::optional<std::string>& text) {
  if (!text) return std::nullopt;
  const auto time = parse_rfc3339(*text);
  if (!time) return fail(ErrorCode::kInvalidArgument, "A time is written like 2026-12-31T00:00:00Z.", "/expires_at");
  return time;
}

}  // namespace

Result<Reply<Grant>> add_grant(Call& call, Input<SecretPath, Nothing, Nothing, GrantRequest> input) {
  GrantRequest& body = input.body;
  NSL_TRY(const auto expires_at, to_expiry(body.expires_at));
  const vault::NewGrant request{
      .secret = std::move(input.path.name),
      .function = std::move(body.function),
      .function_hash = std::move(body.function_hash).value_or(""),
      .hosts = std::move(body.hosts).value_or(std::vector<std::string>()),
      .exposure = vault::parse_exposure(body.exposure.value_or("reference")).value_or(vault::Exposure::kReference),
      .expires_at = expires_at};
  NSL_TRY(const vault::Grant grant, call.context().grants.add(caller_of(call), request));
  auto answer = reply(201, to_wire(grant));
  answer.response.headers.emplace_back("Location", "/v1/secrets/" + grant.secret + "/grants/" + grant.id.text());
  return answer;
}

Result<Reply<GrantList>> list_grants(Call& call, Input<SecretPath> input) {
  NSL_TRY(const auto grants, call.context().grants.list(caller_of(call), input.path.name));
  GrantList list;
  for (const vault::Grant& grant : grants) list.data.push_back(to_wire(grant));
  return reply(200, list);
}

Result<Reply<Nothing>> revoke_grant(Call& call, Input<GrantPath> input) {
  NSL_TRY_VOID(call.context().grants.revoke(caller_of(call), input.path.name, *GrantId::parse(input.path.id)));
  return Reply<Nothing>{{.status = 204, .content_type = "", .headers = {}, .body = {}}};
}

}  // namespace nsl::api
