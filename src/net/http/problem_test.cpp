#include "net/http/problem.h"

#include "base/error_advice.h"
#include "base/json.h"

#include <gtest/gtest.h>

namespace nsl::net {
namespace {

json::object parsed(const std::string& text) { return json::parse(text).value().as_object(); }

TEST(Problem, IsValidJsonWhateverTheMessageHolds) {
  const auto problem = parsed(problem_json({ErrorCode::kInternal, "a \"quote\"\n\xff\x01", "/x\""}, {}));
  EXPECT_EQ(problem.at("detail").as_string(), "a \"quote\"\n\xEF\xBF\xBD\x01");
}

TEST(Problem, EveryCodeMakesADocument) {
  for (const ErrorInfo& row : all_errors()) {
    const auto problem = parsed(problem_json({row.code, "why", {}}, {}));
    EXPECT_EQ(problem.at("code").as_string(), row.name);
    EXPECT_EQ(problem.at("type").as_string(), "/docs/errors/" + std::string(row.name));
    EXPECT_EQ(problem.at("status").as_int64(), row.http_status);
    EXPECT_EQ(problem.at("title").as_string(), row.title);
    EXPECT_EQ(problem.at("retryable").as_bool(), row.retry == Retry::kLater);
    EXPECT_EQ(problem.at("advice").as_string(), advice(row.code));
    EXPECT_FALSE(problem.contains("errors"));
  }
}

TEST(Problem, CarriesTheRequestId) {
  const auto id = RequestId::generate();
  EXPECT_EQ(parsed(problem_json({ErrorCode::kInternal, "x", {}}, id)).at("request_id").as_string(), id.text());
}

TEST(Problem, PointsAtThePlaceInTheInput) {
  const auto problem = parsed(problem_json({ErrorCode::kLimitTooHigh, "too much", "/limits/cpu_us"}, {}));
  EXPECT_EQ(problem.at("errors"), json::parse(R"([{"pointer":"/limits/cpu_us","detail":"too much"}])").value());
}

TEST(Problem, ListsEveryViolation) {
  const Violation violations[] = {{"/a", "one"}, {"/b", "two"}};
  const auto problem = parsed(problem_json({ErrorCode::kInvalidArgument, "two values", {}}, {}, violations));
  EXPECT_EQ(problem.at("errors"),
            json::parse(R"([{"pointer":"/a","detail":"one"},{"pointer":"/b","detail":"two"}])").value());
}

TEST(Problem, AnOverloadSaysWhenToComeBack) {
  const Response busy = problem_response({ErrorCode::kUnavailable, "full", {}}, {});
  EXPECT_EQ(busy.status, 503);
  EXPECT_EQ(busy.content_type, kProblemType);
  ASSERT_EQ(busy.headers.size(), 1u);
  EXPECT_EQ(busy.headers[0].first, "Retry-After");
  EXPECT_TRUE(problem_response({ErrorCode::kConflict, "no", {}}, {}).headers.empty());
}

}  // namespace
}  // namespace nsl::net
