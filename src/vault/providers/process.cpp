#include "vault/providers/process.h"

#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>

extern char** environ;

namespace nsl::vault {
namespace {

using Clock = std::chrono::steady_clock;

// One direction. A socket pair, because writing to one whose reader is gone need not raise a signal.
class Pipe {
 public:
  Pipe() { open_ = socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends_) == 0; }
  ~Pipe() {
    close_end(0);
    close_end(1);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  bool open() const { return open_; }
  int read_end() const { return ends_[0]; }
  int write_end() const { return ends_[1]; }
  void close_end(int which) {
    if (ends_[which] >= 0) close(std::exchange(ends_[which], -1));
  }

 private:
  int ends_[2] = {-1, -1};
  bool open_ = false;
};

// Whether all was written. A message fits into the socket, so this does not wait for the reader.
bool write_all(int descriptor, ByteView bytes) {
  while (!bytes.empty()) {
    const ssize_t put = send(descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(put));
  }
  return true;
}

// Up to the end, or nullopt when it takes too long or is too much.
std::optional<crypto::SecretBytes> read_all(int descriptor, Clock::time_point deadline) {
  crypto::SecretBytes bytes(kProcessMessageMax);
  std::size_t size = 0;
  while (true) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    pollfd waiting{.fd = descriptor, .events = POLLIN, .revents = 0};
    const int ready = poll(&waiting, 1, static_cast<int>(std::clamp<std::int64_t>(left, 0, 600'000)));
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return std::nullopt;
    const ssize_t got = read(descriptor, bytes.bytes().data() + size, bytes.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 || size == bytes.size()) return std::nullopt;
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  bytes.shrink(size);
  return bytes;
}

// Starts the process with these as its standard input and output; 0 when it cannot be started.
pid_t start(const ProviderProcess& process, const Pipe& in, const Pipe& out) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in.read_end(), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out.write_end(), STDOUT_FILENO);
  std::string name(process.name);
  std::string path(process.program);
  std::array<char*, 3> arguments{path.data(), name.data(), nullptr};
  pid_t child = 0;
  const int failed = posix_spawn(&child, process.program.c_str(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  return failed == 0 ? child : 0;
}

}  // namespace

Result<crypto::SecretBytes> ask(const ProviderProcess& process, const crypto::SecretBytes& message) {
  Pipe in, out;
  const pid_t child = in.open() && out.open() ? start(process, in, out) : 0;
  if (child == 0) {
    return fail(ErrorCode::kUnavailable,
                fmt::format("The process that talks to the {} cannot be started.", process.device));
  }
  in.close_end(0);
  out.close_end(1);
  const bool written = write_all(in.write_end(), message.view());
  in.close_end(1);
  const auto answer = written ? read_all(out.read_end(), Clock::now() + process.timeout) : std::nullopt;
  // It has answered, or nobody waits for it any more.
  kill(child, SIGKILL);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  if (!answer) {
    return fail(ErrorCode::kUnavailable,
                fmt::format("The {} did not answer within {} s.", process.device, process.timeout.count()));
  }
  if (answer->empty()) {
    return fail(ErrorCode::kUnavailable,
                fmt::format("The process that talks to the {} died without an answer.", process.device));
  }
  return parse_answer(answer->view());
}

std::optional<int> serve_if_started_as(std::string_view name, int argc, char** argv, const Answering& answering) {
  if (argc != 2 || argv[1] != name) return std::nullopt;
  prctl(PR_SET_DUMPABLE, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const auto message = read_all(STDIN_FILENO, Clock::now() + std::chrono::seconds(10));
  if (!message) return 2;
  // Foreign code prints what it likes; the answer goes where only it goes.
  const int answer_to = dup(STDOUT_FILENO);
  dup2(STDERR_FILENO, STDOUT_FILENO);
  const auto answer = answering(message->view());
  if (!answer) return 2;
  return write_all(answer_to, to_message(*answer).view()) ? 0 : 1;
}

}  // namespace nsl::vault
