#include "functions/retention.h"

#include "functions/execution_store.h"
#include "storage/row.h"

#include <fmt/format.h>

namespace nsl::functions {
namespace {

using storage::Durability;

// What may go, of table executions.
constexpr std::string_view kRemovable =
    " AND status >= 2 AND NOT EXISTS (SELECT 1 FROM idempotency_keys WHERE execution = executions.key)";

constexpr const char* kFirst = " ORDER BY key LIMIT :limit";

struct FreedRow {
  std::string owner;
  std::int64_t bytes = 0;
};
BOOST_DESCRIBE_STRUCT(FreedRow, (), (owner, bytes))

// Keys are ids, and those begin with the time in milliseconds (base/id.h).
std::int64_t first_key_at(WallTime time) {
  const auto ms = std::chrono::floor<std::chrono::milliseconds>(time).time_since_epoch().count();
  return ms << 16;
}

}  // namespace

// Removes the executions whose keys a query gives, at most kBatch.
template <typename... Parameters>
Result<std::int64_t> Retention::remove(std::string_view which, const Parameters&... parameters) {
  const std::string held = fmt::format(
      "SELECT f.owner AS owner, SUM(e.stored_bytes) AS bytes FROM executions AS e JOIN functions AS f ON f.key = e.function "
      "WHERE e.key IN ({}) GROUP BY f.owner", which);
  const std::string sql = fmt::format("DELETE FROM executions WHERE key IN ({})", which);
  NSL_TRY(auto transaction, database_.write(Durability::kGrouped));
  Holdings::Change change(holdings_);
  NSL_TRY(const auto owners, transaction.query<FreedRow>(held, parameters...));
  for (const FreedRow& row : owners) change.add(row.owner, {.bytes = -row.bytes});
  NSL_TRY(const auto removed, transaction.execute(sql, parameters...));
  NSL_TRY_VOID(change.commit(transaction));
  return removed;
}

Result<Retention::Progress> Retention::step() {
  NSL_TRY(const auto keys, remove_expired_keys());
  if (keys > 0) return Progress::kMore;
  NSL_TRY(const auto old, remove_old());
  if (old > 0) return Progress::kMore;
  return look_at_functions();
}

Result<std::int64_t> Retention::remove_expired_keys() {
  NSL_TRY(auto transaction, database_.write(Durability::kGrouped));
  NSL_TRY(const auto removed,
          transaction.execute("DELETE FROM idempotency_keys WHERE (function, name) IN "
                              "(SELECT function, name FROM idempotency_keys WHERE created_us <= :oldest LIMIT :limit)",
                              clock_.wall() - ExecutionStore::kKeyLife, kBatch));
  NSL_TRY_VOID(transaction.commit());
  return removed;
}

Result<std::int64_t> Retention::remove_old() {
  static const std::string which = "SELECT key FROM executions WHERE key < :oldest" + std::string(kRemovable) + kFirst;
  return remove(which, first_key_at(clock_.wall() - settings_.age), kBatch);
}

Result<Retention::Progress> Retention::look_at_functions() {
  NSL_TRY(auto transaction, database_.read());
  NSL_TRY(const auto functions,
          transaction.query<std::int64_t>("SELECT key FROM functions WHERE key > :last ORDER BY key LIMIT :limit",
                                          last_function_, kFunctionsAtOnce));
  NSL_TRY_VOID(transaction.commit());
  for (const std::int64_t function : functions) {
    NSL_TRY(const auto removed, remove_surplus(function));
    if (removed > 0) return Progress::kMore;  // perhaps not all yet: comes back to the same function
    last_function_ = function;
  }
  if (functions.size() == kFunctionsAtOnce) return Progress::kMore;
  last_function_ = 0;
  return Progress::kDone;
}

Result<std::int64_t> Retention::remove_surplus(std::int64_t function) {
  NSL_TRY(auto reader, database_.read());
  NSL_TRY(const auto newest_surplus,
          reader.find<std::int64_t>(
              "SELECT key FROM executions WHERE function = :function ORDER BY key DESC LIMIT 1 OFFSET :kept", function,
              settings_.per_function));
  NSL_TRY_VOID(reader.commit());
  if (!newest_surplus) return 0;

  static const std::string which =
      "SELECT key FROM executions WHERE function = :function AND key <= :newest" + std::string(kRemovable) + kFirst;
  return remove(which, function, *newest_surplus, kBatch);
}

}  // namespace nsl::functions
