#include "vault/private_file.h"

#include "crypto/secret_bytes.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace nsl::vault {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return number_; }

 private:
  int number_;
};

std::unexpected<Error> cannot(std::string_view verb, std::string_view path) {
  return fail(ErrorCode::kUnavailable,
              fmt::format("cannot {} {}: {}", verb, path, std::generic_category().message(errno)));
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

Status check_rights(int descriptor, const std::string& path) {
  struct stat about{};
  if (fstat(descriptor, &about) != 0) return cannot("look at", path);
  if (!S_ISREG(about.st_mode)) return fail(ErrorCode::kInvalidArgument, fmt::format("{} is no plain file", path));
  if (about.st_uid != geteuid()) return fail(ErrorCode::kForbidden, fmt::format("{} belongs to another user", path));
  if ((about.st_mode & 077u) != 0) {
    return fail(ErrorCode::kForbidden,
                fmt::format("others may use {} (mode {:o}); chmod 600 {}", path, about.st_mode & 0777u, path));
  }
  return {};
}

// The name must survive a power failure too.
Status sync_folder_of(const std::string& path) {
  std::string folder = std::filesystem::path(path).parent_path().string();
  if (folder.empty()) folder = ".";
  const Descriptor opened(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened.get() < 0 || fsync(opened.get()) != 0) return cannot("sync", folder);
  return {};
}

Status write_new(const std::string& path, std::string_view text) {
  const Descriptor file(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (file.get() < 0 || !write_all(file.get(), text) || fsync(file.get()) != 0) return cannot("write", path);
  return {};
}

}  // namespace

Result<std::optional<std::string>> read_private_file(const std::string& path, std::size_t most) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (file.get() < 0 && errno == ENOENT) return std::nullopt;
  if (file.get() < 0) return cannot("open", path);
  NSL_TRY_VOID(check_rights(file.get(), path));
  std::string text(most + 1, '\0');
  std::size_t size = 0;
  while (size < text.size()) {
    const ssize_t got = read(file.get(), text.data() + size, text.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return cannot("read", path);
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  if (size > most) {
    crypto::wipe(text);
    return fail(ErrorCode::kInvalidArgument, fmt::format("{} is larger than {} bytes", path, most));
  }
  text.resize(size);
  return text;
}

Status write_private_file(const std::string& path, std::string_view text) {
  const std::string next = path + ".new";
  unlink(next.c_str());
  NSL_TRY_VOID(write_new(next, text));
  if (rename(next.c_str(), path.c_str()) != 0) return cannot("write", path);
  return sync_folder_of(path);
}

Status make_private_file(const std::string& path, std::string_view text) {
  // Written beside and linked, so that nobody finds half a file, and an existing one is never replaced.
  const std::string next = path + ".new";
  unlink(next.c_str());
  NSL_TRY_VOID(write_new(next, text));
  const bool linked = link(next.c_str(), path.c_str()) == 0;
  const bool taken = !linked && errno == EEXIST;
  if (!linked && !taken) return cannot("write", path);
  unlink(next.c_str());
  if (taken) return fail(ErrorCode::kConflict, fmt::format("{} is there already", path));
  return sync_folder_of(path);
}

}  // namespace nsl::vault
