// What the pool decides, with workers that the test plays: whom it gives work to, and what it answers.
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

// --- sending
// ----------------------------------------------------------------------------------------------------------

TEST(WorkerPool, SendsAnImageOnceAndAllOfAStart) {
  PoolStage stage;
  Collector first, second;
  StartRequest request{.image = image(5, "code"), .limits = {}, .now_ns = 77, .input = "[1]", .meta = "{\"id\":1}"};
  request.limits.host_calls = 3;
  request.seed.fill(9);
  const auto number = stage.start(first, request);
  FakeWorker& worker = *stage.workers[0];
  const auto build = worker.hear<BuildMessage>();
  ASSERT_TRUE(build);
  EXPECT_EQ(build->image, 5u);
  EXPECT_EQ(build->code, "code");
  const auto start = worker.hear<StartMessage>();
  ASSERT_TRUE(start);
  EXPECT_EQ(start->execution, number);
  EXPECT_EQ(start->image, 5u);
  EXPECT_EQ(start->limits, request.limits);
  EXPECT_EQ(start->seed, request.seed);
  EXPECT_EQ(start->now_ns, 77);
  EXPECT_EQ(start->input, "[1]");
  EXPECT_EQ(start->meta, "{\"id\":1}");

  stage.start(second, request);
  EXPECT_TRUE(worker.hear<StartMessage>()) << "without another Build before it";
}

TEST(WorkerPool, SpreadsExecutionsOverItsWorkers) {
  PoolStage stage(kTwo);
  std::deque<Collector> listeners(4);
  for (Collector& listener : listeners) stage.start(listener);
  for (const auto& worker : stage.workers) {
    EXPECT_TRUE(worker->hear<BuildMessage>());
    EXPECT_TRUE(worker->hear<StartMessage>());
    EXPECT_TRUE(worker->hear<StartMessage>());
    EXPECT_FALSE(worker->hear<StartMessage>());
  }
}

TEST(WorkerPool, SendsTheImageAgainToAWorkerThatDroppedIt) {
  PoolStage stage;
  Collector listener;
  const auto number = stage.start(listener);
  FakeWorker& worker = *stage.workers[0];
  worker.skip_all();
  worker.say(ImageMissingMessage{.execution = number, .image = 1});
  stage.round();
  EXPECT_TRUE(worker.hear<BuildMessage>());
  EXPECT_TRUE(worker.hear<StartMessage>());
  EXPECT_FALSE(listener.outcome);
}

TEST(WorkerPool, FailsAnExecutionWhoseImageCannotBeBuilt) {
  PoolStage stage;
  Collector listener;
  const auto number = stage.start(listener);
  stage.workers[0]->say(BuiltMessage{.image = 1, .ok = false, .code = "memory_exceeded", .message = "too big"});
  stage.workers[0]->say(ImageMissingMessage{.execution = number, .image = 1});
  stage.round();
  ASSERT_TRUE(listener.outcome);
  EXPECT_EQ(listener.outcome->code, "image_failed");
  EXPECT_THAT(listener.outcome->message, HasSubstr("memory_exceeded: too big"));
  EXPECT_EQ(stage.pool->stats().restarts, 0u);
}

TEST(WorkerPool, ForgetsAnImageWhereItWasSent) {
  PoolStage stage(kTwo);
  Collector listener;
  stage.start(listener, 3);
  stage.workers[0]->skip_all();
  stage.pool->forget_image(3);
  stage.round();
  EXPECT_EQ(stage.workers[0]->hear<ForgetMessage>()->image, 3u);
  EXPECT_EQ(stage.workers[1]->skip_all(), 0u);
}

// --- bounds
// -------------------------------------------------------------------------------------------------------------

TEST(WorkerPool, RefusesMoreExecutionsThanItMayHold) {
  PoolStage stage({.workers = 1, .workers_max = 1, .queued_max = 2});
  Collector listener;
  const StartRequest request{.image = image(1), .limits = {}, .input = "1", .meta = "{}"};
  const auto first = stage.pool->start(request, listener);
  ASSERT_TRUE(first && stage.pool->start(request, listener));
  const auto refused = stage.pool->start(request, listener);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kTooManyRequests);
  stage.round();
  stage.workers[0]->say(success(*first));
  stage.round();
  Collector another;
  EXPECT_TRUE(stage.pool->start(request, another));
}

TEST(WorkerPool, RefusesMoreInputThanItMayHoldUntilTheExecutionsBegin) {
  PoolStage stage({.workers = 1, .workers_max = 1, .queued_bytes_max = {1'000}});
  const std::string input = "\"" + std::string(600, 'x') + "\"";
  const StartRequest request{.image = image(1), .limits = {}, .input = input, .meta = "{}"};
  Collector first, second;
  const auto number = stage.start(first, request);
  const auto refused = stage.pool->start(request, second);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kTooManyRequests);
  stage.workers[0]->say(call(number, 1));
  stage.round();
  EXPECT_TRUE(stage.pool->start(request, second));
}

TEST(WorkerPool, RefusesInputAboveItsLimit) {
  PoolStage stage;
  Collector listener;
  StartRequest request{.image = image(1), .limits = {}, .input = "\"12345\"", .meta = "{}"};
  request.limits.input = {6};
  const auto refused = stage.pool->start(request, listener);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kPayloadTooLarge);
}

TEST(WorkerPool, HoldsBackWhatNoWorkerHasASlotFor) {
  PoolOptions options{.workers = 1, .workers_max = 1};
  options.process.worker.slots_max = 1;
  PoolStage stage(std::move(options));
  Collector first, second;
  const auto number = stage.start(first);
  stage.start(second);
  EXPECT_TRUE(stage.workers[0]->hear_among<StartMessage>());
  EXPECT_FALSE(stage.workers[0]->hear<StartMessage>());
  stage.workers[0]->say(success(number));
  stage.round();
  EXPECT_TRUE(stage.workers[0]->hear<StartMessage>());
}

// --- host calls
// -----------------------------------------------------------------------------------------------------------

TEST(WorkerPool, SendsEachAnswerOnceAndOnlyForCallsThatWait) {
  PoolStage stage;
  Collector listener;
  const auto number = stage.start(listener);
  FakeWorker& worker = *stage.workers[0];
  worker.skip_all();
  worker.say(call(number, 1));
  worker.say(call(number, 2));
  stage.round();
  EXPECT_THAT(listener.calls, ElementsAre(1u, 2u));
  for (const std::uint32_t answered : {2u, 2u, 3u, 0u, 1u})
    stage.pool->answer(number, {.number = answered, .json = "null"});
  stage.pool->answer(number + 1, {.number = 1, .json = "null"});
  stage.round();
  EXPECT_EQ(worker.hear<AnswerMessage>()->call, 2u);
  EXPECT_EQ(worker.hear<AnswerMessage>()->call, 1u);
  EXPECT_FALSE(worker.hear<AnswerMessage>());
}

TEST(WorkerPool, MakesAnAnswerThatFitsNoMessageAFailedCall) {
  PoolStage stage;
  Collector listener;
  const auto number = stage.start(listener);
  stage.workers[0]->skip_all();
  stage.workers[0]->say(call(number, 1));
  stage.round();
  const Bytes body(kFrameMax);
  stage.pool->answer(number, {.number = 1, .json = "{}", .body = body});
  stage.round();
  const auto answer = stage.workers[0]->hear<AnswerMessage>();
  ASSERT_TRUE(answer);
  EXPECT_FALSE(answer->ok);
  EXPECT_THAT(answer->json, HasSubstr("answer_too_large"));
}

// --- cancelling
// -----------------------------------------------------------------------------------------------------------

TEST(WorkerPool, EndsAnExecutionAtOnceThatHasNotBegun) {
  PoolStage stage;
  Collector listener;
  const auto number = stage.start(listener);
  FakeWorker& worker = *stage.workers[0];
  worker.skip_all();
  stage.pool->cancel(number, Ending::kCancelled, "cancelled", "as asked");
  ASSERT_TRUE(listener.outcome);
  EXPECT_EQ(listener.outcome->message, "as asked");
  stage.round();
  EXPECT_EQ(worker.hear<WithdrawMessage>()->execution, number);

  // It had begun after all: nothing of it is listened to until the worker has confirmed.
  worker.say(call(number, 1));
  worker.say(success(number));
  worker.say(WithdrawnMessage{.execution = number});
  stage.round();
  EXPECT_TRUE(listener.calls.empty());
  EXPECT_EQ(stage.pool->stats().restarts, 0u);
  worker.say(success(number));
  stage.round();
  EXPECT_EQ(stage.pool->stats().restarts, 1u) << "what was confirmed does not come back";
}

TEST(WorkerPool, AsksAWorkerToEndWhatHasBegunAndKeepsTheReason) {
  PoolStage stage;
  Collector listener;
  const auto number = stage.start(listener);
  FakeWorker& worker = *stage.workers[0];
  worker.skip_all();
  worker.say(call(number, 1));
  stage.round();
  stage.pool->cancel(number, Ending::kTimedOut, "wall_exceeded", "too long");
  stage.pool->cancel(number, Ending::kCancelled, "cancelled", "a second reason");
  stage.round();
  EXPECT_FALSE(listener.outcome);
  EXPECT_EQ(worker.hear<CancelMessage>()->code, "wall_exceeded");
  EXPECT_FALSE(worker.hear<CancelMessage>());
  EXPECT_TRUE(worker.channel().stops.contains(number));
  worker.say(FinishedMessage{.execution = number, .ending = Ending::kCancelled, .code = "cancelled"});
  stage.round();
  ASSERT_TRUE(listener.outcome);
  EXPECT_EQ(listener.outcome->ending, Ending::kTimedOut);
  EXPECT_EQ(listener.outcome->code, "wall_exceeded");
  EXPECT_FALSE(worker.channel().stops.contains(number));
}

TEST(WorkerPool, KeepsTheOutcomeOfAnExecutionThatEndedBeforeItCouldBeCancelled) {
  PoolStage stage;
  Collector listener;
  const auto number = stage.start(listener);
  stage.workers[0]->say(call(number, 1));
  stage.round();
  stage.pool->cancel(number, Ending::kCancelled, "cancelled", "");
  stage.workers[0]->say(success(number, "42"));
  stage.round();
  ASSERT_TRUE(listener.outcome);
  EXPECT_EQ(listener.outcome->output, "42");
}

TEST(WorkerPool, StopsManyExecutionsOfAWorkerAtTheSameTime) {
  PoolStage stage;
  std::deque<Collector> listeners(20);
  std::vector<ExecutionNumber> numbers;
  for (Collector& listener : listeners) {
    numbers.push_back(stage.start(listener));
    stage.workers[0]->say(call(numbers.back(), 1));
  }
  stage.round();
  for (const auto number : numbers) stage.pool->cancel(number, Ending::kCancelled, "cancelled", "");
  const StopList& stops = stage.workers[0]->channel().stops;
  EXPECT_TRUE(std::ranges::all_of(numbers, [&](auto number) { return stops.contains(number); }));
}

}  // namespace
}  // namespace nsl::engine
