// Threads that run functions in their slots while others stop them at random moments.
#include "engine/execution.h"
#include "engine/testing/sanitizers.h"
#include "engine/testing/stage.h"

#include <gtest/gtest.h>

#include <atomic>
#include <random>
#include <thread>

#include <pthread.h>

namespace nsl::engine {
namespace {

using namespace std::chrono_literals;
using testing::Recorder;
using testing::Stage;
using State = Execution::State;

// Many host calls, and between them things that ask whether they may go on and things that do not.
const char* const kBusy = R"js(
const text = 'e\u0301'.repeat(2e4), words = Array.from({ length: 500 }, (_, i) => 'k' + (i * 7919) % 1009);
export default async (n) => {
  let sum = 0;
  for (let i = 0; i < n; ++i) {
    await new Promise((go) => setTimeout(go, 5));
    sum += text.normalize('NFC').length + words.toSorted().length + JSON.parse('[' + '1,'.repeat(500) + '1]').length;
    for (let j = 0; j < 2000; ++j) sum += j % 3;
    sum += new Array(2000).fill(i).map(String).join('').length > 0 ? 1 : 0;
  }
  return sum;
};)js";

struct Tally {
  int stopped = 0;
  int finished = 0;
  int wrong = 0;
  int dirty = 0;
};

// Runs executions until `end`, each under a new number; `current` tells others which one it is.
void run_until(std::chrono::steady_clock::time_point end, const StopList& stops, std::atomic<std::uint64_t>& current, std::uint64_t first, Tally& tally) {
  Stage stage;
  stage.load(kBusy);
  const std::string expected = [&] {
    Recorder recorder;
    Execution execution(stage.slot(), recorder);
    State state = execution.start({.input = "2", .meta = "{}"});
    for (std::uint32_t call = 1; state == State::kWaiting; ++call) state = execution.deliver({.number = call, .json = "null", .now_ns = call * 6'000'000});
    stage.slot().restore();
    return execution.take_outcome().output;
  }();
  for (std::uint64_t number = first; std::chrono::steady_clock::now() < end; ++number) {
    Recorder recorder;
    Execution execution(stage.slot(), recorder);
    current = number;
    State state = execution.start({.limits = {.cpu = 10s}, .input = "2", .meta = "{}", .stop_list = &stops, .number = number});
    for (std::uint32_t call = 1; state == State::kWaiting; ++call) state = execution.deliver({.number = call, .json = "null", .now_ns = call * 6'000'000});
    const Outcome outcome = execution.take_outcome();
    if (outcome.ending == Ending::kCancelled) ++tally.stopped;
    else if (outcome.output == expected) ++tally.finished;
    else ++tally.wrong;
    stage.slot().restore();
    if (!stage.slot().is_pristine()) ++tally.dirty;
  }
}

TEST(Stress, StopsAtRandomMomentsLeaveEverySlotPristine) {
  NSL_SKIP_UNDER_SANITIZERS("they delay the signals that this is about");
  testing::shared_base();
  const std::uint32_t seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  constexpr int kThreads = 2;
  const auto stops = std::make_unique<StopList>();
  const auto end = std::chrono::steady_clock::now() + 4s;
  std::array<std::atomic<std::uint64_t>, kThreads> current{};
  std::array<Tally, kThreads> tallies;
  std::array<std::thread, kThreads> threads;
  for (std::size_t i = 0; i < kThreads; ++i) {
    threads[i] = std::thread([&, i] { run_until(end, *stops, current[i], (i + 1) << 40, tallies[i]); });
  }
  // The list asks for a stop; the signal, which comes at any instruction, has the thread look at once.
  std::mt19937 random(seed);
  stops->count = kThreads;
  while (std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 20'000));
    const std::size_t victim = random() % kThreads;
    stops->numbers[victim] = current[victim].load();
    if (std::chrono::steady_clock::now() < end - 500ms) pthread_kill(threads[victim].native_handle(), SIGURG);
  }
  Tally all;
  for (std::size_t i = 0; i < kThreads; ++i) {
    threads[i].join();
    all.stopped += tallies[i].stopped;
    all.finished += tallies[i].finished;
    EXPECT_EQ(tallies[i].wrong, 0);
    EXPECT_EQ(tallies[i].dirty, 0);
  }
  EXPECT_GT(all.stopped, 20);
  EXPECT_GT(all.finished, 2);
}

TEST(Stress, ThreadsWithTheirOwnSlotsDoNotDisturbEachOther) {
  testing::shared_base();
  std::array<std::thread, 4> threads;
  std::atomic<int> wrong{0};
  for (std::size_t i = 0; i < threads.size(); ++i) {
    threads[i] = std::thread([&wrong, i] {
      Stage stage;
      const auto good = stage.load("export default (n) => { let s = 0; for (let i = 0; i < 1000; ++i) s += i * n; return s; }");
      const auto deep = stage.load("export default () => { const f = () => f() + 1; return f(); }");
      const auto full = stage.load("export default () => { const a = []; for (;;) a.push('x'.repeat(1000) + a.length); }");
      for (int round = 0; round < 15; ++round) {
        for (const auto& pages : {good, deep, full}) {
          if (!stage.slot().load(pages)) ++wrong;
          const Outcome outcome = stage.run({.limits = {.memory = 4_MiB, .cpu = 10s}, .input = std::to_string(i), .meta = "{}"});
          const bool right = pages == good ? outcome.output == std::to_string(499'500 * i)
                                           : outcome.ending == (pages == deep ? Ending::kFailed : Ending::kMemoryExceeded);
          stage.slot().restore();
          if (!right || !stage.slot().is_pristine()) ++wrong;
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

TEST(Stress, ARunMayGoOnInAnotherThread) {
  Stage stage;
  stage.load("export default async () => { await new Promise((go) => setTimeout(go, 5)); for (let i = 0; i < 1e5; ++i); return 7; }");
  Recorder recorder;
  Execution execution(stage.slot(), recorder);
  ASSERT_EQ(execution.start({.input = "null", .meta = "{}"}), State::kWaiting);
  std::thread([&] {
    const VmThread thread;
    EXPECT_EQ(execution.deliver({.number = 1, .json = "null", .now_ns = 6'000'000}), State::kDone);
  }).join();
  EXPECT_EQ(execution.take_outcome().output, "7");
  stage.slot().restore();
  EXPECT_TRUE(stage.slot().is_pristine());
}

}  // namespace
}  // namespace nsl::engine
