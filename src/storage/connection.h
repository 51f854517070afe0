#pragma once
// Connection: one session with the database, and its prepared statements. Inside storage/ only; everybody else uses
// Transaction. One thread at a time.
//
// The library underneath (SOCI) reports by exception; they end here. Its messages hold the values of parameters, so
// only the database's own message is passed on.

#include "base/error.h"
#include "storage/value.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace nsl::storage {

class Connection {
 public:
  using RowSink = std::function<void(std::span<Slot>)>;

  // How long a statement waits for another process that holds the database's lock.
  static constexpr int kBusySeconds = 5;
  // Prepared statements kept. The program has a few dozen different ones; past this all are dropped and made again.
  static constexpr std::size_t kStatementsMax = 256;

  static Result<std::unique_ptr<Connection>> open_sqlite(const std::string& path);

  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Rows changed.
  Result<std::int64_t> execute(std::string_view sql, std::span<const Value> values = {});
  Status select(std::string_view sql, std::span<const Value> values, std::span<const ColumnType> types,
                const RowSink& sink);

  // The first column of the only row.
  Result<std::int64_t> select_integer(std::string_view sql);
  Result<std::string> select_text(std::string_view sql);

  // A statement that must not be kept: SQLite carries out many a PRAGMA while preparing it.
  Status execute_once(const std::string& sql);

  Status begin_read();
  Status begin_write();
  Status commit();
  // Ends the transaction if there is one (some failures end it by themselves). Cannot fail in a way that matters:
  // what is not committed is not there.
  void roll_back();

 private:
  struct State;
  explicit Connection(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace nsl::storage
