#include "outbox/sender.h"

#include "devchain/chain/chain.h"
#include "neo/contract/native.h"
#include "neo/types/address.h"
#include "outbox/testing/chain_fixture.h"
#include "outbox/testing/outbox_fixture.h"

#include <gmock/gmock.h>

#include <atomic>

namespace nsl::outbox {
namespace {

using neo::ContractParameter;
using neo::Fixed8;

class SenderTest : public ::testing::Test, protected testing::OutboxFixture {
 protected:
  SenderTest() { grant({}); }

  void grant(NewAccountGrant request) {
    if (request.account.empty()) request.account = "dev";
    request.function = "payout";
    if (request.contracts.empty()) request.contracts = {neo::gas_token_hash()};
    if (request.methods.empty()) request.methods = {"transfer"};
    if (request.call_max == Fixed8{}) request.call_max = Fixed8::gas(100);
    if (request.day_max == Fixed8{}) request.day_max = Fixed8::gas(250);
    ASSERT_TRUE(grants.add(alice, request));
  }

  Invoke transfer(std::uint32_t call, Fixed8 amount) {
    return {.owner = "alice",
            .function = "payout",
            .function_version = 1,
            .key = {.execution = "ex_test", .call = call, .digest = amount.text()},
            .call = {.contract = neo::gas_token_hash(),
                     .method = "transfer",
                     .arguments = {ContractParameter::hash160(dev.account), ContractParameter::hash160(stranger),
                                   ContractParameter::integer(amount.datoshi()), ContractParameter::null()}},
            .signers = {{}}};
  }

  std::int64_t gas_of(const neo::UInt160& account) {
    return neo::NeoClient(*chain.nodes).balance_of(neo::gas_token_hash(), account)->as_int64().value();
  }
  ErrorCode refusal(const Invoke& request) {
    const auto sent = chain.sender->invoke(request);
    return sent ? ErrorCode::kInternal : sent.error().code;
  }

  Account dev = accounts.import(alice, "dev", devchain::Chain::dev_key()).value();
  const neo::UInt160 stranger = neo::PrivateKey::generate().account();
  testing::ChainFixture chain{{*vault.database, *audit, accounts, grants}};
};

TEST_F(SenderTest, SendsATransferThatBecomesFinal) {
  const auto sent = chain.sender->invoke(transfer(1, Fixed8::gas(3)));
  ASSERT_TRUE(sent) << sent.error().message;
  const auto record = chain.ended("alice", sent->hash);
  EXPECT_EQ(record.state, TransactionState::kFinal) << record.reason;
  EXPECT_EQ(gas_of(stranger), Fixed8::gas(3).datoshi());
  EXPECT_GT(record.block, 0u);
  EXPECT_EQ(record.gas_consumed, record.system_fee);
  EXPECT_THAT(record.result, ::testing::HasSubstr("Transfer"));
  EXPECT_EQ(audited().front(), "account.sign");
}

TEST_F(SenderTest, TheSameCallSendsOnce) {
  const auto first = chain.sender->invoke(transfer(1, Fixed8::gas(3))).value();
  const auto again = chain.sender->invoke(transfer(1, Fixed8::gas(3))).value();
  EXPECT_EQ(first.hash, again.hash);
  EXPECT_EQ(refusal(transfer(1, Fixed8::gas(4))), ErrorCode::kIdempotencyMismatch);
  chain.ended("alice", first.hash);
  EXPECT_EQ(chain.sender->invoke(transfer(1, Fixed8::gas(3)))->state, TransactionState::kFinal);
  EXPECT_EQ(gas_of(stranger), Fixed8::gas(3).datoshi());
}

TEST_F(SenderTest, TheSameCallAtTheSameTimeSendsOnce) {
  std::atomic<int> sent = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] { sent += chain.sender->invoke(transfer(1, Fixed8::gas(3))).has_value() ? 1 : 0; });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(sent, 4);
  EXPECT_EQ(chain.store.list("alice", {})->size(), 1u);
}

TEST_F(SenderTest, SendsNothingWithoutAGrant) {
  auto request = transfer(1, Fixed8::gas(3));
  request.function = "other";
  EXPECT_EQ(refusal(request), ErrorCode::kNeoNotGranted);
  EXPECT_EQ(audited().front(), "account.sign neo_not_granted");
  request = transfer(1, Fixed8::gas(3));
  request.signers = {{.scope = neo::WitnessScope::kGlobal}};
  EXPECT_EQ(refusal(request), ErrorCode::kNeoNotGranted);
  EXPECT_TRUE(chain.store.list("alice", {})->empty());
}

TEST_F(SenderTest, KeepsTheCeilings) {
  EXPECT_EQ(refusal(transfer(1, Fixed8::gas(100))), ErrorCode::kNeoOverCeiling) << "the fees come on top";
  ASSERT_TRUE(chain.sender->invoke(transfer(2, Fixed8::gas(99))));
  ASSERT_TRUE(chain.sender->invoke(transfer(3, Fixed8::gas(99))));
  EXPECT_EQ(refusal(transfer(4, Fixed8::gas(99))), ErrorCode::kNeoOverCeiling);
  ASSERT_TRUE(chain.sender->invoke(transfer(5, Fixed8::gas(10))));
  EXPECT_EQ(chain.store.list("alice", {})->size(), 3u);
}

TEST_F(SenderTest, ManyAtOnceDoNotGetPastTheCeilingOfADay) {
  std::atomic<int> sent = 0;
  std::vector<std::thread> threads;
  for (std::uint32_t i = 0; i < 6; ++i) {
    threads.emplace_back([&, i] { sent += chain.sender->invoke(transfer(i, Fixed8::gas(90))).has_value() ? 1 : 0; });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(sent, 2);
}

TEST_F(SenderTest, AFaultAtTheTryOutCostsNothing) {
  auto request = transfer(1, Fixed8::gas(3));
  request.call.arguments[1] = ContractParameter::text("no account");
  EXPECT_EQ(refusal(request), ErrorCode::kNeoFault);
  request = transfer(1, Fixed8::gas(3));
  request.call.arguments[0] = ContractParameter::hash160(stranger);
  EXPECT_EQ(refusal(request), ErrorCode::kNeoFault) << "a transfer that gives false";
  EXPECT_TRUE(chain.store.list("alice", {})->empty());
}

TEST_F(SenderTest, SaysThatTheAccountHasTooLittleGas) {
  ASSERT_TRUE(accounts.create(alice, "poor"));
  grant({.account = "poor", .contracts = {neo::neo_token_hash()}, .methods = {"symbol"}});
  auto request = transfer(1, Fixed8::gas(1));
  request.call = {.contract = neo::neo_token_hash(), .method = "symbol", .arguments = {}};
  EXPECT_EQ(refusal(request), ErrorCode::kNeoInsufficientGas);
}

TEST_F(SenderTest, ASponsorPaysForAnother) {
  const auto user = accounts.create(alice, "user").value();
  grant({.account = "user"});
  auto pay = transfer(1, Fixed8::gas(5));
  pay.call.arguments[1] = ContractParameter::hash160(user.account);
  pay.signers = {{.account = "dev"}};
  chain.ended("alice", chain.sender->invoke(pay)->hash);
  auto sponsored = transfer(2, Fixed8::gas(5));
  sponsored.call.arguments[0] = ContractParameter::hash160(user.account);
  sponsored.signers = {{.account = "dev", .scope = neo::WitnessScope::kNone}, {.account = "user"}};
  const auto sent = chain.sender->invoke(sponsored);
  ASSERT_TRUE(sent) << sent.error().message;
  EXPECT_EQ(chain.ended("alice", sent->hash).state, TransactionState::kFinal);
  EXPECT_EQ(gas_of(user.account), 0) << "it paid no fees";
  EXPECT_EQ(gas_of(stranger), Fixed8::gas(5).datoshi());
}

TEST_F(SenderTest, WithoutANodeItCanBeTriedAgain) {
  chain.open({"http://127.0.0.1:1"});
  EXPECT_EQ(refusal(transfer(1, Fixed8::gas(3))), ErrorCode::kUnavailable);
  chain.open({chain.chain->url()});
  EXPECT_TRUE(chain.sender->invoke(transfer(1, Fixed8::gas(3))));
}

TEST_F(SenderTest, ASealedVaultSignsNothing) {
  ASSERT_TRUE(vault.vault->seal(alice));
  EXPECT_EQ(refusal(transfer(1, Fixed8::gas(3))), ErrorCode::kVaultSealed);
}

class SlowChainTest : public SenderTest {
 protected:
  SlowChainTest() { chain.close(); }  // or its outbox would take up what is for the other

  // No block is made while a test runs, so that what is sent stays in the pool.
  testing::ChainFixture slow{{*vault.database, *audit, accounts, grants}, std::chrono::hours(1)};
};

TEST_F(SlowChainTest, SpentGasIsGivenBackWhenNothingHappened) {
  ASSERT_TRUE(slow.sender->invoke(transfer(2, Fixed8::gas(99))));
  const auto second = slow.sender->invoke(transfer(3, Fixed8::gas(99))).value();
  ASSERT_FALSE(slow.sender->invoke(transfer(4, Fixed8::gas(99))));
  slow.close();
  ASSERT_TRUE(slow.store.finish(
      std::vector<Ending>{{.hash = second.hash, .state = TransactionState::kExpired, .reason = "in no block"}}));
  slow.open({slow.chain->url()});
  EXPECT_TRUE(slow.sender->invoke(transfer(4, Fixed8::gas(99))));
}

TEST_F(SlowChainTest, CancelsWithATransactionThatPaysMore) {
  const auto sent = slow.sender->invoke(transfer(1, Fixed8::gas(3))).value();
  const auto other = slow.sender->cancel(alice, sent.hash);
  ASSERT_TRUE(other) << other.error().message;
  EXPECT_EQ(other->replaces, sent.hash);
  EXPECT_GT(other->network_fee, sent.network_fee);
  EXPECT_FALSE(slow.sender->cancel(bob, sent.hash)) << "it is not his";
}

}  // namespace
}  // namespace nsl::outbox
