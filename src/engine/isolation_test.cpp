// No execution sees anything of another: not of one before it in the same slot, not of one beside it.
#include "engine/execution.h"
#include "engine/testing/stage.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

namespace nsl::engine {
namespace {

using testing::Recorder;
using testing::Stage;
using State = Execution::State;

// Runs "leave" and then, after the restore, "look" of the same function; gives what the second saw.
std::string seen_after(std::string_view code) {
  Stage stage;
  stage.load(code);
  const Outcome left = stage.run({.input = "\"leave\"", .meta = "{}"});
  EXPECT_EQ(left.ending, Ending::kSucceeded) << left.message;
  stage.slot().restore();
  const Outcome looked = stage.run({.input = "\"look\"", .meta = "{}"});
  EXPECT_EQ(looked.ending, Ending::kSucceeded) << looked.message;
  return looked.output;
}

TEST(Isolation, OfGlobals) {
  EXPECT_EQ(seen_after("export default (what) => { if (what === 'leave') { globalThis.secret = 1; globalThis.fetch2 = () => 2; } return [typeof secret, typeof fetch2]; }"),
            R"(["undefined","undefined"])");
}

TEST(Isolation, OfVariablesOfTheModule) {
  EXPECT_EQ(seen_after("let secret; const list = [], map = new Map(), weak = new WeakMap(); export default (what) => {"
                       "  if (what === 'leave') { secret = 1; list.push(1); map.set('s', 1); weak.set(list, 1); }"
                       "  return [secret ?? null, list.length, map.size, weak.has(list)]; }"),
            "[null,0,0,false]");
}

TEST(Isolation, OfPrototypesAndBuiltIns) {
  EXPECT_EQ(seen_after(R"js(
    export default (what) => {
      if (what === 'leave') {
        for (const victim of [Object.prototype, Array.prototype, Function.prototype, Promise.prototype, Map.prototype, String.prototype, JSON, Math, globalThis, Response.prototype, console]) {
          try { victim.planted = 1; } catch {}
          for (const name of Object.getOwnPropertyNames(victim)) { try { victim[name] = () => 'planted'; } catch {} }
        }
        return 1;
      }
      return [({}).planted ?? null, [].map((x) => x).length, typeof JSON.stringify, Math.max(1, 2), 'x'.toUpperCase()];
    };)js"),
            R"([null,0,"function",2,"X"])");
}

TEST(Isolation, OfFunctionsAndClassesOfTheModule) {
  EXPECT_EQ(seen_after("class A { static n = 0; f() { return 1; } } function g() {} export default (what) => {"
                       "  if (what === 'leave') { A.n = 5; A.prototype.f = () => 2; g.note = 3; }"
                       "  return [A.n, new A().f(), g.note ?? null]; }"),
            "[0,1,null]");
}

TEST(Isolation, OfTimersAndPromises) {
  Stage stage;
  Recorder recorder;
  stage.load("export default (what) => { if (what === 'leave') { setInterval(() => console.log('still here'), 5); Promise.resolve().then(() => new Promise(() => {})); return new Promise(() => {}); } return 'fresh'; }");
  {
    Execution left(stage.slot(), recorder);
    ASSERT_EQ(left.start({.input = "\"leave\"", .meta = "{}"}), State::kWaiting);
    left.abandon(Ending::kCancelled, "cancelled", "");
  }
  stage.slot().restore();
  Execution looks(stage.slot(), recorder);
  ASSERT_EQ(looks.start({.input = "\"look\"", .meta = "{}"}), State::kDone);
  EXPECT_EQ(looks.take_outcome().output, "\"fresh\"");
  EXPECT_EQ(looks.deliver({.number = 1, .json = "null", .now_ns = 1'000'000'000}), State::kDone) << "an answer to the one before";
  EXPECT_TRUE(recorder.logs.empty());
}

TEST(Isolation, OfRegularExpressionsAndSymbols) {
  EXPECT_EQ(seen_after("const re = /a/g; export default (what) => {"
                       "  if (what === 'leave') { re.test('aaa'); 'x'.match(/(x)/); Symbol.for('left'); }"
                       "  return [re.lastIndex, RegExp.$1 ?? '', Symbol.keyFor(Symbol.for('other'))]; }"),
            R"([0,"","other"])");
}

TEST(Isolation, OfTheInputAndTheContext) {
  Stage stage;
  stage.load("let kept = []; export default (input, context) => { kept.push(input, context.execution.id); return kept; }");
  EXPECT_EQ(stage.run({.input = "\"first\"", .meta = R"({"id":"ex_1","deadline_ms":1,"trigger":{}})"}).output, R"(["first","ex_1"])");
  stage.slot().restore();
  EXPECT_EQ(stage.run({.input = "\"second\"", .meta = R"({"id":"ex_2","deadline_ms":1,"trigger":{}})"}).output, R"(["second","ex_2"])");
}

// --- memory -----------------------------------------------------------------------------------------------------------------

constexpr std::string_view kPattern = "S3CRET-pattern-5f1c9a7e";

std::size_t occurrences(Slot& slot) {
  const auto* const begin = slot.vm().data() + kNullBytes;
  const auto* const end = slot.vm().data() + slot.vm().size();
  std::size_t count = 0;
  for (const auto* at = begin; (at = std::search(at, end, kPattern.begin(), kPattern.end())) != end; ++at) ++count;
  return count;
}

// Fills memory with copies of a text that comes with the input, in strings, arrays and buffers.
const char* const kFills = R"js(
export default (text) => {
  const kept = [];
  for (let i = 0; i < 2000; ++i) {
    kept.push(text + i, new TextEncoder().encode(text + i), { [text + i]: [text.slice(0, -1) + 'e'] });
    if (i % 3 === 0) kept.pop();
  }
  globalThis.kept = kept;
  new Uint8Array(4e6).fill(0x53);
  return kept.length;
};)js";

TEST(Isolation, OfMemoryContents) {
  Stage stage;
  stage.load(kFills);
  const std::string input = "\"" + std::string(kPattern) + "\"";
  ASSERT_EQ(stage.run({.input = input, .meta = "{}"}).ending, Ending::kSucceeded);
  ASSERT_GT(occurrences(stage.slot()), 1'000u) << "the search finds what is there";
  stage.slot().restore();
  EXPECT_EQ(occurrences(stage.slot()), 0u);

  // Also in memory that the next run takes anew.
  stage.load("export default () => { const all = []; for (let i = 0; i < 60; ++i) all.push(new ArrayBuffer(1e5)); return all.length; }");
  ASSERT_EQ(stage.run().output, "60");
  EXPECT_EQ(occurrences(stage.slot()), 0u);
}

TEST(Isolation, OfMemoryContentsAfterATrapOrAStop) {
  Stage stage;
  stage.load("export default (text) => { globalThis.kept = []; for (;;) kept.push(text + kept.length); }");
  const std::string input = "\"" + std::string(kPattern) + "\"";
  for (const Limits& limits : {Limits{.memory = 64_MiB, .cpu = std::chrono::milliseconds(10)}, Limits{.memory = 4_MiB}}) {
    ASSERT_NE(stage.run({.limits = limits, .input = input, .meta = "{}"}).ending, Ending::kSucceeded);
    ASSERT_GT(occurrences(stage.slot()), 100u);
    stage.slot().restore();
    EXPECT_EQ(occurrences(stage.slot()), 0u);
  }
}

TEST(Isolation, OfFreshMemoryIsZero) {
  Stage stage;
  stage.load(kFills);
  stage.run({.input = "\"" + std::string(kPattern) + "\"", .meta = "{}"});
  stage.slot().restore();
  stage.load("export default () => { let dirty = 0; for (let i = 0; i < 40; ++i) for (const byte of new Uint8Array(1e5)) dirty += byte; return dirty; }");
  EXPECT_EQ(stage.run({.limits = {.cpu = std::chrono::seconds(20)}, .input = "null", .meta = "{}"}).output, "0");
}

// --- beside one another -------------------------------------------------------------------------------------------------------

TEST(Isolation, OfExecutionsThatTakeTurnsInOneThread) {
  Stage stage;
  const auto pages = stage.load(R"js(
    let mine = 0;
    export default async (name) => {
      for (let i = 0; i < 5; ++i) {
        mine += 1;
        globalThis.name = name;
        await new Promise((go) => setTimeout(go, 5));
        if (globalThis.name !== name || mine !== i + 1) return 'mixed up';
      }
      return name;
    };)js");
  constexpr int kMany = 8;
  Recorder recorder;
  std::vector<std::unique_ptr<Slot>> slots;
  std::vector<std::unique_ptr<Execution>> executions;
  for (int i = 0; i < kMany; ++i) {
    auto slot = Slot::create(testing::shared_base());
    ASSERT_TRUE(slot && (*slot)->load(pages));
    slots.push_back(*std::move(slot));
    executions.push_back(std::make_unique<Execution>(*slots.back(), recorder));
    ASSERT_EQ(executions.back()->start({.input = std::to_string(i), .meta = "{}"}), State::kWaiting);
  }
  for (std::uint32_t turn = 1; turn <= 5; ++turn) {
    for (int i = kMany - 1; i >= 0; --i) {
      const State state = executions[static_cast<std::size_t>(i)]->deliver({.number = turn, .json = "null", .now_ns = turn * 10'000'000});
      ASSERT_EQ(state, turn < 5 ? State::kWaiting : State::kDone);
    }
  }
  for (int i = 0; i < kMany; ++i) {
    EXPECT_EQ(executions[static_cast<std::size_t>(i)]->take_outcome().output, std::to_string(i));
    slots[static_cast<std::size_t>(i)]->restore();
    EXPECT_TRUE(slots[static_cast<std::size_t>(i)]->is_pristine());
  }
}

TEST(Isolation, FromWhatTheEngineOffersAndTheSandboxDoesNot) {
  Stage stage;
  stage.load("export default () => ['native', 'std', 'os', 'process', 'require', 'Deno', 'Bun', 'WebAssembly', 'Atomics', 'Worker', 'print', 'gc', 'module'].filter((name) => name in globalThis)");
  EXPECT_EQ(stage.run().output, "[]");
}

}  // namespace
}  // namespace nsl::engine
