#include "audit/anchor.h"

#include "audit/entry.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace nsl::audit {
namespace {

std::unexpected<Error> file_error(std::string_view what, const std::filesystem::path& file) {
  return fail(ErrorCode::kStorageFailed, fmt::format("cannot {} {}: {}", what, file.string(), std::strerror(errno)));
}

}  // namespace

Result<std::optional<std::string>> read_anchor(const std::filesystem::path& file) {
  const int descriptor = open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0 && errno == ENOENT) return std::nullopt;
  if (descriptor < 0) return file_error("open", file);
  std::string text(kLineMax, '\0');
  const ssize_t got = read(descriptor, text.data(), text.size());
  const auto unreadable = file_error("read", file);
  close(descriptor);
  if (got < 0) return unreadable;
  text.resize(static_cast<std::size_t>(got));
  if (text.ends_with('\n')) text.pop_back();
  return text;
}

Status write_anchor(const std::filesystem::path& file, std::string_view line) {
  const std::string made = file.string() + ".new";
  const int descriptor = open(made.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (descriptor < 0) return file_error("make", made);
  const std::string text = std::string(line) + '\n';
  const bool written = ::write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && fsync(descriptor) == 0;
  const auto unwritten = file_error("write", made);
  close(descriptor);
  if (!written) return unwritten;
  if (rename(made.c_str(), file.c_str()) != 0) return file_error("replace", file);
  return {};
}

}  // namespace nsl::audit
