#pragma once
// How executions lie in the database. For execution_store.cpp.

#include "base/error.h"
#include "functions/types.h"
#include "storage/row.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace nsl::functions {

// Text is std::string for rows that are read and std::string_view for rows that are written, so that writing copies
// nothing here.
template <typename Text>
struct ExecutionRow {
  std::int64_t key = 0;  // upper half of the id
  std::int64_t id_low = 0;
  std::int64_t function = 0;  // key
  std::int64_t version = 0;
  std::int64_t status = 0;  // the enumerator's number
  std::int64_t attempts = 0;
  std::int64_t created_us = 0;
  std::int64_t started_us = 0;
  std::int64_t finished_us = 0;
  std::int64_t cpu_us = 0;
  std::int64_t wall_us = 0;
  std::int64_t memory_bytes = 0;
  std::int64_t host_calls = 0;
  std::int64_t output_bytes = 0;
  std::int64_t logs_dropped = 0;
  Text trigger;
  Text limits;  // numbers, to_text()
  Text seed;
  Text error;  // JSON ["code", "message", "stack"]
  Text input;
  Text output;
  Text logs;  // JSON [[time_ms, "level", "message"], ...]
  Text journal;
  Text trace;
  Text owner;  // of one that has not ended, by which the queue is ordered; else empty
  std::int64_t stored_bytes = 0;  // what counts in its owner's holdings

  BOOST_DESCRIBE_CLASS(ExecutionRow, (),
                       (key, id_low, function, version, status, attempts, created_us, started_us, finished_us, cpu_us,
                        wall_us, memory_bytes, host_calls, output_bytes, logs_dropped, trigger, limits, seed, error,
                        input, output, logs, journal, trace, owner, stored_bytes),
                       (), ())
};

using StoredExecution = ExecutionRow<std::string>;

// The columns of a StoredExecution with those left empty that can be large: for listings.
std::string summary_columns();

// What the execution adds to its owner's holdings with its end: one that was queued counts with its input until then.
std::int64_t growth_at_end(const Execution& execution, std::int64_t stored_bytes);

// Turns executions into rows that point into the execution and into this object: one row at a time. Reusing it saves
// allocations.
class ExecutionRowWriter {
 public:
  const ExecutionRow<std::string_view>& write(const Execution& execution);

 private:
  ExecutionRow<std::string_view> row_;
  engine::Limits limits_;
  std::string limits_text_;  // of limits_; most executions in a row have the same
  std::string error_text_;
  std::string logs_text_;
};

struct FunctionName {
  std::string id;
  std::string owner;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(FunctionName, (), (id, owner, name))

// kStorageFailed when a row is not one that we wrote.
Result<Execution> to_execution(StoredExecution row, const FunctionName& function);
Result<std::vector<LogEntry>> to_log_entries(std::string_view text);

}  // namespace nsl::functions
