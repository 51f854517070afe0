// What the pool does when workers end, do not answer in time, or have others wait; with workers that the test plays.
#include "engine/testing/pool_stage.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace nsl::engine {
namespace {

using namespace std::chrono_literals;
using testing::call;
using testing::Collector;
using ::testing::ElementsAre;
using testing::FakeWorker;
using ::testing::HasSubstr;
using testing::image;
using testing::kTwo;
using testing::PoolStage;
using testing::success;

// --- time
// -----------------------------------------------------------------------------------------------------------------

TEST(WorkerPool, EndsWhatRunsLongerThanItsWallTime) {
  PoolStage stage;
  Collector waiting, queued;
  StartRequest request{.image = image(1), .limits = {}, .input = "1", .meta = "{}"};
  request.limits.wall = 50ms;
  const auto number = stage.start(waiting, request);
  stage.workers[0]->say(call(number, 1));
  stage.round();
  stage.start(queued, request);
  stage.workers[0]->skip_all();
  stage.pass(60ms);
  ASSERT_TRUE(queued.outcome) << "it has not begun";
  EXPECT_EQ(queued.outcome->code, "wall_exceeded");
  EXPECT_FALSE(waiting.outcome);
  const auto cancel = stage.workers[0]->hear_among<CancelMessage>();
  ASSERT_TRUE(cancel);
  EXPECT_EQ(cancel->execution, number);
}

TEST(WorkerPool, ReplacesAWorkerThatDoesNotEndAnExecution) {
  PoolStage stage(kTwo);
  Collector stuck, other;
  StartRequest request{.image = image(1), .limits = {}, .input = "1", .meta = "{}"};
  request.limits.wall = 50ms;
  const auto number = stage.start(stuck, request);
  const auto others = stage.start(other);
  stage.workers[0]->say(call(number, 1));
  stage.workers[1]->say(call(others, 1));
  stage.round();
  stage.pass(60ms);
  EXPECT_EQ(stage.pool->stats().restarts, 0u);
  stage.pass(3s);
  EXPECT_EQ(stage.pool->stats().restarts, 1u);
  ASSERT_TRUE(stuck.outcome);
  EXPECT_EQ(stuck.outcome->code, "worker_lost");
  EXPECT_FALSE(other.outcome);
}

TEST(WorkerPool, ReplacesAWorkerThatDoesNotCompile) {
  PoolStage stage;
  std::string code;
  stage.pool->build(image(1), [&](const auto& built) { code = built ? "ok" : built.error().code; });
  stage.round();
  stage.workers[0]->channel().working_on = kBuilding | 1;
  stage.pass(20s);
  EXPECT_EQ(code, "");
  stage.pass(20s);
  EXPECT_EQ(code, "worker_lost");
  EXPECT_EQ(stage.pool->stats().restarts, 1u);
}

// --- waiting behind a long one
// ------------------------------------------------------------------------------------------

TEST(WorkerPool, GivesWhatWaitsBehindALongComputationToAnother) {
  PoolStage stage(kTwo);
  std::deque<Collector> listeners(4);
  std::vector<ExecutionNumber> numbers;
  for (Collector& listener : listeners) numbers.push_back(stage.start(listener));
  FakeWorker& busy = *stage.workers[0];
  FakeWorker& idle = *stage.workers[1];
  busy.channel().working_on = numbers[0];
  idle.say(success(numbers[1]));
  idle.say(success(numbers[3]));
  stage.round();
  busy.skip_all();
  idle.skip_all();
  stage.pass(0ms);  // the first look
  stage.pass(30ms);
  EXPECT_EQ(busy.hear<WithdrawMessage>()->execution, numbers[2]);
  EXPECT_FALSE(busy.hear<WithdrawMessage>()) << "the one that computes stays";
  EXPECT_EQ(idle.hear<StartMessage>()->execution, numbers[2]);
  idle.say(success(numbers[2], "2"));
  stage.round();
  EXPECT_EQ(listeners[2].outcome->output, "2");
}

TEST(WorkerPool, GivesNothingBackToAWorkerThatHasNotLetGoOfIt) {
  PoolStage stage(kTwo);
  std::deque<Collector> listeners(4);
  std::vector<ExecutionNumber> numbers;
  for (Collector& listener : listeners) numbers.push_back(stage.start(listener));
  FakeWorker& first = *stage.workers[0];
  FakeWorker& second = *stage.workers[1];
  first.channel().working_on = numbers[0];
  second.say(success(numbers[1]));
  second.say(call(numbers[3], 1));
  stage.round();
  stage.pass(0ms);
  stage.pass(30ms);
  ASSERT_EQ(first.hear_among<WithdrawMessage>()->execution, numbers[2]);
  second.skip_all();
  // Now the second computes for long, and the first, which began it before it was told, could take it back.
  first.channel().working_on = 0;
  first.say(success(numbers[0]));
  first.say(call(numbers[2], 1));
  second.channel().working_on = numbers[3];
  stage.round();
  stage.pass(0ms);
  stage.pass(30ms);
  EXPECT_FALSE(first.hear_among<StartMessage>());
  EXPECT_THAT(listeners[2].calls, ::testing::IsEmpty());
  first.say(WithdrawnMessage{.execution = numbers[2]});
  stage.round();
  stage.pass(0ms);
  stage.pass(30ms);
  const auto again = first.hear_among<StartMessage>();
  ASSERT_TRUE(again);
  EXPECT_EQ(again->execution, numbers[2]);
  first.say(call(numbers[2], 1));
  first.say(success(numbers[2], "2"));
  stage.round();
  ASSERT_TRUE(listeners[2].outcome);
  EXPECT_EQ(listeners[2].outcome->output, "2");
}

TEST(WorkerPool, RelievesAlsoWhenTheLongComputationFollowsAnAnswer) {
  PoolStage stage(kTwo);
  Collector longer, other, behind;
  const auto number = stage.start(longer);
  const auto others = stage.start(other);
  stage.workers[0]->say(call(number, 1));
  stage.round();
  stage.pool->answer(number, {.number = 1, .json = "null"});
  stage.workers[0]->channel().working_on = number;
  const auto waiting = stage.start(behind);
  ASSERT_TRUE(stage.workers[0]->skip_all() > 0 && stage.workers[1]->skip_all() > 0);
  stage.workers[1]->say(success(others));
  stage.round();
  stage.pass(0ms);
  stage.pass(30ms);
  std::set<ExecutionNumber> at_other;
  while (const auto start = stage.workers[1]->hear_among<StartMessage>()) at_other.insert(start->execution);
  EXPECT_TRUE(at_other.contains(waiting));
}

TEST(WorkerPool, SendsNothingNewToAWorkerThatComputesForLong) {
  PoolStage stage(kTwo);
  Collector longer, busy_other, next;
  const auto number = stage.start(longer);
  stage.workers[0]->say(call(number, 1));  // heard of, so not in line any more
  stage.workers[0]->channel().working_on = number;
  stage.round();
  stage.start(busy_other);
  const auto others = stage.workers[1]->hear_among<StartMessage>();
  ASSERT_TRUE(others);
  stage.workers[1]->say(call(others->execution, 1));
  stage.round();
  stage.pass(0ms);
  stage.pass(30ms);
  stage.workers[0]->skip_all();
  stage.start(next);
  EXPECT_EQ(stage.workers[0]->skip_all(), 0u);
  EXPECT_GT(stage.workers[1]->skip_all(), 0u);
}

TEST(WorkerPool, StartsOneMoreWorkerWhenAllAreBusyAndEndsItWhenItIsNotNeeded) {
  PoolStage stage({.workers = 1, .workers_max = 2});
  Collector longer, behind;
  const auto number = stage.start(longer);
  stage.workers[0]->channel().working_on = number;
  const auto waiting = stage.start(behind);
  stage.pass(0ms);
  stage.pass(30ms);
  ASSERT_EQ(stage.workers.size(), 2u);
  stage.workers[1]->say(ReadyMessage{.walls = ""});
  const auto start = stage.workers[1]->hear_among<StartMessage>();
  ASSERT_TRUE(start);
  EXPECT_EQ(start->execution, waiting);
  stage.workers[1]->say(success(waiting));
  stage.workers[0]->say(success(number));
  stage.workers[0]->channel().working_on = 0;
  stage.round();
  EXPECT_EQ(stage.pool->stats().workers, 2u);
  stage.pass(40s);
  EXPECT_EQ(stage.pool->stats().workers, 1u);
}

TEST(WorkerPool, GivesABuildThatWaitsBehindALongComputationToAnother) {
  PoolStage stage(kTwo);
  Collector longer, other;
  const auto number = stage.start(longer);
  const auto others = stage.start(other);
  std::uint64_t bytes = 0;
  stage.pool->build(image(9), [&](const auto& built) { bytes = built.value_or(0); });
  stage.round();
  const std::size_t first = stage.workers[0]->skip_all() > stage.workers[1]->skip_all() ? 0 : 1;
  stage.workers[first]->channel().working_on = first == 0 ? number : others;
  stage.workers[1 - first]->say(success(first == 0 ? others : number));
  stage.round();
  stage.pass(0ms);
  stage.pass(30ms);
  EXPECT_EQ(stage.workers[1 - first]->hear<BuildMessage>()->image, 9u);
  stage.workers[1 - first]->say(BuiltMessage{.image = 9, .ok = true, .image_bytes = 5});
  stage.round();
  EXPECT_EQ(bytes, 5u);
}

// --- workers that end
// -----------------------------------------------------------------------------------------------------

// Makes the pool give the worker up.
void end(PoolStage& stage, std::size_t worker) {
  stage.workers[worker]->say_bytes(std::string(4, '\0'));
  stage.round();
}

TEST(WorkerPool, RunsElsewhereWhatHadNotBegun) {
  PoolStage stage(kTwo);
  std::deque<Collector> listeners(6);
  std::vector<ExecutionNumber> numbers;
  for (Collector& listener : listeners) numbers.push_back(stage.start(listener));
  // The first worker has 0, 2, 4: one that waits, one that computes, one in line.
  stage.workers[0]->say(call(numbers[0], 1));
  stage.workers[0]->channel().working_on = numbers[2];
  stage.round();
  stage.workers[1]->skip_all();
  end(stage, 0);
  ASSERT_TRUE(listeners[0].outcome && listeners[2].outcome);
  EXPECT_EQ(listeners[0].outcome->code, "worker_lost");
  EXPECT_EQ(listeners[2].outcome->code, "worker_lost");
  EXPECT_FALSE(listeners[1].outcome || listeners[3].outcome || listeners[4].outcome || listeners[5].outcome);
  const auto again = stage.workers[1]->hear_among<StartMessage>();
  ASSERT_TRUE(again);
  EXPECT_EQ(again->execution, numbers[4]);
}

TEST(WorkerPool, GivesUpAnExecutionThatSeveralWorkersEndedWith) {
  PoolStage stage;
  Collector listener;
  stage.start(listener);
  for (std::size_t i = 0; i < 10 && !listener.outcome; ++i) {
    stage.workers[i]->say_bytes(std::string(4, '\0'));
    stage.round();
    if (stage.workers.size() > i + 1) stage.workers[i + 1]->say(ReadyMessage{});
    stage.round();
  }
  ASSERT_TRUE(listener.outcome);
  EXPECT_EQ(listener.outcome->code, "worker_lost");
  EXPECT_LE(stage.workers.size(), 5u);
}

TEST(WorkerPool, WaitsLongerAndLongerBeforeItReplacesWorkersThatNeverGetReady) {
  PoolStage stage;
  end(stage, 0);
  ASSERT_EQ(stage.workers.size(), 2u) << "the first was ready, so it is replaced at once";
  end(stage, 1);
  EXPECT_EQ(stage.workers.size(), 2u);
  EXPECT_EQ(stage.pool->stats().workers, 0u);
  stage.pass(150ms);
  ASSERT_EQ(stage.workers.size(), 3u);
  end(stage, 2);
  stage.pass(150ms);
  EXPECT_EQ(stage.workers.size(), 3u);
  stage.pass(150ms);
  EXPECT_EQ(stage.workers.size(), 4u);
}

TEST(WorkerPool, KeepsExecutionsWaitingWhileThereIsNoWorker) {
  PoolStage stage;
  end(stage, 0);
  end(stage, 1);
  Collector listener;
  stage.start(listener);
  stage.pass(150ms);
  ASSERT_EQ(stage.workers.size(), 3u);
  EXPECT_TRUE(stage.workers[2]->hear_among<StartMessage>());
}

TEST(WorkerPool, MovesTheBuildsOfAWorkerThatEndedButNotTheOneItWasAt) {
  PoolStage stage;
  std::vector<std::string> results(2);
  for (ImageNumber i = 0; i < 2; ++i) {
    stage.pool->build(image(i + 1),
                      [&results, i](const auto& built) { results[i] = built ? "ok" : built.error().code; });
  }
  stage.round();
  stage.workers[0]->channel().working_on = kBuilding | 1;
  end(stage, 0);
  EXPECT_THAT(results, ElementsAre("worker_lost", ""));
  EXPECT_EQ(stage.workers[1]->hear<BuildMessage>()->image, 2u);
  stage.workers[1]->say(BuiltMessage{.image = 2, .ok = true});
  stage.round();
  EXPECT_THAT(results, ElementsAre("worker_lost", "ok"));
}

TEST(WorkerPool, TakesNewWorkFromThoseItTellsOfALoss) {
  PoolStage stage;
  std::deque<Collector> listeners(40);
  std::vector<ExecutionNumber> numbers;
  std::deque<Collector> more;
  int builds = 0;
  for (Collector& listener : listeners) {
    numbers.push_back(stage.start(listener));
    stage.workers[0]->say(call(numbers.back(), 1));
    listener.finished = [&] {
      stage.start(more.emplace_back());
      for (const auto number : numbers) stage.pool->cancel(number, Ending::kCancelled, "cancelled", "");
    };
  }
  for (ImageNumber i = 100; i < 140; ++i) {
    stage.pool->build(image(i), [&stage, &builds, i](const auto&) {
      ++builds;
      stage.pool->build(image(i + 1'000), [](const auto&) {});
    });
  }
  stage.round();
  stage.workers[0]->channel().working_on = kBuilding | 100;
  end(stage, 0);
  EXPECT_TRUE(std::ranges::all_of(listeners, [](const Collector& listener) { return listener.outcome.has_value(); }));
  EXPECT_EQ(more.size(), 40u);
  EXPECT_GE(builds, 1);
}

TEST(WorkerPool, FailsABuildWhenNoWorkerIsThere) {
  PoolStage stage;
  end(stage, 0);
  end(stage, 1);
  std::string code;
  stage.pool->build(image(1), [&](const auto& built) { code = built.error().code; });
  EXPECT_EQ(code, "unavailable");
}

}  // namespace
}  // namespace nsl::engine
