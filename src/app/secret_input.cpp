#include "app/secret_input.h"

#include "crypto/constant_time.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace nsl::app {
namespace {

Failure unusable(std::string why) {
  return {.exit = Exit::kUsage,
          .what = "the value cannot be read",
          .why = std::move(why),
          .next = "pipe it in, or name a file with --file"};
}

// Reads straight into memory for secrets.
Outcome<crypto::SecretBytes> read_all(int descriptor, std::size_t most) {
  crypto::SecretBytes bytes(most + 1);
  std::size_t size = 0;
  while (size < bytes.size()) {
    const ssize_t got = ::read(descriptor, bytes.bytes().data() + size, bytes.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return std::unexpected(unusable(std::generic_category().message(errno)));
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
    // A terminal gives a line at a time.
    if (isatty(descriptor) == 1 && bytes.view()[size - 1] == '\n') break;
  }
  if (size > most) return std::unexpected(unusable(fmt::format("it is larger than {} bytes", most)));
  bytes.shrink(size);
  return bytes;
}

void strip_line_end(crypto::SecretBytes& value) {
  if (value.size() > 0 && value.view().back() == '\n') value.shrink(value.size() - 1);
  if (value.size() > 0 && value.view().back() == '\r') value.shrink(value.size() - 1);
}

// The terminal without echo, as long as this lives.
class NoEcho {
 public:
  NoEcho() {
    tcgetattr(STDIN_FILENO, &before_);
    termios silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
  }
  ~NoEcho() { tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_); }
  NoEcho(const NoEcho&) = delete;
  NoEcho& operator=(const NoEcho&) = delete;

 private:
  termios before_{};
};

Outcome<crypto::SecretBytes> ask(const Console& console, const std::string& prompt, std::size_t most) {
  console.note(prompt + " (it is not shown): ");
  const NoEcho silent;
  return read_all(STDIN_FILENO, most);
}

Outcome<crypto::SecretBytes> read_any(const Console& console, const SecretInput& input) {
  if (!input.file.empty() && input.file != "-") {
    const int file = open(input.file.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0)
      return std::unexpected(unusable(fmt::format("{}: {}", input.file, std::generic_category().message(errno))));
    auto value = read_all(file, input.most);
    close(file);
    return value;
  }
  if (isatty(STDIN_FILENO) == 1) return ask(console, input.prompt, input.most);
  return read_all(STDIN_FILENO, input.most);
}

}  // namespace

Outcome<crypto::SecretBytes> read_secret(const Console& console, const SecretInput& input) {
  auto value = read_any(console, input);
  if (!value) return value;
  if (input.line_end == LineEnd::kStrip) strip_line_end(*value);
  if (value->empty()) return std::unexpected(unusable("it is empty"));
  return value;
}

Outcome<crypto::SecretBytes> read_new_passphrase(const Console& console, const std::string& file) {
  const SecretInput input{.file = file, .prompt = "New passphrase", .most = 1'024};
  auto first = read_secret(console, input);
  if (!first || !file.empty() || isatty(STDIN_FILENO) != 1) return first;
  const auto second = read_secret(console, {.prompt = "The same again", .most = 1'024});
  if (!second) return std::unexpected(second.error());
  if (crypto::constant_time_equal(first->view(), second->view())) return first;
  return std::unexpected(unusable("the two are not the same"));
}

}  // namespace nsl::app
