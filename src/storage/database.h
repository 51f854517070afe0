#pragma once
// Database: where the service keeps what must survive it. SQLite in one file; the layers above see SQL and rows and
// nothing of the library.
//
//   NSL_TRY(auto database, Database::create("sqlite:data/nsl.db", {}));
//   NSL_TRY(auto transaction, database->write(Durability::kOnDisk));
//
// One connection writes, a few read; readers see the state of their first statement and never wait for the writer.
// All calls block, up to the waiting times below: never on the event loop's thread. Thread-safe.
//
// Failures of the database (full disk, lock, damage) are kStorageFailed: the change was not made, the service may go
// on and try again.

#include "base/units.h"
#include "storage/migration.h"
#include "storage/transaction.h"

#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace nsl::storage {

// What is true once commit() has returned.
enum class Durability : std::uint8_t {
  kGrouped,  // survives the end of the process, also by kill -9; a power failure may take the last moments
  kOnDisk,   // survives a power failure too; costs a sync of the disk
};

class Database {
 public:
  static constexpr std::size_t kReaders = 3;
  // How long to wait for the writer or a free reader before kUnavailable.
  static constexpr std::chrono::seconds kWaitMax{10};

  struct Options {
    ByteCount size_max{0};  // of the file; 0: as large as the disk lets it
    std::span<const Migration> schema = storage::schema();
  };

  // Opens, or makes, the database, readable by its owner only, and brings its schema up to date. `url` is
  // "sqlite:PATH" or "sqlite:///ABSOLUTE/PATH"; the folder must exist.
  //
  // Refused with the reason: a file that is no database, a database of another program, one with a newer or altered
  // schema, one that another process of this service has open. Before an existing database is migrated, a copy of it
  // is put beside it.
  static Result<std::unique_ptr<Database>> create(std::string_view url, Options options);

  virtual ~Database() = default;

  virtual Result<Transaction> read() = 0;
  // One at a time: a thread that holds one must not ask for another.
  virtual Result<Transaction> write(Durability durability) = 0;
};

}  // namespace nsl::storage
