#include "storage/sqlite_file.h"

#include "storage/connection.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace nsl::storage {
namespace {

constexpr mode_t kPrivate = 0600;

class Descriptor {
 public:
  explicit Descriptor(int value) : value_(value) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (value_ >= 0) close(value_);
  }
  int get() const { return value_; }
  int release() { return std::exchange(value_, -1); }

 private:
  int value_;
};

std::unexpected<Error> file_failed(std::string_view what, const std::string& path) {
  return fail(ErrorCode::kStorageFailed, fmt::format("Cannot {} {}: {}.", what, path, std::strerror(errno)));
}

}  // namespace

Result<std::string> sqlite_path(std::string_view url) {
  constexpr std::string_view kScheme = "sqlite:";
  if (!url.starts_with(kScheme)) {
    return fail(ErrorCode::kInvalidArgument,
                fmt::format("{} is not a database this program knows: use sqlite:PATH.", url));
  }
  url.remove_prefix(kScheme.size());
  if (url.starts_with("///")) url.remove_prefix(2);
  // A quotation mark would end the path inside the library's connection string.
  const bool ok = !url.empty() && !url.starts_with("//") && url.find_first_of(std::string_view("\"\0", 2)) == url.npos;
  if (!ok) return fail(ErrorCode::kInvalidArgument, fmt::format("\"{}\" cannot be the path of a database.", url));
  return std::string(url);
}

Result<FileLock> FileLock::take(const std::string& path) {
  const std::string name = path + ".lock";
  Descriptor file(open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kPrivate));
  if (file.get() < 0) return file_failed("open", name);
  if (flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return file_failed("lock", name);
    return fail(
        ErrorCode::kStorageFailed,
        fmt::format("The database {} is in use by another process. Stop that one, or use another data folder.", path));
  }
  return FileLock(file.release());
}

FileLock::FileLock(FileLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

FileLock::~FileLock() {
  if (descriptor_ >= 0) close(descriptor_);
}

Status make_private_file(const std::string& path) {
  // Closed again before SQLite opens the file: closing a descriptor drops the process's record locks on it.
  const Descriptor file(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kPrivate));
  if (file.get() < 0) return file_failed("open the database", path);
  struct stat info{};
  if (fstat(file.get(), &info) != 0) return file_failed("look at the database", path);
  if (!S_ISREG(info.st_mode)) return fail(ErrorCode::kStorageFailed, fmt::format("{} is not a regular file.", path));
  if ((info.st_mode & 077) != 0 && fchmod(file.get(), info.st_mode & 0700) != 0) return file_failed("protect", path);
  return {};
}

Result<std::string> copy_before_migration(Connection& connection, const std::string& path, std::uint32_t next_step) {
  const std::string copy = fmt::format("{}.before-schema-{}", path, next_step);
  // The copy is written into an empty file that exists, so that it is private from the first byte. What an
  // interrupted earlier attempt left there goes.
  const Descriptor file(open(copy.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, kPrivate));
  if (file.get() < 0) return file_failed("write the copy", copy);
  NSL_TRY_VOID(connection.execute("VACUUM INTO :copy", std::array<Value, 1>{copy}));
  if (fsync(file.get()) != 0) return file_failed("write the copy", copy);
  return copy;
}

}  // namespace nsl::storage
