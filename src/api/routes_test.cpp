#include "api/routes.h"

#include <gtest/gtest.h>

#include <set>

namespace nsl::api {
namespace {

// A row without a policy does not compile.
template <typename T>
concept CanBeMadeWithoutPolicy = requires {
  T{.method = Method::kGet, .path = "/", .id = "x", .summary = "x", .tag = Tag::kService, .answers = {}, .example = {}};
};
template <typename T>
concept CanBeMade = requires {
  T{.method = Method::kGet,
    .path = "/",
    .id = "x",
    .summary = "x",
    .tag = Tag::kService,
    .policy = auth::kAnyToken,
    .answers = {},
    .example = {}};
};
static_assert(CanBeMade<Outline> && !CanBeMadeWithoutPolicy<Outline>);

TEST(Routes, StayBelowTheVersionPrefixUnlessMachinesExpectThemElsewhere) {
  const std::set<std::string_view> elsewhere{"/livez", "/readyz", "/metrics", "/openapi.json", "/docs", "/docs/errors",
                                              "/docs/errors/{code}"};
  for (const Operation& operation : routes()) {
    const auto path = operation.outline.path;
    EXPECT_TRUE(path.starts_with("/v1/") || elsewhere.contains(path)) << path;
  }
}

TEST(Routes, WhatChangesSomethingNeedsAScopeForIt) {
  for (const Operation& operation : routes()) {
    if (operation.outline.method == Method::kGet) continue;
    if (operation.outline.policy.kind() == auth::Policy::Kind::kSignIn) continue;  // on the way to a token
    ASSERT_EQ(operation.outline.policy.kind(), auth::Policy::Kind::kScope) << operation.outline.id;
    const auto scope = auth::to_string(operation.outline.policy.scope());
    EXPECT_FALSE(scope.ends_with(":read")) << operation.outline.id;
  }
}

TEST(Routes, SayWhatTheyAnswer) {
  for (const Operation& operation : routes()) {
    EXPECT_FALSE(operation.outline.answers.empty()) << operation.outline.id;
    EXPECT_FALSE(operation.outline.summary.empty()) << operation.outline.id;
    EXPECT_NE(operation.run, nullptr) << operation.outline.id;
    for (const Answer& answer : operation.outline.answers) {
      const bool probe = operation.outline.id == "getReadyz" && answer.status == 503;
      EXPECT_TRUE(answer.status < 300 || answer.status == kNotModified.status || probe) << operation.outline.id;
    }
  }
}

}  // namespace
}  // namespace nsl::api
