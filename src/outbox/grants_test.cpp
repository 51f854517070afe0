#include "outbox/grants.h"

#include "neo/contract/native.h"
#include "outbox/testing/outbox_fixture.h"

#include <gmock/gmock.h>

namespace nsl::outbox {
namespace {

using neo::Fixed8;
using neo::WitnessScope;

class AccountGrantsTest : public ::testing::Test, protected testing::OutboxFixture {
 protected:
  NewAccountGrant payout() const {
    return {.account = "treasury",
            .function = "payout",
            .contracts = {neo::gas_token_hash()},
            .methods = {"transfer"},
            .call_max = Fixed8::gas(1),
            .day_max = Fixed8::gas(10)};
  }
  WantedSignature transfer() const {
    return {.owner = "alice",
            .function = "payout",
            .function_hash = "",
            .account = "treasury",
            .contract = neo::gas_token_hash(),
            .method = "transfer"};
  }
  ErrorCode refusal(const WantedSignature& wanted) {
    const auto found = grants.find(wanted);
    return found ? ErrorCode::kInternal : found.error().code;
  }
  ErrorCode refusal(const NewAccountGrant& request) {
    const auto added = grants.add(alice, request);
    return added ? ErrorCode::kInternal : added.error().code;
  }
  void execute(std::string_view sql) {
    auto transaction = vault.database->write(storage::Durability::kOnDisk).value();
    ASSERT_TRUE(transaction.execute(sql));
    ASSERT_TRUE(transaction.commit());
  }

  Account treasury = accounts.create(alice, "treasury").value();
};

TEST_F(AccountGrantsTest, WithoutAGrantNothingIsAllowed) { EXPECT_EQ(refusal(transfer()), ErrorCode::kNeoNotGranted); }

TEST_F(AccountGrantsTest, AllowsWhatWasGrantedAndNothingBeside) {
  const auto grant = grants.add(alice, payout()).value();
  EXPECT_EQ(grants.find(transfer())->id, grant.id);
  EXPECT_EQ(grants.find(transfer())->signer, treasury.account);
  const auto refuses = [&](auto change) {
    auto wanted = transfer();
    change(wanted);
    return refusal(wanted) == ErrorCode::kNeoNotGranted;
  };
  EXPECT_TRUE(refuses([](auto& w) { w.owner = "bob"; }));
  EXPECT_TRUE(refuses([](auto& w) { w.function = "payouts"; }));
  EXPECT_TRUE(refuses([](auto& w) { w.account = "other"; }));
  EXPECT_TRUE(refuses([](auto& w) { w.contract = neo::neo_token_hash(); }));
  EXPECT_TRUE(refuses([](auto& w) { w.method = "Transfer"; }));
  EXPECT_TRUE(refuses([](auto& w) { w.method = "*"; }));
  EXPECT_TRUE(refuses([](auto& w) { w.scope = WitnessScope::kGlobal; }));
  EXPECT_TRUE(refuses([](auto& w) { w.scope = WitnessScope::kCalledByEntry | WitnessScope::kCustomContracts; }));
  EXPECT_FALSE(refuses([](auto& w) { w.scope = WitnessScope::kNone; }));
  EXPECT_FALSE(refuses([](auto& w) { w.account = ""; }));
}

TEST_F(AccountGrantsTest, AGlobalScopeHasToBeGranted) {
  auto request = payout();
  request.scope = WitnessScope::kGlobal;
  ASSERT_TRUE(grants.add(alice, request));
  auto wanted = transfer();
  wanted.scope = WitnessScope::kGlobal;
  EXPECT_TRUE(grants.find(wanted));
}

TEST_F(AccountGrantsTest, AsksForTheAccountWhenThereAreSeveral) {
  ASSERT_TRUE(grants.add(alice, payout()));
  ASSERT_TRUE(accounts.create(alice, "reserve"));
  auto request = payout();
  request.account = "reserve";
  ASSERT_TRUE(grants.add(alice, request));
  auto wanted = transfer();
  wanted.account = "";
  EXPECT_EQ(refusal(wanted), ErrorCode::kNeoNotGranted);
  wanted.account = "reserve";
  EXPECT_EQ(grants.find(wanted)->account, "reserve");
}

TEST_F(AccountGrantsTest, BelongsToTheAccountAndEndsWithIt) {
  ASSERT_TRUE(grants.add(alice, payout()));
  ASSERT_TRUE(accounts.remove(alice, "treasury"));
  ASSERT_TRUE(accounts.create(alice, "treasury"));
  EXPECT_EQ(refusal(transfer()), ErrorCode::kNeoNotGranted);
}

TEST_F(AccountGrantsTest, HoldsForOneVersionAndForATime) {
  auto request = payout();
  request.function_hash = std::string(64, 'a');
  request.expires_at = vault.clock.wall() + std::chrono::minutes(1);
  ASSERT_TRUE(grants.add(alice, request));
  EXPECT_EQ(refusal(transfer()), ErrorCode::kNeoNotGranted);
  auto wanted = transfer();
  wanted.function_hash = request.function_hash;
  EXPECT_TRUE(grants.find(wanted));
  vault.clock.advance(std::chrono::minutes(1));
  EXPECT_EQ(refusal(wanted), ErrorCode::kNeoNotGranted);
}

TEST_F(AccountGrantsTest, RefusesGrantsThatSayTooMuchOrTooLittle) {
  const auto with = [&](auto change) {
    auto request = payout();
    change(request);
    return refusal(request);
  };
  EXPECT_EQ(with([](auto& r) { r.function = "*"; }), ErrorCode::kInvalidName);
  EXPECT_EQ(with([](auto& r) { r.account = "none"; }), ErrorCode::kAccountNotFound);
  EXPECT_EQ(with([](auto& r) { r.contracts.clear(); }), ErrorCode::kInvalidArgument);
  EXPECT_EQ(with([](auto& r) { r.contracts.resize(17); }), ErrorCode::kInvalidArgument);
  EXPECT_EQ(with([](auto& r) { r.methods.clear(); }), ErrorCode::kInvalidArgument);
  EXPECT_EQ(with([](auto& r) { r.methods = {"a b"}; }), ErrorCode::kInvalidArgument);
  EXPECT_EQ(with([](auto& r) { r.methods = {"_deploy"}; }), ErrorCode::kInvalidArgument);
  EXPECT_EQ(with([](auto& r) { r.call_max = {}; }), ErrorCode::kInvalidArgument);
  EXPECT_EQ(with([](auto& r) { r.call_max = Fixed8::datoshi(-1); }), ErrorCode::kInvalidArgument);
  EXPECT_EQ(with([](auto& r) { r.day_max = Fixed8::datoshi(1); }), ErrorCode::kInvalidArgument);
  EXPECT_EQ(with([](auto& r) { r.function_hash = "abc"; }), ErrorCode::kInvalidArgument);
  EXPECT_TRUE(grants.list(alice, "treasury")->empty());
  EXPECT_EQ(audited().size(), 12u);  // eleven refusals, and the account
}

TEST_F(AccountGrantsTest, RevokesOnlyWhatIsTheCallers) {
  const auto grant = grants.add(alice, payout()).value();
  EXPECT_FALSE(grants.revoke(bob, "treasury", grant.id));
  EXPECT_FALSE(grants.revoke(alice, "other", grant.id));
  ASSERT_TRUE(grants.revoke(alice, "treasury", grant.id));
  EXPECT_EQ(refusal(transfer()), ErrorCode::kNeoNotGranted);
  EXPECT_EQ(audited().front(), "account.revoke");
}

TEST_F(AccountGrantsTest, DoesNotUseARowThatWasChangedByHand) {
  ASSERT_TRUE(grants.add(alice, payout()));
  for (const char* change :
       {"day_max_datoshi = day_max_datoshi + 1", "methods = '*'", "scope = 'Global'", "function = 'payin'",
        "expires_us = 9", "contracts = '0xef4073a0f2b305a38ec4050e4d3d28bc40ea63f5'"}) {
    execute(std::string("UPDATE neo_grants SET ") + change);
    auto wanted = transfer();
    if (std::string_view(change).starts_with("function")) wanted.function = "payin";
    EXPECT_EQ(refusal(wanted), ErrorCode::kVaultDamaged) << change;
    execute("DELETE FROM neo_grants");
    ASSERT_TRUE(grants.add(alice, payout()));
  }
}

}  // namespace
}  // namespace nsl::outbox
