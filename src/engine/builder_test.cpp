#include "engine/builder.h"

#include "engine/testing/stage.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace nsl::engine {
namespace {

using namespace std::chrono_literals;
using testing::Stage;
using ::testing::HasSubstr;

// The failure of a source that must not become an image; the slot is as good as before.
BuildFailure refused(std::string_view code, const BuildLimits& limits = {}) {
  Stage stage;
  const auto image = stage.build(code, limits);
  EXPECT_FALSE(image) << code;
  EXPECT_TRUE(stage.slot().is_pristine());
  stage.load("export default () => 1");
  EXPECT_EQ(stage.run().output, "1") << "the slot lives on after: " << code;
  return image ? BuildFailure{} : image.error();
}

std::string output_of(std::string_view code) {
  Stage stage;
  const auto image = stage.build(code);
  if (!image) return image.error().code + ": " + image.error().message;
  EXPECT_TRUE(stage.slot().load(stage.unfold(*image)));
  const Outcome outcome = stage.run();
  return outcome.ending == Ending::kSucceeded ? outcome.output : outcome.code + ": " + outcome.message;
}

// --- source that is none ------------------------------------------------------------------------------------------------

TEST(Builder, TellsLineAndColumnOfASyntaxError) {
  const BuildFailure failure = refused("export default () => {\n  const x = 1;\n  const y = ;\n}\n");
  EXPECT_EQ(failure.code, "syntax_error");
  EXPECT_THAT(failure.message, HasSubstr("SyntaxError"));
  EXPECT_THAT(failure.message, HasSubstr("(function.js:3:13)"));
}

TEST(Builder, FindsASyntaxErrorInAFunctionThatIsNeverCalled) {
  const BuildFailure failure = refused("export default () => 1;\nfunction unused() { return 1 +; }");
  EXPECT_EQ(failure.code, "syntax_error");
  EXPECT_THAT(failure.message, HasSubstr("function.js:2:"));
}

TEST(Builder, RefusesTypeScript) {
  EXPECT_EQ(refused("export default (x: number) => x").code, "syntax_error");
}

TEST(Builder, RefusesBytesThatAreNotUtf8) {
  const BuildFailure failure = refused("export default () => '\xFF\xFE'");
  EXPECT_EQ(failure.code, "syntax_error");
}

TEST(Builder, RefusesAnEmptyModule) {
  for (const char* code : {"", " \n", "// nothing"}) EXPECT_EQ(refused(code).code, "missing_default_export") << code;
}

TEST(Builder, AcceptsAByteOrderMarkAndAHashBang) {
  EXPECT_EQ(output_of("\xEF\xBB\xBF" "export default () => 1"), "1");
  EXPECT_EQ(output_of("#!/usr/bin/env node\nexport default () => 2"), "2");
}

TEST(Builder, KeepsEveryCharacterOfTheSource) {
  EXPECT_EQ(output_of("export default () => 'ü€😀\\u0000'.length"), "5");
  EXPECT_EQ(output_of("const größe = 3; export default () => größe"), "3");
}

// --- exports ------------------------------------------------------------------------------------------------------------

TEST(Builder, AsksForADefaultExport) {
  const BuildFailure failure = refused("export const handler = () => 1;");
  EXPECT_EQ(failure.code, "missing_default_export");
  EXPECT_THAT(failure.message, HasSubstr("export default"));
}

TEST(Builder, AsksForADefaultExportThatIsAFunction) {
  for (const char* code : {"export default 1", "export default null", "export default {}", "export default 'f'", "export default undefined"}) {
    EXPECT_EQ(refused(code).code, "missing_default_export") << code;
  }
}

TEST(Builder, IsNotMisledByAnExportNamedThen) {
  EXPECT_EQ(output_of("export function then(resolve) { resolve({ default: () => 'hijacked' }); }\nexport default () => 'mine'"), "\"mine\"");
}

TEST(Builder, TakesEveryWayToExportAFunction) {
  EXPECT_EQ(output_of("export default function () { return 1 }"), "1");
  EXPECT_EQ(output_of("export default async function named() { return 2 }"), "2");
  EXPECT_EQ(output_of("const f = () => 3; export { f as default }"), "3");
  EXPECT_EQ(output_of("let f; export { f as default }; f = () => 4"), "4");
}

// --- imports --------------------------------------------------------------------------------------------------------------

TEST(Builder, NamesTheImportThatCannotBeResolved) {
  for (const char* code : {"import x from 'left-pad'; export default () => x", "export * from 'left-pad'; export default () => 1",
                           "import 'left-pad'; export default () => 1"}) {
    const BuildFailure failure = refused(code);
    EXPECT_EQ(failure.code, "unresolved_import") << code;
    EXPECT_THAT(failure.message, HasSubstr("'left-pad'")) << code;
    EXPECT_THAT(failure.message, HasSubstr("bundle")) << code;
  }
}

TEST(Builder, DoesNotImportAtRunTimeEither) {
  EXPECT_THAT(output_of("export default async () => (await import('node:fs')).default"), HasSubstr("node:fs"));
}

// --- the top level ----------------------------------------------------------------------------------------------------------

TEST(Builder, RunsTheTopLevelOnce) {
  Stage stage;
  stage.load("let runs = 0; ++runs; export default () => ++runs");
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(stage.run().output, "2") << "what a run changes is gone after it";
    stage.slot().restore();
  }
}

TEST(Builder, AwaitsTheTopLevel) {
  EXPECT_EQ(output_of("const x = await Promise.resolve(5); export default () => x"), "5");
  EXPECT_EQ(output_of("await null; await null; export default () => 6"), "6");
}

TEST(Builder, TellsWhatTheTopLevelThrew) {
  const BuildFailure failure = refused("function inner() {\n  throw new TypeError('bad start');\n}\ninner();\nexport default () => 1;");
  EXPECT_EQ(failure.code, "exception");
  EXPECT_EQ(failure.message, "TypeError: bad start (function.js:2:13)");
  EXPECT_THAT(failure.stack, HasSubstr("inner (function.js:2:13)"));
  EXPECT_THAT(failure.stack, HasSubstr("function.js:4:"));
}

TEST(Builder, TellsOfAThrowAfterAnAwait) {
  EXPECT_EQ(refused("await null;\nthrow new Error('late');\nexport default () => 1").code, "exception");
}

TEST(Builder, SurvivesWhateverIsThrown) {
  for (const char* thrown : {"null", "undefined", "1", "'text'", "Symbol('s')", "{ toString() { throw 1 } }", "{ get stack() { throw 1 } }",
                             "Object.create(null)", "new Proxy({}, { get() { throw 1 } })", "10n"}) {
    const BuildFailure failure = refused("throw " + (thrown[0] == '{' ? "(" + std::string(thrown) + ")" : std::string(thrown)) + "; export default () => 1");
    EXPECT_EQ(failure.code, "exception") << thrown;
  }
}

TEST(Builder, CutsLongTexts) {
  const BuildFailure failure = refused("throw new Error('x'.repeat(5e6)); export default () => 1");
  EXPECT_EQ(failure.code, "exception");
  EXPECT_LE(failure.message.size() + failure.stack.size(), 64u << 10);
}

TEST(Builder, RefusesATopLevelThatNeverSettles) {
  EXPECT_EQ(refused("await new Promise(() => {}); export default () => 1").code, "never_settles");
}

TEST(Builder, RefusesHostCallsAtTheTopLevel) {
  const BuildFailure failure = refused("const answer = await fetch('https://example.com/');\nexport default () => 1;");
  EXPECT_EQ(failure.code, "exception");
  EXPECT_THAT(failure.message, HasSubstr("top level"));
}

TEST(Builder, RefusesRandomValuesAtTheTopLevel) {
  for (const char* code : {"const id = crypto.randomUUID(); export default () => id",
                           "const b = crypto.getRandomValues(new Uint8Array(8)); export default () => b"}) {
    const BuildFailure failure = refused(code);
    EXPECT_EQ(failure.code, "exception");
    EXPECT_THAT(failure.message, HasSubstr("top level"));
  }
}

TEST(Builder, SeesNoTimeAtTheTopLevel) {
  EXPECT_EQ(output_of("const now = Date.now(); export default () => now"), "0");
}

TEST(Builder, MakesTheSameImageEveryTime) {
  const char* const code = "const table = new Map(); for (let i = 0; i < 100; ++i) table.set('k' + i, Math.random()); export default () => table.get('k7')";
  Stage one, two;
  const auto first = one.build(code);
  ASSERT_TRUE(one.build("export default () => 'something else before'"));
  const auto second = one.build(code);
  const auto third = two.build(code);
  ASSERT_TRUE(first && second && third);
  EXPECT_EQ(first->words, second->words);
  EXPECT_EQ(first->words, third->words);
}

// --- limits -----------------------------------------------------------------------------------------------------------------

class RefusedByTheCpuLimit : public ::testing::TestWithParam<const char*> {};

TEST_P(RefusedByTheCpuLimit, Top) {
  const std::int64_t begin = thread_cpu_ns();
  EXPECT_EQ(refused(GetParam(), {.cpu = 50ms}).code, "cpu_exceeded");
  EXPECT_LT(thread_cpu_ns() - begin, 1'000'000'000);
}

INSTANTIATE_TEST_SUITE_P(Builder, RefusedByTheCpuLimit,
                         ::testing::Values("for (;;); export default () => 1",
                                           "const f = () => Promise.resolve().then(f); await f(); export default () => 1",
                                           "throw { toString() { for (;;); } }; export default () => 1",
                                           "throw { get stack() { for (;;); } }; export default () => 1",
                                           "/(a*)*b/.test('a'.repeat(40)); export default () => 1"));

class RefusedByTheMemoryLimit : public ::testing::TestWithParam<const char*> {};

TEST_P(RefusedByTheMemoryLimit, Top) {
  const BuildFailure failure = refused(GetParam(), {.memory = 8_MiB});
  EXPECT_EQ(failure.code, "memory_exceeded") << failure.message;
}

INSTANTIATE_TEST_SUITE_P(Builder, RefusedByTheMemoryLimit,
                         ::testing::Values("const a = []; for (;;) a.push('x'.repeat(1000) + a.length); export default () => 1",
                                           "new ArrayBuffer(1e9); export default () => 1",
                                           "let s = 'x'; for (;;) { s += s; s.charCodeAt(s.length - 1); } export default () => 1",
                                           "const a = []; const f = async () => { for (;;) { a.push(new Array(100).fill(0)); await null; } }; await f(); export default () => 1"));

TEST(Builder, RefusesASourceThatNeedsMoreMemoryThanTheLimit) {
  std::string code = "export default () => [";
  for (int i = 0; i < 200'000; ++i) code += "{a:" + std::to_string(i) + "},";
  EXPECT_EQ(refused(code + "]", {.memory = 8_MiB}).code, "memory_exceeded");
}

TEST(Builder, RefusesDeepNesting) {
  const std::string code = "export default () => " + std::string(100'000, '(') + "1" + std::string(100'000, ')');
  const BuildFailure failure = refused(code);
  EXPECT_TRUE(failure.code == "syntax_error" || failure.code == "trap") << failure.code;
}

TEST(Builder, RefusesAnEndlessRecursionAtTheTopLevel) {
  const BuildFailure failure = refused("const f = () => f() + 1; f(); export default () => 1");
  EXPECT_EQ(failure.code, "exception");
  EXPECT_THAT(failure.message, HasSubstr("RangeError"));
}

TEST(Builder, BuildsABigModule) {
  std::string code;
  for (int i = 0; i < 3'000; ++i) code += "export function f" + std::to_string(i) + "(a, b) { return a * " + std::to_string(i) + " + b; }\n";
  EXPECT_EQ(output_of(code + "export default () => f2999(2, 1)"), "5999");
}

}  // namespace
}  // namespace nsl::engine
