#include "app/host_process.h"

#include <fmt/format.h>

#include <csignal>

#include <sys/signalfd.h>
#include <sys/stat.h>

namespace nsl::app {

Status make_data_dir(const std::filesystem::path& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error)
    return fail(ErrorCode::kUnavailable,
                fmt::format("cannot make the data folder {}: {}", path.string(), error.message()), "data.dir");
  if (chmod(path.c_str(), S_IRWXU) != 0) {
    return fail(ErrorCode::kUnavailable,
                fmt::format("cannot protect the data folder {}; it belongs to somebody else", path.string()),
                "data.dir");
  }
  return {};
}

Result<int> termination_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);  // a file at its limit is an error of the write, as a full disk is
  const int descriptor = signalfd(-1, &signals, SFD_NONBLOCK | SFD_CLOEXEC);
  if (descriptor < 0) return fail(ErrorCode::kUnavailable, "cannot watch for SIGTERM (signalfd)");
  return descriptor;
}

}  // namespace nsl::app
