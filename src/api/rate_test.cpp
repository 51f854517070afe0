// How often one may ask, and how often one may fail.
#include "api/testing/api_under_test.h"

namespace nsl::api::testing {
namespace {

using namespace std::chrono_literals;

class Rates : public ApiUnderTest {
 protected:
  Rates() : ApiUnderTest({.requests = {.per_second = 2, .burst = 4}, .failures = {.per_second = 0.5, .burst = 3}}) {}

  Answered ask_as(std::string token, std::string address = "192.0.2.1") {
    return ask({.target = "/v1/whoami",
                .headers = {{"Authorization", "Bearer " + std::move(token)}},
                .remote_address = std::move(address)});
  }
};

TEST_F(Rates, ATokenMayAskInABurstAndThenAtItsRate) {
  for (int i = 0; i < 4; ++i) EXPECT_EQ(ask_as(kToken).response.status, 200);
  const Answered refused = ask_as(kToken);
  EXPECT_EQ(code_of(refused), "too_many_requests");
  EXPECT_EQ(refused.header("Retry-After"), "1");
  EXPECT_EQ(refused.header("RateLimit"), "\"token\";r=0;t=1");
  EXPECT_EQ(refused.header("RateLimit-Policy"), "\"token\";q=4;w=2");
  EXPECT_EQ(ask_as(kReader).response.status, 200) << "another token does not pay for it";
  clock.advance(1s);
  EXPECT_EQ(ask_as(kToken).response.status, 200);
}

class OwnerRates : public ApiUnderTest {
 protected:
  OwnerRates() : ApiUnderTest({.requests = {.per_second = 1, .burst = 2}, .owner_requests = {.per_second = 1.5, .burst = 3}}) {
    tokens.add("second", {"owner", "second", auth::Scopes::all()});
    tokens.add("of-acme", {"acme", "second", auth::Scopes::all()});
  }
  Answered ask_as(const std::string& token) {
    return ask({.target = "/v1/whoami", .headers = {{"Authorization", "Bearer " + token}}});
  }
};

TEST_F(OwnerRates, MoreTokensAreNoMoreRequests) {
  for (int i = 0; i < 2; ++i) EXPECT_EQ(ask_as(kToken).response.status, 200);
  EXPECT_EQ(ask_as(kToken).header("RateLimit"), "\"token\";r=0;t=1") << "its own bound comes first, and costs the owner nothing";
  EXPECT_EQ(ask_as("second").response.status, 200);
  const Answered refused = ask_as("second");
  EXPECT_EQ(code_of(refused), "too_many_requests");
  EXPECT_EQ(refused.header("RateLimit"), "\"owner\";r=0;t=1");
  EXPECT_EQ(refused.header("RateLimit-Policy"), "\"owner\";q=3;w=2");
  EXPECT_EQ(ask_as("of-acme").response.status, 200) << "another owner does not pay for it";
  clock.advance(1s);
  EXPECT_EQ(ask_as(kToken).response.status, 200);
}

class FunctionRates : public ApiUnderTest {
 protected:
  FunctionRates() : ApiUnderTest({.function_requests = {.per_second = 1, .burst = 2}}) {
    tokens.add("of-acme", {"acme", "second", auth::Scopes::all()});
  }
  Answered invoke(const std::string& function, const std::string& token = kToken) {
    return post("/v1/functions/" + function + "/invoke", "1", {{"Authorization", "Bearer " + token}});
  }
};

TEST_F(FunctionRates, OneThatIsInvokedTooOftenRefusesAllItsCallersAndNoOther) {
  for (int i = 0; i < 2; ++i) EXPECT_NE(invoke("busy").response.status, 429);
  for (const char* token : {kToken, kReader}) {
    const Answered refused = invoke("busy", token);
    if (token == kReader) {
      EXPECT_EQ(code_of(refused), "forbidden") << "who may not invoke it learns nothing about it";
      continue;
    }
    EXPECT_EQ(code_of(refused), "too_many_requests");
    EXPECT_EQ(refused.header("RateLimit"), "\"function\";r=0;t=1");
    EXPECT_EQ(refused.header("RateLimit-Policy"), "\"function\";q=2;w=2");
  }
  EXPECT_NE(invoke("idle").response.status, 429);
  EXPECT_NE(invoke("busy", "of-acme").response.status, 429) << "another owner's of the same name is another function";
  clock.advance(1s);
  EXPECT_NE(invoke("busy").response.status, 429);
}

TEST_F(FunctionRates, ReadingIsNotInvoking) {
  for (int i = 0; i < 4; ++i) EXPECT_NE(ask({.target = "/v1/functions/busy"}).response.status, 429);
}

TEST_F(Rates, AnAddressThatKeepsFailingIsShutOutForAWhile) {
  for (int i = 0; i < 3; ++i) EXPECT_EQ(code_of(ask_as("wrong")), "unauthenticated");
  EXPECT_EQ(code_of(ask_as("wrong")), "too_many_requests");
  EXPECT_EQ(code_of(ask_as(kToken)), "too_many_requests") << "so that guessing right is not told from guessing wrong";
  EXPECT_EQ(ask_as(kToken, "192.0.2.2").response.status, 200) << "another address does not pay for it";
  clock.advance(2s);
  EXPECT_EQ(ask_as(kToken).response.status, 200);
}

TEST_F(Rates, ProbesAreAlwaysAnswered) {
  for (int i = 0; i < 10; ++i) ask_as("wrong");
  EXPECT_EQ(ask({.target = "/livez", .remote_address = "192.0.2.1"}).response.status, 200);
}

TEST_F(Rates, FailuresFromThisMachineAreNotCounted) {
  for (const char* address : {"127.0.0.1", "::1"}) {
    for (int i = 0; i < 10; ++i) EXPECT_EQ(code_of(ask_as("wrong", address)), "unauthenticated");
  }
}

}  // namespace
}  // namespace nsl::api::testing
