#include "app/deploy_request.h"

#include "base/json.h"
#include "base/units.h"

#include <fmt/format.h>

namespace nsl::app {
namespace {

// Code and map must fit into one request body with room for JSON's escapes. Without the map the stack names the
// bundle's lines, which is better than no deployment.
constexpr std::size_t kCodeAndMapMax = 6u << 20;

std::unexpected<Error> wrong_flag(std::string_view flag, const Error& error) {
  return fail(error.code, fmt::format("{}: {}", flag, error.message), std::string(flag));
}

Status add_limits(json::object& body, const DeployOptions& options) {
  json::object limits;
  if (!options.memory.empty()) {
    const auto memory = parse_byte_count(options.memory);
    if (!memory) return wrong_flag("--memory", memory.error());
    limits["memory_bytes"] = memory->bytes;
  }
  if (!options.cpu.empty()) {
    const auto cpu = parse_duration(options.cpu);
    if (!cpu) return wrong_flag("--cpu", cpu.error());
    limits["cpu_us"] = cpu->count();
  }
  if (!options.wall.empty()) {
    const auto wall = parse_duration(options.wall);
    if (!wall) return wrong_flag("--wall", wall.error());
    limits["wall_us"] = wall->count();
  }
  if (options.host_calls) limits["host_calls"] = *options.host_calls;
  if (!limits.empty()) body["limits"] = std::move(limits);
  return {};
}

}  // namespace

Result<std::string> deploy_request(const Bundle& bundle, const DeployOptions& options) {
  json::object body{{"code", bundle.code}, {"file_name", bundle.file_name}};
  const bool map_fits = bundle.code.size() + bundle.source_map.size() <= kCodeAndMapMax;
  if (!bundle.source_map.empty() && map_fits) body["source_map"] = bundle.source_map;
  if (!options.description.empty()) body["description"] = options.description;
  if (!options.note.empty()) body["note"] = options.note;
  NSL_TRY_VOID(add_limits(body, options));
  if (!options.allow_hosts.empty())
    body["network"] = json::object{{"allow_hosts", json::value_from(options.allow_hosts)}};
  return json::serialize(body);
}

}  // namespace nsl::app
