#include "base/event_loop.h"

#include "base/check.h"
#include "base/guarded.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <sched.h>
#include <sys/eventfd.h>
#include <unistd.h>
#include <algorithm>
#include <atomic>
#include <thread>
#include <utility>
#include <vector>

namespace nsl {
namespace {

namespace asio = boost::asio;

// The task is shared by the timer's owner, who may drop it, and the handler in Asio's queue, which may already be on
// its way when the owner does. Whoever comes first leaves nothing for the other.
struct PendingTask {
  EventLoop::Task task;
};

class AsioTimer final : public EventLoop::Timer {
 public:
  AsioTimer(asio::io_context& io, std::chrono::microseconds delay, EventLoop::Task task)
      : pending_(std::make_shared<PendingTask>(std::move(task))), timer_(io, delay) {
    timer_.async_wait([pending = pending_](const boost::system::error_code& error) {
      if (error) return;
      // Taken out first: the task may destroy its own timer.
      if (EventLoop::Task due = std::exchange(pending->task, nullptr)) due();
    });
  }
  ~AsioTimer() override { pending_->task = nullptr; }

 private:
  std::shared_ptr<PendingTask> pending_;
  asio::steady_timer timer_;
};

class AsioWatch final : public EventLoop::Watch {
 public:
  AsioWatch(asio::io_context& io, int descriptor, EventLoop::Task task)
      : pending_(std::make_shared<PendingTask>(std::move(task))), descriptor_(io, descriptor) {
    descriptor_.async_wait(asio::posix::stream_descriptor::wait_read,
                           [pending = pending_](const boost::system::error_code& error) {
                             if (error) return;
                             if (EventLoop::Task due = std::exchange(pending->task, nullptr)) due();
                           });
  }
  ~AsioWatch() override {
    pending_->task = nullptr;
    descriptor_.release();
  }

 private:
  std::shared_ptr<PendingTask> pending_;
  asio::posix::stream_descriptor descriptor_;
};

}  // namespace

struct EventLoop::State {
  explicit State(Options chosen) : options(chosen), notifier(io, eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
    listen_to_notifier();  // also keeps Asio from running out of work
  }

  void run();
  void run_posted();
  bool anything_ready() const;
  bool spin();
  void sleep();
  void listen_to_notifier();
  void wake();

  Options options;
  asio::io_context io{1};  // one thread runs it; the hint leaves out needless wake-ups
  asio::posix::stream_descriptor notifier;
  std::uint64_t notified = 0;

  std::vector<Source*> sources;
  std::atomic<bool> stopping{false};
  std::atomic<std::thread::id> thread{};

  // Posted tasks. `waiting` mirrors whether `posted` is empty, so that the loop looks without taking the lock;
  // `asleep` tells post() whether a wake-up is needed, so that a busy loop costs its posters no system call.
  Guarded<std::vector<Task>> posted;
  std::vector<Task> running;
  std::atomic<bool> waiting{false};
  std::atomic<bool> asleep{false};
};

void EventLoop::State::run() {
  thread = std::this_thread::get_id();
  while (!stopping) {
    io.poll();
    run_posted();
    // By index: a source may add or remove sources.
    for (std::size_t i = 0; i < sources.size(); ++i) sources[i]->poll();
    for (std::size_t i = 0; i < sources.size(); ++i) sources[i]->end_round();
    if (stopping || anything_ready() || spin()) continue;
    sleep();
  }
  thread = std::thread::id{};
  stopping = false;
}

void EventLoop::State::run_posted() {
  if (!waiting.load(std::memory_order_acquire)) return;
  posted.with([this](auto& tasks) {
    running.swap(tasks);
    waiting = false;
  });
  for (Task& task : running) task();
  running.clear();
}

bool EventLoop::State::anything_ready() const {
  return waiting.load(std::memory_order_acquire) ||
         std::ranges::any_of(sources, [](const Source* source) { return source->ready(); });
}

// Waits for an answer that is expected soon without sleeping. True when something came. The time is fixed: one that
// adapts collapses to sleeping under the load that needs it most. Yielding, not pausing, because on a small machine
// the other side needs this core.
bool EventLoop::State::spin() {
  if (options.spin.count() == 0) return false;
  if (std::ranges::none_of(sources, [](const Source* source) { return source->in_flight(); })) return false;
  const auto end = std::chrono::steady_clock::now() + options.spin;
  do {
    sched_yield();
    if (anything_ready()) return true;
  } while (std::chrono::steady_clock::now() < end);
  return false;
}

// Every side that can bring work first makes it visible and then looks whether the loop sleeps; the loop announces
// its sleep and then looks for work. With a full fence on both sides one of them sees the other.
void EventLoop::State::sleep() {
  asleep = true;
  for (Source* source : sources) source->prepare_sleep();
  std::atomic_thread_fence(std::memory_order_seq_cst);
  if (!stopping && !anything_ready()) io.run_one();
  asleep = false;
  for (Source* source : sources) source->awake();
}

void EventLoop::State::listen_to_notifier() {
  notifier.async_read_some(asio::buffer(&notified, sizeof notified),
                           [this](const boost::system::error_code& error, std::size_t) {
                             if (!error) listen_to_notifier();
                           });
}

void EventLoop::State::wake() {
  std::atomic_thread_fence(std::memory_order_seq_cst);
  if (!asleep.exchange(false)) return;
  const std::uint64_t one = 1;
  // Fails only when the counter is full, and then the loop wakes anyway.
  [[maybe_unused]] const ssize_t written = ::write(notifier.native_handle(), &one, sizeof one);
}

EventLoop::EventLoop(Options options) : state_(std::make_unique<State>(options)) {
  NSL_CHECK(state_->notifier.native_handle() >= 0);
}
EventLoop::~EventLoop() = default;

void EventLoop::run() { state_->run(); }

void EventLoop::stop() {
  state_->stopping = true;
  state_->wake();
}

void EventLoop::post(Task task) {
  const bool first = state_->posted.with([&](auto& tasks) {
    tasks.push_back(std::move(task));
    return !state_->waiting.exchange(true);
  });
  if (first) state_->wake();
}

std::unique_ptr<EventLoop::Watch> EventLoop::watch(int descriptor, Task task) {
  return std::make_unique<AsioWatch>(state_->io, descriptor, std::move(task));
}

std::unique_ptr<EventLoop::Timer> EventLoop::after(std::chrono::microseconds delay, Task task) {
  return std::make_unique<AsioTimer>(state_->io, delay, std::move(task));
}

void EventLoop::add(Source& source) { state_->sources.push_back(&source); }
void EventLoop::remove(Source& source) { std::erase(state_->sources, &source); }

int EventLoop::notifier() const { return state_->notifier.native_handle(); }
bool EventLoop::in_loop_thread() const { return state_->thread.load() == std::this_thread::get_id(); }
boost::asio::io_context& EventLoop::context() { return state_->io; }

}  // namespace nsl
