#include "api/handlers/convert.h"

#include "base/clock.h"

namespace nsl::api {
namespace {

std::uint64_t whole_microseconds(std::chrono::microseconds duration) {
  return static_cast<std::uint64_t>(duration.count());
}

void take(const std::optional<std::uint64_t>& from, ByteCount& to) {
  if (from) to.bytes = *from;
}

void take(const std::optional<std::uint64_t>& from, std::chrono::microseconds& to) {
  if (from) to = std::chrono::microseconds(*from);
}

}  // namespace

Function to_wire(const functions::Function& function) {
  return {.id = function.id.text(),
          .name = function.name,
          .active_version = function.active_version,
          .latest_version = function.latest_version,
          .created_at = to_rfc3339(function.created_at),
          .updated_at = to_rfc3339(function.updated_at)};
}

Version to_wire(const functions::Version& version) {
  return {.function = version.name,
          .number = version.number,
          .hash = version.hash,
          .description = version.description,
          .note = version.note,
          .limits = to_wire(version.settings.limits),
          .network = {version.settings.allow_hosts},
          .code_bytes = version.code_bytes,
          .created_at = to_rfc3339(version.created_at),
          .code = std::nullopt};
}

Limits to_wire(const engine::Limits& limits) {
  return {.memory_bytes = limits.memory.bytes,
          .cpu_us = whole_microseconds(limits.cpu),
          .wall_us = whole_microseconds(limits.wall),
          .host_calls = limits.host_calls,
          .input_bytes = limits.input.bytes,
          .output_bytes = limits.output.bytes,
          .log_bytes = limits.logs.bytes};
}

Replay to_wire(ExecutionId execution, functions::ReplayResult result) {
  Replay replay{.execution = execution.text(),
                .status = std::string(functions::to_string(result.status)),
                .host_calls = result.host_calls};
  replay.same = result.difference.empty();
  if (!replay.same) replay.difference = std::move(result.difference);
  if (result.status == functions::ExecutionStatus::kSucceeded) replay.output = RawJson{std::move(result.output)};
  if (result.error) {
    replay.error = {.code = std::move(result.error->code),
                    .message = std::move(result.error->message),
                    .stack = std::move(result.error->stack)};
  }
  for (functions::LogEntry& entry : result.logs) {
    replay.logs.push_back({.time = to_rfc3339(WallTime{std::chrono::milliseconds{entry.time_ms}}),
                           .level = std::move(entry.level),
                           .message = std::move(entry.message)});
  }
  return replay;
}

engine::Limits to_limits(const std::optional<LimitsRequest>& request, const engine::Limits& defaults) {
  engine::Limits limits = defaults;
  if (!request) return limits;
  take(request->memory_bytes, limits.memory);
  take(request->cpu_us, limits.cpu);
  take(request->wall_us, limits.wall);
  take(request->input_bytes, limits.input);
  take(request->output_bytes, limits.output);
  take(request->log_bytes, limits.logs);
  if (request->host_calls) limits.host_calls = static_cast<std::uint32_t>(*request->host_calls);
  return limits;
}

}  // namespace nsl::api
