#include "engine/worker_link.h"

#include "engine/sandbox/sandbox.h"

#include <fmt/format.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include <linux/futex.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace nsl::engine {

Result<std::unique_ptr<WorkerLink>> WorkerLink::start(EventLoop& loop, const WorkerProcessOptions& options) {
  const auto failed = [](std::string_view what) {
    return fail(ErrorCode::kUnavailable, fmt::format("cannot start a sandbox worker: {}: {}", what, std::strerror(errno)));
  };
  const int descriptor = memfd_create("nsl-channel", MFD_CLOEXEC);
  if (descriptor < 0 || ftruncate(descriptor, sizeof(ChannelMemory)) != 0) return failed("no shared memory");
  void* const mapped = mmap(nullptr, sizeof(ChannelMemory), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  if (mapped == MAP_FAILED) return failed("cannot map the channel");
  std::unique_ptr<WorkerLink> link(new WorkerLink(*static_cast<ChannelMemory*>(mapped)));
  link->pid_ = spawn_worker({"nsl", std::string(kWorkerCommand), options.encode()}, descriptor, loop.notifier());
  close(descriptor);
  if (link->pid_ < 0) return failed("cannot start the process");
  link->pid_descriptor_ = static_cast<int>(syscall(SYS_pidfd_open, link->pid_, 0));
  if (link->pid_descriptor_ < 0) return failed("cannot watch the process");
  link->end_watch_ = loop.watch(link->pid_descriptor_, [raw = link.get()] { raw->dead = true; });
  link->heard_at = link->used_at = std::chrono::steady_clock::now();
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

void WorkerLink::flush() {
  if (outgoing_.empty()) return;
  sent_ += writer_.write(std::string_view(outgoing_).substr(sent_));
  if (sent_ == outgoing_.size()) {
    outgoing_.clear();
    sent_ = 0;
  }
  wake();
}

void WorkerLink::wake() {
  if (!writer_.must_wake()) return;
  syscall(SYS_futex, &channel_->to_worker.asleep, FUTEX_WAKE, 1, nullptr, nullptr, 0);
}

bool WorkerLink::receive() {
  const auto got = reader_.read(incoming_.buffer());
  if (got == RingReader::Got::kBytes) heard_at = std::chrono::steady_clock::now();
  return got != RingReader::Got::kNonsense;
}

}  // namespace nsl::engine
