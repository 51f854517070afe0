#include "api/execution_json.h"

#include "api/schema/read.h"
#include "api/schema/write.h"
#include "api/types.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace nsl::api {
namespace {

using functions::ExecutionStatus;

functions::Execution full_execution() {
  functions::Execution execution;
  execution.id = ExecutionId::generate();
  execution.function_name = "hello";
  execution.version = 4'294'967'295;
  execution.status = ExecutionStatus::kSucceeded;
  execution.trigger = "schedule";
  execution.output = R"({"n":42})";
  execution.logs = {{.time_ms = 1'767'225'600'123, .level = "info", .message = "a \"quote\"\n\xff"},
                    {.time_ms = 0, .level = "error", .message = ""}};
  execution.logs_dropped = 3;
  execution.usage = {.cpu = std::chrono::microseconds(1),
                     .wall = std::chrono::microseconds(2),
                     .memory = ByteCount{3},
                     .host_calls = 4,
                     .output = ByteCount{5}};
  execution.created_at = WallTime{std::chrono::microseconds{1'767'225'600'000'000}};
  execution.started_at = execution.created_at + std::chrono::milliseconds(1);
  execution.finished_at = execution.created_at + std::chrono::milliseconds(2);
  execution.input = "secret input";
  execution.seed = "secret seed";
  execution.journal = "secret journal";
  execution.trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  return execution;
}

std::string json_of(const functions::Execution& execution) {
  std::string out;
  append_execution(out, execution);
  return out;
}

// What was written by hand must be an api::Execution and the very text that its description writes.
void expect_to_match_its_description(const functions::Execution& execution) {
  const std::string text = json_of(execution);
  const auto value = json::parse(text);
  ASSERT_TRUE(value) << text << '\n' << value.error().message;
  Execution described;
  Findings findings;
  read_json(*value, "", described, findings);
  EXPECT_TRUE(findings.empty()) << findings.error().message << '\n' << text;
  EXPECT_EQ(to_json(described), text);
}

TEST(ExecutionJson, MatchesItsDescriptionInEveryState) {
  for (int i = 0; i <= static_cast<int>(ExecutionStatus::kCancelled); ++i) {
    auto execution = full_execution();
    execution.status = static_cast<ExecutionStatus>(i);
    if (execution.status > ExecutionStatus::kSucceeded) {
      execution.error = {.code = "exception", .message = "Error: \"no\"", .stack = "at f (a.js:1:2)\n"};
    }
    if (!functions::is_final(execution.status)) execution.finished_at = {};
    if (execution.status == ExecutionStatus::kQueued) execution.started_at = {};
    expect_to_match_its_description(execution);
  }
}

TEST(ExecutionJson, MatchesItsDescriptionWithNothingInIt) {
  auto execution = full_execution();
  execution.logs.clear();
  execution.output = "null";
  expect_to_match_its_description(execution);
}

TEST(ExecutionJson, HasOutputOnlyWhenItSucceeded) {
  auto execution = full_execution();
  execution.status = ExecutionStatus::kTimedOut;
  EXPECT_FALSE(json::parse(json_of(execution)).value().as_object().contains("output"));
}

TEST(ExecutionJson, IsWellFormedWithoutTheOutputThatListsLeaveOut) {
  auto execution = full_execution();
  execution.output.clear();
  EXPECT_FALSE(json::parse(json_of(execution)).value().as_object().contains("output"));
}

TEST(ExecutionJson, KeepsInputSeedAndJournalBack) {
  EXPECT_THAT(json_of(full_execution()), testing::Not(testing::HasSubstr("secret")));
}

TEST(ExecutionJson, LimitsHaveTheirUnits) {
  const auto limits = json::parse(json_of(full_execution())).value().at("limits");
  EXPECT_EQ(limits.at("memory_bytes"), 64 * 1024 * 1024);
  EXPECT_EQ(limits.at("cpu_us"), 1'000'000);
  EXPECT_EQ(limits.at("wall_us"), 30'000'000);
}

TEST(ExecutionJson, ALogLineMatchesItsDescription) {
  functions::LogLine line{
      .execution = ExecutionId::generate(), .version = 7, .entry = {.time_ms = 1, .level = "warn", .message = "x\ty"}};
  std::string text;
  append_log_line(text, line);
  LogLine described;
  Findings findings;
  read_json(json::parse(text).value(), "", described, findings);
  EXPECT_TRUE(findings.empty()) << text;
  EXPECT_EQ(to_json(described), text);
}

}  // namespace
}  // namespace nsl::api
