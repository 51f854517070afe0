#include "devchain/chain/chain.h"

#include "devchain/testing/world.h"
#include "neo/script/verification.h"
#include "neo/transaction/signing.h"
#include "neo/types/hashing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include <unistd.h>

namespace nsl::devchain {
namespace {

using testing::gas;
using ::testing::HasSubstr;
using testing::neo_token;
using testing::World;

const neo::UInt160 kSomebody = neo::UInt160::parse("0x0102030405060708090a0b0c0d0e0f1011121314").value();

int code_of(const Relay<neo::UInt256>& sent) { return sent ? 0 : static_cast<int>(sent.error().code); }

neo::Signer dev_signer(neo::WitnessScope scopes = neo::WitnessScope::kCalledByEntry) {
  return {.account = Chain::dev_account(), .scopes = scopes};
}

TEST(Chain, BeginsWithTheGenesisBlockOfThePrivateNetwork) {
  World world;
  EXPECT_EQ(world.chain().ledger().find_block(0U)->hash.display(),
            "0x625b01600e23640e605f4faafafa7490eb1daece2d0db4c4572905de56c278fe");
  EXPECT_GE(world.balance(gas(), Chain::dev_account()), 10'000'000'0000'0000);
  EXPECT_EQ(world.balance(neo_token(), Chain::dev_account()), 10'000'000);
}

TEST(Chain, TakesNothingThatBreaksARule) {
  World world;
  const Bytes script{static_cast<std::uint8_t>(neo::OpCode::PUSH1)};
  const auto refused = [&](auto change) {
    neo::Transaction transaction = world.transaction(script);
    change(transaction);
    return code_of(world.send(std::move(transaction)));
  };
  EXPECT_EQ(refused([](auto& t) { t.system_fee = neo::Fixed8::gas(10'000); }), -505);
  EXPECT_EQ(refused([](auto& t) { t.script = {0xff}; }), -506);
  EXPECT_EQ(refused([&](auto& t) { t.valid_until_block = world.chain().ledger().height(); }), -510);
  EXPECT_EQ(refused([](auto& t) { t.valid_until_block = 1'000'000; }), -510);
  EXPECT_EQ(refused([](auto& t) { t.network_fee = neo::Fixed8::datoshi(10'000); }), -504);
  EXPECT_EQ(refused([](auto& t) { t.attributes.push_back({neo::NotValidBefore{.height = 50}}); }), -507);
  EXPECT_EQ(refused([](auto& t) { t.attributes.push_back({neo::NotaryAssisted{.keys = 1}}); }), -507);
  EXPECT_EQ(refused([](auto&) {}), 0);
}

TEST(Chain, TakesNoTransactionWithAWrongSignature) {
  World world;
  neo::Transaction transaction = world.transaction({static_cast<std::uint8_t>(neo::OpCode::PUSH1)});
  ASSERT_TRUE(neo::sign_alone(transaction, Chain::kNetwork, Chain::dev_key()));
  neo::Transaction changed = transaction;
  changed.nonce += 1;
  EXPECT_EQ(code_of(world.send(changed)), -508);
  neo::Transaction other_network = world.transaction({static_cast<std::uint8_t>(neo::OpCode::PUSH1)});
  ASSERT_TRUE(neo::sign_alone(other_network, 860'833'102, Chain::dev_key()));
  EXPECT_EQ(code_of(world.send(other_network)), -508);
  neo::Transaction other_script = transaction;
  other_script.witnesses[0].verification = neo::signature_script(neo::PrivateKey::generate().public_key());
  EXPECT_EQ(code_of(world.send(other_script)), -508);
  EXPECT_EQ(code_of(world.send(transaction)), 0);
}

TEST(Chain, TakesATransactionOnce) {
  World world;
  neo::Transaction transaction = world.transaction({static_cast<std::uint8_t>(neo::OpCode::PUSH1)});
  ASSERT_TRUE(neo::sign_alone(transaction, Chain::kNetwork, Chain::dev_key()));
  EXPECT_EQ(code_of(world.send(transaction)), 0);
  EXPECT_EQ(code_of(world.send(transaction)), -503);
  ASSERT_TRUE(world.chain().produce_block());
  EXPECT_EQ(code_of(world.send(transaction)), -501);
}

TEST(Chain, FeesOfAllThatWaitsMustBeCovered) {
  World world;
  const auto key = neo::PrivateKey::generate();
  world.run(World::transfer_script(gas(), Chain::dev_account(), key.account(), 30'0000'0000));
  const auto send = [&] {
    neo::Transaction transaction =
        world.transaction({static_cast<std::uint8_t>(neo::OpCode::PUSH1)}, {neo::Signer{.account = key.account()}});
    EXPECT_TRUE(neo::sign_alone(transaction, Chain::kNetwork, key));
    return code_of(world.send(std::move(transaction)));
  };
  EXPECT_EQ(send(), 0);  // 21 of 30 GAS
  EXPECT_EQ(send(), -511);
}

TEST(Chain, ATransferCostsWhatItCostsOnNeo) {
  World world;
  const ExecutionLog& log = world.run(World::transfer_script(gas(), Chain::dev_account(), kSomebody, 5));
  EXPECT_EQ(log.state, neovm::VmState::kHalt) << log.exception;
  EXPECT_EQ(log.gas_datoshi, 9'977'750);  // 165,925 * 30 + 50 * 100,000, as on real networks
  ASSERT_EQ(log.notifications.size(), 1U);
  EXPECT_EQ(log.notifications[0].name, "Transfer");
  EXPECT_EQ(world.balance(gas(), kSomebody), 5);
}

TEST(Chain, WhoHasNotSignedSendsNothing) {
  World world;
  const ExecutionLog& log = world.run(World::transfer_script(gas(), kSomebody, Chain::dev_account(), 0));
  EXPECT_EQ(log.state, neovm::VmState::kHalt);
  EXPECT_EQ(log.stack.at(0)->as_boolean(), false);
  const ExecutionLog& unscoped = world.run(World::transfer_script(gas(), Chain::dev_account(), kSomebody, 5),
                                           {dev_signer(neo::WitnessScope::kNone)});
  EXPECT_EQ(unscoped.stack.at(0)->as_boolean(), false);
  EXPECT_EQ(world.balance(gas(), kSomebody), 0);
}

TEST(Chain, MoreThanThereIsCannotBeSent) {
  World world;
  const ExecutionLog& log = world.run(World::transfer_script(neo_token(), Chain::dev_account(), kSomebody, 10'000'001));
  EXPECT_EQ(log.stack.at(0)->as_boolean(), false);
  EXPECT_EQ(world.balance(neo_token(), kSomebody), 0);
}

TEST(Chain, AFaultIsPaidForAndChangesNothing) {
  World world;
  const std::int64_t before = world.balance(gas(), kSomebody);
  Bytes script = World::transfer_script(gas(), Chain::dev_account(), kSomebody, 5);
  script.push_back(static_cast<std::uint8_t>(neo::OpCode::ABORT));
  const ExecutionLog& log = world.run(script);
  EXPECT_EQ(log.state, neovm::VmState::kFault);
  EXPECT_THAT(log.exception, HasSubstr("(ABORT)"));
  EXPECT_EQ(world.balance(gas(), kSomebody), before);
}

TEST(Chain, AScriptStopsWhenItsSystemFeeIsUsedUp) {
  World world;
  neo::Transaction transaction = world.transaction({static_cast<std::uint8_t>(neo::OpCode::JMP), 0});
  transaction.system_fee = neo::Fixed8::datoshi(1'000'000);
  const auto sent = world.send(transaction);
  ASSERT_TRUE(sent);
  ASSERT_TRUE(world.chain().produce_block());
  EXPECT_THAT(world.log_of(*sent).exception, HasSubstr("gas limit exceeded"));
  EXPECT_EQ(world.log_of(*sent).gas_datoshi, 1'000'000);
}

TEST(Chain, AConflictingTransactionThatPaysMoreReplaces) {
  World world;
  const Bytes script{static_cast<std::uint8_t>(neo::OpCode::PUSH1)};
  const neo::Transaction first = world.transaction(script);
  const auto sent = world.send(first);
  ASSERT_TRUE(sent);
  neo::Transaction cheap = world.transaction(script);
  cheap.attributes.push_back({neo::Conflicts{.transaction = *sent}});
  EXPECT_EQ(code_of(world.send(cheap)), -507);
  neo::Transaction better = cheap;
  better.network_fee = neo::Fixed8::gas(2);
  ASSERT_EQ(code_of(world.send(better)), 0);
  ASSERT_TRUE(world.chain().produce_block());
  EXPECT_EQ(world.chain().ledger().find_transaction(*sent), nullptr);
  EXPECT_EQ(code_of(world.send(first)), -500);  // it can never get there
}

TEST(Chain, WhatExpiresLeavesThePool) {
  World world;
  neo::Transaction late = world.transaction({static_cast<std::uint8_t>(neo::OpCode::PUSH1)});
  late.valid_until_block = world.chain().ledger().height() + 1;
  ASSERT_EQ(code_of(world.send(late)), 0);
  ASSERT_TRUE(world.chain().produce_block());  // the last block it can be in
  EXPECT_TRUE(world.chain().pool().empty());
  neo::Transaction gone = world.transaction({static_cast<std::uint8_t>(neo::OpCode::PUSH1)});
  gone.valid_until_block = world.chain().ledger().height();
  EXPECT_EQ(code_of(world.send(gone)), -510);
}

TEST(Chain, TwoOfThreeKeysSignForAnAccount) {
  World world;
  const std::vector<neo::PrivateKey> keys = [] {
    std::vector<neo::PrivateKey> out;
    for (int i = 0; i < 3; ++i) out.push_back(neo::PrivateKey::generate());
    return out;
  }();
  const std::vector<neo::ECPoint> points{keys[0].public_key(), keys[1].public_key(), keys[2].public_key()};
  const Bytes verification = neo::multi_signature_script(2, points).value();
  const neo::UInt160 account = neo::hash160(verification);
  world.run(World::transfer_script(gas(), Chain::dev_account(), account, 100'0000'0000));
  neo::Transaction transaction =
      world.transaction(World::transfer_script(gas(), account, kSomebody, 7), {neo::Signer{.account = account}});
  auto context = neo::SigningContext::create(Chain::kNetwork, transaction).value();
  ASSERT_TRUE(context.add_script(verification));
  ASSERT_TRUE(context.sign(keys[2]));
  EXPECT_FALSE(context.complete());
  ASSERT_TRUE(context.sign(keys[0]));
  const auto sent = world.send(context.complete().value());
  ASSERT_TRUE(sent) << sent.error().why;
  ASSERT_TRUE(world.chain().produce_block());
  EXPECT_EQ(world.balance(gas(), kSomebody), 7);
}

TEST(Chain, AWitnessRuleDecidesWhereASignatureCounts) {
  World world;
  const auto rule = [](neo::WitnessRule::Action action, const neo::UInt160& contract) {
    return neo::WitnessRule{.action = action,
                            .condition = {.type = neo::WitnessCondition::Type::kScriptHash, .value = contract}};
  };
  neo::Signer signer = dev_signer(neo::WitnessScope::kWitnessRules);
  signer.rules = {rule(neo::WitnessRule::Action::kAllow, gas())};
  const ExecutionLog& denied =
      world.run(World::transfer_script(neo_token(), Chain::dev_account(), kSomebody, 1), {signer});
  EXPECT_EQ(denied.stack.at(0)->as_boolean(), false);
  const ExecutionLog& allowed = world.run(World::transfer_script(gas(), Chain::dev_account(), kSomebody, 1), {signer});
  EXPECT_EQ(allowed.stack.at(0)->as_boolean(), true);
}

TEST(Chain, HoldingNeoBringsGas) {
  World world;
  world.run(World::transfer_script(neo_token(), Chain::dev_account(), kSomebody, 1'000));
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(world.chain().produce_block());
  const auto script = neo::call_script(
      {.contract = neo_token(),
       .method = "unclaimedGas",
       .arguments = {neo::ContractParameter::hash160(kSomebody),
                     neo::ContractParameter::integer(std::int64_t{world.chain().ledger().height()} + 1)}});
  // 11 blocks of 5 GAS, a tenth for holders, 1,000 of 100,000,000 NEO.
  EXPECT_EQ(world.invoke(script), R"({"type":"Integer","value":"5500"})");
}

TEST(Chain, TheSameBlocksGiveTheSameChainAfterARestart) {
  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("nsl-devchain-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  const std::string url = "sqlite://" + (folder / "chain.db").string();
  neo::UInt256 last;
  std::int64_t balance = 0;
  {
    auto store = BlockStore::create(url);
    ASSERT_TRUE(store) << store.error().message;
    World world({.store = *std::move(store)});
    world.run(World::transfer_script(gas(), Chain::dev_account(), kSomebody, 42));
    last = world.chain().ledger().last().hash;
    balance = world.balance(gas(), Chain::dev_account());
  }
  auto store = BlockStore::create(url);
  ASSERT_TRUE(store) << store.error().message;
  World again({.store = *std::move(store)});
  EXPECT_EQ(again.chain().ledger().last().hash, last);
  EXPECT_EQ(again.balance(gas(), kSomebody), 42);
  EXPECT_EQ(again.balance(gas(), Chain::dev_account()), balance);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace nsl::devchain
