// Which answers come compressed, and that conditional requests go on working with them.
#include "api/testing/api_under_test.h"

#include <gtest/gtest.h>

namespace nsl::api::testing {
namespace {

class CompressedApi : public ApiUnderTest {
 protected:
  CompressedApi() {
    const std::string long_code = "export default 1; // " + std::string(4'000, 'x');
    service.deploy({.owner = "owner", .name = "hello", .code = long_code});
  }

  using Headers = std::vector<std::pair<std::string, std::string>>;
  Answered with(std::string target, Headers headers) {
    return ask({.method = "GET", .target = std::move(target), .headers = std::move(headers)});
  }
  Answered packed(std::string target) { return with(std::move(target), {{"Accept-Encoding", "gzip"}}); }

  const std::string version = "/v1/functions/hello/versions/2?include=code";
};

TEST_F(CompressedApi, NobodyGetsItUnasked) {
  EXPECT_EQ(get(version).header("Content-Encoding"), "");
  EXPECT_EQ(get(version).header("Vary"), "Accept-Encoding");
  EXPECT_EQ(with(version, {{"Accept-Encoding", "gzip;q=0"}}).header("Content-Encoding"), "");
}

TEST_F(CompressedApi, LongAnswersGetSmaller) {
  const auto plain = get(version);
  const auto answer = packed(version);
  ASSERT_EQ(answer.response.status, 200);
  EXPECT_EQ(answer.header("Content-Encoding"), "gzip");
  EXPECT_LT(answer.response.body.size(), plain.response.body.size() / 4);
  for (const char* page : {"/openapi.json", "/docs", "/metrics"}) {
    EXPECT_EQ(packed(page).header("Content-Encoding"), "gzip") << page;
  }
}

TEST_F(CompressedApi, ShortAnswersStayAsTheyAre) {
  EXPECT_EQ(packed("/v1/functions/nobody").header("Content-Encoding"), "");
  EXPECT_EQ(packed("/v1/status").header("Content-Encoding"), "");
}

TEST_F(CompressedApi, WhatMayHoldSecretsOrWhatFunctionsGaveIsNever) {
  const vault::Caller owner{.owner = "owner", .actor = "token:test"};
  for (int i = 0; i < 20; ++i) EXPECT_TRUE(vault.put(owner, "KEY_" + std::to_string(i), "value"));
  functions::Execution execution;
  execution.id = ExecutionId::generate();
  execution.function_name = "hello";
  execution.status = functions::ExecutionStatus::kSucceeded;
  execution.output = '"' + std::string(4'000, 'x') + '"';
  service.add_execution(execution);
  for (const std::string& target : {std::string("/v1/secrets"), std::string("/v1/vault"), std::string("/v1/tokens"),
                                    "/v1/executions/" + execution.id.text()}) {
    for (const char* asked : {"gzip", "gzip, identity;q=0"}) {
      const auto answer = with(target, {{"Accept-Encoding", asked}});
      EXPECT_EQ(answer.response.status, 200) << target;
      EXPECT_EQ(answer.header("Content-Encoding"), "") << target;
    }
  }
}

TEST_F(CompressedApi, TheTagOfACompressedAnswerIsAsGood) {
  const std::string target = "/v1/functions/hello";
  const std::string plain(get(target).header("ETag"));
  const auto answer = with(target, {{"Accept-Encoding", "gzip, identity;q=0"}});
  const std::string tag(answer.header("ETag"));
  EXPECT_EQ(tag, plain.substr(0, plain.size() - 1) + "-gzip\"");
  const auto again = with(target, {{"If-None-Match", tag}});
  EXPECT_EQ(again.response.status, 304);
  EXPECT_EQ(again.header("ETag"), tag);
  put(target, R"({"code":"1"})", {{"If-Match", tag}});
  EXPECT_EQ(service.last_deploy.condition.revision, plain.substr(1, plain.size() - 2));
}

class NoCompression : public ApiUnderTest {
 protected:
  NoCompression() : ApiUnderTest({.compress_least = 0}) {}
};

TEST_F(NoCompression, CanBeChosen) {
  for (const char* page : {"/openapi.json", "/docs", "/metrics"}) {
    const auto answer = ask({.method = "GET", .target = page, .headers = {{"Accept-Encoding", "gzip, identity;q=0"}}});
    EXPECT_EQ(answer.header("Content-Encoding"), "") << page;
    EXPECT_EQ(answer.header("Vary"), "") << page;
  }
}

}  // namespace
}  // namespace nsl::api::testing
