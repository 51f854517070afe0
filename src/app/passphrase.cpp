#include "app/passphrase.h"

#include "app/files.h"
#include "crypto/secret_bytes.h"

#include <termios.h>
#include <unistd.h>

#include <cstdio>
#include <string_view>

namespace nsl::app {
namespace {

constexpr ByteCount kPassphraseFileMax = 64_KiB;

// While this lives, the terminal does not show what is typed.
class WithoutEcho {
 public:
  WithoutEcho() : valid_(tcgetattr(STDIN_FILENO, &before_) == 0) {
    if (!valid_) return;
    termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
  }
  ~WithoutEcho() {
    if (valid_) tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }
  WithoutEcho(const WithoutEcho&) = delete;
  WithoutEcho& operator=(const WithoutEcho&) = delete;

 private:
  termios before_{};
  bool valid_;
};

Result<neo::Passphrase> passphrase_of(std::string& text) {
  auto line = std::string_view(text).substr(0, text.find('\n'));
  if (line.ends_with('\r')) line.remove_suffix(1);
  auto out = line.empty() ? Result<neo::Passphrase>(fail(ErrorCode::kInvalidArgument, "the passphrase is empty"))
                          : neo::Passphrase::from_text(line);
  crypto::wipe(text);
  return out;
}

std::string ask(std::string_view question) {
  std::fprintf(stderr, "%.*s", static_cast<int>(question.size()), question.data());
  const WithoutEcho quiet;
  std::string line;
  for (int c = std::getchar(); c != EOF && c != '\n'; c = std::getchar()) line.push_back(static_cast<char>(c));
  std::fputc('\n', stderr);
  return line;
}

}  // namespace

Result<neo::Passphrase> read_passphrase(const std::string& file, AskFor times) {
  if (!file.empty()) {
    NSL_TRY(std::string text, read_file(file, kPassphraseFileMax));
    return passphrase_of(text);
  }
  if (isatty(STDIN_FILENO) == 0) {
    return fail(ErrorCode::kInvalidArgument, "there is no terminal to ask for the passphrase; use --passphrase-file");
  }
  std::string first = ask("Passphrase: ");
  if (times == AskFor::kTwice) {
    std::string second = ask("The same again: ");
    const bool same = first == second;
    crypto::wipe(second);
    if (!same) {
      crypto::wipe(first);
      return fail(ErrorCode::kInvalidArgument, "the two passphrases are not the same");
    }
  }
  return passphrase_of(first);
}

}  // namespace nsl::app
