#pragma once
// Executions and what they log.

#include "api/patterns.h"
#include "api/types/function.h"
#include "api/types/limits.h"
#include "api/types/parameters.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace nsl::api {

inline constexpr std::string_view kLevels[] = {"debug", "log", "info", "warn", "error"};

struct LogEntry {
  std::string time;
  std::string level;
  std::string message;
};
BOOST_DESCRIBE_STRUCT(LogEntry, (), (time, level, message))
template <>
inline constexpr auto kShape<LogEntry> =
    shape("LogEntry", "One call of console.", field("time", "As the function saw it (RFC 3339, UTC)."),
          field("level", "Which method of console.").one_of(kLevels), field("message", "What was written."));

struct ExecutionError {
  std::string code;
  std::string message;
  std::string stack;
};
BOOST_DESCRIBE_STRUCT(ExecutionError, (), (code, message, stack))
template <>
inline constexpr auto kShape<ExecutionError> =
    shape("ExecutionError", "Why an execution did not succeed.",
          field("code", "Stable: exception, cpu_exceeded, wall_exceeded, memory_exceeded, output_too_large ..."),
          field("message", "For people."),
          field("stack", "JavaScript frames with file, line and column; empty when there are none."));

inline constexpr std::string_view kTriggers[] = {"http", "async", "schedule", "event"};

struct Execution {
  std::string id;
  std::string function;
  std::uint64_t version = 0;
  std::string status;
  std::string trigger;
  std::optional<RawJson> output;
  std::optional<ExecutionError> error;
  std::vector<LogEntry> logs;
  std::uint64_t logs_dropped = 0;
  Usage usage;
  Limits limits;
  std::string created_at;
  std::optional<std::string> started_at;
  std::optional<std::string> finished_at;
  std::optional<std::string> trace_id;
};
BOOST_DESCRIBE_STRUCT(Execution, (),
                      (id, function, version, status, trigger, output, error, logs, logs_dropped, usage, limits,
                       created_at, started_at, finished_at, trace_id))
template <>
inline constexpr auto kShape<Execution> =
    shape("Execution", "One run of a function.", field("id", "Id of the execution.").matching(kExecutionId),
          kFunctionNameField, field("version", "The version that runs."),
          field("status", "Where it is; the last five are final.").one_of(kStatuses),
          field("trigger", "What started it.").one_of(kTriggers),
          field("output", "What the handler returned: any JSON. Only when succeeded, and not in lists."),
          field("error", "Only when it has ended without success."),
          field("logs", "What it wrote with console, in order; empty in lists."),
          field("logs_dropped", "Entries that did not fit into log_bytes."), field("usage", "What it took."),
          field("limits", "What it may take."), kCreatedAt,
          field("started_at", "When it began to run; null: not yet.").or_null(),
          field("finished_at", "When it ended; null: not yet.").or_null(),
          field("trace_id", "The trace that the request belongs to. Only when it had a traceparent, and not in lists."));

struct ExecutionPage {
  std::vector<Execution> data;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(ExecutionPage, (), (data, next_cursor))
template <>
inline constexpr auto kShape<ExecutionPage> =
    shape("ExecutionPage", "Executions, the newest first.", field("data", "The items."), kNextCursor);

struct Replay {
  std::string execution;
  bool same = false;
  std::optional<std::string> difference;
  std::string status;
  std::optional<RawJson> output;
  std::optional<ExecutionError> error;
  std::vector<LogEntry> logs;
  std::uint64_t host_calls = 0;
};
BOOST_DESCRIBE_STRUCT(Replay, (), (execution, same, difference, status, output, error, logs, host_calls))
template <>
inline constexpr auto kShape<Replay> =
    shape("Replay", "An execution run once more from its record.",
          field("execution", "Id of the execution.").matching(kExecutionId),
          field("same", "Whether output, error, logs and host calls are those of the record, byte for byte."),
          field("difference", "The first place where the replay went another way; null: there is none.").or_null(),
          field("status", "How the replay ended.").one_of(kStatuses),
          field("output", "What the handler returned this time. Only when succeeded."),
          field("error", "Only when it ended without success."), field("logs", "What it wrote with console, in order."),
          field("host_calls", "Host calls it made; all were answered from the record."));

struct LogLine {
  std::string execution;
  std::uint64_t version = 0;
  std::string time;
  std::string level;
  std::string message;
};
BOOST_DESCRIBE_STRUCT(LogLine, (), (execution, version, time, level, message))
template <>
inline constexpr auto kShape<LogLine> =
    shape("LogLine", "One call of console in some execution of the function.",
          field("execution", "Id of the execution.").matching(kExecutionId), field("version", "The version that ran."),
          field("time", "As the function saw it (RFC 3339, UTC)."),
          field("level", "Which method of console.").one_of(kLevels), field("message", "What was written."));

struct LogPage {
  std::vector<LogLine> data;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(LogPage, (), (data, next_cursor))
template <>
inline constexpr auto kShape<LogPage> = shape("LogPage", "Log lines, the newest last; the cursor leads to older ones.",
                                              field("data", "The items."), kNextCursor);

}  // namespace nsl::api
