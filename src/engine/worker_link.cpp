#include "engine/worker_link.h"

#include "crypto/secret_bytes.h"
#include "engine/sandbox/sandbox.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>

#include <linux/futex.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace nsl::engine {
namespace {

// What was sent is cut off the front of the buffer when it is so much, and a buffer so large is not kept.
constexpr std::size_t kKeptMax = std::size_t{1} << 20;

std::unexpected<Error> cannot_start(std::string_view what) {
  return fail(ErrorCode::kUnavailable,
              fmt::format("cannot start a sandbox worker: {}: {}", what, std::strerror(errno)));
}

}  // namespace

Result<std::unique_ptr<WorkerLink>> WorkerLink::over(int channel_descriptor) {
  void* const mapped = mmap(nullptr, sizeof(ChannelMemory), PROT_READ | PROT_WRITE, MAP_SHARED, channel_descriptor, 0);
  if (mapped == MAP_FAILED) return cannot_start("cannot map the channel");
  return std::unique_ptr<WorkerLink>(new WorkerLink(*static_cast<ChannelMemory*>(mapped)));
}

Result<std::unique_ptr<WorkerLink>> WorkerLink::start(EventLoop& loop, const WorkerProcessOptions& options) {
  const int descriptor = memfd_create("nsl-channel", MFD_CLOEXEC);
  if (descriptor < 0) return cannot_start("no shared memory");
  Result<std::unique_ptr<WorkerLink>> link = cannot_start("no shared memory");
  if (ftruncate(descriptor, sizeof(ChannelMemory)) == 0) link = over(descriptor);
  if (link)
    (*link)->pid_ = spawn_worker({"nsl", std::string(kWorkerCommand), options.encode()}, descriptor, loop.notifier());
  close(descriptor);
  if (!link) return link;
  WorkerLink& made = **link;
  if (made.pid_ < 0) return cannot_start("cannot start the process");
  made.pid_descriptor_ = static_cast<int>(syscall(SYS_pidfd_open, made.pid_, 0));
  if (made.pid_descriptor_ < 0) return cannot_start("cannot watch the process");
  made.end_watch_ = loop.watch(made.pid_descriptor_, [&made] { made.dead = true; });
  return link;
}

WorkerLink::~WorkerLink() {
  end_watch_.reset();
  if (pid_ > 0) {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  if (pid_descriptor_ >= 0) close(pid_descriptor_);
  munmap(channel_, sizeof *channel_);
}

std::string WorkerLink::ending() const {
  siginfo_t info{};
  const bool ended =
      pid_ > 0 && waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid != 0;
  if (!ended) return "still running";
  if (info.si_code == CLD_EXITED) return fmt::format("exit status {}", info.si_status);
  return fmt::format("signal {} ({})", info.si_status, strsignal(info.si_status));
}

void WorkerLink::flush() {
  if (outgoing_.empty()) return;
  sent_ += writer_.write(std::string_view(outgoing_).substr(sent_));
  if (sent_ == outgoing_.size()) {
    crypto::wipe(std::span(reinterpret_cast<std::uint8_t*>(outgoing_.data()), outgoing_.size()));
    if (outgoing_.capacity() > kKeptMax) std::string().swap(outgoing_);
    outgoing_.clear();
    sent_ = 0;
  } else if (sent_ > kKeptMax && sent_ > outgoing_.size() / 2) {
    outgoing_.erase(0, sent_);
    sent_ = 0;
  }
  wake();
}

void WorkerLink::wake() {
  if (!writer_.must_wake()) return;
  syscall(SYS_futex, &channel_->to_worker.asleep, FUTEX_WAKE, 1, nullptr, nullptr, 0);
}

void WorkerLink::stop_computing(ExecutionNumber execution) {
  if (std::ranges::find(stops_, execution) != stops_.end()) return;
  const auto place = std::ranges::find(stops_, ExecutionNumber{0});
  if (place == stops_.end()) return;  // its own deadlines end it then
  *place = execution;
  channel_->stops.numbers[static_cast<std::size_t>(place - stops_.begin())].store(execution, std::memory_order_relaxed);
  channel_->stops.count.store(++stop_count_, std::memory_order_release);
}

void WorkerLink::stopped(ExecutionNumber execution) {
  if (stop_count_ == 0) return;
  const auto place = std::ranges::find(stops_, execution);
  if (place == stops_.end()) return;
  *place = 0;
  channel_->stops.numbers[static_cast<std::size_t>(place - stops_.begin())].store(0, std::memory_order_relaxed);
  channel_->stops.count.store(--stop_count_, std::memory_order_release);
}

}  // namespace nsl::engine
