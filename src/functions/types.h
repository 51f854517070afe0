#pragma once
// The nouns of the service: functions, their versions, executions. Plain values, no behaviour.

#include "base/clock.h"
#include "base/id.h"
#include "engine/limits.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nsl::functions {

// How callers name a function. Borrowed.
struct FunctionRef {
  std::string_view owner;
  std::string_view name;
};

// What the author decides about a version. Part of its identity: the same settings and code are the same version.
struct Settings {
  engine::Limits limits;
  std::vector<std::string> allow_hosts;  // "api.example.com" (ports 443 and 80) or "host:port"; sorted, unique
};

// A version never changes once it is made.
struct Version {
  FunctionId function;
  std::string owner;                     // of the function
  std::string name;                      // of the function
  std::uint32_t number = 0;              // 1, 2, 3 ... within the function
  std::string hash;                      // SHA-256 over code and settings, hexadecimal
  std::string description;
  std::string note;                      // why this version was made; not part of the hash
  Settings settings;
  std::uint64_t code_bytes = 0;
  WallTime created_at;
};

struct Function {
  FunctionId id;
  std::string owner;                     // the account it belongs to; nobody else can see it
  std::string name;                      // [a-z0-9-]{1,63}, unique for its owner
  std::uint32_t active_version = 0;      // the one that invoke takes
  std::uint32_t latest_version = 0;
  WallTime created_at;
  WallTime updated_at;
};

// Another text after every change of the function: what its ETag is made of. A-Z, a-z, 0-9 and hyphens.
std::string revision_of(const Function& function);

enum class ExecutionStatus : std::uint8_t {
  kQueued, kRunning, kSucceeded, kFailed, kTimedOut, kMemoryExceeded, kCancelled,
};
std::string_view to_string(ExecutionStatus status);              // "timed_out"
std::optional<ExecutionStatus> parse_status(std::string_view text);
inline bool is_final(ExecutionStatus s) { return s > ExecutionStatus::kRunning; }

struct LogEntry {
  std::int64_t time_ms = 0;              // as the function saw it, since 1970
  std::string level;                     // debug log info warn error
  std::string message;
};

// Why an execution did not succeed.
struct ExecutionError {
  std::string code;                      // stable: exception, unhandled_rejection, cpu_exceeded, wall_exceeded, memory_exceeded, output_too_large, invalid_output, never_settles, cancelled, worker_lost, ...
  std::string message;
  std::string stack;                     // JavaScript frames with the author's file, line and column; may be empty
};

// What came of running an execution again from its record (functions/replay.h).
struct ReplayResult {
  ExecutionStatus status = ExecutionStatus::kFailed;
  std::string output;                    // JSON text when succeeded
  std::optional<ExecutionError> error;
  std::vector<LogEntry> logs;
  std::uint32_t host_calls = 0;          // answered from the journal
  std::string difference;                // the first place where it went another way; empty: the same, byte for byte
};

struct Execution {
  ExecutionId id;
  FunctionId function;
  std::string owner;                     // of the function
  std::string function_name;
  std::uint32_t version = 0;
  std::string trigger = "http";          // http, async, schedule, event
  ExecutionStatus status = ExecutionStatus::kQueued;
  std::string input;                     // JSON text
  std::string output;                    // JSON text when succeeded
  std::optional<ExecutionError> error;
  std::vector<LogEntry> logs;
  std::uint64_t logs_dropped = 0;        // entries that did not fit into the limit
  engine::Usage usage;
  engine::Limits limits;
  std::string seed;                      // 32 bytes as hexadecimal: source of all randomness the function saw
  std::string journal;                   // JSON text: the host calls in order, empty when there were none
  std::string trace;                     // functions/trace_context.h; empty: not part of a trace
  std::uint32_t attempts = 0;            // times it was started (a lost worker restarts queued ones)
  WallTime created_at;
  WallTime started_at;
  WallTime finished_at;
};

}  // namespace nsl::functions
