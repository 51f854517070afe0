#include "functions/neo_writes.h"

#include "neo/contract/native.h"
#include "neo/types/address.h"
#include "outbox/testing/chain_fixture.h"
#include "outbox/testing/outbox_fixture.h"

#include <gmock/gmock.h>

#include <future>

namespace nsl::functions {
namespace {

using ::testing::HasSubstr;

// The key of the development chain's funded account, which is in the source code of neo-go.
constexpr const char* kDevKey = "KxyjQ8eUa4FHt3Gvioyt1Wz29cTUrE4eTqX3yFSk1YFCsPL8uNsY";

class NeoWritesTest : public ::testing::Test, protected outbox::testing::OutboxFixture {
 protected:
  NeoWritesTest() {
    EXPECT_TRUE(grants.add(alice, {.account = "dev",
                                   .function = "payout",
                                   .contracts = {neo::gas_token_hash()},
                                   .methods = {"transfer"},
                                   .call_max = neo::Fixed8::gas(5),
                                   .day_max = neo::Fixed8::gas(50)}));
  }

  NeoWrites::Asker asker(std::uint32_t call) const {
    return {
        .owner = "alice", .function = "payout", .version = 1, .version_hash = "", .execution = execution, .call = call};
  }
  std::string transfer(const std::string& amount) const {
    return R"({"method":"invoke","contract":"GasToken","name":"transfer","args":[{"type":"Hash160","value":")" +
           neo::to_address(dev.account) + R"("},{"type":"Hash160","value":")" + neo::to_address(stranger) +
           R"("},{"type":"Integer","value":")" + amount + R"("},{"type":"Any"}],"signers":[{}]})";
  }
  Result<std::string> invoke(std::uint32_t call, std::string arguments) {
    std::promise<Result<std::string>> promise;
    auto future = promise.get_future();
    writes.invoke(asker(call), std::move(arguments),
                  [&promise](Result<std::string> answer) { promise.set_value(std::move(answer)); });
    return future.get();
  }
  Result<std::string> final(const std::string& hash) {
    std::promise<Result<std::string>> promise;
    auto future = promise.get_future();
    const auto watch = writes.wait(asker(9), R"({"method":"final","hash":")" + hash + "\"}",
                                   [&promise](Result<std::string> answer) { promise.set_value(std::move(answer)); });
    return future.get();
  }
  static std::string text_of(const Result<std::string>& answer, const char* member) {
    return std::string(json::view(json::parse(answer.value())->at(member).as_string()));
  }

  const ExecutionId execution = ExecutionId::generate();
  outbox::Account dev = accounts.import(alice, "dev", neo::PrivateKey::from_wif(kDevKey).value()).value();
  const neo::UInt160 stranger = neo::PrivateKey::generate().account();
  outbox::testing::ChainFixture chain{{*vault.database, *audit, accounts, grants}};
  NeoWrites writes{*chain.sender, *chain.outbox, {.threads = 2}};
};

TEST_F(NeoWritesTest, InvokesAndWaitsForTheEnd) {
  const auto sent = invoke(1, transfer("100"));
  ASSERT_TRUE(sent) << sent.error().message;
  EXPECT_EQ(text_of(sent, "account"), "dev");
  const auto ended = final(text_of(sent, "hash"));
  ASSERT_TRUE(ended) << ended.error().message;
  EXPECT_THAT(*ended, HasSubstr(R"("event":"Transfer")"));
  EXPECT_THAT(*ended, HasSubstr(R"("stack":[{"type":"Boolean","value":true}])"));
  EXPECT_EQ(*final(text_of(sent, "hash")), *ended) << "also when it ended long ago";
}

TEST_F(NeoWritesTest, TheSameCallOfAnExecutionGivesTheSameTransaction) {
  const auto first = invoke(1, transfer("100"));
  EXPECT_EQ(invoke(1, transfer("100")).value(), first.value());
  EXPECT_EQ(invoke(1, transfer("101")).error().code, ErrorCode::kIdempotencyMismatch);
  EXPECT_NE(text_of(invoke(2, transfer("100")), "hash"), text_of(first, "hash"));
}

TEST_F(NeoWritesTest, RefusesQuestionsOfAnotherForm) {
  for (const auto* wrong :
       {"", "[]", "{}", R"({"method":"invoke","contract":"Gas","name":"x","args":[],"signers":[{}]})",
        R"({"method":"invoke","contract":"GAS","name":"x","args":[],"signers":[]})",
        R"({"method":"invoke","contract":"GAS","name":"x","args":[5],"signers":[{}]})",
        R"({"method":"invoke","contract":"GAS","name":"x","args":[],"signers":[{},{},{},{},{}]})",
        R"({"method":"invoke","contract":"GAS","name":"x","args":[],"signers":[{"scopes":"CustomContracts"}]})",
        R"({"method":"invoke","contract":"GAS","name":"x","args":[],"signers":[{}],"valid_blocks":0})"}) {
    const auto answer = invoke(1, wrong);
    ASSERT_FALSE(answer) << wrong;
    EXPECT_TRUE(answer.error().code == ErrorCode::kInvalidArgument || answer.error().code == ErrorCode::kMalformedJson)
        << wrong << " " << answer.error().message;
  }
  EXPECT_EQ(final("0x12").error().code, ErrorCode::kInvalidArgument);
}

TEST_F(NeoWritesTest, KnowsItsOwnTransactionsOnly) {
  const auto sent = invoke(1, transfer("100"));
  EXPECT_EQ(final("0x" + std::string(64, '0')).error().code, ErrorCode::kTransactionNotFound);
  auto stranger_asks = asker(1);
  stranger_asks.owner = "bob";
  std::promise<Result<std::string>> promise;
  auto future = promise.get_future();
  const auto watch = writes.wait(stranger_asks, R"({"method":"final","hash":")" + text_of(sent, "hash") + "\"}",
                                 [&promise](Result<std::string> answer) { promise.set_value(std::move(answer)); });
  EXPECT_EQ(future.get().error().code, ErrorCode::kTransactionNotFound);
}

TEST_F(NeoWritesTest, EveryEndThatIsNoneHasItsCode) {
  const std::pair<outbox::TransactionState, ErrorCode> ends[] = {
      {outbox::TransactionState::kFailed, ErrorCode::kNeoFault},
      {outbox::TransactionState::kExpired, ErrorCode::kNeoExpired},
      {outbox::TransactionState::kReplaced, ErrorCode::kNeoReplaced},
      {outbox::TransactionState::kRejected, ErrorCode::kNeoRejected}};
  std::uint32_t nonce = 0;
  for (const auto& [state, code] : ends) {
    neo::Transaction transaction{.nonce = ++nonce, .signers = {{}}, .script = {0x40}};
    transaction.witnesses.resize(1);
    ASSERT_TRUE(chain.store.add({.owner = "alice",
                                 .account = "dev",
                                 .transaction = transaction,
                                 .audit = {.action = audit::Action::kAccountSign, .owner = "alice", .actor = "test"}}));
    ASSERT_TRUE(chain.store.finish(
        std::vector<outbox::Ending>{{.hash = transaction.hash(), .state = state, .reason = "the reason"}}));
    const auto ended = final(transaction.hash().display());
    ASSERT_FALSE(ended);
    EXPECT_EQ(ended.error().code, code);
    EXPECT_THAT(ended.error().message, HasSubstr("the reason"));
  }
}

}  // namespace
}  // namespace nsl::functions
