#include "outbox/outbox.h"

#include "devchain/chain/chain.h"
#include "neo/contract/native.h"
#include "outbox/testing/chain_fixture.h"
#include "outbox/testing/outbox_fixture.h"

#include <gmock/gmock.h>

#include <future>

namespace nsl::outbox {
namespace {

using neo::ContractParameter;
using neo::Fixed8;

class OutboxTest : public ::testing::Test, protected testing::OutboxFixture {
 protected:
  OutboxTest() {
    EXPECT_TRUE(grants.add(alice, {.account = "dev",
                                   .function = "payout",
                                   .contracts = {neo::gas_token_hash()},
                                   .methods = {"transfer"},
                                   .call_max = Fixed8::gas(5),
                                   .day_max = Fixed8::gas(50)}));
  }

  // Waits in the pool until `chain.chain` makes a block.
  neo::UInt256 send() {
    return chain.sender
        ->invoke({.owner = "alice",
                  .function = "payout",
                  .function_version = 1,
                  .key = {.execution = "ex_test", .call = 1, .digest = "one"},
                  .call = {.contract = neo::gas_token_hash(),
                           .method = "transfer",
                           .arguments = {ContractParameter::hash160(dev.account),
                                         ContractParameter::hash160(neo::PrivateKey::generate().account()),
                                         ContractParameter::integer(1), ContractParameter::null()}},
                  .signers = {{}}})
        .value()
        .hash;
  }

  Account dev = accounts.import(alice, "dev", devchain::Chain::dev_key()).value();
  testing::ChainFixture chain{{*vault.database, *audit, accounts, grants}, std::chrono::milliseconds(500)};
};

TEST_F(OutboxTest, TellsWhoWatchesThatATransactionHasEnded) {
  const auto hash = send();
  std::promise<void> ended;
  const auto watch = chain.outbox->watch(hash, [&] { ended.set_value(); });
  ended.get_future().wait();
  EXPECT_TRUE(has_ended(chain.store.get("alice", hash)->state));
}

TEST_F(OutboxTest, TellsNobodyWhoseWatchIsGone) {
  const auto hash = send();
  std::atomic<bool> told{false};
  chain.outbox->watch(hash, [&] { told = true; }).reset();
  chain.ended("alice", hash);
  chain.close();
  EXPECT_FALSE(told);
}

TEST_F(OutboxTest, AWatchIsGoneOnlyWhenItsCallIsOver) {
  const auto hash = send();
  std::promise<void> entered;
  std::promise<void> released;
  std::atomic<bool> over{false};
  auto watch = chain.outbox->watch(hash, [&, release = released.get_future().share()] {
    entered.set_value();
    release.wait();
    over = true;
  });
  entered.get_future().wait();
  auto gone = std::async(std::launch::async, [&] {
    watch.reset();
    return over.load();
  });
  EXPECT_EQ(gone.wait_for(std::chrono::milliseconds(50)), std::future_status::timeout);
  released.set_value();
  EXPECT_TRUE(gone.get());
}

TEST_F(OutboxTest, AWatchMayEndItself) {
  const auto hash = send();
  std::promise<void> ended;
  std::promise<std::unique_ptr<Outbox::Watch>> made;
  auto watch = chain.outbox->watch(hash, [&, given = made.get_future()]() mutable {
    given.get().reset();
    ended.set_value();
  });
  made.set_value(std::move(watch));
  ended.get_future().wait();
}

}  // namespace
}  // namespace nsl::outbox
