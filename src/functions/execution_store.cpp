#include "functions/execution_store.h"

#include "base/log.h"
#include "functions/cursor.h"
#include "functions/execution_queries.h"
#include "functions/execution_rows.h"
#include "functions/row_key.h"

#include <fmt/format.h>

#include <algorithm>

namespace nsl::functions {
namespace {

using storage::Durability;
using storage::Transaction;

const std::string kSelect = "SELECT " + storage::columns<StoredExecution>() + " FROM executions ";

// Where the execution is stored already, what can change is taken over, unless it is final.
std::string save_sql() {
  std::string sql = storage::insert_into<StoredExecution>("executions") + " ON CONFLICT (key) DO UPDATE SET ";
  std::string_view separator;
  storage::for_each_member<StoredExecution>([&](auto member, std::size_t) {
    const std::string_view name = member.name;
    if (name == "key" || name == "id_low" || name == "function" || name == "created_us") return;
    sql += fmt::format("{}{} = excluded.{}", separator, name, name);
    separator = ", ";
  });
  return sql + " WHERE executions.status < 2 AND executions.id_low = excluded.id_low";
}

std::unexpected<Error> no_execution(ExecutionId id) {
  return fail(ErrorCode::kExecutionNotFound, fmt::format("There is no execution {}.", id.text()));
}

Result<FunctionName> function_name(Transaction& transaction, std::int64_t key) {
  NSL_TRY(auto name, transaction.find<FunctionName>("SELECT id, owner, name FROM functions WHERE key = :key", key));
  if (!name) return fail(ErrorCode::kStorageFailed, "The database has an execution whose function is missing.");
  return *std::move(name);
}

Result<Execution> with_function(Transaction& transaction, StoredExecution row) {
  NSL_TRY(const auto function, function_name(transaction, row.function));
  return to_execution(std::move(row), function);
}

Result<Execution> get_execution(Transaction& transaction, ExecutionId id) {
  NSL_TRY(auto row,
          transaction.find<StoredExecution>(kSelect + "WHERE key = :key AND id_low = :low", key_of(id), low_of(id)));
  if (!row) return no_execution(id);
  return with_function(transaction, *std::move(row));
}

Status insert_row(Transaction& transaction, const Execution& execution, Holdings::Change& change) {
  static const std::string sql = storage::insert_into<StoredExecution>("executions");
  ExecutionRowWriter writer;
  const auto& row = writer.write(execution);
  NSL_TRY_VOID(transaction.execute_with(sql, storage::values_of(row)));
  change.add(execution.owner, {.bytes = row.stored_bytes});
  return {};
}

Status save_row(Transaction& transaction, const Execution& execution, ExecutionRowWriter& writer, Holdings::Change& change) {
  static const std::string sql = save_sql();
  const auto& row = writer.write(execution);
  NSL_TRY(const auto changed, transaction.execute_with(sql, storage::values_of(row)));
  if (changed == 1) {
    if (is_final(execution.status)) change.add(execution.owner, {.bytes = growth_at_end(execution, row.stored_bytes)});
    return {};
  }
  NSL_TRY(const auto low,
          transaction.find<std::int64_t>("SELECT id_low FROM executions WHERE key = :key", key_of(execution.id)));
  if (low == low_of(execution.id)) return {};  // it was final already
  return fail(ErrorCode::kConflict, fmt::format("Another execution has the key of {}.", execution.id.text()));
}

// Executions with logs that are read at once: each may have megabytes.
constexpr std::uint32_t kLogsRowsAtOnce = 8;

void keep_first(std::vector<LogEntry>& entries, std::int64_t count) {
  if (count < std::ssize(entries)) entries.resize(static_cast<std::size_t>(std::max<std::int64_t>(count, 0)));
}

struct KeyRow {
  std::string request_hash;
  std::int64_t execution = 0;
};
BOOST_DESCRIBE_STRUCT(KeyRow, (), (request_hash, execution))

}  // namespace

Result<std::unique_ptr<ExecutionStore>> ExecutionStore::create(storage::Database& database, const Clock& clock,
                                                               Holdings* holdings) {
  NSL_TRY(auto transaction, database.read());
  NSL_TRY(const auto newest, transaction.find<std::int64_t>("SELECT MAX(key) FROM executions"));
  Uuid::generate_above({static_cast<std::uint64_t>(newest.value_or(0)), 0});
  return std::unique_ptr<ExecutionStore>(new ExecutionStore(database, clock, holdings));
}

Status ExecutionStore::insert(const Execution& execution) {
  NSL_TRY(auto transaction, database_.write(Durability::kOnDisk));
  Holdings::Change change(holdings_);
  NSL_TRY_VOID(insert_row(transaction, execution, change));
  return change.commit(transaction);
}

Result<std::optional<Execution>> ExecutionStore::insert_keyed(const Execution& execution, const IdempotencyKey& key) {
  const WallTime now = clock_.wall();
  const std::int64_t function = key_of(execution.function);
  NSL_TRY(auto transaction, database_.write(Durability::kOnDisk));
  NSL_TRY(const auto earlier,
          transaction.find<KeyRow>("SELECT request_hash, execution FROM idempotency_keys "
                                   "WHERE function = :function AND name = :name AND created_us > :oldest",
                                   function, key.name, now - kKeyLife));
  if (earlier) {
    if (earlier->request_hash != key.request_hash) {
      return fail(
          ErrorCode::kIdempotencyMismatch,
          fmt::format("The idempotency key \"{}\" came with another request before. Use a new key for a new request.",
                      key.name),
          "idempotency-key");
    }
    NSL_TRY(auto row, transaction.find<StoredExecution>(kSelect + "WHERE key = :key", earlier->execution));
    if (!row) return fail(ErrorCode::kStorageFailed, "The execution of this idempotency key is missing.");
    return with_function(transaction, *std::move(row));
  }
  Holdings::Change change(holdings_);
  NSL_TRY_VOID(insert_row(transaction, execution, change));
  NSL_TRY_VOID(
      transaction.execute("INSERT INTO idempotency_keys (function, name, request_hash, execution, created_us) "
                          "VALUES (:function, :name, :hash, :execution, :now) "
                          "ON CONFLICT (function, name) DO UPDATE SET request_hash = excluded.request_hash, "
                          "execution = excluded.execution, created_us = excluded.created_us",
                          function, key.name, key.request_hash, key_of(execution.id), now));
  NSL_TRY_VOID(change.commit(transaction));
  return std::nullopt;
}

Status ExecutionStore::save_all(std::span<const Execution> executions) {
  NSL_TRY(auto transaction, database_.write(Durability::kGrouped));
  ExecutionRowWriter writer;
  Holdings::Change change(holdings_);
  for (const Execution& execution : executions) NSL_TRY_VOID(save_row(transaction, execution, writer, change));
  return change.commit(transaction);
}

Result<std::vector<Execution>> ExecutionStore::claim_queued(const std::vector<Share>& shares) {
  const WallTime now = clock_.wall();
  NSL_TRY(auto transaction, database_.write(Durability::kGrouped));
  std::vector<Execution> claimed;
  for (const Share& share : shares) {
    NSL_TRY(auto rows, transaction.query<StoredExecution>(claim_query(), share.owner, share.count));
    for (StoredExecution& row : rows) {
      NSL_TRY_VOID(transaction.execute(
          "UPDATE executions SET status = 1, attempts = attempts + 1, started_us = :now WHERE key = :key", now, row.key));
      NSL_TRY(auto execution, with_function(transaction, std::move(row)));
      execution.status = ExecutionStatus::kRunning;
      execution.attempts += 1;
      execution.started_at = now;
      claimed.push_back(std::move(execution));
    }
  }
  NSL_TRY_VOID(transaction.commit());
  return claimed;
}

Result<std::vector<std::string>> ExecutionStore::queued_owners() {
  NSL_TRY(auto transaction, database_.read());
  std::vector<std::string> owners;
  while (true) {
    const std::string_view last = owners.empty() ? std::string_view() : owners.back();
    NSL_TRY(auto next, transaction.find<std::string>(queued_owner_query(), last));
    if (!next) return owners;
    owners.push_back(*std::move(next));
  }
}

Result<Execution> ExecutionStore::cancel_queued(ExecutionId id) {
  NSL_TRY(auto transaction, database_.write(Durability::kOnDisk));
  NSL_TRY(auto execution, get_execution(transaction, id));
  if (execution.status != ExecutionStatus::kQueued) {
    return fail(ErrorCode::kConflict,
                fmt::format("The execution {} is {}, not queued.", id.text(), to_string(execution.status)));
  }
  execution.status = ExecutionStatus::kCancelled;
  execution.finished_at = clock_.wall();
  execution.error = ExecutionError{"cancelled", "The execution was cancelled before it started.", {}};
  ExecutionRowWriter writer;
  Holdings::Change change(holdings_);
  NSL_TRY_VOID(save_row(transaction, execution, writer, change));
  NSL_TRY_VOID(change.commit(transaction));
  return execution;
}

Result<ExecutionStore::Recovered> ExecutionStore::recover() {
  NSL_TRY(auto transaction, database_.write(Durability::kOnDisk));
  Recovered recovered;
  NSL_TRY(recovered.failed,
          transaction.execute(
              "UPDATE executions SET status = 3, finished_us = :now, error = :error "
              "WHERE status < 2 AND (trigger = 'http' OR (status = 1 AND attempts >= :attempts))",
              clock_.wall(), R"(["gateway_restarted","The service was restarted while the execution was running.",""])",
              kAttemptsMax));
  NSL_TRY(recovered.queued_again,
          transaction.execute("UPDATE executions SET status = 0 WHERE status = 1 AND status < 2"));
  NSL_TRY_VOID(transaction.commit());
  return recovered;
}

Result<Execution> ExecutionStore::get(ExecutionId id) {
  NSL_TRY(auto transaction, database_.read());
  return get_execution(transaction, id);
}

Result<Listing<Execution>> ExecutionStore::list(FunctionId function, const ExecutionFilter& filter, const Page& page) {
  NSL_TRY_VOID(check_limit(page));
  NSL_TRY(const auto before, read_cursor(CursorKind::kExecutions, page.cursor));
  NSL_TRY(auto transaction, database_.read());
  const std::string sql = list_query(filter.status);
  const std::int64_t key = key_of(function);
  const std::uint32_t limit = page.limit + 1;
  NSL_TRY(auto rows, filter.status ? transaction.query<StoredExecution>(sql, key, before.key,
                                                                        static_cast<int>(*filter.status), limit)
                                   : transaction.query<StoredExecution>(sql, key, before.key, limit));
  Listing<Execution> listing;
  if (rows.size() > page.limit) {
    rows.resize(page.limit);
    listing.next_cursor = make_cursor(CursorKind::kExecutions, {.key = rows.back().key});
  }
  if (rows.empty()) return listing;
  NSL_TRY(const auto name, function_name(transaction, key));
  for (StoredExecution& row : rows) {
    NSL_TRY(auto execution, to_execution(std::move(row), name));
    listing.items.push_back(std::move(execution));
  }
  return listing;
}

// Goes from the newest line to older ones, and turns the page round at the end.
Result<Listing<LogLine>> ExecutionStore::logs(FunctionId function, const Page& page) {
  NSL_TRY_VOID(check_limit(page));
  // The position is behind the lines to come: those of older executions, and the first `index` ones of its own.
  NSL_TRY(Position position, read_cursor(CursorKind::kLogs, page.cursor));
  NSL_TRY(auto transaction, database_.read());
  Listing<LogLine> listing;
  for (bool more = true; more;) {
    NSL_TRY(const auto rows, transaction.query<LogsRow>(logs_query(), key_of(function), position.key, kLogsRowsAtOnce));
    more = rows.size() == kLogsRowsAtOnce;
    for (const LogsRow& row : rows) {
      NSL_TRY(auto entries, to_log_entries(row.logs));
      if (row.key == position.key) keep_first(entries, position.index);
      for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
        if (listing.items.size() == page.limit) {
          listing.next_cursor = make_cursor(CursorKind::kLogs, {row.key, entries.rend() - entry});
          std::ranges::reverse(listing.items);
          return listing;
        }
        const Uuid id{static_cast<std::uint64_t>(row.key), static_cast<std::uint64_t>(row.id_low)};
        listing.items.push_back({{id}, static_cast<std::uint32_t>(row.version), std::move(*entry)});
      }
      position = {.key = row.key - 1, .index = std::numeric_limits<std::int64_t>::max()};
    }
  }
  std::ranges::reverse(listing.items);
  return listing;
}

}  // namespace nsl::functions
