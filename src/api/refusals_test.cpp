#include "api/refusals.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace nsl::api {
namespace {

using ::testing::HasSubstr;

class RefusalsTest : public ::testing::Test {
 protected:
  bool note(ErrorCode code) {
    return refusals.note({.code = code, .id = RequestId::generate(), .remote_address = "127.0.0.1"});
  }

  Metrics metrics;
  FakeClock clock;
  Refusals refusals{metrics, clock};
};

TEST_F(RefusalsTest, AreCountedByStatus) {
  note(ErrorCode::kMalformedRequest);
  note(ErrorCode::kHeadersTooLarge);
  note(ErrorCode::kMalformedRequest);
  EXPECT_THAT(metrics.text(), HasSubstr(R"(nsl_http_requests_total{method="_OTHER",route="refused",status="400"} 2)"));
  EXPECT_THAT(metrics.text(), HasSubstr(R"(nsl_http_requests_total{method="_OTHER",route="refused",status="431"} 1)"));
}

TEST_F(RefusalsTest, OfAFloodAreCountedButNotAllLogged) {
  unsigned logged = 0;
  for (int i = 0; i < 1'000; ++i) logged += note(ErrorCode::kMalformedRequest) ? 1 : 0;
  EXPECT_EQ(logged, Refusals::kLinesEachSecond);
  clock.advance(std::chrono::seconds(1));
  EXPECT_TRUE(note(ErrorCode::kMalformedRequest));
  EXPECT_THAT(metrics.text(), HasSubstr(R"(route="refused",status="400"} 1001)"));
}

}  // namespace
}  // namespace nsl::api
