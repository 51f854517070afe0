#include "engine/execution.h"

#include "engine/error_text.h"
#include "engine/testing/random_program.h"
#include "engine/testing/stage.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace nsl::engine {
namespace {

using namespace std::chrono_literals;
using testing::memory_hash;
using testing::Recorder;
using testing::Stage;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using State = Execution::State;

// A door with two host calls in it, both made at once: the answers arrive in the order of their delivery.
const char* const kTwoCalls = R"js(
export default async () => {
  const seen = [];
  await Promise.all(['a', 'b'].map(async (name) => {
    const answer = await fetch('https://' + name + '.test/');
    seen.push(name + answer.status);
  }));
  return seen;
};
)js";

std::string fetch_answer(int status) {
  return R"({"status":)" + std::to_string(status) + R"(,"status_text":"OK","url":"https://x.test/","redirected":false,"headers":[]})";
}

Outcome outcome_of(std::string_view code, const StartOptions& options = {.input = "null", .meta = "{}"}) {
  Stage stage;
  stage.load(code);
  return stage.run(options);
}

// --- input and output -----------------------------------------------------------------------------------------------------

TEST(Execution, GivesTheHandlersValueAsJson) {
  EXPECT_EQ(outcome_of("export default (x) => ({ twice: x.n * 2 })", {.input = R"({"n":21})", .meta = "{}"}).output, R"({"twice":42})");
  EXPECT_EQ(outcome_of("export default () => undefined").output, "null");
  EXPECT_EQ(outcome_of("export default async () => 'ü\\ud800'").output, "\"ü\\ud800\"") << "a lone surrogate stays escaped";
}

TEST(Execution, RefusesAValueThatIsNoJson) {
  for (const char* code : {"export default () => () => 1", "export default () => 1n", "export default () => Symbol('s')",
                           "export default () => { const a = {}; a.a = a; return a; }", "export default () => ({ toJSON() { throw new Error('no') } })"}) {
    const Outcome outcome = outcome_of(code);
    EXPECT_EQ(outcome.ending, Ending::kFailed) << code;
    EXPECT_EQ(outcome.code, "invalid_output") << code;
    EXPECT_EQ(outcome.output, "") << code;
  }
}

TEST(Execution, ReportsAnExceptionWithItsPlace) {
  const Outcome outcome = outcome_of("export default () => {\n  throw new TypeError('bad');\n}");
  EXPECT_EQ(outcome.ending, Ending::kFailed);
  EXPECT_EQ(outcome.code, "exception");
  EXPECT_EQ(outcome.message, "TypeError: bad");
  EXPECT_THAT(outcome.stack, HasSubstr("function.js:2:13"));
}

TEST(Execution, ReportsWhateverIsThrown) {
  for (const char* thrown : {"null", "undefined", "1", "'t'", "Symbol('s')", "10n", "Object.create(null)", "{ toString() { throw 1 } }",
                             "{ get message() { throw 1 } }", "new Proxy({}, { get() { throw 1 } })", "new Proxy(new Error('p'), { get() { throw 1 } })"}) {
    const Outcome outcome = outcome_of("export default async () => { throw (" + std::string(thrown) + "); }");
    EXPECT_EQ(outcome.ending, Ending::kFailed) << thrown;
    EXPECT_EQ(outcome.code, "exception") << thrown;
    EXPECT_FALSE(outcome.message.empty()) << thrown;
  }
}

TEST(Execution, CutsLongErrors) {
  const Outcome outcome = outcome_of("export default () => { throw new Error('ü'.repeat(1e6)); }");
  EXPECT_EQ(outcome.code, "exception");
  EXPECT_LE(outcome.message.size(), kErrorTextMax);
  EXPECT_TRUE(is_utf8(outcome.message));
}

TEST(Execution, EndsAPromiseThatNothingWillSettle) {
  const Outcome outcome = outcome_of("export default () => new Promise(() => {})");
  EXPECT_EQ(outcome.ending, Ending::kFailed);
  EXPECT_EQ(outcome.code, "never_settles");
}

TEST(Execution, FailsWhenARejectionIsNotHandledWhileItWaits) {
  const Outcome outcome = outcome_of("export default async () => { Promise.reject(new Error('nobody')); await fetch('https://a.test/'); }");
  EXPECT_EQ(outcome.ending, Ending::kFailed);
  EXPECT_EQ(outcome.code, "unhandled_rejection");
  EXPECT_THAT(outcome.message, HasSubstr("nobody"));
}

TEST(Execution, TakesARejectionThatIsHandledLater) {
  EXPECT_EQ(outcome_of("export default async () => { const p = Promise.reject(new Error('x')); await null; await p.catch(() => {}); return 1; }").output, "1");
}

TEST(Execution, FailsWhenAMicrotaskOrATimerThrows) {
  for (const char* code : {"export default () => new Promise(() => queueMicrotask(() => { throw new Error('thrown') }))",
                           "export default () => new Promise(() => setTimeout(() => { throw new Error('thrown') }))"}) {
    const Outcome outcome = outcome_of(code);
    EXPECT_EQ(outcome.code, "exception") << code;
    EXPECT_THAT(outcome.message, HasSubstr("thrown")) << code;
  }
}

// --- host calls -----------------------------------------------------------------------------------------------------------

class TwoCalls : public ::testing::Test {
 protected:
  TwoCalls() {
    stage_.load(kTwoCalls);
    EXPECT_EQ(execution_.start({.input = "null", .meta = "{}"}), State::kWaiting);
  }
  State deliver(std::uint32_t number, int status) {
    const std::string json = fetch_answer(status);
    return execution_.deliver({.number = number, .json = json});
  }

  Stage stage_;
  Recorder recorder_;
  Execution execution_{stage_.slot(), recorder_};
};

TEST_F(TwoCalls, AreNumberedInTheirOrder) {
  ASSERT_EQ(recorder_.calls.size(), 2u);
  EXPECT_EQ(recorder_.calls[0].number, 1u);
  EXPECT_EQ(recorder_.calls[1].number, 2u);
  EXPECT_THAT(recorder_.calls[1].arguments, HasSubstr("https://b.test/"));
}

TEST_F(TwoCalls, MayBeAnsweredInAnyOrder) {
  EXPECT_EQ(deliver(2, 202), State::kWaiting);
  EXPECT_EQ(deliver(1, 201), State::kDone);
  EXPECT_EQ(execution_.take_outcome().output, R"(["b202","a201"])");
}

TEST_F(TwoCalls, IgnoreAnswersToCallsThatDoNotWait) {
  for (const std::uint32_t number : {0u, 3u, 1'000'000u, ~0u}) EXPECT_EQ(deliver(number, 599), State::kWaiting);
  EXPECT_EQ(deliver(1, 201), State::kWaiting);
  EXPECT_EQ(deliver(1, 599), State::kWaiting) << "a second time";
  EXPECT_EQ(deliver(2, 202), State::kDone);
  EXPECT_EQ(deliver(2, 599), State::kDone);
  EXPECT_EQ(execution_.take_outcome().output, R"(["a201","b202"])");
}

TEST_F(TwoCalls, RejectWithTheGatewaysCodeAndMessage) {
  EXPECT_EQ(execution_.deliver({.number = 1, .ok = false, .json = R"({"code":"timeout","message":"too slow"})"}), State::kDone);
  const Outcome outcome = execution_.take_outcome();
  EXPECT_EQ(outcome.code, "exception");
  EXPECT_THAT(outcome.message, HasSubstr("too slow"));
}

TEST_F(TwoCalls, FailTheExecutionWhenAnAnswerIsNoJson) {
  EXPECT_EQ(execution_.deliver({.number = 1, .json = "{"}), State::kDone);
  EXPECT_EQ(execution_.take_outcome().ending, Ending::kFailed);
}

TEST_F(TwoCalls, EndWhenTheExecutionIsAbandoned) {
  execution_.abandon(Ending::kCancelled, "cancelled", "as asked");
  EXPECT_EQ(deliver(1, 200), State::kDone);
  const Outcome outcome = execution_.take_outcome();
  EXPECT_EQ(outcome.ending, Ending::kCancelled);
  EXPECT_EQ(outcome.message, "as asked");
  EXPECT_EQ(outcome.usage.host_calls, 2u);
  stage_.slot().restore();
  EXPECT_TRUE(stage_.slot().is_pristine());
}

TEST(Execution, RefusesMoreHostCallsThanTheLimit) {
  Stage stage;
  Recorder recorder;
  stage.load("export default async () => { try { await Promise.all([1, 2, 3].map((i) => fetch('https://a.test/' + i))); } catch (e) { return e.message; } }");
  const Outcome outcome = stage.run({.limits = {.host_calls = 2}, .input = "null", .meta = "{}"}, recorder);
  EXPECT_EQ(recorder.calls.size(), 2u);
  EXPECT_THAT(outcome.output, HasSubstr("more host calls than its limit"));
}

TEST(Execution, RefusesHostCallsThatHoldTooMuchTogether) {
  Stage stage;
  Recorder recorder;
  stage.load(R"js(
    const body = new Uint8Array(5e6);
    export default async () => {
      try { await Promise.all([1, 2, 3, 4].map(() => fetch('https://a.test/', { method: 'POST', body }))); } catch (e) { return e.message; }
    };)js");
  const Outcome outcome = stage.run({.limits = {.memory = 256_MiB}, .input = "null", .meta = "{}"}, recorder);
  EXPECT_EQ(recorder.calls.size(), 3u);
  EXPECT_THAT(outcome.output, HasSubstr("await some of them first"));
}

TEST(Execution, RefusesAHostCallWithTooLargeArguments) {
  const Outcome outcome = outcome_of("export default () => fetch('https://a.test/', { method: 'POST', body: new Uint8Array(9e6) })",
                                     {.limits = {.memory = 256_MiB}, .input = "null", .meta = "{}"});
  EXPECT_THAT(outcome.message, HasSubstr("too large"));
}

// --- time and chance ------------------------------------------------------------------------------------------------------

TEST(Execution, HoldsTimeStillBetweenHostCalls) {
  Stage stage;
  Recorder recorder;
  stage.load(R"js(export default async () => {
    const times = [Date.now()];
    for (let i = 0; i < 1e5; ++i);
    times.push(Date.now());
    await new Promise((go) => setTimeout(go, 10));
    times.push(Date.now());
    return times;
  };)js");
  Execution execution(stage.slot(), recorder);
  EXPECT_EQ(execution.start({.now_ns = 1'000'000'000, .input = "null", .meta = "{}"}), State::kWaiting);
  EXPECT_EQ(execution.deliver({.number = 1, .json = "null", .now_ns = 1'012'000'000}), State::kDone);
  EXPECT_EQ(execution.take_outcome().output, "[1000,1000,1012]");
}

TEST(Execution, DrawsAllRandomnessFromItsSeed) {
  Stage stage;
  stage.load("export default () => [Math.random(), crypto.randomUUID(), [...crypto.getRandomValues(new Uint8Array(4))]]");
  const auto with_seed = [&](std::uint8_t byte) {
    StartOptions options{.input = "null", .meta = "{}"};
    options.seed.fill(byte);
    const std::string output = stage.run(options).output;
    stage.slot().restore();
    return output;
  };
  EXPECT_EQ(with_seed(1), with_seed(1));
  EXPECT_NE(with_seed(1), with_seed(2));
  EXPECT_NE(with_seed(0).find("0."), std::string::npos) << "a seed of zeros does not stop the generator";
}

// Runs a function with every host call answered; what comes out, all of it.
struct Trace {
  std::string output;
  std::string code;
  std::vector<Recorder::Call> calls;
  std::vector<std::string> logs;
  std::uint64_t memory = 0;
  bool operator==(const Trace&) const = default;
};

Trace trace_of(Stage& stage, std::string_view input) {
  Recorder recorder;
  Execution execution(stage.slot(), recorder);
  StartOptions options{.limits = {.memory = 16_MiB}, .now_ns = 1'700'000'000'000'000'000, .input = input, .meta = "{}"};
  options.seed.fill(7);
  State state = execution.start(options);
  for (std::uint32_t answered = 0; state == State::kWaiting;) {
    const auto number = ++answered;
    state = execution.deliver({.number = number, .json = fetch_answer(200), .body = as_bytes("body"), .now_ns = options.now_ns + number * 1'000'000});
  }
  const Outcome outcome = execution.take_outcome();
  Trace trace{outcome.output, outcome.code + outcome.message + outcome.stack, recorder.calls, recorder.logs, memory_hash(stage.slot())};
  stage.slot().restore();
  return trace;
}

TEST(Execution, RepeatsItselfByteForByteInAnotherSlot) {
  const std::uint32_t seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  testing::RandomProgram programs(seed);
  Stage one, two;
  for (int i = 0; i < 100; ++i) {
    const std::string code = programs.next() + "console.log('loaded');\n";
    const auto pages = one.load(code);
    ASSERT_TRUE(two.slot().load(pages));
    const Trace first = trace_of(one, std::to_string(i));
    ASSERT_TRUE(trace_of(one, std::to_string(i)) == first) << "in the same slot again\n" << code;
    ASSERT_TRUE(trace_of(two, std::to_string(i)) == first) << "in another slot\n" << code;
  }
}

TEST(Execution, RepeatsHostCallsAndLogsByteForByte) {
  Stage one, two;
  const auto pages = one.load(R"js(export default async (n) => {
    const answers = [];
    for (let i = 0; i < n; ++i) {
      console.log('call', i, Date.now(), Math.random());
      const answer = await fetch('https://a.test/' + crypto.randomUUID());
      answers.push(await answer.text(), performance.now());
    }
    return answers;
  };)js");
  ASSERT_TRUE(two.slot().load(pages));
  const Trace first = trace_of(one, "5");
  EXPECT_EQ(first.calls.size(), 5u);
  EXPECT_EQ(first.logs.size(), 5u);
  EXPECT_TRUE(trace_of(two, "5") == first);
}

// --- logs -----------------------------------------------------------------------------------------------------------------

TEST(Execution, SendsLogsWithTheirLevel) {
  Stage stage;
  Recorder recorder;
  stage.load("export default () => { console.log('a', 1, { b: 2 }); console.debug('d'); console.info('i'); console.warn('w'); console.error('e'); }");
  stage.run({.input = "null", .meta = "{}"}, recorder);
  EXPECT_THAT(recorder.logs, ElementsAre("log: a 1 { b: 2 }", "debug: d", "info: i", "warn: w", "error: e"));
}

TEST(Execution, DropsAndCountsLogsAboveTheLimit) {
  Stage stage;
  Recorder recorder;
  stage.load("export default () => { for (let i = 0; i < 100; ++i) console.log('x'.repeat(68)); }");
  const Outcome outcome = stage.run({.limits = {.logs = {1'000}}, .input = "null", .meta = "{}"}, recorder);
  EXPECT_EQ(outcome.ending, Ending::kSucceeded);
  EXPECT_EQ(recorder.logs.size(), 10u);
  EXPECT_EQ(outcome.logs_dropped, 90u);
}

TEST(Execution, CountsEmptyLogLinesToo) {
  Stage stage;
  Recorder recorder;
  stage.load("export default () => { for (let i = 0; i < 1000; ++i) console.log(''); }");
  const Outcome outcome = stage.run({.limits = {.logs = {3'200}}, .input = "null", .meta = "{}"}, recorder);
  EXPECT_EQ(recorder.logs.size(), 100u);
  EXPECT_EQ(outcome.logs_dropped, 900u);
}

// --- usage ----------------------------------------------------------------------------------------------------------------

TEST(Execution, TellsWhatItUsed) {
  const Outcome outcome = outcome_of("export default () => { const a = new Uint8Array(4e6).fill(1); let n = 0; for (let i = 0; i < 1e6; ++i) n += i; return 'four' + n * 0 + a[5]; }");
  EXPECT_EQ(outcome.ending, Ending::kSucceeded) << outcome.message;
  EXPECT_GT(outcome.usage.cpu.count(), 1'000);
  EXPECT_GT(outcome.usage.memory.bytes, 4'000'000u);
  EXPECT_EQ(outcome.usage.output.bytes, outcome.output.size());
  EXPECT_EQ(outcome.usage.host_calls, 0u);
}

TEST(Execution, RefusesOutputAboveTheLimit) {
  const StartOptions options{.limits = {.output = {100}}, .input = "null", .meta = "{}"};
  EXPECT_EQ(outcome_of("export default () => 'x'.repeat(98)", options).ending, Ending::kSucceeded);
  const Outcome outcome = outcome_of("export default () => 'x'.repeat(99)", options);
  EXPECT_EQ(outcome.ending, Ending::kFailed);
  EXPECT_EQ(outcome.code, "output_too_large");
  EXPECT_EQ(outcome.output, "");
}

}  // namespace
}  // namespace nsl::engine
