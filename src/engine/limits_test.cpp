// Every limit, at every phase of an execution, against code that would like to get around it. Whatever happens, the
// slot is good for the next one.
#include "engine/execution.h"
#include "engine/testing/sanitizers.h"
#include "engine/testing/stage.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

namespace nsl::engine {
namespace {

using namespace std::chrono_literals;
using testing::Recorder;
using testing::Stage;
using ::testing::HasSubstr;
using State = Execution::State;

struct Program {
  const char* name;
  const char* code;
};
void PrintTo(const Program& program, std::ostream* out) { *out << program.name; }

std::string name_of(const ::testing::TestParamInfo<Program>& info) { return info.param.name; }

// Runs the function, with every host call answered by `answer`, and looks whether the slot is good afterwards.
Outcome run(std::string_view code, const Limits& limits, std::string_view answer = "null", ByteView body = {}) {
  Stage stage;
  stage.load(code, {.memory = 256_MiB, .cpu = 20s});
  Recorder recorder;
  Execution execution(stage.slot(), recorder);
  State state = execution.start({.limits = limits, .input = "null", .meta = "{}"});
  for (std::uint32_t call = 1; state == State::kWaiting; ++call) state = execution.deliver({.number = call, .json = answer, .body = body});
  const Outcome outcome = execution.take_outcome();
  stage.slot().restore();
  EXPECT_TRUE(stage.slot().is_pristine());
  stage.load("export default () => [1, 2].map((x) => x * 2)");
  EXPECT_EQ(stage.run().output, "[2,4]") << "the slot lives on";
  return outcome;
}

const char* const kFetchAnswer = R"({"status":200,"status_text":"OK","url":"https://a.test/","redirected":false,"headers":[]})";

// --- CPU ------------------------------------------------------------------------------------------------------------------

// How much longer than its limit something may compute: the kernel looks at CPU timers every 4 ms (10 on some machines), and
// the sum is taken around the run. Sanitizers make everything slower.
constexpr auto kOvershoot = testing::kSanitized ? 2'000ms : 50ms;

void expect_cpu_exceeded(std::string_view code) {
  const Outcome outcome = run(code, {.memory = 256_MiB, .cpu = 20ms, .wall = 60s});
  EXPECT_EQ(outcome.ending, Ending::kTimedOut) << outcome.message;
  EXPECT_EQ(outcome.code, "cpu_exceeded") << outcome.message;
  EXPECT_THAT(outcome.message, HasSubstr("20 ms"));
  EXPECT_GE(outcome.usage.cpu, 20ms);
  EXPECT_LT(outcome.usage.cpu, 20ms + kOvershoot);
}

class StoppedAtAPoll : public ::testing::TestWithParam<Program> {};

TEST_P(StoppedAtAPoll, ByTheCpuLimit) { expect_cpu_exceeded(GetParam().code); }

INSTANTIATE_TEST_SUITE_P(
    Cpu, StoppedAtAPoll,
    ::testing::Values(
        Program{"Loop", "export default () => { for (;;); }"},
        Program{"LoopThatCatches", "export default () => { for (;;) { try { for (;;); } catch {} } }"},
        Program{"Finally", "export default () => { for (;;) { try { for (;;); } finally { for (;;); } } }"},
        Program{"IteratorReturn", "export default () => { for (const x of { [Symbol.iterator]: () => ({ next() { for (;;); }, return() { for (;;); } }) }); }"},
        Program{"Generator", "export default () => { function* g() { try { for (;;) yield 1; } finally { for (;;); } } for (const x of g()); }"},
        Program{"Recursion", "export default () => { const f = (n) => n > 100 ? 0 : f(n + 1) + f(n + 1); return f(0); }"},
        Program{"Regex", "export default () => /(a*)*b/.test('a'.repeat(50))"},
        Program{"RegexReplace", "export default () => 'a'.repeat(50).replace(/(a|aa)+$b/, 'x')"},
        Program{"SortCallback", "export default () => [3, 2, 1].sort(() => { for (;;); })"},
        Program{"SortThatNeverEnds", "export default () => { const a = Array.from({ length: 1e5 }, (_, i) => i); for (;;) a.sort(() => Math.random() - 0.5); }"},
        Program{"MapCallback", "export default () => [1].map(() => { for (;;); })"},
        Program{"Getter", "export default () => ({ get x() { for (;;); } }).x"},
        Program{"GetterInTheOutput", "export default () => ({ get x() { for (;;); } })"},
        Program{"Proxy", "export default () => new Proxy({}, { get() { for (;;); } }).x"},
        Program{"ProxyInTheOutput", "export default () => new Proxy({}, { ownKeys() { for (;;); } })"},
        Program{"ToJson", "export default () => ({ toJSON() { for (;;); } })"},
        Program{"ToString", "export default () => `${{ toString() { for (;;); } }}`"},
        Program{"ThrownMessage", "export default () => { const e = new Error(); Object.defineProperty(e, 'message', { get() { for (;;); } }); throw e; }"},
        Program{"ThrownStack", "export default () => { const e = new Error(); Object.defineProperty(e, 'stack', { get() { for (;;); } }); throw e; }"},
        Program{"ThrownProxy", "export default () => { throw new Proxy({}, { getPrototypeOf() { for (;;); }, get() { for (;;); }, ownKeys() { for (;;); } }); }"},
        Program{"LoggedGetter", "export default () => { console.log({ get x() { for (;;); }, [Symbol.for('nodejs.util.inspect.custom')]() { for (;;); } }); for (;;); }"},
        Program{"PromiseJobs", "export default () => { const f = () => Promise.resolve().then(f); return f(); }"},
        Program{"AwaitLoop", "export default async () => { for (;;) await null; }"},
        Program{"Microtasks", "export default () => new Promise(() => { const f = () => queueMicrotask(f); f(); })"},
        Program{"Thenable", "export default () => ({ then() { for (;;); } })"},
        Program{"PromiseExecutor", "export default () => new Promise(() => { for (;;); })"},
        Program{"PromiseTry", "export default async () => { for (;;) { try { await Promise.try(() => { for (;;); }); } catch {} } }"},
        Program{"TimerCallback", "export default () => new Promise(() => setTimeout(() => { for (;;); }))"},
        Program{"AfterTheAnswer", "export default async () => { await new Promise((go) => setTimeout(go, 5)); for (;;); }"},
        Program{"AfterASlowCatch", "export default async () => { try { await fetch('https://a.test/'); } catch {} for (;;); }"},
        Program{"EvalInAString", "export default () => { try { return new Function('for (;;);')(); } catch { for (;;); } }"},
        Program{"SymbolIterator", "export default () => [...{ *[Symbol.iterator]() { for (;;) yield; } }].length"},
        Program{"AbortListener", "export default () => { const c = new AbortController(); c.signal.addEventListener('abort', () => { for (;;); }); c.abort(); }"}),
    name_of);

class StoppedAnywhere : public ::testing::TestWithParam<Program> {};

TEST_P(StoppedAnywhere, ByTheCpuLimit) {
  NSL_SKIP_UNDER_SANITIZERS("they delay the signal that stops it");
  expect_cpu_exceeded(GetParam().code);
}

// Each of these computes for long without asking whether it may (engine.md, "Interrupts").
INSTANTIATE_TEST_SUITE_P(
    Cpu, StoppedAnywhere,
    ::testing::Values(
        Program{"BigIntPower", "export default () => { for (;;) 7n ** 300000n; }"},
        Program{"BigIntProduct", "const a = 3n ** 300000n; export default () => { for (;;) a * a; }"},
        Program{"BigIntToText", "const a = 3n ** 600000n; export default () => { for (;;) String(a); }"},
        Program{"JsonParse", "const t = '[' + '{\"a\":[1,2,3]},'.repeat(1e6) + '1]'; export default () => { for (;;) JSON.parse(t); }"},
        Program{"JsonStringify", "const a = Array.from({ length: 3e5 }, (_, i) => ({ i })); export default () => { for (;;) JSON.stringify(a); }"},
        Program{"SortOfStrings", "const a = Array.from({ length: 4e5 }, (_, i) => 'k' + (i * 7919) % 1000003); export default () => { for (;;) a.slice().sort(); }"},
        Program{"SortOfNumbers", "const a = new Float64Array(3e6).map((_, i) => (i * 7919) % 1000003); export default () => { for (;;) a.slice().sort(); }"},
        Program{"StringSearch", "const t = 'a'.repeat(3e7) + 'c'; export default () => t.lastIndexOf('a'.repeat(1e6) + 'b')"},
        Program{"Normalize", "const t = 'e\\u0301'.repeat(3e6); export default () => { for (;;) t.normalize('NFC'); }"},
        Program{"ToLowerCase", "const t = 'ÄB'.repeat(5e6); export default () => { for (;;) t.toLowerCase(); }"},
        Program{"SparseJoin", "const a = []; a[3e8] = 1; export default () => a.join().length"},
        Program{"SparseReverse", "const a = { length: 2 ** 53 - 1 }; export default () => Array.prototype.reverse.call(a)"},
        Program{"ArrayFromLength", "export default () => Array.from({ length: 1e9 }).length"},
        Program{"TypedArrayFill", "const a = new Float64Array(1e7); export default () => { for (;;) a.fill(1.5); }"},
        Program{"TypedArraySearch", "const a = new Uint8Array(1e8); export default () => { for (;;) a.indexOf(1); }"},
        Program{"LongParseFloat", "const t = '1' + '0'.repeat(3e7); export default () => { for (;;) parseFloat(t); }"},
        Program{"Escape", "const t = 'ü'.repeat(3e6); export default () => { for (;;) encodeURIComponent(t); }"}),
    name_of);

TEST(CpuLimit, CountsAllStepsOfAnExecutionTogether) {
  // 2,000 timers that compute 0.2 ms each, each in a step of its own.
  const Outcome outcome = run(R"js(export default async () => {
    for (let i = 0; i < 2000; ++i) {
      await new Promise((go) => setTimeout(go, 5));
      for (let j = 0; j < 20000; ++j);
    }
  };)js", {.cpu = 50ms, .wall = 60s, .host_calls = 5'000});
  EXPECT_EQ(outcome.code, "cpu_exceeded") << outcome.message;
  EXPECT_LT(outcome.usage.cpu, 50ms + kOvershoot);
}

TEST(CpuLimit, DoesNotCountTimeOutsideTheVm) {
  Stage stage;
  stage.load("export default async () => { await new Promise((go) => setTimeout(go, 5)); return 1; }");
  Recorder recorder;
  Execution execution(stage.slot(), recorder);
  ASSERT_EQ(execution.start({.limits = {.cpu = 50ms}, .input = "null", .meta = "{}"}), State::kWaiting);
  const std::int64_t begin = thread_cpu_ns();
  while (thread_cpu_ns() - begin < 100'000'000) {}
  ASSERT_EQ(execution.deliver({.number = 1, .json = "null", .now_ns = 10'000'000}), State::kDone);
  EXPECT_EQ(execution.take_outcome().output, "1");
}

// --- wall time --------------------------------------------------------------------------------------------------------------

TEST(WallLimit, EndsAComputation) {
  Stage stage;
  stage.load("export default () => { for (;;); }");
  const Outcome outcome = stage.run({.limits = {.cpu = 60s, .wall = 30ms}, .wall_deadline_ns = monotonic_ns() + 30'000'000, .input = "null", .meta = "{}"});
  EXPECT_EQ(outcome.ending, Ending::kTimedOut);
  EXPECT_EQ(outcome.code, "wall_exceeded");
  EXPECT_THAT(outcome.message, HasSubstr("30 ms"));
}

TEST(WallLimit, EndsAComputationThatGoesOnAfterTheDeadline) {
  Stage stage;
  stage.load("export default async () => { await new Promise((go) => setTimeout(go, 5)); for (;;); }");
  Recorder recorder;
  Execution execution(stage.slot(), recorder);
  ASSERT_EQ(execution.start({.limits = {.cpu = 60s}, .wall_deadline_ns = monotonic_ns() + 1'000'000, .input = "null", .meta = "{}"}), State::kWaiting);
  ASSERT_EQ(execution.deliver({.number = 1, .json = "null", .now_ns = 10'000'000}), State::kDone);
  EXPECT_EQ(execution.take_outcome().code, "wall_exceeded");
}

// --- being stopped ------------------------------------------------------------------------------------------------------------

TEST(Stop, EndsAComputationByItsNumberOnly) {
  Stage stage;
  const auto stops = std::make_unique<StopList>();
  stops->count = 2;
  stops->numbers[7] = 5;
  stops->numbers[200] = 6;
  stage.load("export default () => { for (;;); }");
  const auto code = [&](std::uint64_t number) {
    const std::string ended = stage.run({.limits = {.cpu = 30ms}, .input = "null", .meta = "{}", .stop_list = stops.get(), .number = number}).code;
    stage.slot().restore();
    return ended;
  };
  EXPECT_EQ(code(5), "cancelled");
  EXPECT_EQ(code(6), "cancelled");
  EXPECT_EQ(code(7), "cpu_exceeded");
  EXPECT_EQ(code(0), "cpu_exceeded") << "free places are not a number";
}

// --- memory -------------------------------------------------------------------------------------------------------------------

constexpr Limits kSmall{.memory = 8_MiB, .cpu = 20s};

void expect_memory_exceeded(const Outcome& outcome) {
  EXPECT_EQ(outcome.ending, Ending::kMemoryExceeded) << outcome.code << ": " << outcome.message;
  EXPECT_EQ(outcome.code, "memory_exceeded");
  EXPECT_THAT(outcome.message, HasSubstr("8 MiB"));
  EXPECT_LE(outcome.usage.memory.bytes, 2 * kSmall.memory.bytes + (2 << 20));
}

class OutOfMemory : public ::testing::TestWithParam<Program> {};

TEST_P(OutOfMemory, EndsTheExecution) { expect_memory_exceeded(run(GetParam().code, kSmall, kFetchAnswer)); }

INSTANTIATE_TEST_SUITE_P(
    Memory, OutOfMemory,
    ::testing::Values(
        Program{"Array", "export default () => { const a = []; for (;;) a.push({}); }"},
        Program{"Strings", "export default () => { const a = []; for (;;) a.push('x'.repeat(1000) + a.length); }"},
        Program{"DoublingString", "export default () => { let s = 'x'; for (;;) { s += s; s.charCodeAt(s.length - 1); } }"},
        Program{"HugeArrayBuffer", "export default () => new ArrayBuffer(1e9).byteLength"},
        Program{"ManyArrayBuffers", "export default () => { const a = []; for (;;) a.push(new ArrayBuffer(1e5)); }"},
        Program{"HugeTypedArray", "export default () => new Float64Array(1e8).length"},
        Program{"HugeRepeat", "export default () => 'x'.repeat(5e8).length"},
        Program{"HugePad", "export default () => 'x'.padEnd(5e8, 'ab').length"},
        Program{"HugeArrayFill", "export default () => new Array(1e7).fill(1.5).length"},
        Program{"BigInts", "const n = 3n ** 300000n; export default () => { const a = []; for (;;) a.push(n + BigInt(a.length)); }"},
        Program{"Map", "export default () => { const m = new Map(); for (let i = 0; ; ++i) m.set(i, {}); }"},
        Program{"Closures", "export default () => { let f = () => 0; for (;;) { const g = f; const big = new Array(100).fill(1); f = () => [g, big]; } }"},
        Program{"Cycles", "export default () => { for (;;) { const a = { x: new Array(50).fill(0) }; a.a = a; } }"},
        Program{"Promises", "export default async () => { const a = []; for (;;) { a.push(new Array(50).fill(0)); await null; } }"},
        Program{"PromiseStorm", "export default () => new Promise(() => { for (;;) Promise.resolve().then(() => {}); })"},
        Program{"Regex", "export default () => { const a = []; for (;;) a.push(new RegExp('(a|b|c)*' + a.length)); }"},
        Program{"Sort", "const a = new Uint32Array(5e5); export default () => Array.from(a).map(String).sort().length"},
        Program{"Spread", "const a = new Uint8Array(2e6); export default () => Math.max(...a, ...a)"},
        Program{"JsonParse", "const t = '[' + '[],'.repeat(7e5) + '0]'; export default () => JSON.parse(t).length"},
        Program{"JsonStringify", "const s = 'x'.repeat(1e6); export default () => JSON.stringify(new Array(100).fill(s)).length"},
        Program{"Generators", "export default () => { const a = []; function* g() { yield new Array(100).fill(0); } for (;;) { const i = g(); i.next(); a.push(i); } }"},
        Program{"Symbols", "export default () => { const o = {}; for (let i = 0; ; ++i) o[Symbol('s' + i)] = i; }"},
        Program{"Timers", "export default () => new Promise(() => { for (;;) setTimeout(() => {}, 1e6, new Array(100)); })"},
        Program{"ThatIsCaughtAndTriedAgain", "const a = []; export default () => { for (;;) { try { for (;;) a.push(new Array(1000).fill(0)); } catch (e) { if (a.length > 1e6) return; throw e; } } }"},
        // In the making of the result or of an error.
        Program{"OutputThatDoesNotFit", "const s = 'x'.repeat(2.5e6); export default () => [s, s, s]"},
        Program{"ToJsonInTheOutput", "export default () => ({ toJSON() { const a = []; for (;;) a.push('x'.repeat(1000) + a.length); } })"},
        Program{"GetterInTheError", "export default () => { const e = new Error(); Object.defineProperty(e, 'message', { get() { const a = []; for (;;) a.push({}); } }); throw e; }"},
        Program{"MessageOfTheError", "const s = 'x'.repeat(2.5e6); export default () => { throw new Error(s + s + s.toUpperCase() + s.toLowerCase()); }"},
        Program{"MemoryFullThenReturn", "const a = []; export default () => { try { for (;;) a.push('x' + a.length); } catch {} return a; }"},
        // Around host calls.
        Program{"WhileMakingAHostCall", "const a = []; export default async () => { try { for (;;) a.push({}); } catch {} for (;;) { await fetch('https://a.test/' + 'x'.repeat(1e5)); a.push('x'.repeat(1e5)); } }"},
        Program{"AfterAHostCall", "export default async () => { await fetch('https://a.test/'); const a = []; for (;;) a.push({}); }"}),
    name_of);

TEST(OutOfMemory, MayBeCaught) {
  const Outcome outcome = run("export default () => { try { const a = []; for (;;) a.push({}); } catch {} throw new Error('after it'); }", kSmall);
  EXPECT_EQ(outcome.code, "exception");
  EXPECT_EQ(outcome.message, "Error: after it");
}

TEST(OutOfMemory, WhenTheInputDoesNotFit) {
  Stage stage;
  stage.load("export default (x) => x.length");
  const std::string input = "\"" + std::string(20'000'000, 'x') + "\"";
  expect_memory_exceeded(stage.run({.limits = kSmall, .input = input, .meta = "{}"}));
  stage.slot().restore();
  EXPECT_TRUE(stage.slot().is_pristine());
}

TEST(OutOfMemory, WhenTheParsedInputDoesNotFit) {
  Stage stage;
  stage.load("export default (x) => x.length");
  std::string input = "[0";
  for (int i = 0; i < 900'000; ++i) input += ",[]";
  expect_memory_exceeded(stage.run({.limits = kSmall, .input = input + "]", .meta = "{}"}));
}

TEST(OutOfMemory, WhenAnAnswerDoesNotFit) {
  const Bytes body(20'000'000, 'x');
  expect_memory_exceeded(run("export default async () => { const r = await fetch('https://a.test/'); return (await r.text()).length; }",
                             kSmall, kFetchAnswer, body));
}

TEST(OutOfMemory, WhenAnAnswerIsTurnedIntoSomethingLarger) {
  const Bytes body(3'000'000, '[');
  expect_memory_exceeded(run("export default async () => { const r = await fetch('https://a.test/'); return (await r.text()).split('').map((c) => ({ c })).length; }",
                             kSmall, kFetchAnswer, body));
}

// The n-th allocation fails, for many n: sometimes the engine reports it in odd ways or traps, but always ends.
TEST(OutOfMemory, AtAnyMomentLeavesAGoodSlot) {
  Stage stage;
  stage.load(R"js(export default async (n) => {
    const all = [];
    for (let i = 0; i < 300; ++i) {
      all.push({ i, text: 'x'.repeat(100) + i, list: [i, [i]], map: new Map([[i, i]]), f: () => i, re: new RegExp('a' + i) });
      if (i % 50 === 0) await null;
    }
    return all.map((x) => x.text.length + JSON.stringify(x).length);
  };)js");
  std::uint64_t full = 0;
  for (std::uint64_t limit = 900 << 10; limit < 2'000 << 10; limit += 3'001) {
    const Outcome outcome = stage.run({.limits = {.memory = {limit}}, .input = "1", .meta = "{}"});
    if (outcome.ending == Ending::kSucceeded) {
      full = limit;
      break;
    }
    EXPECT_TRUE(outcome.ending == Ending::kMemoryExceeded || outcome.ending == Ending::kFailed) << outcome.code;
    stage.slot().restore();
    ASSERT_TRUE(stage.slot().is_pristine()) << limit;
  }
  EXPECT_GT(full, 900u << 10) << "the sweep reached the limit that is enough";
}

TEST(MemoryLimit, HoldsForTheLargestNumbers) {
  for (const std::uint64_t bytes : {std::uint64_t{2} << 30, std::uint64_t{4} << 30, (std::uint64_t{4} << 30) + 1, ~std::uint64_t{0}}) {
    Stage stage;
    stage.load("export default () => { try { new ArrayBuffer(2 ** 31); } catch {} return new Uint8Array(1e6).length; }");
    EXPECT_EQ(stage.run({.limits = {.memory = {bytes}}, .input = "null", .meta = "{}"}).output, "1000000") << bytes;
    EXPECT_LE(stage.slot().vm().size(), std::size_t{0xFFFF} << 16);
    stage.slot().restore();
    EXPECT_TRUE(stage.slot().is_pristine());
  }
}

TEST(MemoryLimit, OfNothingIsNotNoLimit) {
  EXPECT_EQ(run("export default () => new Uint8Array(5e6).length", {.memory = {0}}).ending, Ending::kMemoryExceeded);
}

// --- depth --------------------------------------------------------------------------------------------------------------------

class TooDeep : public ::testing::TestWithParam<Program> {};

TEST_P(TooDeep, FailsAndLeavesAGoodSlot) {
  const Outcome outcome = run(GetParam().code, {.memory = 256_MiB, .cpu = 20s, .wall = 60s});
  EXPECT_EQ(outcome.ending, Ending::kFailed) << outcome.output;
  EXPECT_NE(outcome.code, "trap") << "the engine's own check comes first";
}

INSTANTIATE_TEST_SUITE_P(
    Depth, TooDeep,
    ::testing::Values(Program{"Function", "export default () => { const f = () => f() + 1; return f(); }"},
                      Program{"Mutual", "export default () => { const f = (n) => g(n) + 1, g = (n) => f(n) + 1; return f(0); }"},
                      Program{"Getter", "export default () => { const o = { get x() { return this.x; } }; return o.x; }"},
                      Program{"Proxy", "export default () => { let p = {}; for (let i = 0; i < 1e5; ++i) p = new Proxy(p, {}); return p.x; }"},
                      Program{"ToString", "export default () => { const o = { toString() { return `${o}`; } }; return `${o}`; }"},
                      Program{"Sort", "export default () => { const f = () => [2, 1].sort(f); return f(); }"},
                      Program{"Replace", "export default () => { const f = () => 'a'.replace(/a/, f); return f(); }"},
                      Program{"ReviverAndReplacer", "export default () => { const f = () => JSON.parse('[1]', f); return f(); }"},
                      Program{"JsonParse", "export default () => JSON.parse('['.repeat(1e6) + ']'.repeat(1e6))"},
                      Program{"JsonStringify", "export default () => { let a = []; for (let i = 0; i < 3e4; ++i) a = [a]; return a; }"},
                      Program{"Regex", "export default () => new RegExp('('.repeat(1e5) + ')'.repeat(1e5)).test('')"},
                      Program{"Construct", "export default () => { class A { constructor() { new A(); } } return new A(); }"},
                      Program{"Spread", "export default () => { const f = (...a) => f(...a, 1); return f(); }"},
                      Program{"StructuredClone", "export default () => { let a = {}; for (let i = 0; i < 1e5; ++i) a = { a }; return structuredClone(a) === 1; }"}),
    name_of);

TEST(Depth, OfThePromiseChainIsNotBounded) {
  EXPECT_EQ(run("export default async () => { let p = Promise.resolve(0); for (let i = 0; i < 1e5; ++i) p = p.then((n) => n + 1); return p; }", {.memory = 256_MiB, .cpu = 20s}).output, "100000");
}

TEST(Depth, OfWhatIsFreedIsNotBounded) {
  EXPECT_EQ(run("export default () => { let a = null; for (let i = 0; i < 3e5; ++i) a = { a }; a = null; return 1; }", {.memory = 256_MiB, .cpu = 20s}).output, "1");
}

}  // namespace
}  // namespace nsl::engine
