// Database on SQLite: how the file is opened, and how its connections are handed out.

#include "base/guarded.h"
#include "base/log.h"
#include "storage/connection.h"
#include "storage/database.h"
#include "storage/sqlite_file.h"
#include "storage/wal_sync.h"

#include <fmt/format.h>

#include <condition_variable>
#include <mutex>

namespace nsl::storage {
namespace {

// In the header of the file (PRAGMA application_id): "NSL1". Tells our databases from those of other programs.
constexpr std::int64_t kApplicationId = 0x4E534C31;

// Refuses what is not ours before anything is written to it.
Status check_identity(Connection& connection, const std::string& path) {
  NSL_TRY(const auto objects, connection.select_integer("SELECT COUNT(*) FROM sqlite_master"));
  NSL_TRY(const auto application, connection.select_integer("PRAGMA application_id"));
  if (application == kApplicationId) return {};
  if (objects == 0 && application == 0)
    return connection.execute_once(fmt::format("PRAGMA application_id = {}", kApplicationId));
  return fail(ErrorCode::kStorageFailed,
              fmt::format("{} is the database of another program. Name another file.", path));
}

Status set_up(Connection& connection) {
  NSL_TRY_VOID(connection.execute_once("PRAGMA foreign_keys = ON"));
  NSL_TRY_VOID(connection.execute_once("PRAGMA temp_store = MEMORY"));
  NSL_TRY_VOID(connection.execute_once("PRAGMA trusted_schema = OFF"));
  return {};
}

Status set_up_writer(Connection& connection, const std::string& path, ByteCount size_max) {
  NSL_TRY(const auto mode, connection.select_text("PRAGMA journal_mode = WAL"));
  if (mode != "wal") {
    return fail(
        ErrorCode::kStorageFailed,
        fmt::format("{} cannot have a write-ahead log: its file system does not share memory. Use a local disk.",
                    path));
  }
  // The log is synced before a checkpoint takes from it; commits that must be on the disk at once are synced by
  // WalSync.
  NSL_TRY_VOID(connection.execute_once("PRAGMA synchronous = NORMAL"));
  // After a burst the log is cut back to this when it starts over.
  NSL_TRY_VOID(connection.execute_once(fmt::format("PRAGMA journal_size_limit = {}", (64_MiB).bytes)));
  NSL_TRY_VOID(connection.execute_once("PRAGMA cache_size = -1024"));  // KiB
  if (size_max.bytes == 0) return {};
  NSL_TRY(const auto page_bytes, connection.select_integer("PRAGMA page_size"));
  const auto pages = size_max.bytes / static_cast<std::uint64_t>(page_bytes);
  return connection.execute_once(fmt::format("PRAGMA max_page_count = {}", pages));
}

Status bring_up_to_date(Connection& connection, const std::string& path, std::span<const Migration> migrations) {
  NSL_TRY(const auto applied, applied_migrations(connection, migrations));
  if (applied == migrations.size()) return {};
  if (applied > 0) {
    NSL_TRY(const auto copy, copy_before_migration(connection, path, applied + 1));
    log::info("database copied before its schema changes", {{"copy", copy}});
  }
  return migrate(connection, migrations, system_clock());
}

class SqliteDatabase final : public Database {
 public:
  SqliteDatabase(FileLock lock, const std::string& path, std::unique_ptr<Connection> writer,
                 std::vector<std::unique_ptr<Connection>> readers)
      : lock_(std::move(lock)), writer_(std::move(writer)), readers_(std::move(readers)), wal_sync_(path + "-wal") {
    for (const auto& reader : readers_) free_readers_.push_back(reader.get());
  }

  Result<Transaction> read() override {
    std::unique_lock lock(readers_mutex_);
    if (!reader_freed_.wait_for(lock, kWaitMax, [this] { return !free_readers_.empty(); })) {
      return fail(ErrorCode::kUnavailable, "All connections to the database are busy. Try again later.");
    }
    Connection* reader = free_readers_.back();
    free_readers_.pop_back();
    lock.unlock();
    Transaction transaction(*reader, {.release = [this, reader] { give_back(reader); }, .after_commit = {}});
    NSL_TRY_VOID(reader->begin_read());
    return transaction;
  }

  Result<Transaction> write(Durability durability) override {
    std::unique_lock lock(writer_mutex_, kWaitMax);
    if (!lock.owns_lock()) {
      return fail(ErrorCode::kUnavailable,
                  "The database has been busy with another change for too long. Try again later.");
    }
    Transaction::Hooks hooks{.release = [held = std::move(lock)]() mutable { held.unlock(); }, .after_commit = {}};
    if (durability == Durability::kOnDisk) hooks.after_commit = [this] { return wal_sync_.sync(); };
    Transaction transaction(*writer_, std::move(hooks));
    NSL_TRY_VOID(writer_->begin_write());
    return transaction;
  }

 private:
  void give_back(Connection* reader) {
    {
      const std::lock_guard lock(readers_mutex_);
      free_readers_.push_back(reader);
    }
    reader_freed_.notify_one();
  }

  FileLock lock_;
  std::unique_ptr<Connection> writer_;
  std::vector<std::unique_ptr<Connection>> readers_;

  std::timed_mutex writer_mutex_;
  WalSync wal_sync_;

  std::mutex readers_mutex_;
  std::condition_variable reader_freed_;
  std::vector<Connection*> free_readers_;  // guarded by readers_mutex_
};

}  // namespace

Result<std::unique_ptr<Database>> Database::create(std::string_view url, Options options) {
  NSL_TRY(const auto path, sqlite_path(url));
  NSL_TRY(auto lock, FileLock::take(path));
  NSL_TRY_VOID(make_private_file(path));
  NSL_TRY(auto writer, Connection::open_sqlite(path));
  NSL_TRY_VOID(check_identity(*writer, path));
  NSL_TRY_VOID(set_up(*writer));
  NSL_TRY_VOID(applied_migrations(*writer, options.schema));  // refuses a newer one before anything is written
  NSL_TRY_VOID(set_up_writer(*writer, path, options.size_max));
  NSL_TRY_VOID(bring_up_to_date(*writer, path, options.schema));

  std::vector<std::unique_ptr<Connection>> readers;
  for (std::size_t i = 0; i < kReaders; ++i) {
    NSL_TRY(auto reader, Connection::open_sqlite(path));
    NSL_TRY_VOID(set_up(*reader));
    NSL_TRY_VOID(reader->execute_once("PRAGMA query_only = ON"));
    readers.push_back(std::move(reader));
  }
  return std::make_unique<SqliteDatabase>(std::move(lock), path, std::move(writer), std::move(readers));
}

}  // namespace nsl::storage
