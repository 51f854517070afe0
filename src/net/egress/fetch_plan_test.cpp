#include "net/egress/fetch_plan.h"

#include "net/egress/request_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace nsl::net {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;

FetchPlan plan_for(FetchRequest request, std::size_t redirects_max = 5) {
  if (request.url.empty()) request.url = "https://a.example/start";
  if (request.allow_hosts.empty()) request.allow_hosts = {"a.example", "b.example", "a.example:8443"};
  return *FetchPlan::create(std::move(request), redirects_max);
}

HopResponse redirect(int status, std::string location) {
  return {.status = status, .status_text = {}, .headers = {{"location", std::move(location)}}, .body = {}};
}

TEST(FetchPlan, RefusesBeforeTheFirstByte) {
  const auto code = [](FetchRequest request) { return FetchPlan::create(std::move(request), 5).error().code; };
  EXPECT_EQ(code({.url = "https://a.example/"}), ErrorCode::kEgressDenied);
  EXPECT_EQ(code({.url = "https://a.example/", .allow_hosts = {"b.example"}}), ErrorCode::kEgressDenied);
  EXPECT_EQ(code({.url = "file:///etc/passwd", .allow_hosts = {"b.example"}}), ErrorCode::kEgressDenied);
  EXPECT_EQ(code({.url = "nonsense", .allow_hosts = {"b.example"}}), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code({.url = "https://a.example/", .allow_hosts = {"*"}}), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code({.method = "POST",
                  .url = "https://a.example/",
                  .body = std::string(kRequestBodyMax.bytes + 1, 'x'),
                  .allow_hosts = {"a.example"}}),
            ErrorCode::kInvalidArgument);
}

TEST(FetchPlan, SaysWhichHostIsNotAllowedAndNothingOfTheQuery) {
  const auto plan = FetchPlan::create({.url = "https://a.example:8443/?token=hunter2"}, 5);
  EXPECT_THAT(plan.error().message, HasSubstr("a.example:8443"));
  EXPECT_THAT(plan.error().message, Not(HasSubstr("hunter2")));
}

TEST(FetchPlan, GivesOutTheResponse) {
  auto plan = plan_for({.url = "https://a.example/start#f"});
  const auto response =
      plan.advance({.status = 404, .status_text = "Not Found", .headers = {{"x", "y"}}, .body = "nothing"});
  ASSERT_TRUE(response && *response);
  EXPECT_EQ((*response)->status, 404);
  EXPECT_EQ((*response)->url, "https://a.example/start");
  EXPECT_FALSE((*response)->redirected);
  EXPECT_EQ((*response)->body, "nothing");
}

TEST(FetchPlan, ChecksEveryRedirectAgainstTheAllowList) {
  for (const auto* location : {"https://evil.example/", "//evil.example/", "https://a.example:8444/",
                               "https://a.example.evil.example/", "http://169.254.169.254/latest/meta-data"}) {
    auto plan = plan_for({});
    const auto next = plan.advance(redirect(302, location));
    ASSERT_FALSE(next) << location;
    EXPECT_EQ(next.error().code, ErrorCode::kEgressDenied);
    EXPECT_THAT(next.error().message, HasSubstr("a.example redirected"));
  }
}

TEST(FetchPlan, RefusesRedirectsToOtherSchemesAndBrokenUrls) {
  auto plan = plan_for({});
  EXPECT_EQ(plan.advance(redirect(302, "file:///etc/passwd")).error().code, ErrorCode::kEgressDenied);
  EXPECT_EQ(plan.advance(redirect(302, "https://u:p@a.example/")).error().code, ErrorCode::kEgressFailed);
  EXPECT_EQ(plan.advance(redirect(302, "https://a.example:99999/")).error().code, ErrorCode::kEgressFailed);
}

TEST(FetchPlan, RefusesARedirectToSeveralPlaces) {
  auto plan = plan_for({});
  const auto next =
      plan.advance({.status = 302, .status_text = {}, .headers = {{"location", "/a"}, {"location", "/b"}}, .body = {}});
  EXPECT_EQ(next.error().code, ErrorCode::kEgressFailed);
}

TEST(FetchPlan, FollowsOnlySoOften) {
  auto plan = plan_for({}, 2);
  EXPECT_FALSE(*plan.advance(redirect(302, "/1")));
  EXPECT_FALSE(*plan.advance(redirect(302, "/2")));
  EXPECT_EQ(plan.advance(redirect(302, "/3")).error().code, ErrorCode::kEgressFailed);
}

TEST(FetchPlan, HandsOutRedirectsThatAreNotFollowed) {
  auto manual = plan_for({.redirects = Redirects::kManual});
  EXPECT_EQ((*manual.advance(redirect(302, "https://evil.example/")))->status, 302);
  auto error = plan_for({.redirects = Redirects::kError});
  EXPECT_EQ(error.advance(redirect(302, "/ok")).error().code, ErrorCode::kEgressFailed);
  auto without_location = plan_for({});
  EXPECT_EQ((*without_location.advance({.status = 301}))->status, 301);
  auto other_status = plan_for({});
  EXPECT_EQ((*other_status.advance(redirect(304, "/x")))->status, 304);
}

struct MethodCase {
  const char* method;
  int status;
  const char* becomes;
};

TEST(FetchPlan, RewritesTheMethodAsFetchDoes) {
  constexpr MethodCase kCases[] = {
      {"POST", 301, "GET"},   {"POST", 302, "GET"},  {"POST", 303, "GET"},  {"POST", 307, "POST"},
      {"POST", 308, "POST"},  {"PUT", 301, "PUT"},   {"PUT", 302, "PUT"},   {"PUT", 303, "GET"},
      {"DELETE", 303, "GET"}, {"HEAD", 303, "HEAD"}, {"HEAD", 302, "HEAD"}, {"GET", 303, "GET"},
  };
  for (const auto& [method, status, becomes] : kCases) {
    const bool has_body = std::string_view(method) != "GET" && std::string_view(method) != "HEAD";
    auto plan = plan_for({.method = method,
                          .headers = {{"Content-Type", "text/plain"}, {"X-Keep", "1"}},
                          .body = has_body ? "body" : ""});
    ASSERT_FALSE(*plan.advance(redirect(status, "/next")));
    EXPECT_EQ(plan.hop().method, becomes) << method << " " << status;
    EXPECT_EQ(plan.hop().target.url, "https://a.example/next");
    if (std::string_view(method) != becomes) {
      EXPECT_EQ(plan.hop().body, "");
      EXPECT_THAT(plan.hop().headers, ElementsAre(Pair("X-Keep", "1")));
    } else {
      EXPECT_EQ(plan.hop().body, has_body ? "body" : "");
      EXPECT_EQ(plan.hop().headers.size(), 2u);
    }
  }
}

TEST(FetchPlan, KeepsCredentialsWithinTheOriginOnly) {
  const HeaderList credentials{{"authorization", "Bearer x"}, {"Cookie", "a=b"}, {"X-Keep", "1"}};
  for (const auto* other : {"https://b.example/", "http://a.example/", "https://a.example:8443/"}) {
    auto plan = plan_for({.headers = credentials});
    ASSERT_FALSE(*plan.advance(redirect(307, other)));
    EXPECT_THAT(plan.hop().headers, ElementsAre(Pair("X-Keep", "1"))) << other;
    // Nor do they come back on the way home.
    ASSERT_FALSE(*plan.advance(redirect(307, "https://a.example/")));
    EXPECT_THAT(plan.hop().headers, ElementsAre(Pair("X-Keep", "1")));
  }
  auto same = plan_for({.headers = credentials});
  ASSERT_FALSE(*same.advance(redirect(307, "https://A.example:443/x")));
  EXPECT_EQ(same.hop().headers.size(), 3u);
}

TEST(FetchPlan, ReportsWhereItEnded) {
  auto plan = plan_for({});
  ASSERT_FALSE(*plan.advance(redirect(302, "https://b.example/end?x=1#f")));
  const auto response = *plan.advance({.status = 200});
  EXPECT_TRUE(response->redirected);
  EXPECT_EQ(response->url, "https://b.example/end?x=1");
}

}  // namespace
}  // namespace nsl::net
