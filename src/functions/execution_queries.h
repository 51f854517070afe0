#pragma once
// The queries of the execution store that must stay quick however many executions there are: each walks an index from
// one end and stops at its limit. execution_queries_test.cpp asks the database whether it does.

#include "functions/types.h"
#include "storage/row.h"

#include <cstdint>
#include <optional>
#include <string>

namespace nsl::functions {

// Rows of StoredExecution without large texts: parameters function, before, [status,] limit.
std::string list_query(std::optional<ExecutionStatus> status);

// Rows of StoredExecution, the oldest queued ones of an owner: parameters owner, limit.
const std::string& claim_query();

// The next owner in the order of the alphabet that has queued ones: parameter after.
const std::string& queued_owner_query();

struct LogsRow {
  std::int64_t key = 0;
  std::int64_t id_low = 0;
  std::int64_t version = 0;
  std::string logs;
};
BOOST_DESCRIBE_STRUCT(LogsRow, (), (key, id_low, version, logs))

// Rows of LogsRow, executions with logs, newest first: parameters function, from, limit.
const std::string& logs_query();

}  // namespace nsl::functions
