#pragma once
// WalSync: brings commits that are in the write-ahead log to the disk, many at once.
//
// A sync of a disk takes milliseconds. Done by SQLite (synchronous = FULL) it would happen inside the writer's lock, so
// that everybody waits and each commit pays for its own. Here it comes after the commit and outside the lock: whoever
// comes while a sync is running shares the next one.
//
// Why that is enough: a commit has been written to the log when it returns, and the log is synced by SQLite itself
// before a checkpoint takes anything out of it (https://www.sqlite.org/wal.html, section 2.4 and 6).

#include "base/error.h"

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

namespace nsl::storage {

// Thread-safe.
class WalSync {
 public:
  explicit WalSync(std::string wal_path) : path_(std::move(wal_path)) {}
  ~WalSync();
  WalSync(const WalSync&) = delete;
  WalSync& operator=(const WalSync&) = delete;

  // After a failure every call fails until the program is started again: the kernel reports a lost write once and would
  // call the next sync a success.
  //
  // Returns when everything that was in the file at the time of the call is on the disk. Call it after the first
  // commit: before there may be no file. It must stay the same file, as it does while the database is open.
  Status sync();

  // How often the disk was really asked.
  std::uint64_t syncs() const;

 private:
  Status open_file();

  const std::string path_;
  std::mutex counting_;
  std::uint64_t asked_ = 0;     // guarded by counting_
  mutable std::mutex syncing_;  // held during a sync; guards the rest
  std::uint64_t answered_ = 0;  // of those that asked
  std::uint64_t syncs_ = 0;
  std::optional<Error> broken_;
  int descriptor_ = -1;
};

}  // namespace nsl::storage
