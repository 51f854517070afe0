#include "functions/execution_queries.h"

#include "functions/execution_rows.h"

namespace nsl::functions {

std::string list_query(std::optional<ExecutionStatus> status) {
  std::string sql = "SELECT " + summary_columns() + " FROM executions WHERE function = :function AND key < :before";
  if (status) sql += " AND status = :status";
  // Repeats the condition of a partial index, without which the database does not see that it may use it.
  if (status && *status != ExecutionStatus::kSucceeded) sql += " AND status <> 2";
  return sql + " ORDER BY key DESC LIMIT :limit";
}

const std::string& claim_query() {
  static const std::string sql = "SELECT " + storage::columns<StoredExecution>() +
                                 " FROM executions WHERE status = 0 AND status < 2 AND owner = :owner ORDER BY key LIMIT :limit";
  return sql;
}

const std::string& queued_owner_query() {
  static const std::string sql =
      "SELECT owner FROM executions WHERE status = 0 AND status < 2 AND owner > :after ORDER BY owner LIMIT 1";
  return sql;
}

const std::string& logs_query() {
  static const std::string sql =
      "SELECT key, id_low, version, logs FROM executions "
      "WHERE function = :function AND logs <> '' AND key <= :from ORDER BY key DESC LIMIT :limit";
  return sql;
}

}  // namespace nsl::functions
