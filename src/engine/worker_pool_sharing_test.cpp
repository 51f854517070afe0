// Whose turn it is and where, with workers that the test plays.
#include "engine/testing/pool_stage.h"

#include <gtest/gtest.h>

#include <list>

namespace nsl::engine {
namespace {

using namespace std::chrono_literals;
using testing::call;
using testing::Collector;
using testing::FakeWorker;
using testing::image;
using testing::kTwo;
using testing::PoolStage;
using testing::success;

StartRequest of_lane(Lane lane, std::shared_ptr<const ImageSource> what) {
  return {.image = std::move(what), .lane = lane, .limits = {}, .input = "1", .meta = "{}"};
}

TEST(WorkerPoolSharing, SendsAWorkerNoMoreThanItGetsDoneSoon) {
  PoolStage stage;
  Collector first, second, third;
  const auto slow = image(1);
  slow->usual_cpu = 5ms;
  const auto number = stage.start(first, of_lane(1, slow));
  const auto next = stage.start(second, of_lane(1, slow));
  stage.start(third, of_lane(1, slow));
  FakeWorker& worker = *stage.workers[0];
  EXPECT_EQ(worker.hear_among<StartMessage>()->execution, number);
  EXPECT_FALSE(worker.hear<StartMessage>());
  worker.say(call(number, 1));  // it waits for something and computes no more
  stage.round();
  EXPECT_EQ(worker.hear<StartMessage>()->execution, next);
  EXPECT_FALSE(worker.hear<StartMessage>());
}

TEST(WorkerPoolSharing, AFloodInOneLaneDoesNotMakeAnotherWait) {
  PoolStage stage;
  std::list<Collector> flood(100);
  Collector other;
  const auto slow = image(1);
  slow->usual_cpu = 5ms;
  std::vector<ExecutionNumber> numbers;
  for (Collector& one : flood) numbers.push_back(stage.start(one, of_lane(1, slow)));
  const auto its = stage.start(other, of_lane(2, slow));
  FakeWorker& worker = *stage.workers[0];
  int before = 0;
  for (;; ++before) {
    ASSERT_LT(before, 100);
    const auto begun = worker.hear_among<StartMessage>();
    ASSERT_TRUE(begun);
    if (begun->execution == its) break;
    worker.say(success(begun->execution));
    stage.round();
  }
  EXPECT_LE(before, 2);
}

TEST(WorkerPoolSharing, WhatIsShortComesInSmallPortionsWhileAnotherLaneIsThere) {
  PoolStage stage;
  FakeWorker& worker = *stage.workers[0];
  std::list<Collector> all;
  const auto start = [&](Lane lane, int count) {
    for (int i = 0; i < count; ++i) stage.start(all.emplace_back(), of_lane(lane, image(1)));
  };
  const auto heard = [&] {
    std::vector<ExecutionNumber> numbers;
    while (const auto one = worker.hear_among<StartMessage>()) numbers.push_back(one->execution);
    return numbers;
  };
  const auto finish = [&](const std::vector<ExecutionNumber>& numbers) {
    for (const ExecutionNumber number : numbers) worker.say(success(number));
    stage.round();
  };
  start(1, 20);
  auto portion = heard();
  EXPECT_EQ(portion.size(), 20U) << "alone, all that is done soon";
  finish(portion);
  start(2, 1);
  start(1, 20);
  int done = 0;
  for (portion = heard(); !portion.empty(); portion = heard()) {
    EXPECT_LE(portion.size(), 4U);
    done += static_cast<int>(portion.size());
    finish(portion);
  }
  EXPECT_EQ(done, 21);
  stage.clock.advance(1s);
  start(1, 20);
  EXPECT_EQ(heard().size(), 20U) << "alone again";
}

TEST(WorkerPoolSharing, WhatIsShortDoesNotWaitBehindWhatIsLong) {
  PoolStage stage(kTwo);
  const auto slow = image(1);
  slow->usual_cpu = 5ms;
  Collector longer;
  std::list<Collector> shorts(10);
  stage.start(longer, of_lane(1, slow));
  FakeWorker& its = *stage.workers[0];
  ASSERT_TRUE(its.hear_among<StartMessage>());
  for (Collector& one : shorts) stage.start(one, of_lane(1, image(2)));
  EXPECT_FALSE(its.hear_among<StartMessage>());
  for (std::size_t i = 0; i < shorts.size(); ++i) EXPECT_TRUE(stage.workers[1]->hear_among<StartMessage>()) << i;
}

TEST(WorkerPoolSharing, StartsAWorkerForWhatIsShortWhenAllComputeForLong) {
  PoolStage stage({.workers = 1, .workers_max = 2});
  const auto slow = image(1);
  slow->usual_cpu = 5ms;
  Collector longer, second, shorter;
  const auto number = stage.start(longer, of_lane(1, slow));
  stage.start(second, of_lane(1, slow));
  const auto quick = stage.start(shorter, of_lane(1, image(2)));
  stage.workers[0]->channel().working_on = number;
  stage.pass(10ms);
  ASSERT_EQ(stage.workers.size(), 2u);
  stage.workers[1]->say(ReadyMessage{.walls = ""});
  stage.round();
  EXPECT_EQ(stage.workers[1]->hear_among<StartMessage>()->execution, quick);
  EXPECT_FALSE(stage.workers[1]->hear_among<StartMessage>()) << "as many long ones as there are cores";
}

TEST(WorkerPoolSharing, ALaneNeedNotWaitForTheEndOfAnothersLongOnes) {
  PoolStage stage({.workers = 1, .workers_max = 3});
  const auto slow = image(1);
  slow->usual_cpu = 5ms;
  std::list<Collector> flood(5);
  Collector other;
  for (Collector& one : flood) stage.start(one, of_lane(1, slow));
  const auto number = stage.start(other, of_lane(2, slow));
  stage.pass(10ms);
  ASSERT_EQ(stage.workers.size(), 2u);
  stage.workers[1]->say(ReadyMessage{.walls = ""});
  stage.round();
  EXPECT_EQ(stage.workers[1]->hear_among<StartMessage>()->execution, number);
  stage.pass(10ms);
  EXPECT_EQ(stage.workers.size(), 2u) << "the rest of the flood waits";
}

TEST(WorkerPoolSharing, TakesBackWhatTurnsOutToBeLong) {
  PoolStage stage;
  const auto what = image(1);
  std::list<Collector> listeners(4);
  std::vector<ExecutionNumber> numbers;
  for (Collector& one : listeners) numbers.push_back(stage.start(one, of_lane(1, what)));
  FakeWorker& worker = *stage.workers[0];
  worker.skip_all();
  worker.channel().working_on = numbers[1];  // it has gone on to the next
  auto done = success(numbers[0]);
  done.cpu = 10ms;
  worker.say(done);
  stage.round();
  EXPECT_EQ(worker.hear<WithdrawMessage>()->execution, numbers[2]);
  EXPECT_EQ(worker.hear<WithdrawMessage>()->execution, numbers[3]);
  worker.say(WithdrawnMessage{.execution = numbers[2]});
  worker.say(WithdrawnMessage{.execution = numbers[3]});
  worker.say(success(numbers[1]));
  stage.round();
  EXPECT_EQ(worker.hear<StartMessage>()->execution, numbers[2]);
  EXPECT_FALSE(worker.hear<StartMessage>()) << "one after the other now";
}

TEST(WorkerPoolSharing, LearnsWhatExecutionsTake) {
  PoolStage stage;
  const auto what = image(1);
  std::list<Collector> listeners(40);
  for (Collector& one : listeners) {
    const auto number = stage.start(one, of_lane(1, what));
    auto done = success(number);
    done.cpu = 8ms;
    stage.workers[0]->say(done);
    stage.round();
  }
  EXPECT_GT(what->usual_cpu, 7ms);
  EXPECT_LE(what->usual_cpu, 8ms);
}

TEST(WorkerPoolSharing, WhatWaitsForItsTurnCanBeCancelled) {
  PoolStage stage;
  Collector first, second;
  const auto slow = image(1);
  slow->usual_cpu = 5ms;
  const auto number = stage.start(first, of_lane(1, slow));
  const auto waits = stage.start(second, of_lane(1, slow));
  stage.pool->cancel(waits, Ending::kCancelled, "cancelled", "Enough.");
  ASSERT_TRUE(second.outcome);
  EXPECT_EQ(second.outcome->ending, Ending::kCancelled);
  FakeWorker& worker = *stage.workers[0];
  worker.skip_all();
  worker.say(success(number));
  stage.round();
  EXPECT_FALSE(worker.hear<StartMessage>());
}

}  // namespace
}  // namespace nsl::engine
