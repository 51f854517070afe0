#include "api/handlers/functions.h"

#include "api/conditional.h"
#include "api/handlers/convert.h"
#include "net/egress/egress.h"

namespace nsl::api {
namespace {

// The same form for the same set, because settings are part of a version's identity.
Result<std::vector<std::string>> checked_hosts(std::vector<std::string> hosts) {
  for (std::size_t i = 0; i < hosts.size(); ++i) {
    if (const Status host = net::check_allow_host(hosts[i]); !host) {
      return fail(host.error().code, host.error().message, "/network/allow_hosts/" + std::to_string(i));
    }
  }
  std::ranges::sort(hosts);
  hosts.erase(std::ranges::unique(hosts).begin(), hosts.end());
  return hosts;
}

std::optional<std::uint32_t> version_number(const std::optional<std::uint64_t>& number) {
  return number ? std::optional(static_cast<std::uint32_t>(*number)) : std::nullopt;
}

}  // namespace

Result<Reply<Deployed>> deploy_function(Call& call, DeployInput input) {
  functions::DeployRequest request;
  request.owner = call.owner();
  request.name = std::move(input.path.name);
  request.code = std::move(input.body.code);
  if (input.body.file_name) request.file_name = *std::move(input.body.file_name);
  request.source_map = std::move(input.body.source_map).value_or("");
  request.description = std::move(input.body.description).value_or("");
  request.note = std::move(input.body.note).value_or("");
  request.settings.limits = to_limits(input.body.limits, call.context().default_limits);
  if (const auto& tag = input.headers.if_match) request.condition.revision = revision_in(*tag);
  request.condition.absent = input.headers.if_none_match.has_value();
  if (input.body.network) {
    NSL_TRY(request.settings.allow_hosts, checked_hosts(std::move(input.body.network->allow_hosts)));
  }
  NSL_TRY(const functions::Deployed deployed, call.functions().deploy(request));
  const bool created = deployed.outcome == functions::DeployOutcome::kCreated;
  const Deployed body{std::string(kOutcomes[static_cast<std::size_t>(deployed.outcome)]), to_wire(deployed.function),
                      to_wire(deployed.version)};
  auto answer = reply(created ? 201 : 200, body);
  if (created) answer.response.headers.emplace_back("Location", "/v1/functions/" + request.name);
  return answer;
}

Result<Reply<FunctionPage>> list_functions(Call& call, Input<Nothing, PageQuery> input) {
  NSL_TRY(const auto listing, call.functions().list_functions(call.owner(), to_page(input.query)));
  return reply(200, to_wire_page<FunctionPage>(listing));
}

Result<Reply<Function>> get_function(Call& call, Input<FunctionPath, Nothing, CacheHeaders> input) {
  NSL_TRY(const auto function, call.functions().get_function({call.owner(), input.path.name}));
  return reply_unless_known(input.headers, '"' + functions::revision_of(function) + '"', to_wire(function));
}

Result<Reply<Nothing>> delete_function(Call& call, Input<FunctionPath> input) {
  NSL_TRY_VOID(call.functions().remove({call.owner(), input.path.name}));
  return Reply<Nothing>{{.status = 204, .content_type = "", .headers = {}, .body = {}}};
}

Result<Reply<VersionPage>> list_versions(Call& call, Input<FunctionPath, PageQuery> input) {
  NSL_TRY(const auto listing, call.functions().list_versions({call.owner(), input.path.name}, to_page(input.query)));
  return reply(200, to_wire_page<VersionPage>(listing));
}

Result<Reply<Version>> get_version(Call& call, Input<VersionPath, VersionQuery, CacheHeaders> input) {
  const auto number = version_number(input.path.number);
  NSL_TRY(const auto version, call.functions().get_version({call.owner(), input.path.name}, number));
  Version body = to_wire(version);
  if (input.query.include) {
    NSL_TRY(body.code, call.functions().get_code({call.owner(), input.path.name}, number));
  }
  return reply_unless_known(input.headers, '"' + version.hash + '"', body);
}

Result<Reply<Function>> roll_back(Call& call, RollbackInput input) {
  const auto number = input.body ? version_number(input.body->version) : std::nullopt;
  NSL_TRY(const auto function, call.functions().roll_back({call.owner(), input.path.name}, number));
  return reply(200, to_wire(function));
}

}  // namespace nsl::api
