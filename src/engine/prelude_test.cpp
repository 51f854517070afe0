// Runs the checks of runtime/tests in real VMs, each under its own name, and what can only be seen from outside: how
// executions end, and the vectors of Project Wycheproof through crypto.subtle.
#include "base/json.h"
#include "crypto/testing/vectors.h"
#include "engine/testing/function_runner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

namespace nsl::engine {
namespace {

using testing::checks_of;
using testing::FunctionRunner;
using testing::Ran;
using testing::read_file;
using testing::RunOptions;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

const std::filesystem::path kTests = NSL_SOURCE_DIR "/runtime/tests";

Ran run(std::string_view code, const RunOptions& options = {}) {
  FunctionRunner runner;
  const Ran ran = runner.run(code, options);
  EXPECT_TRUE(ran.refused || ran.pristine);
  return ran;
}

std::string as_json(std::string_view text) {
  std::string json;
  json::append_quoted(json, text);
  return json;
}

// --- checks written in JavaScript ---------------------------------------------------------------

struct Check {
  std::filesystem::path file;
  std::string name;
};

void PrintTo(const Check& check, std::ostream* out) { *out << check.name; }

std::vector<Check> all_checks() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(kTests)) {
    if (entry.path().string().ends_with(".test.js")) files.push_back(entry.path());
  }
  std::ranges::sort(files);
  std::vector<Check> checks;
  for (const auto& file : files) {
    for (auto& name : checks_of(file)) checks.push_back({file, std::move(name)});
  }
  return checks;
}

// "fetch.test.js", "sends the body" -> "fetch_sends_the_body"
std::string test_name(const ::testing::TestParamInfo<Check>& info) {
  std::string name = info.param.file.stem().stem().string() + "_" + info.param.name;
  for (char& c : name) c = std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
  return name;
}

class Prelude : public ::testing::TestWithParam<Check> {};

TEST_P(Prelude, Check) {
  const std::string code = read_file(kTests / "harness.js") + read_file(GetParam().file);
  const Ran ran = run(code, {.input = as_json(GetParam().name), .file_name = GetParam().file.filename().string(), .limits = {}});
  ASSERT_FALSE(ran.refused) << ran.refused->message;
  ASSERT_EQ(ran.outcome.ending, Ending::kSucceeded) << ran.outcome.message << "\n" << ran.outcome.stack;
  const auto expected = json::parse(ran.outcome.output);
  ASSERT_TRUE(expected);
  if (!expected->is_array()) return;
  std::vector<std::string> logs;
  for (const auto& line : expected->as_array()) logs.emplace_back(json::view(line.as_string()));
  EXPECT_EQ(ran.logs, logs);
}

INSTANTIATE_TEST_SUITE_P(Runtime, Prelude, ::testing::ValuesIn(all_checks()), test_name);

// --- how executions end -------------------------------------------------------------------------

TEST(PreludeOutcome, RefusesModulesWithoutAFunctionAsDefaultExport) {
  for (const char* code : {"export const a = 1;", "export default 42;", "export default null;", "export default {};"}) {
    const Ran ran = run(code);
    ASSERT_TRUE(ran.refused) << code;
    EXPECT_EQ(ran.refused->code, "missing_default_export") << code;
  }
}

TEST(PreludeOutcome, IsNotFooledByAModuleThatExportsThen) {
  EXPECT_EQ(run("export function then(f) { f('stolen'); } export default () => 'mine';").outcome.output, "\"mine\"");
}

TEST(PreludeOutcome, AwaitsThenablesAndTakesPlainValues) {
  EXPECT_EQ(run("export default () => ({ then(f) { f(7); } });").outcome.output, "7");
  EXPECT_EQ(run("export default () => 'plain';").outcome.output, "\"plain\"");
  EXPECT_EQ(run("export default () => {};").outcome.output, "null");
}

TEST(PreludeOutcome, RefusesOutputsThatAreNotJson) {
  for (const char* value : {"10n", "() => 1", "Symbol('x')", "{ a: 1n }", "{ toJSON() { throw new Error('no'); } }", "{ toJSON() {} }"}) {
    const Ran ran = run(std::string("export default () => (") + value + ");");
    EXPECT_EQ(ran.outcome.ending, Ending::kFailed) << value;
    EXPECT_EQ(ran.outcome.code, "invalid_output") << value;
    EXPECT_THAT(ran.outcome.message, StartsWith("The returned value cannot be written as JSON")) << value;
  }
  EXPECT_EQ(run("export default () => { const a = {}; a.a = a; return a; };").outcome.code, "invalid_output");
}

TEST(PreludeOutcome, TellsNameMessageAndPlaceOfAnException) {
  const Ran ran = run("function inner() {\n  throw new TypeError('bad');\n}\nexport default async () => inner();", {.file_name = "price.js", .limits = {}});
  EXPECT_EQ(ran.outcome.code, "exception");
  EXPECT_EQ(ran.outcome.message, "TypeError: bad");
  EXPECT_THAT(ran.outcome.stack, HasSubstr("inner (price.js:2:"));
  EXPECT_THAT(ran.outcome.stack, Not(HasSubstr("nsl:prelude")));
}

TEST(PreludeOutcome, TellsCausesAndTheErrorsOfAnAggregate) {
  const Ran cause = run("export default () => { throw new Error('outer', { cause: new RangeError('inner') }); };");
  EXPECT_THAT(cause.outcome.stack, HasSubstr("Caused by RangeError: inner"));
  const Ran aggregate = run("export default () => Promise.any([Promise.reject(new Error('one')), Promise.reject('two')]);");
  EXPECT_THAT(aggregate.outcome.stack, HasSubstr("Together with Error: one"));
  EXPECT_THAT(aggregate.outcome.stack, HasSubstr("Together with Uncaught 'two'"));
}

TEST(PreludeOutcome, SurvivesHostileThrownValues) {
  const std::pair<const char*, const char*> thrown[] = {
      {"null", "Uncaught null"},
      {"undefined", "Uncaught undefined"},
      {"'text'", "Uncaught 'text'"},
      {"Symbol('s')", "Uncaught Symbol(s)"},
      {"{ code: 5 }", "Uncaught { code: 5 }"},
      {"Object.create(null)", "Uncaught [Object: null prototype] {}"},
      {"{ get message() { throw 1; }, toString() { throw 2; } }", "Uncaught { message: [Getter], toString: [Function: toString] }"},
      {"new Proxy({}, { get() { throw 1; }, ownKeys() { throw 2; }, getPrototypeOf() { throw 3; } })", "Uncaught object that cannot be read"},
      {"Object.defineProperty(new Error('x'), 'message', { get() { throw 1; } })", "Uncaught object that cannot be read"},
      {"Object.assign(new Error('x'), { name: {}, stack: 'odd' })", "Error: x"},
  };
  for (const auto& [value, message] : thrown) {
    const Ran ran = run(std::string("export default () => { throw ") + value + "; };");
    EXPECT_EQ(ran.outcome.ending, Ending::kFailed) << value;
    EXPECT_EQ(ran.outcome.code, "exception") << value;
    EXPECT_EQ(ran.outcome.message, message) << value;
  }
}

TEST(PreludeOutcome, EndsAtAnExceptionThatNobodyCatches) {
  const char* const wait = "await new Promise((resolve) => setTimeout(resolve, 50)); return 'late'; };";
  const std::pair<const char*, const char*> programs[] = {
      {"queueMicrotask(() => { throw new Error('lost'); });", "exception"},
      {"setTimeout(() => { throw new Error('lost'); }, 1);", "exception"},
      {"new EventTarget().dispatchEvent(new Event('x')); const t = new EventTarget(); t.addEventListener('x', () => { throw new Error('lost'); }); t.dispatchEvent(new Event('x'));", "exception"},
      {"reportError(new Error('lost'));", "exception"},
      {"Promise.reject(new Error('lost'));", "unhandled_rejection"},
  };
  for (const auto& [code, expected] : programs) {
    const Ran ran = run(std::string("export default async () => {") + code + wait);
    EXPECT_EQ(ran.outcome.code, expected) << code;
    EXPECT_EQ(ran.outcome.message, "Error: lost") << code;
  }
}

TEST(PreludeOutcome, LogsWhatNobodyHandledWhenTheAnswerWasThereFirst) {
  const Ran ran = run("export default async () => { Promise.reject(new Error('lost')); return 1; };");
  EXPECT_EQ(ran.outcome.output, "1");
  ASSERT_EQ(ran.logs.size(), 1U);
  EXPECT_EQ(ran.logs[0], "error: Nothing handled this rejection, and the execution had ended: Error: lost");
}

TEST(PreludeOutcome, EndsWhenNothingIsLeftToWaitFor) {
  EXPECT_EQ(run("export default () => new Promise(() => {});").outcome.code, "never_settles");
}

TEST(PreludeOutcome, RefusesHostCallsAndRandomnessWhileAModuleIsLoaded) {
  EXPECT_THAT(run("await fetch('https://example.com/'); export default () => 1;").refused->message, HasSubstr("top level"));
  EXPECT_THAT(run("crypto.randomUUID(); export default () => 1;").refused->message, HasSubstr("top level"));
}

TEST(PreludeOutcome, StartsTimersOfTheTopLevelWithTheExecution) {
  const char* const code = "let ticks = 0; setTimeout(() => ++ticks, 20); setTimeout(() => ++ticks, 0);\n"
                           "export default async () => { const a = ticks; await new Promise((r) => setTimeout(r, 10)); const b = ticks;"
                           " await new Promise((r) => setTimeout(r, 15)); return [a, b, ticks]; };";
  EXPECT_EQ(run(code).outcome.output, "[0,1,2]");
}

TEST(PreludeOutcome, GivesTheSameForTheSameSeedAndOtherwiseNot) {
  const char* const code = "export default () => [Math.random(), crypto.randomUUID(), Date.now(), performance.now()];";
  const std::string first = run(code).outcome.output;
  EXPECT_EQ(run(code).outcome.output, first);
  EXPECT_NE(run(code, {.limits = {}, .seed = 2}).outcome.output, first);
}

// --- crypto.subtle against Project Wycheproof ---------------------------------------------------

class PreludeVectors : public ::testing::TestWithParam<const char*> {};

TEST_P(PreludeVectors, AgreesWithProjectWycheproof) {
  const auto path = crypto::testing::vectors_folder() / "crypto" / "wycheproof" / GetParam();
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "skipped: no vectors at " << path;
  Limits limits;
  limits.cpu = std::chrono::seconds(60);
  const Ran ran = run(read_file(kTests / "wycheproof.js"), {.input = read_file(path), .limits = limits});
  ASSERT_EQ(ran.outcome.ending, Ending::kSucceeded) << ran.outcome.message << "\n" << ran.outcome.stack;
  const auto result = json::parse(ran.outcome.output);
  ASSERT_TRUE(result);
  EXPECT_EQ(json::serialize(result->at("wrong")), "[]");
  EXPECT_GT(result->at("tested").to_number<int>(), 20);
}

INSTANTIATE_TEST_SUITE_P(Runtime, PreludeVectors,
                         ::testing::Values("aes_gcm_test.json", "hmac_sha256_test.json", "hmac_sha384_test.json", "hkdf_sha256_test.json",
                                           "hkdf_sha512_test.json", "ecdsa_secp256r1_sha256_p1363_test.json", "pbkdf2_hmacsha256_test.json"),
                         [](const auto& info) {
                           const std::string name = info.param;
                           return name.substr(0, name.find("_test"));
                         });

}  // namespace
}  // namespace nsl::engine
