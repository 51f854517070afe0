#include "api/examples.h"

#include "api/execution_json.h"
#include "api/handlers/convert.h"
#include "api/schema/write.h"

namespace nsl::api::examples {
namespace {

constexpr const char* kCode = "export default async (input) => ({ hello: input.name, n: input.x * 2 });\n";
constexpr WallTime kTime{std::chrono::microseconds{1'767'225'600'000'000}};  // 2026-01-01T00:00:00Z

functions::Function sample_function() {
  return {.id = *FunctionId::parse("fn_01kdqcy8p8f2v9s4m6h0t3wxyz"),
          .name = "hello",
          .active_version = 3,
          .latest_version = 3,
          .created_at = kTime,
          .updated_at = kTime};
}

functions::Version sample_version() {
  return {.function = sample_function().id,
          .name = "hello",
          .number = 3,
          .hash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
          .description = "Says hello.",
          .note = "Double the number.",
          .settings = {.limits = {}, .allow_hosts = {"api.example.com"}},
          .code_bytes = std::string_view(kCode).size(),
          .created_at = kTime};
}

functions::Execution sample_execution() {
  functions::Execution execution;
  execution.id = *ExecutionId::parse(kExecutionId);
  execution.function_name = "hello";
  execution.version = 3;
  execution.status = functions::ExecutionStatus::kSucceeded;
  execution.output = R"({"hello":"neo","n":42})";
  execution.logs = {{.time_ms = 1'767'225'600'000, .level = "info", .message = "hello, neo"}};
  execution.usage = {.cpu = std::chrono::microseconds(180),
                     .wall = std::chrono::microseconds(210),
                     .memory = 3_MiB,
                     .host_calls = 0,
                     .output = {22}};
  execution.created_at = kTime;
  execution.started_at = kTime;
  execution.finished_at = kTime + std::chrono::milliseconds(1);
  return execution;
}

std::string json_of(const functions::Execution& execution) {
  std::string out;
  append_execution(out, execution);
  return out;
}

std::string page_of(const std::string& item, std::string_view next_cursor) {
  return std::string(R"({"data":[)").append(item).append(R"(],"next_cursor":)").append(next_cursor).append("}");
}

}  // namespace

std::string deploy_request() {
  const auto version = sample_version();
  LimitsRequest limits;
  limits.memory_bytes = (32_MiB).bytes;
  limits.cpu_us = 200'000;
  return to_json(DeployRequest{.code = kCode,
                               .file_name = "hello.js",
                               .description = version.description,
                               .note = version.note,
                               .limits = limits,
                               .network = Network{version.settings.allow_hosts}});
}

std::string function() { return to_json(to_wire(sample_function())); }
std::string function_page() { return page_of(function(), "null"); }
std::string version() { return to_json(to_wire(sample_version())); }
std::string version_page() { return page_of(version(), "null"); }

std::string version_with_code() {
  Version version = to_wire(sample_version());
  version.code = kCode;
  return to_json(version);
}

std::string deployed() { return to_json(Deployed{"updated", to_wire(sample_function()), to_wire(sample_version())}); }

std::string execution() { return json_of(sample_execution()); }

std::string cancelled_execution() {
  auto execution = sample_execution();
  execution.status = functions::ExecutionStatus::kCancelled;
  execution.output.clear();
  execution.error = {.code = "cancelled", .message = "The execution was cancelled.", .stack = ""};
  return json_of(execution);
}

std::string execution_page() { return page_of(execution(), R"("MDFrZHFjeTg")"); }

std::string replay() {
  auto execution = sample_execution();
  return to_json(to_wire(execution.id, {.status = execution.status,
                                        .output = std::move(execution.output),
                                        .error = std::nullopt,
                                        .logs = std::move(execution.logs),
                                        .host_calls = execution.usage.host_calls,
                                        .difference = {}}));
}

std::string log_page() {
  const auto execution = sample_execution();
  std::string line;
  append_log_line(line, {.execution = execution.id, .version = execution.version, .entry = execution.logs.front()});
  return page_of(line, "null");
}

std::string service_status() {
  return to_json(ServiceStatus{.status = "serving",
                               .version = "0.1.0",
                               .engine = "QuickJS-NG",
                               .workers = 2,
                               .started_at = to_rfc3339(kTime),
                               .uptime_seconds = 3600});
}

namespace {

Grant sample_grant() {
  return {.id = kGrantId,
          .secret = "COINGECKO_KEY",
          .function = "price",
          .function_hash = std::nullopt,
          .exposure = "reference",
          .hosts = {"api.coingecko.com"},
          .created_at = to_rfc3339(kTime),
          .created_by = "token:ci",
          .expires_at = std::nullopt};
}

}  // namespace

std::string grant_request() { return R"({"function":"price","hosts":["api.coingecko.com"]})"; }

std::string grant() { return to_json(sample_grant()); }

std::string grant_list() { return to_json(GrantList{.data = {sample_grant()}}); }

std::string audit_page() {
  return to_json(AuditPage{.data = {{.seq = 2077,
                                     .owner_seq = 311,
                                     .time = to_rfc3339(kTime),
                                     .action = "secret.use",
                                     .outcome = "refused",
                                     .error = "egress_denied",
                                     .actor = "function:price",
                                     .secret = "COINGECKO_KEY",
                                     .function = "price",
                                     .function_version = 3,
                                     .execution = kExecutionId,
                                     .host = "example.net"}},
                           .next_cursor = "YTMxMS4w"});
}

std::string audit_head() {
  return to_json(
      AuditHead{.signed_us = 1'767'225'600'000'000,
                .owner = "dev",
                .before_seq = 311,
                .before = "a305dfad7e096bab43c85742cdeee4f8cb98d19ce6923541adcf32528797831b",
                .seq = 311,
                .head = "a305dfad7e096bab43c85742cdeee4f8cb98d19ce6923541adcf32528797831b",
                .key = "BLp-thVUq5fAGnXgGw3FMuwEL4iQDRR8z0G6flHrtEfTMR3toX46wHHd072ttKbwQ2qZxXsTSKr1GdowZW15Eko",
                .signature = "vvDI3gLK-gjSiM8juPVfQp9gztIRbmsgvFXidXnA_YiiP3GSOtoU1G79SUrgMVqRxIH3VINJwWIEY7RmELxPfQ"});
}

}  // namespace nsl::api::examples
