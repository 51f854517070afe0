#include "app/subprocess.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace nsl::app {
namespace {

using SteadyClock = std::chrono::steady_clock;

struct Pipe {
  int read_end = -1;
  int write_end = -1;

  bool open() {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return false;
    read_end = ends[0];
    write_end = ends[1];
    return true;
  }
  void close_write() {
    if (write_end >= 0) close(std::exchange(write_end, -1));
  }
  ~Pipe() {
    close_write();
    if (read_end >= 0) close(read_end);
  }
};

std::unexpected<Error> refuse(const Command& command, std::string_view why) {
  return fail(ErrorCode::kUnavailable, fmt::format("cannot run {}: {}", command.program.string(), why));
}

Result<pid_t> start(const Command& command, const Pipe& out, const Pipe& err) {
  std::vector<std::string> words{command.program.string()};
  words.insert(words.end(), command.arguments.begin(), command.arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, out.write_end, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, err.write_end, STDERR_FILENO);
  posix_spawn_file_actions_addchdir_np(&actions, command.folder.c_str());
  pid_t pid = 0;
  const int error = posix_spawn(&pid, command.program.c_str(), &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) return refuse(command, std::strerror(error));
  return pid;
}

// Reads both pipes until both are at their end. Gives the reason when that does not come about.
std::string_view collect(const Command& command, const Pipe& out, const Pipe& err, Completed& completed) {
  const auto deadline = SteadyClock::now() + command.timeout;
  pollfd sources[] = {{out.read_end, POLLIN, 0}, {err.read_end, POLLIN, 0}};
  std::string* sinks[] = {&completed.out, &completed.err};
  int open_sources = 2;
  char buffer[65536];
  while (open_sources > 0) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - SteadyClock::now());
    if (left.count() <= 0) return "it takes too long";
    if (poll(sources, 2, static_cast<int>(left.count())) < 0 && errno != EINTR) return "poll failed";
    for (int i = 0; i < 2; ++i) {
      if (sources[i].revents == 0) continue;
      const ssize_t got = read(sources[i].fd, buffer, sizeof buffer);
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) {
        sources[i].fd = -1;
        sources[i].revents = 0;
        --open_sources;
        continue;
      }
      sinks[i]->append(buffer, static_cast<std::size_t>(got));
      if (sinks[i]->size() > command.output_max.bytes) return "it writes too much";
    }
  }
  return {};
}

}  // namespace

Result<Completed> run_program(const Command& command) {
  Pipe out;
  Pipe err;
  if (!out.open() || !err.open()) return refuse(command, "no more descriptors");
  NSL_TRY(const pid_t pid, start(command, out, err));
  out.close_write();
  err.close_write();

  Completed completed;
  const std::string_view trouble = collect(command, out, err, completed);
  if (!trouble.empty()) kill(pid, SIGKILL);
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  if (!trouble.empty()) return refuse(command, trouble);
  completed.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return completed;
}

}  // namespace nsl::app
