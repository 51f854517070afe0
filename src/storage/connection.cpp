#include "storage/connection.h"

#include <fmt/format.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <deque>
#include <unordered_map>

namespace nsl::storage {
namespace {

// A parameter or column whose address the library keeps.
struct Bound {
  ColumnType type;
  soci::indicator indicator = soci::i_ok;
  Slot slot;
};

// Buffers above this are not kept between uses of a statement.
constexpr std::size_t kKeptTextBytes = 64 << 10;

void set(Bound& bound, const Value& value) {
  NSL_CHECK(bound.type == value.type());
  bound.indicator = value.is_null() ? soci::i_null : soci::i_ok;
  if (value.type() == ColumnType::kInteger) bound.slot.integer = value.integer();
  else bound.slot.text.assign(value.text());
}

void let_go_of_large_text(Bound& bound) {
  if (bound.slot.text.capacity() > kKeptTextBytes) std::string().swap(bound.slot.text);
}

// The last eight bits are the primary result code, the others detail it.
int primary_code(const soci::soci_error& error) {
  const auto* sqlite = dynamic_cast<const soci::sqlite3_soci_error*>(&error);
  return sqlite == nullptr ? SQLITE_ERROR : sqlite->result() & 0xFF;
}

Error translate(const std::string& database, const soci::soci_error& error) {
  const auto storage_failed = [&](std::string_view what) {
    return Error{ErrorCode::kStorageFailed, fmt::format("The database {} {}", database, what), {}};
  };
  switch (primary_code(error)) {
    case SQLITE_FULL: return storage_failed("has no room for the change, which was not made. Free space on its disk.");
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return storage_failed("is locked by another process. Close what else has it open.");
    case SQLITE_CORRUPT: return storage_failed("is damaged. Stop the service and restore it from a copy.");
    case SQLITE_NOTADB: return storage_failed("is not a database file. Name another file, or move this one away.");
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
      return storage_failed("cannot be opened for writing. Check who owns the file and its folder.");
    case SQLITE_IOERR: return storage_failed("cannot be read or written: the disk reports an error.");
    case SQLITE_TOOBIG: return Error{ErrorCode::kPayloadTooLarge, "A text is too long for the database.", {}};
    case SQLITE_NOMEM:
      return Error{ErrorCode::kUnavailable, "There is not enough memory for the database now. Try again later.", {}};
    case SQLITE_CONSTRAINT: return Error{ErrorCode::kConflict, "The database has a row that excludes this one.", {}};
    default:
      return Error{ErrorCode::kInternal, fmt::format("A database statement failed: {}", error.get_error_message()), {}};
  }
}

// A connection has one user at a time (Database sees to that), so SQLite need not lock it for every call: 3 % of the
// cost of a row. Has an effect before the first connection only.
void configure_sqlite() {
  static const int configured = sqlite_api::sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
  static_cast<void>(configured);
}

}  // namespace

struct Connection::State {
  // A statement with its bound buffers. Elements of a deque do not move.
  struct Prepared {
    explicit Prepared(soci::session& session, std::string_view text) : sql(text), statement(session) {}
    std::string sql;
    soci::statement statement;
    std::deque<Bound> parameters;
    std::deque<Bound> columns;
    std::vector<Slot> row;
  };

  explicit State(std::string database_path) : path(std::move(database_path)) {}

  std::string path;
  soci::session session;
  std::unordered_map<std::string_view, std::unique_ptr<Prepared>> statements;  // the key points into the value
  Prepared* latest = nullptr;  // recording runs one statement all the time: comparing is quicker than hashing

  Prepared& prepare(std::string_view sql, std::span<const Value> values, std::span<const ColumnType> types) {
    if (latest != nullptr && latest->sql == sql) return *latest;
    if (const auto found = statements.find(sql); found != statements.end()) return *(latest = found->second.get());
    if (statements.size() >= kStatementsMax) forget_all();
    auto prepared = std::make_unique<Prepared>(session, sql);
    soci::statement& statement = prepared->statement;
    statement.alloc();
    statement.prepare(prepared->sql);
    for (const Value& value : values) {
      Bound& bound = prepared->parameters.emplace_back(value.type());
      if (bound.type == ColumnType::kInteger) statement.exchange(soci::use(bound.slot.integer, bound.indicator));
      else statement.exchange(soci::use(bound.slot.text, bound.indicator));
    }
    for (const ColumnType type : types) {
      Bound& bound = prepared->columns.emplace_back(type);
      if (type == ColumnType::kInteger) statement.exchange(soci::into(bound.slot.integer, bound.indicator));
      else statement.exchange(soci::into(bound.slot.text, bound.indicator));
    }
    statement.define_and_bind();
    prepared->row.resize(types.size());
    latest = prepared.get();
    statements.emplace(latest->sql, std::move(prepared));
    return *latest;
  }

  void forget(std::string_view sql) {
    latest = nullptr;
    statements.erase(sql);
  }
  void forget_all() {
    latest = nullptr;
    statements.clear();
  }

  // Prepares, binds and runs `body` on the statement; an exception becomes an Error and the statement is forgotten,
  // because the library leaves it in an unknown state.
  template <typename F>
  auto guarded(std::string_view sql, std::span<const Value> values, std::span<const ColumnType> types, F&& body)
      -> Result<decltype(body(std::declval<Prepared&>()))> {
    try {
      Prepared& prepared = prepare(sql, values, types);
      NSL_CHECK(prepared.parameters.size() == values.size() && prepared.columns.size() == types.size());
      for (std::size_t i = 0; i < values.size(); ++i) set(prepared.parameters[i], values[i]);
      auto result = body(prepared);
      for (Bound& bound : prepared.parameters) let_go_of_large_text(bound);
      return result;
    } catch (const soci::soci_error& error) {
      Error translated = translate(path, error);
      forget(sql);
      return std::unexpected(std::move(translated));
    }
  }
};

Connection::Connection(std::unique_ptr<State> state) : state_(std::move(state)) {}

Connection::~Connection() { state_->forget_all(); }

Result<std::unique_ptr<Connection>> Connection::open_sqlite(const std::string& path) {
  configure_sqlite();
  auto state = std::make_unique<State>(path);
  try {
    state->session.open(soci::sqlite3, fmt::format("dbname=\"{}\" timeout={}", path, kBusySeconds));
  } catch (const soci::soci_error& error) {
    return std::unexpected(translate(path, error));
  }
  return std::unique_ptr<Connection>(new Connection(std::move(state)));
}

Result<std::int64_t> Connection::execute(std::string_view sql, std::span<const Value> values) {
  return state_->guarded(sql, values, {}, [](State::Prepared& prepared) -> std::int64_t {
    prepared.statement.execute(true);
    return prepared.statement.get_affected_rows();
  });
}

Status Connection::select(std::string_view sql, std::span<const Value> values, std::span<const ColumnType> types,
                          const RowSink& sink) {
  auto done = state_->guarded(sql, values, types, [&](State::Prepared& prepared) -> int {
    // Read to the end: a statement that is left in the middle keeps its snapshot open.
    for (bool more = prepared.statement.execute(true); more; more = prepared.statement.fetch()) {
      for (std::size_t i = 0; i < types.size(); ++i) {
        Bound& column = prepared.columns[i];
        Slot& slot = prepared.row[i];
        slot.null = column.indicator == soci::i_null;
        slot.integer = column.slot.integer;
        if (column.type == ColumnType::kText) slot.text.swap(column.slot.text);
      }
      sink(prepared.row);
    }
    return 0;
  });
  if (!done) return std::unexpected(std::move(done).error());
  return {};
}

Result<std::int64_t> Connection::select_integer(std::string_view sql) {
  std::int64_t value = 0;
  NSL_TRY_VOID(select(sql, {}, std::array{ColumnType::kInteger}, [&](std::span<Slot> row) { take(row[0], value); }));
  return value;
}

Result<std::string> Connection::select_text(std::string_view sql) {
  std::string value;
  NSL_TRY_VOID(select(sql, {}, std::array{ColumnType::kText}, [&](std::span<Slot> row) { take(row[0], value); }));
  return value;
}

Status Connection::execute_once(const std::string& sql) {
  try {
    state_->session << sql;
  } catch (const soci::soci_error& error) {
    return std::unexpected(translate(state_->path, error));
  }
  return {};
}

Status Connection::begin_read() {
  NSL_TRY_VOID(execute("BEGIN"));
  return {};
}

// IMMEDIATE takes the write lock at once: a transaction that first reads and then writes could otherwise fail
// half-way.
Status Connection::begin_write() {
  NSL_TRY_VOID(execute("BEGIN IMMEDIATE"));
  return {};
}

Status Connection::commit() {
  NSL_TRY_VOID(execute("COMMIT"));
  return {};
}

// Fails when the transaction has ended by itself, as after a full disk: then there is nothing to undo.
void Connection::roll_back() { static_cast<void>(execute("ROLLBACK")); }

}  // namespace nsl::storage
