#pragma once
// Transaction: a read snapshot or a unit of change, and the statements in it.
//
//   NSL_TRY(auto transaction, database.write(Durability::kOnDisk));
//   NSL_TRY_VOID(transaction.execute("UPDATE functions SET active_version = :v WHERE id = :id", version, id));
//   return transaction.commit();
//
// SQL is plain SQL with named parameters; values are given in the order in which the names appear, and each name
// appears once. Statements are prepared once a connection and kept, so their text must be constant: never put a
// value into it.
//
// One thread at a time. A transaction that is destroyed without commit() is rolled back. After a statement has failed
// the transaction is over: everything else, commit() included, gives the same error.

#include "base/error.h"
#include "storage/row.h"

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace nsl::storage {

class Connection;

class Transaction {
 public:
  struct Hooks {
    // Gives the connection back to the database; called once, after the end of the transaction.
    std::move_only_function<void()> release;
    // Called after a commit and the release: what else commit() has to wait for. May be empty.
    std::move_only_function<Status()> after_commit;
  };

  Transaction(Connection& connection, Hooks hooks) : connection_(&connection), hooks_(std::move(hooks)) {}
  Transaction(Transaction&& other) noexcept;
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();

  // Runs a statement; gives the number of rows it changed.
  template <typename... Parameters>
  Result<std::int64_t> execute(std::string_view sql, const Parameters&... parameters) {
    return execute_with(sql, std::array<Value, sizeof...(Parameters)>{Value(parameters)...});
  }
  Result<std::int64_t> execute_with(std::string_view sql, std::span<const Value> values);

  // All rows of a query; put a LIMIT into it. Row: a described struct (storage/row.h), std::int64_t or std::string.
  template <typename Row, typename... Parameters>
  Result<std::vector<Row>> query(std::string_view sql, const Parameters&... parameters) {
    const std::array<Value, sizeof...(Parameters)> values{Value(parameters)...};
    std::vector<Row> rows;
    static constexpr auto kTypes = column_types<Row>();
    NSL_TRY_VOID(select(sql, values, kTypes, [&](std::span<Slot> row) { rows.push_back(take_row<Row>(row)); }));
    return rows;
  }

  // The only row of a query that gives at most one.
  template <typename Row, typename... Parameters>
  Result<std::optional<Row>> find(std::string_view sql, const Parameters&... parameters) {
    NSL_TRY(auto rows, query<Row>(sql, parameters...));
    if (rows.empty()) return std::nullopt;
    return std::move(rows.front());
  }

  // kStorageFailed may also mean that the change was made and may not survive a power failure.
  Status commit();

 private:
  using RowSink = std::function<void(std::span<Slot>)>;
  Status select(std::string_view sql, std::span<const Value> values, std::span<const ColumnType> types,
                const RowSink& sink);
  void end();

  Connection* connection_;  // null once the transaction has ended
  Hooks hooks_;
  std::optional<Error> failure_;
};

}  // namespace nsl::storage
