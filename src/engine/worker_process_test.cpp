// The pool with real worker processes in their sandboxes.
#include "engine/testing/worker_stage.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <ranges>

namespace nsl::engine {
namespace {

using namespace std::chrono_literals;
using testing::Collector;
using testing::WorkerStage;
using ::testing::HasSubstr;

const char* const kHello = "export default async (input) => ({ hello: input.name, n: input.x * 2 })";
// One host call, whatever is behind its answer.
const char* const kFetches = "export default async (input) => { await new Promise((go) => setTimeout(go, 5)); return input; }";
const char* const kLoops = "export default () => { for (;;); }";

std::string quoted(std::size_t bytes) { return "\"" + std::string(bytes, 'x') + "\""; }

TEST(WorkerProcess, RunsAFunction) {
  WorkerStage stage;
  const Outcome outcome = stage.run(kHello, R"({"name":"neo","x":21})");
  EXPECT_EQ(outcome.ending, Ending::kSucceeded) << outcome.message;
  EXPECT_EQ(outcome.output, R"({"hello":"neo","n":42})");
  EXPECT_GT(outcome.usage.cpu.count(), 0);
  EXPECT_GT(outcome.usage.memory.bytes, 1u << 20);
}

TEST(WorkerProcess, CarriesInputAndOutputOfTheLargestSize) {
  WorkerStage stage;
  const std::string input = quoted((8 << 20) - 2);
  Limits limits{.memory = 256_MiB, .cpu = 30s, .wall = 60s, .input = 8_MiB, .output = 8_MiB};
  const Outcome outcome = stage.run("export default (input) => input", input, limits);
  EXPECT_EQ(outcome.ending, Ending::kSucceeded) << outcome.message;
  EXPECT_TRUE(outcome.output == input);
}

TEST(WorkerProcess, CarriesHostCallsAndTheirAnswers) {
  WorkerStage stage;
  Collector listener;
  ExecutionNumber number = 0;
  std::vector<std::string> names;
  listener.called = [&](const HostCall& call) {
    names.emplace_back(call.name);
    const auto answer = call.number;
    stage.loop.post([&stage, &number, answer] { stage.pool->answer(number, {.number = answer, .json = "null", .now_ns = 5'000'000}); });
  };
  number = stage.start(listener, stage.source(kFetches), "7");
  stage.until([&] { return listener.outcome.has_value(); });
  EXPECT_EQ(listener.outcome->output, "7") << listener.outcome->message;
  EXPECT_THAT(names, ::testing::ElementsAre("timer"));
  EXPECT_EQ(listener.outcome->usage.host_calls, 1u);
}

TEST(WorkerProcess, TellsWhatAnExecutionLogs) {
  WorkerStage stage;
  Collector listener;
  stage.start(listener, stage.source("export default () => { console.log('a', 1); console.error('b'); }"));
  stage.until([&] { return listener.outcome.has_value(); });
  EXPECT_THAT(listener.logs, ::testing::ElementsAre("log: a 1", "error: b"));
}

TEST(WorkerProcess, BuildsAndTellsWhyNot) {
  WorkerStage stage;
  std::vector<std::string> results;
  for (const char* code : {"export default () => 1", "const x = ;", "export const a = 1;"}) {
    stage.pool->build(stage.source(code), [&](const auto& built) { results.push_back(built ? "ok" : built.error().code); });
  }
  stage.until([&] { return results.size() == 3; });
  EXPECT_THAT(results, ::testing::ElementsAre("ok", "syntax_error", "missing_default_export"));
}

TEST(WorkerProcess, LivesThroughFunctionsThatUseUpTheirMemory) {
  WorkerStage stage;
  const Limits limits{.memory = 8_MiB};
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(stage.run("export default () => { const a = []; for (;;) a.push('x'.repeat(1000) + a.length); }", "null", limits).ending,
              Ending::kMemoryExceeded);
    EXPECT_EQ(stage.run("export default () => new ArrayBuffer(1e9).byteLength", "null", limits).ending, Ending::kMemoryExceeded);
  }
  EXPECT_EQ(stage.run("export default () => 1").output, "1");
  EXPECT_EQ(stage.pool->stats().restarts, 0u);
}

TEST(WorkerProcess, BuildsAgainAnImageThatItHadNoRoomFor) {
  PoolOptions options{.workers = 1, .workers_max = 1};
  options.process.worker.image_bytes_max = {1};  // the newest only
  WorkerStage stage(std::move(options));
  const auto one = stage.source("export default () => 1");
  const auto two = stage.source("export default () => 2");
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(stage.run(one).output, "1");
    EXPECT_EQ(stage.run(two).output, "2");
  }
  EXPECT_EQ(stage.pool->stats().restarts, 0u);
}

TEST(WorkerProcess, DoesNotLetALongFunctionHoldUpOthers) {
  WorkerStage stage({.workers = 1, .workers_max = 2});
  stage.until_ready();
  Collector slow;
  stage.start(slow, stage.source(kLoops), "null", {.cpu = 20s, .wall = 20s});
  std::deque<Collector> quick(5);
  const auto source = stage.source("export default () => 1");
  for (Collector& listener : quick) stage.start(listener, source);
  stage.until([&] { return std::ranges::all_of(quick, [](const auto& listener) { return listener.outcome.has_value(); }); });
  EXPECT_FALSE(slow.outcome);
  for (const Collector& listener : quick) EXPECT_EQ(listener.outcome->output, "1");
}

// They wait in the same worker for answers, which they get when the loop was stopped.
TEST(WorkerProcess, StopsALoopAtItsCpuLimitAndLeavesItsNeighboursAlone) {
  WorkerStage stage;
  std::deque<Collector> neighbours(5);
  std::vector<ExecutionNumber> numbers;
  const auto waits = stage.source(kFetches);
  for (std::size_t i = 0; i < neighbours.size(); ++i) numbers.push_back(stage.start(neighbours[i], waits, std::to_string(i)));
  stage.until([&] { return std::ranges::all_of(neighbours, [](const auto& listener) { return !listener.calls.empty(); }); });
  const Outcome stopped = stage.run(kLoops, "null", {.cpu = 50ms, .wall = 60s});
  EXPECT_EQ(stopped.code, "cpu_exceeded");
  EXPECT_GE(stopped.usage.cpu, 50ms);
  if (!testing::kSanitized) EXPECT_LT(stopped.usage.cpu, 100ms);
  for (const ExecutionNumber number : numbers) stage.pool->answer(number, {.number = 1, .json = "null", .now_ns = 5'000'000});
  stage.until([&] { return std::ranges::all_of(neighbours, [](const auto& listener) { return listener.outcome.has_value(); }); });
  for (std::size_t i = 0; i < neighbours.size(); ++i) EXPECT_EQ(neighbours[i].outcome->output, std::to_string(i));
  EXPECT_EQ(stage.pool->stats().restarts, 0u);
}

TEST(WorkerProcess, StopsAnExecutionThatComputesWhenItIsCancelled) {
  WorkerStage stage;
  Collector listener;
  const auto number = stage.start(listener, stage.source(kLoops), "null", {.cpu = 60s, .wall = 60s});
  stage.until_ready();
  const auto later = stage.loop.after(100ms, [&] { stage.pool->cancel(number, Ending::kCancelled, "cancelled", "as asked"); });
  stage.until([&] { return listener.outcome.has_value(); });
  EXPECT_EQ(listener.outcome->ending, Ending::kCancelled);
  EXPECT_EQ(listener.outcome->message, "as asked");
  EXPECT_EQ(stage.run("export default () => 1").output, "1");
  EXPECT_EQ(stage.pool->stats().restarts, 0u);
}

TEST(WorkerProcess, StopsAnExecutionThatWaitsWhenItIsCancelled) {
  WorkerStage stage;
  Collector listener;
  const auto number = stage.start(listener, stage.source(kFetches));
  stage.until([&] { return !listener.calls.empty(); });
  stage.pool->cancel(number, Ending::kCancelled, "cancelled", "as asked");
  stage.until([&] { return listener.outcome.has_value(); });
  EXPECT_EQ(listener.outcome->ending, Ending::kCancelled);
  EXPECT_EQ(stage.pool->stats().restarts, 0u);
}

TEST(WorkerProcess, StopsManyThatComputeAndWaitAtTheSameTime) {
  WorkerStage stage;
  const auto waits = stage.source(kFetches);
  const auto loops = stage.source(kLoops);
  std::deque<Collector> listeners(10);
  std::vector<ExecutionNumber> numbers;
  for (std::size_t i = 0; i + 1 < listeners.size(); ++i) numbers.push_back(stage.start(listeners[i], waits));
  stage.until([&] { return std::all_of(listeners.begin(), listeners.end() - 1, [](const auto& l) { return !l.calls.empty(); }); });
  numbers.push_back(stage.start(listeners.back(), loops, "null", {.cpu = 60s, .wall = 60s}));
  const auto later = stage.loop.after(50ms, [&] {
    for (const auto number : numbers | std::views::reverse) stage.pool->cancel(number, Ending::kCancelled, "cancelled", "");
  });
  stage.until([&] { return std::ranges::all_of(listeners, [](const auto& l) { return l.outcome.has_value(); }); });
  for (const Collector& listener : listeners) EXPECT_EQ(listener.outcome->ending, Ending::kCancelled);
  EXPECT_EQ(stage.pool->stats().restarts, 0u) << "none had to be killed";
}

// How many of the executions are lost with the worker that is killed; the others must go on.
std::size_t lost_with_a_worker(std::size_t count) {
  WorkerStage stage({.workers = 2, .workers_max = 2});
  stage.until_ready();
  const auto source = stage.source(kFetches);
  std::deque<Collector> listeners(count);
  std::vector<ExecutionNumber> numbers;
  for (Collector& listener : listeners) numbers.push_back(stage.start(listener, source, "1"));
  stage.until([&] { return std::ranges::all_of(listeners, [](const auto& l) { return l.calls.size() == 1; }); });
  kill(stage.pool->worker_pids()[0], SIGKILL);
  stage.until([&] { return stage.pool->stats().restarts == 1; });
  std::size_t lost = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (listeners[i].outcome) {
      EXPECT_EQ(listeners[i].outcome->code, "worker_lost");
      ++lost;
      continue;
    }
    stage.pool->answer(numbers[i], {.number = 1, .json = "null", .now_ns = 5'000'000});
    stage.until([&] { return listeners[i].outcome.has_value(); });
    EXPECT_EQ(listeners[i].outcome->output, "1") << listeners[i].outcome->code;
  }
  stage.until_ready();
  EXPECT_EQ(stage.pool->stats().workers, 2u);
  return lost;
}

TEST(WorkerProcess, LosesOnlyItsOwnExecutionsWhenItIsKilled) {
  constexpr std::size_t kCount = 6;
  // On a machine with little time one worker may take over everything from the other, so once may say nothing.
  for (int i = 0; i < 20; ++i) {
    const std::size_t lost = lost_with_a_worker(kCount);
    if (lost > 0 && lost < kCount) return;
  }
  FAIL() << "no worker died that had some of the executions";
}

TEST(WorkerProcess, IsReplacedWhenItStopsAnswering) {
  WorkerStage stage;
  stage.until_ready();
  Collector stuck;
  stage.start(stuck, stage.source(kFetches), "null", {.wall = 200ms});
  stage.until([&] { return !stuck.calls.empty(); });
  const int pid = stage.pool->worker_pids()[0];
  kill(pid, SIGSTOP);
  stage.until([&] { return stuck.outcome.has_value(); });
  EXPECT_EQ(stuck.outcome->code, "worker_lost");
  EXPECT_EQ(stage.run("export default () => 1").output, "1");
  EXPECT_NE(stage.pool->worker_pids()[0], pid);
}

TEST(WorkerProcess, SleepsAndWakesWithoutMissingAMessage) {
  WorkerStage stage;
  const auto source = stage.source("export default (input) => input");
  for (int i = 0; i < 300; ++i) {
    // Now and then long enough for both sides to fall asleep.
    if (i % 10 == 0) stage.until([end = std::chrono::steady_clock::now() + 2ms] { return std::chrono::steady_clock::now() > end; });
    ASSERT_EQ(stage.run(source, std::to_string(i)).output, std::to_string(i));
  }
}

TEST(WorkerProcess, EndsWithItsPool) {
  int pid = 0;
  {
    WorkerStage stage;
    stage.until_ready();
    pid = stage.pool->worker_pids()[0];
    ASSERT_EQ(kill(pid, 0), 0);
  }
  EXPECT_EQ(kill(pid, 0), -1);
}

std::string read_file(const std::string& name) {
  std::ifstream file(name);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(WorkerProcess, HasNeitherRightsNorEnvironment) {
  NSL_SKIP_UNDER_SANITIZERS("their runtimes need system calls that the sandbox forbids");
  WorkerStage stage;
  stage.until_ready();
  const std::string process = "/proc/" + std::to_string(stage.pool->worker_pids()[0]);
  std::size_t threads = 0;
  for (const auto& thread : std::filesystem::directory_iterator(process + "/task")) {
    ++threads;
    const std::string status = read_file(thread.path() / "status");
    for (const char* line : {"Seccomp:\t2\n", "NoNewPrivs:\t1\n", "CapEff:\t0000000000000000\n", "CapPrm:\t0000000000000000\n"}) {
      EXPECT_THAT(status, HasSubstr(line));
    }
  }
  EXPECT_EQ(threads, 2u);
  EXPECT_EQ(read_file(process + "/environ"), "");

  std::size_t standing = 0;
  for (const Wall& wall : stage.pool->sandbox().walls) {
    standing += wall.stands ? 1 : 0;
    EXPECT_TRUE(wall.stands || !wall.detail.empty()) << wall.name;
    if (wall.name == "seccomp" || wall.name == "no new privileges" || wall.name == "closed descriptors") EXPECT_TRUE(wall.stands) << wall.detail;
  }
  EXPECT_GE(standing, 5u) << stage.pool->sandbox().text();
}

TEST(WorkerProcessOptions, SurviveTheCommandLine) {
  WorkerProcessOptions options;
  options.worker.slots_max = 3;
  options.worker.image_bytes_max = 5_MiB;
  options.worker.page_set_bytes_max = 7_MiB;
  options.worker.build_limits.cpu = std::chrono::microseconds(11);
  options.worker.check_slots = true;
  options.spin = std::chrono::microseconds(13);
  options.sandbox = false;
  const auto decoded = WorkerProcessOptions::decode(options.encode());
  ASSERT_TRUE(decoded);
  EXPECT_EQ(decoded->encode(), options.encode());
}

TEST(WorkerProcessOptions, RefuseWhatTheGatewayDoesNotWrite) {
  const std::string good = WorkerProcessOptions{}.encode();
  for (const std::string& text : {std::string(), std::string("help"), good + ",1", good + "x", good.substr(0, good.rfind(',')), "a" + good,
                                  good + " "}) {
    EXPECT_FALSE(WorkerProcessOptions::decode(text)) << text;
  }
}

}  // namespace
}  // namespace nsl::engine
