#include "auth/token_file.h"

#include "auth/tokens.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cerrno>
#include <cstring>

namespace nsl::auth {
namespace {

constexpr mode_t kOwnerOnly = 0600;
constexpr std::string_view kTokenStart = "nsl_";
constexpr std::size_t kTokenLengthMin = 36;  // 24 random bytes

std::unexpected<Error> file_error(std::string_view what, const std::filesystem::path& file) {
  return fail(ErrorCode::kStorageFailed,
              std::string("cannot ").append(what) + " the token file " + file.string() + ": " + std::strerror(errno));
}

// A file descriptor that closes itself.
class File {
 public:
  File(const std::filesystem::path& path, int flags) : descriptor_(open(path.c_str(), flags | O_CLOEXEC, kOwnerOnly)) {}
  ~File() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  bool is_open() const { return descriptor_ >= 0; }
  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

Result<std::string> read_token(const std::filesystem::path& path, const File& file) {
  struct stat about{};
  if (fstat(file.get(), &about) != 0) return file_error("look at", path);
  if ((about.st_mode & 077) != 0) {
    return fail(ErrorCode::kInvalidArgument,
                "others can read the token file " + path.string() + ": chmod 600 it, or delete it to get a new token");
  }
  char buffer[TokenStore::kTokenBytesMax + 1];
  const ssize_t got = read(file.get(), buffer, sizeof buffer);
  if (got < 0) return file_error("read", path);
  std::string token(buffer, static_cast<std::size_t>(got));
  while (token.ends_with('\n')) token.pop_back();
  const bool plausible = token.starts_with(kTokenStart) && token.size() >= kTokenLengthMin &&
                         token.size() <= TokenStore::kTokenBytesMax &&
                         token.find_first_of(" \t\r\n") == std::string::npos;
  if (!plausible) {
    return fail(ErrorCode::kInvalidArgument, "no token in the file " + path.string() + ": delete it to get a new one");
  }
  return token;
}

Result<std::string> write_token(const std::filesystem::path& path, const File& file) {
  std::string token = new_token();
  const std::string line = token + '\n';
  const bool written = write(file.get(), line.data(), line.size()) == static_cast<ssize_t>(line.size());
  if (!written || fsync(file.get()) != 0) return file_error("write", path);
  return token;
}

}  // namespace

Result<std::string> load_or_create_token(const std::filesystem::path& file) {
  if (const File existing(file, O_RDONLY); existing.is_open()) return read_token(file, existing);
  if (errno != ENOENT) return file_error("open", file);
  const File made(file, O_WRONLY | O_CREAT | O_EXCL);
  if (!made.is_open()) return file_error("make", file);
  return write_token(file, made);
}

}  // namespace nsl::auth
