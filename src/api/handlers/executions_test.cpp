#include "api/testing/api_under_test.h"
#include "functions/trace_context.h"

#include <gmock/gmock.h>

namespace nsl::api::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class ExecutionOperations : public ApiUnderTest {
 protected:
  std::string queued_execution() {
    const auto answer = post("/v1/functions/slow/invoke", "1", {{"Prefer", "respond-async"}});
    return std::string(json::view(body_of(answer).at("id").as_string()));
  }
};

// ---- Invoke

TEST_F(ExecutionOperations, InputThatIsNoJsonIsRefusedBeforeAnythingRuns) {
  for (const char* bad : {"{", "undefined", "1 2", "\"\xff\"", "1e999"}) {
    EXPECT_EQ(code_of(post("/v1/functions/hello/invoke", bad)), "malformed_json") << bad;
  }
  EXPECT_EQ(service.last_invoke.function, "");
}

TEST_F(ExecutionOperations, InvokeOfWhatIsNotThereIs404) {
  EXPECT_EQ(code_of(post("/v1/functions/nobody/invoke", "1")), "function_not_found");
  EXPECT_EQ(code_of(post("/v1/functions/hello/invoke?version=9", "1")), "version_not_found");
  EXPECT_EQ(post("/v1/functions/hello/invoke?version=0", "1").response.status, 422);
  EXPECT_EQ(post("/v1/functions/hello/invoke?wait=1", "1").response.status, 422);
}

TEST_F(ExecutionOperations, InvokePassesInputAndOutputOnAsTheyAre) {
  const std::string odd = R"( {"a" : 1.0, "b":12345678901234567890, "c":"\u00e9"} )";
  const auto answer = post("/v1/functions/hello/invoke?version=1", odd);
  EXPECT_EQ(answer.response.status, 200);
  EXPECT_EQ(service.last_invoke.input, odd);
  EXPECT_EQ(service.last_invoke.version, 1u);
  EXPECT_THAT(answer.response.body, HasSubstr("\"output\":" + odd));
}

TEST_F(ExecutionOperations, NoBodyIsNull) {
  EXPECT_TRUE(body_of(post("/v1/functions/hello/invoke", "")).at("output").is_null());
}

TEST_F(ExecutionOperations, AnExecutionThatFailedIsStillAnAnswer) {
  const auto answer = post("/v1/functions/fails/invoke", "1");
  EXPECT_EQ(answer.response.status, 200);
  const auto body = body_of(answer);
  EXPECT_EQ(body.at("status"), "failed");
  EXPECT_EQ(body.at("error").at("code"), "exception");
  EXPECT_EQ(body.at("error").at("stack"), "at fails (function.js:1:1)");
  EXPECT_FALSE(body.as_object().contains("output"));
}

TEST_F(ExecutionOperations, AnIdempotencyKeyHasItsBounds) {
  EXPECT_EQ(pointers_of(post("/v1/functions/hello/invoke", "1", {{"Idempotency-Key", std::string(256, 'k')}})),
            "Idempotency-Key");
  EXPECT_EQ(post("/v1/functions/hello/invoke", "1", {{"Idempotency-Key", ""}}).response.status, 422);
  EXPECT_EQ(post("/v1/functions/hello/invoke", "1", {{"Idempotency-Key", "\xc3\xa9"}}).response.status, 422);
  EXPECT_EQ(
      post("/v1/functions/hello/invoke", "1", {{"Idempotency-Key", "a"}, {"idempotency-key", "b"}}).response.status,
      422);
  EXPECT_EQ(post("/v1/functions/hello/invoke", "1", {{"Idempotency-Key", std::string(255, 'k')}}).response.status, 200);
}

TEST_F(ExecutionOperations, ATraceparentIsTakenAndWhatIsNoneIsIgnored) {
  const auto invoke = [&](std::string traceparent) {
    return post("/v1/functions/hello/invoke", "1", {{"traceparent", std::move(traceparent)}});
  };
  EXPECT_EQ(invoke("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01").response.status, 200);
  EXPECT_EQ(functions::trace_id_of(service.last_invoke.trace), "4bf92f3577b34da6a3ce929d0e0e4736");
  for (const std::string& bad : {std::string(), std::string("00-x"), std::string(9'000, 'a')}) {
    EXPECT_EQ(invoke(bad).response.status, 200);
    EXPECT_EQ(service.last_invoke.trace, "");
  }
}

TEST_F(ExecutionOperations, ARepeatedKeyBringsTheFirstAnswerBack) {
  const auto first = post("/v1/functions/hello/invoke", "1", {{"idempotency-key", "k"}});
  EXPECT_EQ(first.header("Idempotent-Replayed"), "");
  const auto again = post("/v1/functions/hello/invoke", "1", {{"IDEMPOTENCY-KEY", "k"}});
  EXPECT_EQ(again.header("Idempotent-Replayed"), "true");
  EXPECT_EQ(again.response.body, first.response.body);
  const auto other = post("/v1/functions/hello/invoke", "2", {{"Idempotency-Key", "k"}});
  EXPECT_EQ(code_of(other), "idempotency_mismatch");
}

TEST_F(ExecutionOperations, RespondAsyncAnswersAtOnceWithAPlaceToLook) {
  const auto answer = post("/v1/functions/slow/invoke", "1", {{"Prefer", "respond-async"}});
  EXPECT_EQ(answer.response.status, 202);
  EXPECT_EQ(answer.header("Preference-Applied"), "respond-async");
  const auto body = body_of(answer);
  EXPECT_EQ(body.at("status"), "queued");
  EXPECT_TRUE(body.at("started_at").is_null());
  EXPECT_EQ(answer.header("Location"), "/v1/executions/" + std::string(json::view(body.at("id").as_string())));
  EXPECT_EQ(get(answer.header("Location")).response.status, 200);
}

TEST_F(ExecutionOperations, WaitAnswersWhenTheExecutionHasEnded) {
  const auto answer = post("/v1/functions/hello/invoke", "1", {{"Prefer", "respond-async, wait=10"}});
  EXPECT_EQ(answer.response.status, 200);
  EXPECT_EQ(body_of(answer).at("status"), "succeeded");
}

TEST_F(ExecutionOperations, WaitGivesUpWhenItsTimeIsOver) {
  EXPECT_EQ(post("/v1/functions/slow/invoke", "1", {{"Prefer", "wait=0"}}).response.status, 202);
  auto answered = std::make_shared<Answered>();
  start({.method = "POST",
         .target = "/v1/functions/slow/invoke",
         .headers = {{"Content-Type", "application/json"}, {"Prefer", "wait=5"}},
         .body = "1"},
        answered);
  EXPECT_EQ(answered->times, 0);
  clock.advance(std::chrono::seconds(6));
  until([&] { return answered->times == 1; });
  EXPECT_EQ(answered->response.status, 202);
  EXPECT_THAT(answered->header("Location"), StartsWith("/v1/executions/ex_"));
}

TEST_F(ExecutionOperations, WaitNoticesTheEndWhileItWaits) {
  auto answered = std::make_shared<Answered>();
  start({.method = "POST",
         .target = "/v1/functions/slow/invoke",
         .headers = {{"Content-Type", "application/json"}, {"Prefer", "wait=50"}},
         .body = "1"},
        answered);
  service.end_slow();
  until([&] { return answered->times == 1; });
  EXPECT_EQ(answered->response.status, 200);
  EXPECT_EQ(body_of(*answered).at("status"), "succeeded");
}

TEST_F(ExecutionOperations, AClientThatLeavesIsNotWaitedFor) {
  auto answered = std::make_shared<Answered>();
  auto exchange = start({.method = "POST",
                         .target = "/v1/functions/slow/invoke",
                         .headers = {{"Content-Type", "application/json"}, {"Prefer", "wait=50"}},
                         .body = "1"},
                        answered);
  const std::weak_ptr<FakeExchange> gone = exchange;
  exchange->abort();
  exchange.reset();
  until([&] { return gone.expired(); });
  EXPECT_EQ(answered->times, 0);
}

// ---- Executions

TEST_F(ExecutionOperations, AnIdThatCannotBeOneIsNotFound) {
  for (const char* id : {"x", "ex_", "fn_00000000000000000000000000", "ex_80000000000000000000000000"}) {
    EXPECT_EQ(code_of(get(std::string("/v1/executions/") + id)), "execution_not_found") << id;
  }
  EXPECT_EQ(code_of(get("/v1/executions/ex_00000000000000000000000000")), "execution_not_found");
}

TEST_F(ExecutionOperations, ListsAreFilteredByStatus) {
  post("/v1/functions/hello/invoke", "1");
  const auto answer = get("/v1/functions/hello/executions?status=timed_out&limit=3");
  EXPECT_EQ(answer.response.status, 200);
  EXPECT_EQ(service.last_filter.status, functions::ExecutionStatus::kTimedOut);
  EXPECT_EQ(service.last_page.limit, 3u);
  EXPECT_EQ(body_of(answer).at("data").as_array().size(), 1u);
  EXPECT_EQ(pointers_of(get("/v1/functions/hello/executions?status=done")), "status");
}

TEST_F(ExecutionOperations, CancelEndsWhatHasNotEnded) {
  const std::string id = queued_execution();
  EXPECT_EQ(body_of(post("/v1/executions/" + id + "/cancel", "")).at("status"), "cancelled");
  EXPECT_EQ(code_of(post("/v1/executions/" + id + "/cancel", "")), "conflict");
}

TEST_F(ExecutionOperations, AReplayOfWhatCannotBeReplayedIsRefused) {
  EXPECT_EQ(code_of(post("/v1/executions/x/replay", "")), "execution_not_found");
  EXPECT_EQ(code_of(post("/v1/executions/ex_00000000000000000000000000/replay", "")), "execution_not_found");
  EXPECT_EQ(code_of(post("/v1/executions/" + queued_execution() + "/replay", "")), "conflict");
}

TEST_F(ExecutionOperations, AReplaySaysWhetherItIsTheSame) {
  const std::string id(json::view(body_of(post("/v1/functions/hello/invoke", R"({"n":42})")).at("id").as_string()));
  auto answer = post("/v1/executions/" + id + "/replay", "");
  EXPECT_EQ(answer.response.status, 200);
  EXPECT_TRUE(body_of(answer).at("same").as_bool());
  EXPECT_TRUE(body_of(answer).at("difference").is_null());
  EXPECT_THAT(answer.response.body, HasSubstr("\"execution\":\"" + id + "\""));
  EXPECT_THAT(answer.response.body, HasSubstr(R"("output":{"n":42})"));

  service.replay_difference = "host call 1 (fetch) is not in the journal";
  answer = post("/v1/executions/" + id + "/replay", "");
  EXPECT_FALSE(body_of(answer).at("same").as_bool());
  EXPECT_THAT(answer.response.body, HasSubstr("\"difference\":\"" + service.replay_difference + "\""));
}

TEST_F(ExecutionOperations, AReplayOfAFailureShowsItsError) {
  const std::string id(json::view(body_of(post("/v1/functions/fails/invoke", "1")).at("id").as_string()));
  const auto body = body_of(post("/v1/executions/" + id + "/replay", ""));
  EXPECT_EQ(body.at("status"), "failed");
  EXPECT_EQ(body.at("error").at("code"), "exception");
  EXPECT_FALSE(body.as_object().contains("output"));
}

// ---- Logs

TEST_F(ExecutionOperations, LogsComeInPages) {
  const auto answer = body_of(get("/v1/functions/hello/logs?limit=2"));
  EXPECT_EQ(answer.at("data").as_array().size(), 2u);
  EXPECT_EQ(answer.at("data").at(0).at("time"), "1970-01-01T00:00:00.001Z");
  EXPECT_EQ(answer.at("next_cursor"), "more");
  EXPECT_EQ(code_of(get("/v1/functions/nobody/logs")), "function_not_found");
}

class FollowedLogs : public ExecutionOperations {
 protected:
  std::shared_ptr<FakeExchange> follow() {
    const std::size_t before = service.followers();
    auto exchange = start({.target = "/v1/functions/hello/logs?follow=1"}, answered);
    until([&] { return service.followers() > before || answered->times > 0; });
    return exchange;
  }
  std::shared_ptr<Answered> answered = std::make_shared<Answered>();
};

TEST_F(FollowedLogs, OfAFunctionThatIsNotThereAre404) {
  EXPECT_EQ(code_of(get("/v1/functions/nobody/logs?follow=1")), "function_not_found");
  EXPECT_EQ(get("/v1/functions/hello/logs?follow=yes").response.status, 422);
}

TEST_F(FollowedLogs, AreServerSentEvents) {
  const auto exchange = follow();
  EXPECT_EQ(answered->response.content_type, "text/event-stream");
  service.log({.execution = {}, .version = 3, .entry = {.time_ms = 0, .level = "warn", .message = "two\nlines"}});
  EXPECT_EQ(answered->chunks,
            ": following\n\n"
            "event: log\nid: ex_00000000000000000000000000/1\n"
            R"(data: {"execution":"ex_00000000000000000000000000","version":3,"time":"1970-01-01T00:00:00.000Z",)"
            R"("level":"warn","message":"two\nlines"})"
            "\n\n");
}

TEST_F(FollowedLogs, EndWhenTheClientLeaves) {
  auto exchange = follow();
  EXPECT_EQ(service.followers(), 1u);
  exchange->abort();
  until([&] { return service.followers() == 0; });
}

TEST_F(FollowedLogs, AreBoundedInNumber) {
  std::vector<std::shared_ptr<FakeExchange>> exchanges;
  for (std::size_t i = 0; i < Streams::kMax; ++i) {
    answered = std::make_shared<Answered>();
    exchanges.push_back(follow());
  }
  EXPECT_EQ(code_of(get("/v1/functions/hello/logs?follow=1")), "too_many_requests");
  exchanges.front()->abort();
  until([&] { return service.followers() < Streams::kMax; });
  answered = std::make_shared<Answered>();
  exchanges.push_back(follow());
  EXPECT_TRUE(answered->streaming);
}

TEST_F(FollowedLogs, EndWhenTheServiceStops) {
  const auto exchange = follow();
  api.drain();
  EXPECT_TRUE(answered->finished);
  EXPECT_EQ(service.followers(), 0u);
  EXPECT_EQ(code_of(get("/v1/functions/hello/logs?follow=1")), "unavailable");
}

}  // namespace
}  // namespace nsl::api::testing
