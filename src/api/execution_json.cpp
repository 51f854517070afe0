#include "api/execution_json.h"

#include "base/json.h"
#include "functions/trace_context.h"

#include <fmt/format.h>

namespace nsl::api {
namespace {

void append_number(std::string& out, std::string_view key, std::uint64_t number) {
  out.append(key);
  const fmt::format_int text(number);
  out.append(text.data(), text.size());
}

void append_text(std::string& out, std::string_view key, std::string_view text) {
  out.append(key);
  json::append_quoted(out, text);
}

void append_time(std::string& out, std::string_view key, WallTime time) {
  out.append(key);
  out.push_back('"');
  append_rfc3339(out, time);
  out.push_back('"');
}

// A time that has not come yet is the epoch.
void append_time_or_null(std::string& out, std::string_view key, WallTime time) {
  if (time == WallTime{}) out.append(key).append("null");
  else append_time(out, key, time);
}

std::uint64_t microseconds(std::chrono::microseconds duration) { return static_cast<std::uint64_t>(duration.count()); }

void append_error(std::string& out, const functions::ExecutionError& error) {
  append_text(out, R"(,"error":{"code":)", error.code);
  append_text(out, R"(,"message":)", error.message);
  append_text(out, R"(,"stack":)", error.stack);
  out.push_back('}');
}

// Without the braces around them.
void append_log_members(std::string& out, const functions::LogEntry& entry) {
  append_time(out, R"("time":)", WallTime{std::chrono::milliseconds{entry.time_ms}});
  append_text(out, R"(,"level":)", entry.level);
  append_text(out, R"(,"message":)", entry.message);
}

void append_logs(std::string& out, const std::vector<functions::LogEntry>& logs) {
  out.append(R"(,"logs":[)");
  for (const functions::LogEntry& entry : logs) {
    if (&entry != &logs.front()) out.push_back(',');
    out.push_back('{');
    append_log_members(out, entry);
    out.push_back('}');
  }
  out.push_back(']');
}

void append_usage(std::string& out, const engine::Usage& usage) {
  append_number(out, R"(,"usage":{"cpu_us":)", microseconds(usage.cpu));
  append_number(out, R"(,"wall_us":)", microseconds(usage.wall));
  append_number(out, R"(,"memory_bytes":)", usage.memory.bytes);
  append_number(out, R"(,"host_calls":)", usage.host_calls);
  append_number(out, R"(,"output_bytes":)", usage.output.bytes);
  out.push_back('}');
}

void append_limits(std::string& out, const engine::Limits& limits) {
  append_number(out, R"(,"limits":{"memory_bytes":)", limits.memory.bytes);
  append_number(out, R"(,"cpu_us":)", microseconds(limits.cpu));
  append_number(out, R"(,"wall_us":)", microseconds(limits.wall));
  append_number(out, R"(,"host_calls":)", limits.host_calls);
  append_number(out, R"(,"input_bytes":)", limits.input.bytes);
  append_number(out, R"(,"output_bytes":)", limits.output.bytes);
  append_number(out, R"(,"log_bytes":)", limits.logs.bytes);
  out.push_back('}');
}

}  // namespace

void append_execution(std::string& out, const functions::Execution& execution) {
  out.append(R"({"id":")");
  execution.id.append_text(out);
  append_text(out, R"(","function":)", execution.function_name);
  append_number(out, R"(,"version":)", execution.version);
  out.append(R"(,"status":")").append(functions::to_string(execution.status));
  append_text(out, R"(","trigger":)", execution.trigger);
  // Lists come without outputs, which can be megabytes each.
  if (execution.status == functions::ExecutionStatus::kSucceeded && !execution.output.empty()) {
    out.append(R"(,"output":)").append(execution.output);
  }
  if (execution.error) append_error(out, *execution.error);
  append_logs(out, execution.logs);
  append_number(out, R"(,"logs_dropped":)", execution.logs_dropped);
  append_usage(out, execution.usage);
  append_limits(out, execution.limits);
  append_time(out, R"(,"created_at":)", execution.created_at);
  append_time_or_null(out, R"(,"started_at":)", execution.started_at);
  append_time_or_null(out, R"(,"finished_at":)", execution.finished_at);
  if (!execution.trace.empty()) append_text(out, R"(,"trace_id":)", functions::trace_id_of(execution.trace));
  out.push_back('}');
}

void append_log_line(std::string& out, const functions::LogLine& line) {
  out.append(R"({"execution":")");
  line.execution.append_text(out);
  append_number(out, R"(","version":)", line.version);
  out.push_back(',');
  append_log_members(out, line.entry);
  out.push_back('}');
}

}  // namespace nsl::api
