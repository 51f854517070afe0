#include "functions/recorder.h"

#include "base/log.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <ranges>

namespace nsl::functions {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// A burst's memory is given back when the vectors have grown beyond this.
constexpr std::size_t kKeptCapacity = 4 * Recorder::kGroupMax;

std::uint64_t text_bytes(const Execution& e) {
  std::uint64_t bytes = e.input.size() + e.output.size() + e.journal.size();
  for (const LogEntry& entry : e.logs) bytes += entry.message.size();
  if (e.error) bytes += e.error->message.size() + e.error->stack.size();
  return bytes;
}

// Whether the same write may succeed later; otherwise it is the row that is at fault.
bool may_pass(const Error& error) {
  return error.code == ErrorCode::kStorageFailed || error.code == ErrorCode::kUnavailable;
}

}  // namespace

Recorder::Recorder(ExecutionStore& store, Options options) : store_(store), options_(options) {
  incoming_.reserve(kGroupMax);
  writing_.reserve(kGroupMax);
  thread_ = std::thread([this] { run(); });
}

Recorder::~Recorder() { stop(); }

Recorder::Pushed Recorder::push(Execution&& execution) {
  const std::uint64_t bytes = text_bytes(execution);
  std::unique_lock lock(mutex_);
  const std::uint64_t waiting = counts_.pushed - settled_;
  const bool full = waiting >= options_.rows_max || bytes_ + bytes > options_.bytes_max.bytes;
  if (full && waiting > 0) {  // one record alone is always taken, whatever its size
    const std::uint64_t dropped = ++counts_.dropped;
    lock.unlock();
    if (std::has_single_bit(dropped)) {
      log::error("executions are not recorded: too many wait for the database",
                 {{"dropped", dropped}, {"waiting", waiting}});
    }
    return Pushed::kFull;
  }
  incoming_.push_back(std::move(execution));
  bytes_ += bytes;
  ++counts_.pushed;
  const bool wake = std::exchange(sleeping_, false);
  lock.unlock();
  if (wake) wake_.notify_one();
  return Pushed::kTaken;
}

bool Recorder::has_room() const {
  const std::lock_guard lock(mutex_);
  const auto share = [](std::uint64_t bound) {
    return static_cast<std::uint64_t>(static_cast<double>(bound) * kRoomShare);
  };
  return counts_.pushed - settled_ < share(options_.rows_max) && bytes_ < share(options_.bytes_max.bytes);
}

std::optional<Execution> Recorder::find(ExecutionId id) const {
  const std::lock_guard lock(mutex_);
  for (const auto* rows : {&incoming_, &writing_}) {
    for (const Execution& execution : std::views::reverse(*rows)) {
      if (execution.id == id) return execution;
    }
  }
  return std::nullopt;
}

Status Recorder::flush(milliseconds timeout) {
  std::unique_lock lock(mutex_);
  const std::uint64_t target = counts_.pushed;
  const std::uint64_t failed_before = counts_.failed_writes;
  hurry_ = true;
  wake_.notify_one();
  const auto over = [&] { return settled_ >= target || counts_.failed_writes > failed_before; };
  if (!progress_.wait_for(lock, timeout, over)) {
    return fail(ErrorCode::kStorageFailed,
                "The records of executions were not written in time. They are kept and tried again.");
  }
  if (settled_ < target) return std::unexpected(*last_failure_);
  return {};
}

void Recorder::stop(milliseconds patience) {
  {
    const std::lock_guard lock(mutex_);
    if (!stopping_) give_up_at_ = steady_clock::now() + patience;
    stopping_ = true;
    hurry_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

Recorder::Counts Recorder::counts() const {
  const std::lock_guard lock(mutex_);
  Counts counts = counts_;
  counts.waiting = counts_.pushed - settled_;
  return counts;
}

void Recorder::run() {
  prctl(PR_SET_NAME, "recorder");
  // Linux has a niceness for each thread. Not having it costs speed only.
  static_cast<void>(setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), options_.niceness));
  std::vector<Execution> written;
  while (wait_for_work()) {
    if (!write_all()) return;
    {
      const std::lock_guard lock(mutex_);
      writing_.swap(written);
    }
    // Freed without the lock.
    written.clear();
    if (written.capacity() > kKeptCapacity) written = {};
    written.reserve(kGroupMax);
  }
}

// Moves what has come in to writing_. False when the thread is to end.
bool Recorder::wait_for_work() {
  std::unique_lock lock(mutex_);
  if (incoming_.empty() && !stopping_) {
    sleeping_ = true;
    wake_.wait(lock, [this] { return !incoming_.empty() || stopping_; });
    sleeping_ = false;
  }
  wake_.wait_for(lock, options_.interval, [this] { return hurry_ || stopping_; });
  hurry_ = false;
  incoming_.swap(writing_);
  return !writing_.empty() || !stopping_;
}

// Writes writing_, however long it takes. False when the thread is to end first.
bool Recorder::write_all() {
  milliseconds delay = options_.retry_min;
  for (std::size_t done = 0; done < writing_.size();) {
    const auto rest = std::span<const Execution>(writing_).subspan(done);
    const std::size_t settled = write_group(rest.first(std::min(rest.size(), kGroupMax)));
    done += settled;
    if (settled > 0) {
      delay = options_.retry_min;
      continue;
    }
    if (!wait_to_retry(delay)) {
      give_up(rest.size());
      return false;
    }
    delay = std::min(delay * 2, options_.retry_max);
  }
  return true;
}

// Gives how many rows are settled: all, or none when the database failed.
std::size_t Recorder::write_group(std::span<const Execution> group) {
  const Status status = store_.save_all(group);
  if (!status) {
    if (!may_pass(status.error())) return write_one_by_one(group);
    failed(status.error());
    return 0;
  }
  settle(group, &Counts::written);
  return group.size();
}

// The rows do not wait any more.
void Recorder::settle(std::span<const Execution> rows, std::uint64_t Counts::* count) {
  std::uint64_t bytes = 0;
  for (const Execution& execution : rows) bytes += text_bytes(execution);
  const std::lock_guard lock(mutex_);
  bytes_ -= bytes;
  settled_ += rows.size();
  counts_.*count += rows.size();
  progress_.notify_all();
}

// For a group with a row that the database does not take: that row is lost, the others are not.
std::size_t Recorder::write_one_by_one(std::span<const Execution> group) {
  std::size_t settled = 0;
  for (const Execution& execution : group) {
    const Status status = store_.save(execution);
    if (!status && may_pass(status.error())) {
      failed(status.error());
      break;
    }
    if (!status) {
      log::error("execution is not recorded", {{"execution", execution.id.text()}, {"reason", status.error().message}});
    }
    settle({&execution, 1}, status ? &Counts::written : &Counts::dropped);
    ++settled;
  }
  return settled;
}

void Recorder::failed(const Error& error) {
  std::uint64_t waiting = 0;
  {
    const std::lock_guard lock(mutex_);
    last_failure_ = error;
    ++counts_.failed_writes;
    waiting = counts_.pushed - settled_;
    progress_.notify_all();
  }
  log::warn("records of executions wait for the database", {{"waiting", waiting}, {"reason", error.message}});
}

// False when the time to stop has come.
bool Recorder::wait_to_retry(milliseconds delay) {
  std::unique_lock lock(mutex_);
  auto until = steady_clock::now() + delay;
  if (stopping_) until = std::min(until, give_up_at_);
  wake_.wait_until(lock, until, [this] { return hurry_; });
  hurry_ = false;
  return !stopping_ || steady_clock::now() < give_up_at_;
}

void Recorder::give_up(std::size_t rows) {
  std::size_t lost = rows;
  {
    const std::lock_guard lock(mutex_);
    lost += incoming_.size();
    counts_.dropped += lost;
    settled_ += lost;
    progress_.notify_all();
  }
  log::error("records of executions are lost: the database did not take them before the stop", {{"lost", lost}});
}

}  // namespace nsl::functions
