#pragma once
// The files of a SQLite database: who may read them, that one process has them, copies.

#include "base/error.h"

#include <memory>
#include <string>
#include <string_view>

namespace nsl::storage {

class Connection;

// "sqlite:PATH", "sqlite:///PATH" -> PATH. kInvalidArgument for anything else.
Result<std::string> sqlite_path(std::string_view url);

// Holds the lock that keeps a second process away. Released on destruction and by the end of the process.
class FileLock {
 public:
  // Takes PATH.lock. kStorageFailed when it is taken.
  static Result<FileLock> take(const std::string& path);

  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&&) = delete;
  ~FileLock();

 private:
  explicit FileLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

// Makes the file if it is missing and takes all rights of group and others away. SQLite gives its companion files
// the rights of this one.
Status make_private_file(const std::string& path);

// A complete copy of the database beside it, PATH.before-schema-N; gives its path. N is the next step.
Result<std::string> copy_before_migration(Connection& connection, const std::string& path, std::uint32_t next_step);

}  // namespace nsl::storage
