#include "functions/execution_rows.h"

#include "base/json.h"
#include "functions/row_key.h"

#include <fmt/format.h>

#include <charconv>
#include <iterator>

namespace nsl::functions {
namespace {

// The numbers are in the database and in its indexes (storage/schema.cpp).
static_assert(static_cast<int>(ExecutionStatus::kQueued) == 0 && static_cast<int>(ExecutionStatus::kRunning) == 1 &&
              static_cast<int>(ExecutionStatus::kSucceeded) == 2 && static_cast<int>(ExecutionStatus::kFailed) == 3 &&
              static_cast<int>(ExecutionStatus::kTimedOut) == 4 &&
              static_cast<int>(ExecutionStatus::kMemoryExceeded) == 5 &&
              static_cast<int>(ExecutionStatus::kCancelled) == 6);

std::unexpected<Error> damaged(std::string_view what) {
  return fail(ErrorCode::kStorageFailed, fmt::format("The record of an execution is damaged: {}.", what));
}

std::int64_t us_of(WallTime time) { return time.time_since_epoch().count(); }
WallTime time_of(std::int64_t us) { return WallTime(std::chrono::microseconds(us)); }

// "memory cpu wall host_calls input output logs"; a seventh of the size of JSON, and every execution has it.
void write_limits(std::string& out, const engine::Limits& limits) {
  out.clear();
  fmt::format_to(std::back_inserter(out), "{} {} {} {} {} {} {}", limits.memory.bytes, limits.cpu.count(),
                 limits.wall.count(), limits.host_calls, limits.input.bytes, limits.output.bytes, limits.logs.bytes);
}

Result<engine::Limits> read_limits(std::string_view text) {
  std::array<std::uint64_t, 7> numbers{};
  const char* at = text.data();
  const char* const end = at + text.size();
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (i > 0 && (at == end || *at++ != ' ')) return damaged("its limits");
    const auto read = std::from_chars(at, end, numbers[i]);
    if (read.ec != std::errc{}) return damaged("its limits");
    at = read.ptr;
  }
  if (at != end) return damaged("its limits");
  return engine::Limits{.memory = {numbers[0]},
                        .cpu = std::chrono::microseconds(numbers[1]),
                        .wall = std::chrono::microseconds(numbers[2]),
                        .host_calls = static_cast<std::uint32_t>(numbers[3]),
                        .input = {numbers[4]},
                        .output = {numbers[5]},
                        .logs = {numbers[6]}};
}

void write_error(std::string& out, const std::optional<ExecutionError>& error) {
  out.clear();
  if (!error) return;
  out.push_back('[');
  json::append_quoted(out, error->code);
  out.push_back(',');
  json::append_quoted(out, error->message);
  out.push_back(',');
  json::append_quoted(out, error->stack);
  out.push_back(']');
}

Result<std::optional<ExecutionError>> read_error(std::string_view text) {
  if (text.empty()) return std::nullopt;
  const auto parsed = json::parse(text);
  const auto* parts = parsed ? parsed->if_array() : nullptr;
  if (parts == nullptr || parts->size() != 3) return damaged("its error");
  for (const json::value& part : *parts) {
    if (!part.is_string()) return damaged("its error");
  }
  const auto text_of = [&](std::size_t i) { return std::string(json::view(parts->at(i).get_string())); };
  return ExecutionError{text_of(0), text_of(1), text_of(2)};
}

void write_logs(std::string& out, const std::vector<LogEntry>& logs) {
  out.clear();
  if (logs.empty()) return;
  for (const LogEntry& entry : logs) {
    fmt::format_to(std::back_inserter(out), "{}[{},", out.empty() ? '[' : ',', entry.time_ms);
    json::append_quoted(out, entry.level);
    out.push_back(',');
    json::append_quoted(out, entry.message);
    out.push_back(']');
  }
  out.push_back(']');
}

std::optional<LogEntry> read_log_entry(const json::value& value) {
  const auto* parts = value.if_array();
  if (parts == nullptr || parts->size() != 3) return std::nullopt;
  if (!parts->at(0).is_int64() || !parts->at(1).is_string() || !parts->at(2).is_string()) return std::nullopt;
  return LogEntry{parts->at(0).get_int64(), std::string(json::view(parts->at(1).get_string())),
                  std::string(json::view(parts->at(2).get_string()))};
}

bool was_queued(const Execution& execution) { return execution.trigger != "http"; }

}  // namespace

std::int64_t growth_at_end(const Execution& execution, std::int64_t stored_bytes) {
  return stored_bytes - (was_queued(execution) ? std::ssize(execution.input) : 0);
}

Result<std::vector<LogEntry>> to_log_entries(std::string_view text) {
  std::vector<LogEntry> entries;
  if (text.empty()) return entries;
  const auto parsed = json::parse(text);
  if (!parsed || !parsed->is_array()) return damaged("its logs");
  entries.reserve(parsed->get_array().size());
  for (const json::value& value : parsed->get_array()) {
    auto entry = read_log_entry(value);
    if (!entry) return damaged("its logs");
    entries.push_back(*std::move(entry));
  }
  return entries;
}

std::string summary_columns() {
  std::string list;
  storage::for_each_member<StoredExecution>([&](auto member, std::size_t index) {
    const std::string_view name = member.name;
    const bool large = name == "input" || name == "output" || name == "logs" || name == "journal" || name == "trace" || name == "owner";
    list.append(index == 0 ? "" : ", ").append(large ? "''" : name);
  });
  return list;
}

const ExecutionRow<std::string_view>& ExecutionRowWriter::write(const Execution& e) {
  if (limits_text_.empty() || limits_ != e.limits) {
    limits_ = e.limits;
    write_limits(limits_text_, limits_);
  }
  write_error(error_text_, e.error);
  write_logs(logs_text_, e.logs);
  row_ = {.key = key_of(e.id),
          .id_low = low_of(e.id),
          .function = key_of(e.function),
          .version = e.version,
          .status = static_cast<std::int64_t>(e.status),
          .attempts = e.attempts,
          .created_us = us_of(e.created_at),
          .started_us = us_of(e.started_at),
          .finished_us = us_of(e.finished_at),
          .cpu_us = e.usage.cpu.count(),
          .wall_us = e.usage.wall.count(),
          .memory_bytes = static_cast<std::int64_t>(e.usage.memory.bytes),
          .host_calls = e.usage.host_calls,
          .output_bytes = static_cast<std::int64_t>(e.usage.output.bytes),
          .logs_dropped = static_cast<std::int64_t>(e.logs_dropped),
          .trigger = e.trigger,
          .limits = limits_text_,
          .seed = e.seed,
          .error = error_text_,
          .input = e.input,
          .output = e.output,
          .logs = logs_text_,
          .journal = e.journal,
          .trace = e.trace,
          .owner = is_final(e.status) ? std::string_view() : std::string_view(e.owner),
          .stored_bytes = 0};
  // One that somebody waits for is not kept before it has ended.
  if (is_final(e.status) || was_queued(e)) {
    const auto bytes = row_.input.size() + row_.output.size() + row_.error.size() + row_.logs.size() + row_.journal.size();
    row_.stored_bytes = static_cast<std::int64_t>(bytes);
  }
  return row_;
}

Result<Execution> to_execution(StoredExecution row, const FunctionName& function) {
  const auto function_id = FunctionId::parse(function.id);
  if (!function_id) return damaged("its function");
  if (row.status < 0 || row.status > static_cast<std::int64_t>(ExecutionStatus::kCancelled))
    return damaged("its status");
  NSL_TRY(const auto limits, read_limits(row.limits));
  NSL_TRY(auto error, read_error(row.error));
  NSL_TRY(auto logs, to_log_entries(row.logs));
  Execution e;
  e.id = {Uuid{static_cast<std::uint64_t>(row.key), static_cast<std::uint64_t>(row.id_low)}};
  e.function = *function_id;
  e.owner = function.owner;
  e.function_name = function.name;
  e.version = static_cast<std::uint32_t>(row.version);
  e.trigger = std::move(row.trigger);
  e.status = static_cast<ExecutionStatus>(row.status);
  e.input = std::move(row.input);
  e.output = std::move(row.output);
  e.error = std::move(error);
  e.logs = std::move(logs);
  e.logs_dropped = static_cast<std::uint64_t>(row.logs_dropped);
  e.usage = {.cpu = std::chrono::microseconds(row.cpu_us),
             .wall = std::chrono::microseconds(row.wall_us),
             .memory = {static_cast<std::uint64_t>(row.memory_bytes)},
             .host_calls = static_cast<std::uint32_t>(row.host_calls),
             .output = {static_cast<std::uint64_t>(row.output_bytes)}};
  e.limits = limits;
  e.seed = std::move(row.seed);
  e.journal = std::move(row.journal);
  e.trace = std::move(row.trace);
  e.attempts = static_cast<std::uint32_t>(row.attempts);
  e.created_at = time_of(row.created_us);
  e.started_at = time_of(row.started_us);
  e.finished_at = time_of(row.finished_us);
  return e;
}

}  // namespace nsl::functions
