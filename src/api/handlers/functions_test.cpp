#include "api/testing/api_under_test.h"

#include <gmock/gmock.h>

namespace nsl::api::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class FunctionOperations : public ApiUnderTest {};

TEST_F(FunctionOperations, EverythingThatIsWrongWithABodyIsNamedAtOnce) {
  const auto answer = put("/v1/functions/hello", R"({
    "cod": "x", "file_name": 7, "note": null,
    "limits": {"memory_bytes": -1, "cpu_us": 1.5, "wall_us": "1s", "host_calls": 18446744073709551616, "extra": 1},
    "network": {"allow_hosts": ["a.example", 3, ""]}})");
  EXPECT_EQ(answer.response.status, 422);
  EXPECT_EQ(code_of(answer), "invalid_argument");
  EXPECT_EQ(pointers_of(answer),
            "/cod /code /file_name /note /limits/extra /limits/memory_bytes /limits/cpu_us /limits/wall_us "
            "/limits/host_calls /network/allow_hosts/1 /network/allow_hosts/2");
  EXPECT_THAT(answer.response.body, HasSubstr("did you mean \\\"code\\\"?"));
}

TEST_F(FunctionOperations, OnlyUnknownFieldsHaveACodeOfTheirOwn) {
  EXPECT_EQ(code_of(put("/v1/functions/hello", R"({"code":"x","nots":"y"})")), "unknown_field");
}

TEST_F(FunctionOperations, WhatIsNoJsonObjectIsRefused) {
  EXPECT_EQ(code_of(put("/v1/functions/hello", "{")), "malformed_json");
  EXPECT_EQ(code_of(put("/v1/functions/hello", "")), "malformed_json");
  EXPECT_EQ(code_of(put("/v1/functions/hello", R"({"code":"a","code":"b"})")), "malformed_json");
  EXPECT_EQ(code_of(put("/v1/functions/hello", "{\"code\":\"\xff\"}")), "malformed_json");
  EXPECT_EQ(code_of(put("/v1/functions/hello", "[]")), "invalid_argument");
  EXPECT_EQ(code_of(put("/v1/functions/hello", "null")), "invalid_argument");
}

TEST_F(FunctionOperations, CodeHasItsBounds) {
  EXPECT_EQ(pointers_of(put("/v1/functions/hello", R"({"code":""})")), "/code");
  const std::string large(engine::kCodeMax.bytes + 1, 'x');
  EXPECT_EQ(pointers_of(put("/v1/functions/hello", R"({"code":")" + large + "\"}")), "/code");
}

TEST_F(FunctionOperations, AHostThatCannotBeOneIsPointedAt) {
  const auto answer =
      put("/v1/functions/hello", R"({"code":"x","network":{"allow_hosts":["ok.example","http://no.example/"]}})");
  EXPECT_EQ(answer.response.status, 422);
  EXPECT_EQ(pointers_of(answer), "/network/allow_hosts/1");
}

TEST_F(FunctionOperations, WhatTheServiceRefusesKeepsItsPlace) {
  const auto answer = put("/v1/functions/hello", R"({"code":"bad"})");
  EXPECT_EQ(code_of(answer), "invalid_function");
  EXPECT_EQ(pointers_of(answer), "/code");
}

TEST_F(FunctionOperations, DeployHandsOnWhatWasAskedFor) {
  put("/v1/functions/new-one", R"({
    "code": "x", "file_name": "a.js", "source_map": "{}", "description": "d", "note": "n",
    "limits": {"memory_bytes": 33554432, "cpu_us": 200000, "host_calls": 5},
    "network": {"allow_hosts": ["b.example:8080", "a.example", "b.example:8080"]}})");
  const auto& got = service.last_deploy;
  EXPECT_EQ(got.name, "new-one");
  EXPECT_EQ(got.file_name, "a.js");
  EXPECT_EQ(got.source_map, "{}");
  EXPECT_EQ(got.description, "d");
  EXPECT_EQ(got.note, "n");
  engine::Limits limits;
  limits.memory = 32_MiB;
  limits.cpu = std::chrono::milliseconds(200);
  limits.host_calls = 5;
  EXPECT_EQ(got.settings.limits, limits) << "what is not asked for is the default";
  EXPECT_THAT(got.settings.allow_hosts, ElementsAre("a.example", "b.example:8080")) << "sorted, each once";
}

TEST_F(FunctionOperations, DeployTellsNewUpdatedAndUnchangedApart) {
  const auto created = put("/v1/functions/new-one", R"({"code":"1"})");
  EXPECT_EQ(created.response.status, 201);
  EXPECT_EQ(created.header("Location"), "/v1/functions/new-one");
  EXPECT_EQ(body_of(created).at("outcome"), "created");
  const auto updated = put("/v1/functions/new-one", R"({"code":"2"})");
  EXPECT_EQ(updated.response.status, 200);
  EXPECT_EQ(body_of(updated).at("outcome"), "updated");
  EXPECT_EQ(body_of(updated).at("version").at("number"), 2);
  EXPECT_EQ(body_of(put("/v1/functions/new-one", R"({"code":"2"})")).at("outcome"), "unchanged");
}

TEST_F(FunctionOperations, ListsHandOnThePageAndSayWhetherThereIsMore) {
  const auto functions = body_of(get("/v1/functions?limit=7&cursor=a%2Bb+c"));
  EXPECT_EQ(service.last_page.limit, 7u);
  EXPECT_EQ(service.last_page.cursor, "a+b c");
  EXPECT_EQ(functions.at("data").as_array().size(), 3u);
  EXPECT_TRUE(functions.at("next_cursor").is_null());
  const auto versions = body_of(get("/v1/functions/hello/versions"));
  EXPECT_EQ(versions.at("next_cursor"), "more");
}

TEST_F(FunctionOperations, TheCodeOfAVersionIsShownWhenAskedFor) {
  EXPECT_FALSE(body_of(get("/v1/functions/hello/versions/1")).as_object().contains("code"));
  EXPECT_EQ(body_of(get("/v1/functions/hello/versions/1?include=code")).at("code"), "export default 1");
  EXPECT_EQ(get("/v1/functions/hello/versions/1?include=all").response.status, 422);
  EXPECT_EQ(code_of(get("/v1/functions/hello/versions/9")), "version_not_found");
  EXPECT_EQ(get("/v1/functions/hello/versions/0").response.status, 422);
  EXPECT_EQ(get("/v1/functions/hello/versions/latest").response.status, 422);
}

TEST_F(FunctionOperations, RollbackTakesAVersionOrNone) {
  put("/v1/functions/hello", R"({"code":"2"})");
  EXPECT_EQ(body_of(post("/v1/functions/hello/rollback", "")).at("active_version"), 1);
  EXPECT_EQ(body_of(post("/v1/functions/hello/rollback", R"({"version":2})")).at("active_version"), 2);
  EXPECT_EQ(body_of(post("/v1/functions/hello/rollback", "{}")).at("active_version"), 1);
  EXPECT_EQ(code_of(post("/v1/functions/hello/rollback", "{}")), "conflict");
  EXPECT_EQ(pointers_of(post("/v1/functions/hello/rollback", R"({"version":0})")), "/version");
}

TEST_F(FunctionOperations, WhoHasItAlreadyIsNotToldAgain) {
  service.deploy({.owner = "owner", .name = "hello", .code = "1"});
  const Answered first = get("/v1/functions/hello");
  const std::string tag(first.header("ETag"));
  EXPECT_EQ(first.header("Cache-Control"), "private, no-cache");
  const auto known = [&](const std::string& tags) {
    return ask({.method = "GET", .target = "/v1/functions/hello", .headers = {{"If-None-Match", tags}}});
  };
  for (const std::string& tags : {tag, "W/" + tag, "\"other\" , " + tag, std::string("*")}) {
    const Answered again = known(tags);
    EXPECT_EQ(again.response.status, 304) << tags;
    EXPECT_EQ(again.response.body, "");
    EXPECT_EQ(again.header("ETag"), tag);
  }
  EXPECT_EQ(known("\"other\"").response.body, first.response.body);
  EXPECT_EQ(known(tag.substr(1)).response.status, 200);
  service.deploy({.owner = "owner", .name = "hello", .code = "2"});
  EXPECT_EQ(known(tag).response.status, 200);
}

TEST_F(FunctionOperations, DeployHandsOnItsConditions) {
  const std::string body = R"({"code":"1"})";
  put("/v1/functions/hello", body, {{"If-Match", "\"1-1-a\""}});
  EXPECT_EQ(service.last_deploy.condition.revision, "1-1-a");
  EXPECT_FALSE(service.last_deploy.condition.absent);
  put("/v1/functions/hello", body, {{"If-None-Match", "*"}});
  EXPECT_EQ(service.last_deploy.condition.revision, std::nullopt);
  EXPECT_TRUE(service.last_deploy.condition.absent);
  EXPECT_EQ(code_of(put("/v1/functions/hello", body, {{"If-Match", "1-1-a"}})), "invalid_argument");
  EXPECT_EQ(code_of(put("/v1/functions/hello", body, {{"If-None-Match", "\"1\""}})), "invalid_argument");
}

TEST_F(FunctionOperations, DeleteAnswersWithoutABody) {
  const auto answer = ask({.method = "DELETE", .target = "/v1/functions/hello"});
  EXPECT_EQ(answer.response.status, 204);
  EXPECT_EQ(answer.response.body, "");
  EXPECT_EQ(code_of(get("/v1/functions/hello")), "function_not_found");
  EXPECT_EQ(code_of(ask({.method = "DELETE", .target = "/v1/functions/hello"})), "function_not_found");
}

}  // namespace
}  // namespace nsl::api::testing
