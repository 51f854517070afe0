// A worker that was taken over: whatever it says, the gateway goes on, and only the executions of that worker fail.
#include "engine/error_text.h"
#include "engine/testing/pool_stage.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace nsl::engine {
namespace {

using testing::Collector;
using testing::FakeWorker;
using testing::image;
using testing::PoolStage;
using ::testing::HasSubstr;

struct Lie {
  const char* name;
  std::function<void(PoolStage&, FakeWorker&, ExecutionNumber)> tell;
};

void PrintTo(const Lie& lie, std::ostream* out) { *out << lie.name; }

template <typename Message>
Lie lie(const char* name, std::function<Message(ExecutionNumber)> make) {
  return {name, [make](PoolStage& stage, FakeWorker& worker, ExecutionNumber execution) { stage.say_all(worker, make(execution)); }};
}

Lie raw(const char* name, std::string bytes) {
  return {name, [bytes](PoolStage& stage, FakeWorker& worker, ExecutionNumber) { stage.say_all(worker, std::string_view(bytes)); }};
}

CalledMessage call(ExecutionNumber execution, std::uint32_t number, std::string_view arguments = "{}") {
  return {.execution = execution, .call = number, .name = "fetch", .arguments = arguments};
}

const std::string& big_text() {
  static const std::string text(kErrorTextMax + 1, 'x');
  return text;
}

const std::string& json_of(std::size_t bytes) {
  static std::string text;
  text = "\"" + std::string(bytes - 2, 'x') + "\"";
  return text;
}

std::vector<Lie> lies() {
  using N = ExecutionNumber;
  return {
      lie<FinishedMessage>("EndsAnExecutionThatIsNotItsOwn", [](N n) { return FinishedMessage{.execution = n + 1}; }),
      lie<FinishedMessage>("EndsAnExecutionThatNeverWas", [](N) { return FinishedMessage{.execution = ~N{0}}; }),
      lie<CalledMessage>("CallsForAnotherExecution", [](N n) { return call(n + 1, 1); }),
      lie<LoggedMessage>("LogsForAnotherExecution", [](N n) { return LoggedMessage{.execution = n + 1, .level = "log", .text = "x"}; }),
      lie<CalledMessage>("SkipsACall", [](N n) { return call(n, 2); }),
      lie<CalledMessage>("CallsNumberZero", [](N n) { return call(n, 0); }),
      {"RepeatsACall", [](PoolStage& s, FakeWorker& w, N n) { s.say_all(w, call(n, 1)); s.say_all(w, call(n, 1)); }},
      {"CallsMoreOftenThanTheLimit", [](PoolStage& s, FakeWorker& w, N n) { for (const auto i : {1u, 2u, 3u, 4u}) s.say_all(w, call(n, i)); }},
      lie<CalledMessage>("CallsWithALongName", [](N n) { return CalledMessage{.execution = n, .call = 1, .name = big_text(), .arguments = "{}"}; }),
      lie<CalledMessage>("CallsWithArgumentsThatAreNotJson", [](N n) { return call(n, 1, "{\"a\":1},{"); }),
      lie<CalledMessage>("CallsWithArgumentsThatAreNotUtf8", [](N n) { return call(n, 1, "\"\xFF\""); }),
      lie<CalledMessage>("CallsWithTooLargeArguments", [](N n) { return call(n, 1, json_of(kHostMessageMax.bytes + 1)); }),
      {"CallsWithTooMuchInAll", [](PoolStage& s, FakeWorker& w, N n) { for (const auto i : {1u, 2u, 3u}) s.say_all(w, call(n, i, json_of(6 << 20))); }},
      {"LogsMoreThanTheLimit", [](PoolStage& s, FakeWorker& w, N n) {
         for (int i = 0; i < 40; ++i) s.say_all(w, LoggedMessage{.execution = n, .level = "log", .text = ""});
       }},
      lie<LoggedMessage>("LogsAtALevelOfItsOwn", [](N n) { return LoggedMessage{.execution = n, .level = "fatal", .text = "x"}; }),
      lie<FinishedMessage>("EndsInAWayThatIsNone", [](N n) { return FinishedMessage{.execution = n, .ending = static_cast<Ending>(9)}; }),
      lie<FinishedMessage>("GivesMoreOutputThanTheLimit", [](N n) { return FinishedMessage{.execution = n, .ending = Ending::kSucceeded, .output = json_of(101)}; }),
      lie<FinishedMessage>("GivesALongErrorCode", [](N n) { return FinishedMessage{.execution = n, .code = big_text()}; }),
      lie<FinishedMessage>("GivesALongErrorMessage", [](N n) { return FinishedMessage{.execution = n, .message = big_text()}; }),
      lie<FinishedMessage>("GivesALongStack", [](N n) { return FinishedMessage{.execution = n, .stack = big_text()}; }),
      lie<FinishedMessage>("UsedNegativeTime", [](N n) { return FinishedMessage{.execution = n, .cpu = std::chrono::microseconds(-1)}; }),
      lie<FinishedMessage>("UsedYears", [](N n) { return FinishedMessage{.execution = n, .cpu = std::chrono::hours(9'000)}; }),
      lie<FinishedMessage>("UsedMoreMemoryThanThereIs", [](N n) { return FinishedMessage{.execution = n, .memory = 5_GiB}; }),
      lie<ImageMissingMessage>("MissesAnImageThatIsNotMeant", [](N n) { return ImageMissingMessage{.execution = n, .image = 99}; }),
      {"MissesAnImageAfterItBegan", [](PoolStage& s, FakeWorker& w, N n) { s.say_all(w, call(n, 1)); s.say_all(w, ImageMissingMessage{.execution = n, .image = 1}); }},
      lie<ReadyMessage>("IsReadyTwice", [](N) { return ReadyMessage{}; }),
      lie<WithdrawnMessage>("ConfirmsWhatNobodyAskedFor", [](N n) { return WithdrawnMessage{.execution = n}; }),
      lie<BuiltMessage>("GivesALongReasonForABuild", [](N) { return BuiltMessage{.image = 1, .message = big_text()}; }),
      lie<CancelMessage>("SpeaksLikeAGateway", [](N n) { return CancelMessage{.execution = n}; }),
      raw("SpeaksOfAnUnknownKind", std::string("\1\0\0\0\xEE", 5)),
      raw("SendsAnEmptyMessage", std::string("\1\0\0\0\x45", 5)),
      raw("SendsAFrameOfNoLength", std::string("\0\0\0\0", 4)),
      raw("SendsAFrameOfHugeLength", std::string("\xFF\xFF\xFF\x7F", 4)),
      {"BreaksTheRing", [](PoolStage& s, FakeWorker& w, N) { w.channel().to_gateway.written = 1ull << 40; s.round(); }},
      {"TurnsTheRingBack", [](PoolStage& s, FakeWorker& w, N) { w.channel().to_gateway.written = 1; s.round(); }},
  };
}

class TakenOverWorker : public ::testing::TestWithParam<Lie> {};

TEST_P(TakenOverWorker, LosesItsExecutionsAndIsReplaced) {
  PoolStage stage({.workers = 2, .workers_max = 2});
  Collector victim, other;
  StartRequest request{.image = image(1), .limits = {}, .input = "1", .meta = "{}"};
  request.limits.host_calls = 3;
  request.limits.output = {100};
  request.limits.logs = 1_KiB;
  const ExecutionNumber number = stage.start(victim, request);
  const ExecutionNumber others = stage.start(other, request);
  FakeWorker& bad = *stage.workers[0];
  FakeWorker& good = *stage.workers[1];

  GetParam().tell(stage, bad, number);
  stage.round();

  EXPECT_EQ(stage.pool->stats().restarts, 1u);
  EXPECT_EQ(stage.pool->stats().workers, 2u);
  EXPECT_EQ(stage.workers.size(), 3u) << "another was started";
  if (!victim.outcome) {  // not begun, so it goes to somebody else
    EXPECT_TRUE(good.hear<BuildMessage>() && good.hear<StartMessage>());
    EXPECT_TRUE(good.hear<StartMessage>() || stage.workers[2]->hear<BuildMessage>());
  } else {
    EXPECT_EQ(victim.outcome->code, "worker_lost");
  }

  good.say(FinishedMessage{.execution = others, .ending = Ending::kSucceeded, .output = "2"});
  stage.round();
  ASSERT_TRUE(other.outcome);
  EXPECT_EQ(other.outcome->output, "2");
}

INSTANTIATE_TEST_SUITE_P(Lies, TakenOverWorker, ::testing::ValuesIn(lies()),
                         [](const auto& lie) { return std::string(lie.param.name); });

TEST(TakenOverWorker, CannotGiveAnOutputThatIsNotJson) {
  for (const std::string_view output : {"", "1}", "\"\xC0\xAF\"", "{\"a\":1,}", "1 2"}) {
    PoolStage stage;
    Collector listener;
    const auto number = stage.start(listener);
    stage.workers[0]->say(FinishedMessage{.execution = number, .ending = Ending::kSucceeded, .output = output});
    stage.round();
    ASSERT_TRUE(listener.outcome);
    EXPECT_EQ(listener.outcome->ending, Ending::kFailed);
    EXPECT_EQ(listener.outcome->code, "invalid_output") << output;
    EXPECT_EQ(listener.outcome->output, "");
  }
}

TEST(TakenOverWorker, IsNotBelievedHowManyCallsItMade) {
  PoolStage stage;
  Collector listener;
  const auto number = stage.start(listener);
  stage.workers[0]->say(call(number, 1));
  stage.workers[0]->say(FinishedMessage{.execution = number, .ending = Ending::kSucceeded, .output = "1", .host_calls = 4'000, .logs_dropped = ~0ull});
  stage.round();
  ASSERT_TRUE(listener.outcome);
  EXPECT_EQ(listener.outcome->usage.host_calls, 1u);
  EXPECT_LE(listener.outcome->logs_dropped, 1ull << 53);
}

TEST(TakenOverWorker, CannotNameAReasonForAnImageThatItWasNotGiven) {
  PoolStage stage({.workers = 2, .workers_max = 2});
  Collector listener;
  const auto number = stage.start(listener, 7);
  stage.workers[1]->say(BuiltMessage{.image = 7, .ok = false, .code = "made_up", .message = "not my business"});
  stage.round();
  for (int i = 0; i < 2; ++i) {
    stage.workers[0]->say(ImageMissingMessage{.execution = number, .image = 7});
    stage.workers[0]->say(BuiltMessage{.image = 7, .ok = false, .code = "syntax_error", .message = "the true reason"});
    stage.round();
  }
  if (!listener.outcome) {
    stage.workers[0]->say(ImageMissingMessage{.execution = number, .image = 7});
    stage.round();
  }
  ASSERT_TRUE(listener.outcome);
  EXPECT_THAT(listener.outcome->message, HasSubstr("the true reason"));
}

TEST(TakenOverWorker, IsGivenUpWhenItDoesNotRead) {
  PoolStage stage({.workers = 1, .workers_max = 1, .queued_bytes_max = 1_GiB, .unsent_max = 8_MiB});
  std::deque<Collector> listeners;
  const std::string input = json_of(1 << 20);
  for (int i = 0; i < 12; ++i) {
    ASSERT_TRUE(stage.pool->start({.image = image(1), .limits = {}, .input = input, .meta = "{}"}, listeners.emplace_back()));
  }
  stage.round();
  stage.round();
  EXPECT_EQ(stage.pool->stats().restarts, 1u);
}

}  // namespace
}  // namespace nsl::engine
