#include "app/files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace nsl::app {
namespace {

// A descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ > STDERR_FILENO) close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return number_; }

 private:
  int number_;
};

std::string reason() { return std::strerror(errno); }

Result<std::string> read_all(int descriptor, std::string_view name, ByteCount most) {
  std::string text;
  char buffer[65536];
  while (true) {
    const ssize_t got = read(descriptor, buffer, sizeof buffer);
    if (got == 0) return text;
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail(ErrorCode::kInvalidArgument, fmt::format("cannot read {}: {}", name, reason()));
    text.append(buffer, static_cast<std::size_t>(got));
    if (text.size() > most.bytes) {
      return fail(ErrorCode::kInvalidArgument, fmt::format("{} is larger than {}", name, to_string(most)));
    }
  }
}

bool write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t put = write(descriptor, text.data(), text.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(put));
  }
  return true;
}

}  // namespace

Result<std::string> read_file(const std::filesystem::path& path, ByteCount most) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) {
    return fail(ErrorCode::kInvalidArgument, fmt::format("cannot open {}: {}", path.string(), reason()));
  }
  return read_all(file.get(), path.string(), most);
}

Result<std::string> read_stdin(ByteCount most) { return read_all(STDIN_FILENO, "standard input", most); }

Status write_private_file(const std::filesystem::path& path, std::string_view text) {
  const std::string next = path.string() + ".new";
  const auto refuse = [&] {
    return fail(ErrorCode::kUnavailable, fmt::format("cannot write {}: {}", path.string(), reason()));
  };
  unlink(next.c_str());
  const Descriptor file(open(next.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (file.get() < 0 || !write_all(file.get(), text) || fsync(file.get()) != 0) return refuse();
  if (rename(next.c_str(), path.c_str()) != 0) return refuse();
  return {};
}

Result<FileLock> FileLock::take(const std::filesystem::path& path) {
  const std::string name = path.string() + ".lock";
  FileLock lock(open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  int locked = lock.descriptor_ < 0 ? -1 : flock(lock.descriptor_, LOCK_EX);
  while (locked != 0 && lock.descriptor_ >= 0 && errno == EINTR) locked = flock(lock.descriptor_, LOCK_EX);
  if (locked == 0) return lock;
  return fail(ErrorCode::kUnavailable, fmt::format("cannot lock {}: {}", name, reason()));
}

FileLock::~FileLock() {
  if (descriptor_ >= 0) close(descriptor_);
}

}  // namespace nsl::app
