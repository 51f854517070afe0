#include "api/testing/api_under_test.h"

namespace nsl::api::testing {
namespace {

constexpr const char* kAccounts = "/v1/neo/accounts";
constexpr const char* kWif = "L1QqQJnpBwbsPGAuutuzPTac8piqvbR1HRjrY5qHup48TBCBFe4g";

class NeoAccountsApi : public ApiUnderTest {
 protected:
  Answered remove(std::string target) {
    return ask({.method = "DELETE", .target = std::move(target), .headers = {}, .body = {}});
  }
};

TEST_F(NeoAccountsApi, MakesListsShowsAndRemoves) {
  const Answered made = post(kAccounts, R"({"name":"treasury"})");
  ASSERT_EQ(made.response.status, 201) << made.response.body;
  EXPECT_EQ(body_of(get("/v1/neo/accounts/treasury")), body_of(made));
  EXPECT_EQ(body_of(get(kAccounts)).at("data").as_array().size(), 1u);
  EXPECT_EQ(code_of(post(kAccounts, R"({"name":"treasury"})")), "conflict");
  EXPECT_EQ(remove("/v1/neo/accounts/treasury").response.status, 204);
  EXPECT_EQ(code_of(get("/v1/neo/accounts/treasury")), "account_not_found");
  EXPECT_EQ(code_of(remove("/v1/neo/accounts/treasury")), "account_not_found");
}

TEST_F(NeoAccountsApi, TakesAKeyAndNeverShowsIt) {
  const Answered made = post(kAccounts, std::string(R"({"name":"treasury","key":")") + kWif + "\"}");
  ASSERT_EQ(made.response.status, 201) << made.response.body;
  for (const auto* target : {kAccounts, "/v1/neo/accounts/treasury", "/v1/audit"}) {
    EXPECT_EQ(get(target).response.body.find(kWif), std::string::npos) << target;
  }
}

TEST_F(NeoAccountsApi, SaysWhatIsWrongWithAKeyWithoutShowingIt) {
  const std::string wrong = std::string(kWif).replace(10, 1, "9");
  const Answered refused = post(kAccounts, R"({"name":"treasury","key":")" + wrong + "\"}");
  EXPECT_EQ(code_of(refused), "invalid_argument");
  EXPECT_EQ(refused.response.body.find(wrong), std::string::npos);
  EXPECT_EQ(code_of(post(kAccounts, R"({"name":"treasury","key":"short"})")), "invalid_argument");
  EXPECT_EQ(code_of(post(kAccounts, R"({"name":"Treasury"})")), "invalid_name");
}

TEST_F(NeoAccountsApi, NeedsTheScope) {
  const Answered refused = ask({.method = "GET",
                                .target = kAccounts,
                                .headers = {{"Authorization", std::string("Bearer ") + kReader}},
                                .body = {}});
  EXPECT_EQ(code_of(refused), "forbidden");
}

TEST_F(NeoAccountsApi, GrantsListsAndRevokes) {
  ASSERT_EQ(post(kAccounts, R"({"name":"treasury"})").response.status, 201);
  const std::string grants = "/v1/neo/accounts/treasury/grants";
  const Answered added = post(
      grants,
      R"({"function":"payout","contracts":["GasToken"],"methods":["transfer"],"call_max":"0.5","day_max":"10"})");
  ASSERT_EQ(added.response.status, 201) << added.response.body;
  EXPECT_EQ(body_of(added).at("contracts").at(0).as_string(), "0xd2a4cff31913016155e38e474a2c06d08be276cf");
  EXPECT_EQ(body_of(added).at("scope").as_string(), "CalledByEntry");
  EXPECT_EQ(body_of(added).at("call_max").as_string(), "0.5");
  const std::string id(json::view(body_of(added).at("id").as_string()));
  EXPECT_EQ(body_of(get(grants)).at("data").at(0), body_of(added));
  EXPECT_EQ(remove(grants + "/" + id).response.status, 204);
  EXPECT_EQ(code_of(remove(grants + "/" + id)), "grant_not_found");
}

TEST_F(NeoAccountsApi, PointsToWhatCannotBeGranted) {
  ASSERT_EQ(post(kAccounts, R"({"name":"treasury"})").response.status, 201);
  const auto problem = [&](const char* body) { return body_of(post("/v1/neo/accounts/treasury/grants", body)); };
  const auto pointer = [&](const char* body) {
    return std::string(json::view(problem(body).at("errors").at(0).at("pointer").as_string()));
  };
  EXPECT_EQ(pointer(R"({"function":"f","contracts":["Gas"],"methods":["x"],"call_max":"1","day_max":"1"})"),
            "/contracts/0");
  EXPECT_EQ(pointer(R"({"function":"f","contracts":["GAS"],"methods":[],"call_max":"1","day_max":"1"})"), "/methods");
  EXPECT_EQ(pointer(R"({"function":"f","contracts":["GAS"],"methods":["x"],"call_max":"-","day_max":"1"})"),
            "/call_max");
  EXPECT_EQ(pointer(R"({"function":"f","contracts":["GAS"],"methods":["x"],"call_max":"1","day_max":"0.000000001"})"),
            "/day_max");
}

}  // namespace
}  // namespace nsl::api::testing
