#include "api/testing/api_under_test.h"
#include "neo/contract/native.h"

namespace nsl::api::testing {
namespace {

// The key of the development chain's funded account, which is in the source code of neo-go.
constexpr const char* kDevKey = "KxyjQ8eUa4FHt3Gvioyt1Wz29cTUrE4eTqX3yFSk1YFCsPL8uNsY";

class NeoTransactionsApi : public ApiUnderTest {
 protected:
  NeoTransactionsApi() : ApiUnderTest(Api::Options{}, Chain::kSlow) {
    EXPECT_TRUE(audited.accounts.import(owner, "dev", neo::PrivateKey::from_wif(kDevKey).value()));
    EXPECT_TRUE(audited.account_grants.add(owner, {.account = "dev",
                                                   .function = "vote",
                                                   .contracts = {neo::gas_token_hash()},
                                                   .methods = {"symbol"},
                                                   .call_max = neo::Fixed8::gas(1),
                                                   .day_max = neo::Fixed8::gas(100)}));
  }

  // A transaction that waits for a block.
  std::string sent(std::uint32_t call = 1) {
    const auto record =
        chain->sender->invoke({.owner = "owner",
                               .function = "vote",
                               .function_hash = {},
                               .key = {.execution = "ex_1", .call = call, .digest = "d"},
                               .call = {.contract = neo::gas_token_hash(), .method = "symbol", .arguments = {}},
                               .signers = {{}}});
    NSL_CHECK(record.has_value());
    return record->hash.display();
  }
  std::string path(const std::string& hash) { return "/v1/neo/transactions/" + hash; }

  const nsl::vault::Caller owner{.owner = "owner", .actor = "token:test"};
};

TEST_F(NeoTransactionsApi, ShowsWhatWasSent) {
  const auto hash = sent();
  until(
      [&] { return chain->store.get("owner", *neo::UInt256::parse(hash))->state == outbox::TransactionState::kSent; });
  const auto shown = body_of(get(path(hash)));
  EXPECT_EQ(shown.at("state").as_string(), "sent");
  EXPECT_EQ(shown.at("function").as_string(), "vote");
  EXPECT_EQ(shown.at("method").as_string(), "symbol");
  EXPECT_FALSE(shown.as_object().contains("block"));
  EXPECT_EQ(code_of(get(path("0x" + std::string(64, '0')))), "transaction_not_found");
  EXPECT_EQ(code_of(get(path("0x12"))), "transaction_not_found");
}

TEST_F(NeoTransactionsApi, ListsInPagesTheNewestFirst) {
  const auto first = sent(1);
  const auto second = sent(2);
  const auto page = body_of(get("/v1/neo/transactions?limit=1"));
  ASSERT_EQ(page.at("data").as_array().size(), 1u);
  EXPECT_EQ(page.at("data").at(0).at("hash").as_string(), second.c_str());
  const std::string cursor(json::view(page.at("next_cursor").as_string()));
  const auto next = body_of(get("/v1/neo/transactions?limit=1&cursor=" + cursor));
  EXPECT_EQ(next.at("data").at(0).at("hash").as_string(), first.c_str());
  EXPECT_TRUE(body_of(get("/v1/neo/transactions?state=failed")).at("data").as_array().empty());
  EXPECT_EQ(code_of(get("/v1/neo/transactions?cursor=nonsense")), "invalid_argument");
}

TEST_F(NeoTransactionsApi, WaitsNoLongerThanItWasAskedTo) {
  const auto hash = sent();
  auto waits = std::make_shared<Answered>();
  start({.method = "GET", .target = path(hash) + "?wait_seconds=1", .headers = {}, .body = {}}, waits);
  EXPECT_EQ(get(path(hash)).response.status, 200);
  EXPECT_EQ(waits->times, 0);
  until([&] { return waits->times > 0; });
  EXPECT_EQ(waits->response.status, 200) << "as it is when the time is over";
}

TEST_F(NeoTransactionsApi, AnswersAtOnceWhenItHasEnded) {
  const auto hash = sent();
  chain->close();
  ASSERT_TRUE(chain->store.finish(std::vector<outbox::Ending>{{.hash = *neo::UInt256::parse(hash)}}));
  chain->open({chain->chain->url()});
  const auto ended = get(path(hash) + "?wait_seconds=60");
  EXPECT_EQ(body_of(ended).at("state").as_string(), "final");
}

TEST_F(NeoTransactionsApi, CancelsWithAnother) {
  const auto hash = sent();
  const auto other = post(path(hash) + "/cancel", "");
  ASSERT_EQ(other.response.status, 202) << other.response.body;
  EXPECT_EQ(body_of(other).at("replaces").as_string(), hash.c_str());
  EXPECT_EQ(code_of(post(path("0x" + std::string(64, '0')) + "/cancel", "")), "transaction_not_found");
}

TEST_F(NeoTransactionsApi, ShowsTheNodes) {
  const auto nodes = body_of(get("/v1/neo/nodes")).at("data");
  ASSERT_EQ(nodes.as_array().size(), 1u);
  EXPECT_EQ(nodes.at(0).at("health").as_string(), "good");
  EXPECT_EQ(nodes.at(0).at("network").to_number<int>(), 56'753);
}

class NeoApiWithoutANode : public ApiUnderTest {};

TEST_F(NeoApiWithoutANode, SaysSo) {
  for (const auto* target : {"/v1/neo/transactions", "/v1/neo/nodes"}) EXPECT_EQ(code_of(get(target)), "unavailable");
}

}  // namespace
}  // namespace nsl::api::testing
