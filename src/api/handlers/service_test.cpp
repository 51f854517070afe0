#include "api/testing/api_under_test.h"

#include <gmock/gmock.h>

namespace nsl::api::testing {
namespace {

using ::testing::HasSubstr;

class ServiceOperations : public ApiUnderTest {
 protected:
  ServiceOperations()
      : ApiUnderTest({.readiness = {{"workers", [] { return Status{}; }}, {"database", [this] { return database; }}}}) {
  }

  Status database;
};

TEST_F(ServiceOperations, AServiceThatCannotWorkIsNotReadyButAlive) {
  database = fail(ErrorCode::kStorageFailed, "the disk is full");
  const auto answer = get("/readyz");
  EXPECT_EQ(answer.response.status, 503);
  EXPECT_EQ(code_of(answer), "unavailable");
  EXPECT_THAT(answer.response.body, HasSubstr("database: the disk is full"));
  EXPECT_EQ(get("/livez").response.status, 200);
}

TEST_F(ServiceOperations, VerboseSaysHowEachCheckWent) {
  EXPECT_EQ(get("/readyz?verbose").response.body, "[+]serving ok\n[+]workers ok\n[+]database ok\n");
  database = fail(ErrorCode::kStorageFailed, "the disk is full");
  const auto answer = get("/readyz?verbose");
  EXPECT_EQ(answer.response.status, 503);
  EXPECT_THAT(answer.response.body, HasSubstr("[-]database the disk is full\n"));
}

TEST_F(ServiceOperations, ReadinessFailsFirstWhenTheServiceStops) {
  api.drain();
  EXPECT_EQ(get("/readyz").response.status, 503);
  EXPECT_EQ(get("/v1/functions/hello").response.status, 200) << "what still comes is answered";
  EXPECT_EQ(body_of(get("/v1/status")).at("status"), "draining");
}

TEST_F(ServiceOperations, StatusSaysWhatRuns) {
  clock.advance(std::chrono::seconds(90));
  const auto status = body_of(get("/v1/status"));
  EXPECT_EQ(status.at("status"), "serving");
  EXPECT_EQ(status.at("version"), "1.2.3");
  EXPECT_EQ(status.at("workers"), 2);
  EXPECT_EQ(status.at("uptime_seconds"), 90);
}

TEST_F(ServiceOperations, MetricsAreText) {
  const auto answer = get("/metrics");
  EXPECT_EQ(answer.response.content_type, "text/plain; version=0.0.4; charset=utf-8");
  EXPECT_THAT(answer.response.body, HasSubstr("nsl_http_request_duration_seconds_bucket"));
}

}  // namespace
}  // namespace nsl::api::testing
