#pragma once
// Small files, whole: read with a bound, written so that a crash leaves the old one or the new one.

#include "base/error.h"
#include "base/units.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

namespace nsl::app {

// kInvalidArgument when there is no such file, it cannot be read, or it is larger than `most`.
Result<std::string> read_file(const std::filesystem::path& path, ByteCount most);

// Everything up to the end of standard input.
Result<std::string> read_stdin(ByteCount most);

// Readable and writable by its owner only (mode 0600). kUnavailable when it cannot be written.
Status write_private_file(const std::filesystem::path& path, std::string_view text);

// Held by one program at a time, while it reads a file, changes it and writes it again. Goes by a file beside it,
// "NAME.lock", which stays.
class FileLock {
 public:
  // Waits for whoever holds it. kUnavailable when the folder cannot be written to.
  static Result<FileLock> take(const std::filesystem::path& path);
  FileLock(FileLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  FileLock& operator=(FileLock&&) = delete;
  ~FileLock();

 private:
  explicit FileLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace nsl::app
