#include "base/event_loop.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace nsl {
namespace {

using namespace std::chrono_literals;

// Runs the loop in the calling thread until it stops by itself; a test that hangs fails instead.
void run_bounded(EventLoop& loop) {
  bool timed_out = false;
  const auto guard = loop.after(10s, [&] {
    timed_out = true;
    loop.stop();
  });
  loop.run();
  EXPECT_FALSE(timed_out) << "the loop did not stop by itself";
}

// A source whose work is put in by hand.
struct ScriptedSource final : EventLoop::Source {
  std::size_t poll() override {
    const std::size_t handled = work.exchange(0);
    total += handled;
    if (handled > 0 && on_work) on_work();
    return handled;
  }
  bool ready() const override { return work > 0; }
  bool in_flight() const override { return flying; }
  void end_round() override { ++rounds; }
  void prepare_sleep() override {
    ++sleeps;
    if (on_sleep) on_sleep();
  }
  void awake() override { ++awakes; }

  std::atomic<std::size_t> work{0};
  std::atomic<bool> flying{false};
  std::size_t total = 0;
  std::size_t rounds = 0;
  std::size_t sleeps = 0;
  std::size_t awakes = 0;
  std::function<void()> on_work;
  std::function<void()> on_sleep;
};

TEST(EventLoop, ReturnsAtOnceWhenItWasStoppedBeforeItRan) {
  EventLoop loop({});
  loop.stop();
  run_bounded(loop);
}

TEST(EventLoop, RunsAgainAfterAStop) {
  EventLoop loop({});
  int runs = 0;
  for (int i = 0; i < 3; ++i) {
    loop.post([&] {
      ++runs;
      loop.stop();
    });
    run_bounded(loop);
  }
  EXPECT_EQ(runs, 3);
}

TEST(EventLoop, RunsTasksInTheOrderTheyWerePosted) {
  EventLoop loop({});
  std::string order;
  loop.post([&] { order += 'a'; });
  loop.post([&] {
    order += 'b';
    loop.post([&] {
      order += 'd';
      loop.stop();
    });
  });
  loop.post([&] { order += 'c'; });
  run_bounded(loop);
  EXPECT_EQ(order, "abcd");
}

TEST(EventLoop, LosesNoTaskOfManyThreads) {
  EventLoop loop({.spin = 0us});
  constexpr int kThreads = 4;
  constexpr int kTasks = 5'000;
  int done = 0;  // only touched on the loop's thread
  std::vector<std::jthread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < kTasks; ++i) {
        loop.post([&] {
          EXPECT_TRUE(loop.in_loop_thread());
          if (++done == kThreads * kTasks) loop.stop();
        });
      }
    });
  }
  run_bounded(loop);
  EXPECT_EQ(done, kThreads * kTasks);
  EXPECT_FALSE(loop.in_loop_thread());
}

TEST(EventLoop, WakesForATaskWhileItSleeps) {
  EventLoop loop({});
  ScriptedSource source;
  std::atomic<bool> asleep{false};
  source.on_sleep = [&] { asleep = true; };
  loop.add(source);
  std::jthread poster([&] {
    while (!asleep) std::this_thread::yield();
    loop.post([&] { loop.stop(); });
  });
  run_bounded(loop);
  EXPECT_EQ(source.sleeps, source.awakes);
}

TEST(EventLoop, StopsFromAnotherThreadWhileItSleeps) {
  EventLoop loop({});
  ScriptedSource source;
  std::atomic<bool> asleep{false};
  source.on_sleep = [&] { asleep = true; };
  loop.add(source);
  std::jthread stopper([&] {
    while (!asleep) std::this_thread::yield();
    loop.stop();
  });
  run_bounded(loop);
}

TEST(EventLoop, DropsTasksThatItNeverRan) {
  const auto witness = std::make_shared<int>(0);
  {
    EventLoop loop({});
    loop.post([witness] { FAIL() << "the loop never ran"; });
  }
  EXPECT_EQ(witness.use_count(), 1);
}

TEST(EventLoopTimer, RunsNoEarlierThanItsDelayAndInOrder) {
  EventLoop loop({});
  std::string order;
  const auto start = std::chrono::steady_clock::now();
  const auto late = loop.after(20ms, [&] {
    order += 'b';
    EXPECT_GE(std::chrono::steady_clock::now() - start, 20ms);
    loop.stop();
  });
  const auto early = loop.after(1ms, [&] { order += 'a'; });
  run_bounded(loop);
  EXPECT_EQ(order, "ab");
}

TEST(EventLoopTimer, IsCancelledByDestroyingIt) {
  EventLoop loop({});
  auto cancelled = loop.after(1ms, [] { FAIL() << "was cancelled"; });
  cancelled.reset();
  const auto end = loop.after(10ms, [&] { loop.stop(); });
  run_bounded(loop);
}

TEST(EventLoopTimer, IsCancelledAlsoWhenItIsAlreadyDue) {
  EventLoop loop({});
  // Both are due in the same round; the first takes the second away before its handler runs.
  std::unique_ptr<EventLoop::Timer> second;
  const auto first = loop.after(0us, [&] { second.reset(); });
  second = loop.after(0us, [] { FAIL() << "was cancelled by the first"; });
  const auto end = loop.after(10ms, [&] { loop.stop(); });
  run_bounded(loop);
}

TEST(EventLoopTimer, MayDestroyItselfInItsTask) {
  EventLoop loop({});
  std::unique_ptr<EventLoop::Timer> timer;
  const auto captured = std::make_shared<int>(7);
  timer = loop.after(0us, [&, captured] {
    timer.reset();
    EXPECT_EQ(*captured, 7);  // what the task holds outlives its timer
    loop.stop();
  });
  run_bounded(loop);
}

// A pipe whose ends close with it.
struct Pipe {
  Pipe() { EXPECT_EQ(::pipe2(ends, O_CLOEXEC), 0); }
  ~Pipe() {
    for (const int end : ends) ::close(end);
  }
  int ends[2] = {-1, -1};
};

TEST(EventLoopWatch, RunsOnceWhenTheDescriptorCanBeRead) {
  EventLoop loop({});
  const Pipe pipe;
  int runs = 0;
  const auto watch = loop.watch(pipe.ends[0], [&] { ++runs; });
  ASSERT_EQ(::write(pipe.ends[1], "ab", 2), 2);
  const auto end = loop.after(10ms, [&] { loop.stop(); });
  run_bounded(loop);
  EXPECT_EQ(runs, 1);
}

TEST(EventLoopWatch, IsCancelledByDestroyingItAndLeavesTheDescriptorOpen) {
  EventLoop loop({});
  const Pipe pipe;
  auto watch = loop.watch(pipe.ends[0], [] { FAIL() << "was cancelled"; });
  watch.reset();
  ASSERT_EQ(::write(pipe.ends[1], "a", 1), 1);
  const auto end = loop.after(10ms, [&] { loop.stop(); });
  run_bounded(loop);
  char byte = 0;
  EXPECT_EQ(::read(pipe.ends[0], &byte, 1), 1);
}

TEST(EventLoopSource, IsPolledAndThenSendsItsWakeUpsOnceARound) {
  EventLoop loop({});
  ScriptedSource source;
  source.on_work = [&] { loop.stop(); };
  loop.add(source);
  source.work = 5;
  run_bounded(loop);
  EXPECT_EQ(source.total, 5u);
  EXPECT_EQ(source.rounds, 1u);
}

TEST(EventLoopSource, IsSeenWhenItBecomesReadyJustBeforeTheLoopSleeps) {
  EventLoop loop({});
  ScriptedSource source;
  source.on_sleep = [&] { source.work = 1; };
  source.on_work = [&] { loop.stop(); };
  loop.add(source);
  run_bounded(loop);
  EXPECT_EQ(source.total, 1u);
  EXPECT_EQ(source.awakes, source.sleeps);
}

TEST(EventLoopSource, IsWaitedForWithoutSleepingWhileAnAnswerIsExpected) {
  EventLoop loop({.spin = 5s});
  ScriptedSource source;
  source.flying = true;
  source.on_work = [&] { loop.stop(); };
  loop.add(source);
  std::jthread other([&] { source.work = 1; });
  run_bounded(loop);
  EXPECT_EQ(source.sleeps, 0u);
}

TEST(EventLoopSource, IsNotSpunForWhenNothingIsExpected) {
  EventLoop loop({.spin = 100s});
  ScriptedSource source;
  std::size_t sleeps_seen = 0;
  source.on_sleep = [&] { ++sleeps_seen; };
  loop.add(source);
  const auto end = loop.after(1ms, [&] { loop.stop(); });
  run_bounded(loop);
  EXPECT_GT(sleeps_seen, 0u);
}

TEST(EventLoopSource, WakesTheLoopThroughTheNotifier) {
  EventLoop loop({});
  ScriptedSource source;
  source.on_work = [&] { loop.stop(); };
  std::atomic<bool> asleep{false};
  source.on_sleep = [&] { asleep = true; };
  loop.add(source);
  std::jthread other([&] {
    while (!asleep) std::this_thread::yield();
    source.work = 1;
    const std::uint64_t one = 1;
    ASSERT_EQ(::write(loop.notifier(), &one, sizeof one), static_cast<ssize_t>(sizeof one));
  });
  run_bounded(loop);
  EXPECT_EQ(source.total, 1u);
}

TEST(EventLoopSource, IsLeftAloneAfterItWasRemoved) {
  EventLoop loop({});
  ScriptedSource source;
  loop.add(source);
  loop.remove(source);
  source.work = 1;
  loop.post([&] { loop.stop(); });
  run_bounded(loop);
  EXPECT_EQ(source.rounds, 0u);
}

}  // namespace
}  // namespace nsl
