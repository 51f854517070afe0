// Functions that fight the place where they run: with traps, getters and hooks that the engine calls while it settles,
// writes or reports a result. Each must end in one clear way, and leave a slot that is its image again.
#include "engine/testing/function_runner.h"

#include <gtest/gtest.h>

namespace nsl::engine {
namespace {

using namespace std::chrono_literals;
using testing::FunctionRunner;
using testing::Ran;

struct Hostile {
  const char* name;
  const char* code;
  const char* expected;  // the error's code, or the output of what succeeds
};
void PrintTo(const Hostile& hostile, std::ostream* out) { *out << hostile.name; }

std::string name_of_hostile(const ::testing::TestParamInfo<Hostile>& info) { return info.param.name; }

void expect(const Hostile& hostile, const Limits& limits) {
  FunctionRunner runner;
  const Ran ran = runner.run(hostile.code, {.limits = limits});
  ASSERT_FALSE(ran.refused) << ran.refused->message;
  const bool succeeded = ran.outcome.ending == Ending::kSucceeded;
  EXPECT_EQ(succeeded ? ran.outcome.output : ran.outcome.code, hostile.expected) << ran.outcome.message;
  EXPECT_EQ(ran.outcome.message.empty(), succeeded) << "a failure says why";
  EXPECT_TRUE(ran.pristine);
  EXPECT_EQ(runner.run("export default () => [1, 2].map((x) => x * 2)").outcome.output, "[2,4]") << "the slot lives on";
}

// --- what never ends by itself ------------------------------------------------------------------

class NeverEnds : public ::testing::TestWithParam<Hostile> {};

TEST_P(NeverEnds, IsStopped) { expect(GetParam(), {.cpu = 30ms, .wall = 600s}); }

const Hostile kEndless[] = {
    {"NestedQuantifier", "export default () => /^(a+)+$/.test('a'.repeat(40) + 'b')", "cpu_exceeded"},
    {"Lookahead", "export default () => /^(?=(a|aa)+$)(?<!b)/.test('a'.repeat(60) + '!')", "cpu_exceeded"},
    {"LastIndex", "export default () => { const r = /a/g; r.lastIndex = { valueOf() { for (;;); } }; return r.test('a'); }", "cpu_exceeded"},
    {"ToJsonBehindAProxy", "export default () => new Proxy({}, { get: (_, key) => key === 'toJSON' ? () => { for (;;); } : undefined })", "cpu_exceeded"},
    {"LengthBehindAProxy", "export default () => new Proxy([], { get: (_, key) => key === 'length' ? 2 ** 53 - 1 : key === 'then' || key === 'toJSON' ? undefined : null })", "cpu_exceeded"},
    {"Generator", "function* g() { for (;;) yield 1; } export default () => { for (const x of g()); }", "cpu_exceeded"},
    {"AsyncGenerator", "async function* g() { for (;;) yield 1; } export default async () => { for await (const x of g()); }", "cpu_exceeded"},
    {"ThenGetter", "export default () => ({ get then() { for (;;); } })", "cpu_exceeded"},
    {"ThenableOfItself", "export default () => { const a = { then(resolve) { resolve(a); } }; return a; }", "cpu_exceeded"},
    {"PrepareStackTrace", "export default () => { Error.prepareStackTrace = () => { for (;;); }; throw new Error('p'); }", "cpu_exceeded"},
    {"StackGetter", "export default () => { const e = new Error('x'); Object.defineProperty(e, 'stack', { get() { for (;;); } }); throw e; }", "cpu_exceeded"},
    {"ThrownProxy", "export default () => { throw new Proxy(() => 1, { get() { for (;;); } }); }", "cpu_exceeded"},
    {"GlobalPrototype", "export default () => { Object.setPrototypeOf(globalThis, new Proxy({}, { has: () => true, get() { for (;;); } })); return nowhere; }", "cpu_exceeded"},
    {"CloneOfAProxy", "export default () => structuredClone(new Proxy({}, { ownKeys() { for (;;); } }))", "cpu_exceeded"},
    {"LoggedProxy", "export default () => { console.log(new Proxy({}, { ownKeys() { for (;;); } })); }", "cpu_exceeded"},
};
INSTANTIATE_TEST_SUITE_P(Hostile, NeverEnds, ::testing::ValuesIn(kEndless), name_of_hostile);

// --- what ends in its own way -------------------------------------------------------------------

class Ends : public ::testing::TestWithParam<Hostile> {};

TEST_P(Ends, InOneClearWay) { expect(GetParam(), {.memory = 16_MiB, .cpu = 60s, .wall = 600s}); }

const Hostile kEnding[] = {
    {"ThrowingTrap", "export default () => new Proxy({}, { ownKeys() { throw new Error('trap'); } })", "invalid_output"},
    {"RevokedProxyInside", "export default () => { const r = Proxy.revocable({}, {}); r.revoke(); return { a: r.proxy }; }", "invalid_output"},
    {"RevokedProxy", "export default () => { const r = Proxy.revocable({}, {}); r.revoke(); return r.proxy; }", "exception"},
    {"EndlessGeneratorSpread", "function* g() { for (;;) yield 1; } export default () => [...g()]", "memory_exceeded"},
    {"AMillionTimers", "export default () => { for (let i = 0; i < 1e6; ++i) setTimeout(() => {}, 1); }", "memory_exceeded"},
    {"IntervalForEver", "export default () => new Promise(() => setInterval(() => {}, 0))", "exception"},
    {"AsyncGeneratorThatWaits", "async function* g() { await new Promise(() => {}); yield 1; } export default async () => { for await (const x of g()); }", "never_settles"},
    {"ThenThatDoesNothing", "export default () => ({ then() {} })", "never_settles"},
    {"ThenThatSettlesTwice", "export default () => ({ then(yes, no) { yes(1); no(new Error('x')); throw 2; } })", "1"},
    {"ThenGetterThatThrows", "export default () => ({ get then() { throw new Error('then'); } })", "exception"},
    {"LongChainOfThenables", "const f = (n) => ({ then(yes) { yes(n ? f(n - 1) : 'end'); } }); export default () => f(1000)", "\"end\""},
    {"AtomicsWait", "export default () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)", "exception"},
    {"ThrowingFinalizer", "const r = new FinalizationRegistry(() => { throw new Error('f'); }); export default async () => { r.register({}, 1); await new Promise((f) => setTimeout(f, 1)); }", "exception"},
    {"EvalNested", "export default () => eval('('.repeat(200000))", "exception"},
    {"FunctionConstructor", "export default () => (async () => {}).constructor('return typeof std + typeof os + typeof process')()", "\"undefinedundefinedundefined\""},
    {"ImportOfData", "export default () => import('data:text/javascript,export default 1')", "exception"},
    {"CauseOfItself", "export default () => { const e = new Error('x'); e.cause = e; throw e; }", "exception"},
    {"AggregateOfItself", "export default () => { const e = new AggregateError([], 'x'); e.errors.push(e, e); throw e; }", "exception"},
    {"StackThatIsNoText", "export default () => { const e = new Error('x'); Object.defineProperty(e, 'stack', { value: { toString: null } }); throw e; }", "exception"},
    {"ReplacedConsole", "export default () => { console.log = () => { throw 1; }; console.error = null; throw new Error('x'); }", "exception"},
    {"DeepLog", "export default () => { let a = []; for (let i = 0; i < 1e5; ++i) a = [a]; console.log(a); return 1; }", "1"},
    {"SymbolsInside", "export default () => ({ [Symbol('a')]: 1, b: Symbol('c'), c: [Symbol('d'), NaN, -Infinity, -0] })", R"({"c":[null,null,null,0]})"},
    {"BigIntInside", "export default () => ({ a: [1n] })", "invalid_output"},
    {"DatesAtTheEnd", "export default () => [new Date(8.64e15), new Date(8.64e15 + 1)]", R"(["+275760-09-13T00:00:00.000Z",null])"},
    {"RejectionAsItReturns", "export default () => { queueMicrotask(() => { Promise.reject(new Error('r')); }); return 1; }", "1"},
    {"MicrotasksAfterTheReturn", "export default () => { (function again() { Promise.resolve().then(again); })(); return 1; }", "1"},
    {"FetchAfterTheReturn", "export default () => { setTimeout(() => fetch('https://a.test/')); return 1; }", "1"},
    {"RecursiveEvents", "export default () => { const t = new EventTarget(); t.addEventListener('x', () => t.dispatchEvent(new Event('x'))); t.dispatchEvent(new Event('x')); }", "exception"},
    {"ContextChanged", "export default (input, context) => { context.execution.id = 'x'; }", "exception"},
    {"ClassAsDefault", "export default class A {}", "exception"},
};
INSTANTIATE_TEST_SUITE_P(Hostile, Ends, ::testing::ValuesIn(kEnding), name_of_hostile);

}  // namespace
}  // namespace nsl::engine
