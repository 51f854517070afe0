// What must be the same on every Neo network (testing/neo_network.h says which it is).
#include "devchain/testing/neo_network.h"
#include "neo/rpc/iterators.h"
#include "neo/rpc/methods/chain_methods.h"
#include "neo/rpc/methods/contract_methods.h"
#include "neo/rpc/methods/node_methods.h"
#include "neo/rpc/methods/token_methods.h"
#include "neo/types/address.h"

#include <gmock/gmock.h>

namespace nsl::devchain {
namespace {

using namespace neo;
using ::testing::HasSubstr;
using testing::kGas;
using testing::NeoNetwork;

constexpr auto kNobody = WitnessScope::kNone;

TEST_F(NeoNetwork, TransfersTokensAndTellsOfIt) {
  const auto alice = PrivateKey::generate();
  const auto bob = PrivateKey::generate().account();
  fund({alice.account()}, 10 * kGas);
  const auto transaction = signed_by(alice, {.script = transfer(alice.account(), bob, 150'000'000)});
  const auto done = run(transaction);
  ASSERT_EQ(done.state, ExecutionState::kHalt) << done.exception;
  ASSERT_EQ(done.notifications.size(), 1u);
  EXPECT_EQ(done.notifications[0].contract, gas_token_hash());
  EXPECT_EQ(done.notifications[0].event, "Transfer");
  EXPECT_EQ(gas(bob), 150'000'000);
  // Exactly what was said is paid.
  const auto fees = transaction->system_fee.plus(transaction->network_fee).value();
  EXPECT_EQ(gas(alice.account()), 10 * kGas - 150'000'000 - fees.datoshi());
  EXPECT_EQ(done.gas_consumed, transaction->system_fee);
  // Once more is no error, and changes nothing.
  EXPECT_TRUE(client_.send(*transaction));
  EXPECT_EQ(gas(bob), 150'000'000);
}

TEST_F(NeoNetwork, RefusesWhatIsNotRight) {
  const auto alice = PrivateKey::generate();
  const auto bob = PrivateKey::generate().account();
  fund({alice.account()}, 5 * kGas);
  const auto good = signed_by(alice, {.script = transfer(alice.account(), bob, kGas)});
  ASSERT_TRUE(good);

  auto cheap = *good;
  cheap.network_fee = Fixed8::datoshi(cheap.network_fee.datoshi() - 1);
  ASSERT_TRUE(sign_alone(cheap, pool_->network().value(), alice));
  EXPECT_EQ(client_.send(cheap).error().code, ErrorCode::kConflict);
  auto poor = *good;
  poor.system_fee = Fixed8::gas(6);
  ASSERT_TRUE(sign_alone(poor, pool_->network().value(), alice));
  EXPECT_EQ(client_.send(poor).error().code, ErrorCode::kConflict);
  auto elsewhere = *good;  // signed for another network
  ASSERT_TRUE(sign_alone(elsewhere, 860'833'102, alice));
  EXPECT_EQ(client_.send(elsewhere).error().code, ErrorCode::kConflict);
  auto too_far = *good;
  too_far.valid_until_block += 10'000'000;
  ASSERT_TRUE(sign_alone(too_far, pool_->network().value(), alice));
  EXPECT_EQ(client_.send(too_far).error().code, ErrorCode::kConflict);

  EXPECT_EQ(gas(alice.account()), 5 * kGas);
  EXPECT_EQ(run(good).state, ExecutionState::kHalt);
}

TEST_F(NeoNetwork, LetsTwoOfThreeSignTogether) {
  const auto ann = PrivateKey::generate();
  const auto bo = PrivateKey::generate();
  const auto cy = PrivateKey::generate();
  const auto script =
      multi_signature_script(2, std::vector{ann.public_key(), bo.public_key(), cy.public_key()}).value();
  const auto board = account_of_script(script);
  const auto bob = PrivateKey::generate().account();
  fund({board}, 10 * kGas);
  auto first = sign({.script = transfer(board, bob, kGas),
                     .signers = {Signer{.account = board}},
                     .verification_scripts = {{board, script}}},
                    {&cy});
  ASSERT_TRUE(first) << first.error().message;
  EXPECT_EQ(first->missing(), std::vector{board});
  EXPECT_FALSE(first->complete());
  // As a file it goes to the other signer.
  auto second = SigningContext::from_json(first->to_json());
  ASSERT_TRUE(second);
  ASSERT_TRUE(second->sign(ann));
  EXPECT_EQ(run(second->complete()).state, ExecutionState::kHalt);
  EXPECT_EQ(gas(bob), kGas);
}

TEST_F(NeoNetwork, LetsOnePayForAnother) {
  const auto bank = PrivateKey::generate();
  const auto user = PrivateKey::generate();
  const auto bob = PrivateKey::generate().account();
  fund({bank.account(), user.account()}, 5 * kGas);
  const auto context =
      sign({.script = transfer(user.account(), bob, 5 * kGas),
            .signers = {Signer{.account = bank.account(), .scopes = kNobody}, Signer{.account = user.account()}}},
           {&bank, &user});
  ASSERT_TRUE(context) << context.error().message;
  EXPECT_EQ(run(context->complete()).state, ExecutionState::kHalt);
  EXPECT_EQ(gas(bob), 5 * kGas);
  EXPECT_EQ(gas(user.account()), 0);
  EXPECT_LT(gas(bank.account()), 5 * kGas);
  // The bank's signature is good for the fee and nothing more.
  EXPECT_FALSE(signed_by(bank, {.script = transfer(bank.account(), bob, 1),
                                .signers = {Signer{.account = bank.account(), .scopes = kNobody}}}));
}

TEST_F(NeoNetwork, TakesTheFeeOfATransactionThatFaults) {
  const auto alice = PrivateKey::generate();
  const auto bob = PrivateKey::generate().account();
  fund({alice.account()}, 100 * kGas);
  const auto late = signed_by(alice, {.script = transfer(alice.account(), bob, 60 * kGas), .valid_blocks = 1'000});
  ASSERT_EQ(run(signed_by(alice, {.script = transfer(alice.account(), bob, 60 * kGas)})).state, ExecutionState::kHalt);
  const auto before = gas(alice.account());
  const auto done = run(late);
  EXPECT_EQ(done.state, ExecutionState::kFault);
  EXPECT_FALSE(done.exception.empty());
  EXPECT_LT(gas(alice.account()), before);
  EXPECT_EQ(gas(bob), 60 * kGas);
}

TEST_F(NeoNetwork, CancelsByAConflictingTransaction) {
  const auto alice = PrivateKey::generate();
  const auto bob = PrivateKey::generate().account();
  fund({alice.account()}, 10 * kGas);
  const auto unwanted = signed_by(alice, {.script = transfer(alice.account(), bob, kGas), .valid_blocks = 1'000});
  ASSERT_TRUE(unwanted);
  const auto cancelling = signed_by(alice,
                                    {.script = ScriptBuilder().emit(OpCode::RET).take(),
                                     .signers = {Signer{.account = alice.account(), .scopes = kNobody}},
                                     .attributes = {Attribute{Conflicts{unwanted->hash()}}}},
                                    1'000'000);
  ASSERT_EQ(run(cancelling).state, ExecutionState::kHalt);
  EXPECT_EQ(client_.send(*unwanted).error().code, ErrorCode::kConflict);
  EXPECT_EQ(gas(bob), 0);
}

TEST_F(NeoNetwork, LetsATransactionExpire) {
  const auto alice = PrivateKey::generate();
  const auto bob = PrivateKey::generate().account();
  fund({alice.account()}, 10 * kGas);
  const auto late = signed_by(alice, {.script = transfer(alice.account(), bob, kGas), .valid_blocks = 1});
  ASSERT_TRUE(late);
  for (int i = 0; i < 2; ++i) fund({bob}, 1);
  EXPECT_EQ(client_.send(*late).error().code, ErrorCode::kConflict);
  const auto outcome = outcome_of(*late);
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_TRUE(std::holds_alternative<Expired>(*outcome));
  EXPECT_EQ(gas(bob), 2);
}

TEST_F(NeoNetwork, DeploysAContractCallsItAndHearsIt) {
  const auto contract = deploy();
  const auto sum = client_.call({.contract = contract,
                                 .method = "add",
                                 .arguments = {ContractParameter::integer(2), ContractParameter::integer(40)}});
  ASSERT_TRUE(sum) << sum.error().message;
  ASSERT_EQ(sum->state, ExecutionState::kHalt) << sum->exception;
  EXPECT_EQ(sum->stack.at(0).as_integer(), Integer(42));
  const auto missing = client_.call({.contract = contract, .method = "subtract", .arguments = {}});
  EXPECT_EQ(missing->state, ExecutionState::kFault);

  const auto alice = PrivateKey::generate();
  fund({alice.account()}, 10 * kGas);
  const auto done = run(signed_by(alice, {.script = call(contract, "announce", {ContractParameter::text("hello")})}));
  ASSERT_EQ(done.state, ExecutionState::kHalt) << done.exception;
  ASSERT_EQ(done.notifications.size(), 1u);
  EXPECT_EQ(done.notifications[0].contract, contract);
  EXPECT_EQ(done.notifications[0].event, "Announced");
  EXPECT_EQ(std::get<StackItem::List>(done.notifications[0].state.value).at(0).as_text(), "hello");
  // What faults now is not even signed.
  const auto refused = signed_by(alice, {.script = call(contract, "refuse", {})});
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("ABORT"));
}

TEST_F(NeoNetwork, ReadsAllItemsOfAnIterator) {
  deploy();
  IteratorReader reader(*pool_);
  const auto answer =
      NeoClient(reader).call({.contract = contract_management_hash(), .method = "getContractHashes", .arguments = {}});
  ASSERT_TRUE(answer) << answer.error().message;
  ASSERT_EQ(answer->stack.size(), 1u);
  EXPECT_EQ(answer->session, "");
  const auto& iterator = std::get<StackItem::Interop>(answer->stack[0].value);
  EXPECT_FALSE(iterator.items.empty());
  EXPECT_FALSE(iterator.truncated);
  EXPECT_EQ(iterator.id, "");
}

TEST_F(NeoNetwork, HonoursTheScopeOfASignature) {
  const auto contract = deploy();
  const auto alice = PrivateKey::generate();
  fund({alice.account()}, 10 * kGas);
  const auto allowed = [&](Signer signer) {
    signer.account = alice.account();
    const auto done =
        client_.invoke(call(contract, "protect", {ContractParameter::hash160(alice.account())}), std::vector{signer});
    EXPECT_TRUE(done) << done.error().message;
    return done && done->state == ExecutionState::kHalt;
  };
  using Type = WitnessCondition::Type;
  using Action = WitnessRule::Action;
  const WitnessCondition here{Type::kScriptHash, contract};
  const WitnessCondition by_entry{Type::kCalledByEntry, {}};
  const WitnessCondition not_here{Type::kNot, std::vector{here}};
  const auto rules = [](std::vector<WitnessRule> list) {
    return Signer{.account = {}, .scopes = WitnessScope::kWitnessRules, .rules = std::move(list)};
  };
  EXPECT_FALSE(allowed({.account = {}, .scopes = kNobody}));
  EXPECT_TRUE(allowed({.account = {}, .scopes = WitnessScope::kGlobal}));
  EXPECT_TRUE(allowed({.account = {}, .scopes = WitnessScope::kCalledByEntry}));
  EXPECT_TRUE(allowed({.account = {}, .scopes = WitnessScope::kCustomContracts, .contracts = {contract}}));
  EXPECT_FALSE(allowed({.account = {}, .scopes = WitnessScope::kCustomContracts, .contracts = {gas_token_hash()}}));
  EXPECT_TRUE(allowed(rules({{Action::kAllow, here}})));
  EXPECT_FALSE(allowed(rules({{Action::kDeny, here}, {Action::kAllow, by_entry}})));
  EXPECT_TRUE(allowed(rules({{Action::kAllow, by_entry}, {Action::kDeny, here}})));
  EXPECT_FALSE(allowed(rules({{Action::kAllow, {Type::kAnd, std::vector{by_entry, not_here}}}})));
  EXPECT_TRUE(allowed(rules({{Action::kAllow, {Type::kOr, std::vector{not_here, by_entry}}}})));
  // And in a block.
  const auto signer = rules({{Action::kAllow, here}});
  EXPECT_EQ(
      run(signed_by(alice,
                    {.script = call(contract, "protect", {ContractParameter::hash160(alice.account())}),
                     .signers = {Signer{.account = alice.account(), .scopes = signer.scopes, .rules = signer.rules}}}))
          .state,
      ExecutionState::kHalt);
}

TEST_F(NeoNetwork, AnswersWhatClientsAskOfBlocksContractsAndTokens) {
  const auto alice = PrivateKey::generate();
  fund({alice.account()}, 10 * kGas);
  const auto transaction = signed_by(alice, {.script = transfer(alice.account(), account_of(alice.public_key()), 1)});
  ASSERT_EQ(run(transaction).state, ExecutionState::kHalt);
  const auto hash = transaction->hash();

  ChainMethods chain(*pool_);
  const auto height = chain.transaction_height(hash);
  ASSERT_TRUE(height && *height) << height.error().message;
  const auto block = chain.block(**height);
  ASSERT_TRUE(block && *block) << block.error().message;
  EXPECT_EQ((*block)->header.index, **height);
  const auto block_hash = chain.block_hash(**height);
  EXPECT_EQ(block_hash.value(), (*block)->header.hash());
  EXPECT_EQ(chain.header(**block_hash).value(), (*block)->header);
  EXPECT_EQ(chain.standing(**height).value()->hash, **block_hash);
  EXPECT_GE(chain.block_count().value(), **height + 1);
  EXPECT_GE(chain.header_count().value(), **height + 1);
  EXPECT_TRUE(chain.best_block_hash());
  EXPECT_EQ(chain.raw_transaction(hash).value(), *transaction);
  EXPECT_EQ(chain.executions(**block_hash).value().list.size(), 2u);
  EXPECT_TRUE(chain.system_fee(**height));
  EXPECT_FALSE(chain.notifications(**height).value().empty());
  EXPECT_TRUE(chain.pool());
  EXPECT_EQ(chain.block(UInt256{}).value(), std::nullopt);
  EXPECT_EQ(chain.raw_transaction(UInt256{}).value(), std::nullopt);

  ContractMethods contracts(*pool_);
  EXPECT_EQ(contracts.contract(gas_token_hash()).value()->manifest->name, "GasToken");
  EXPECT_GE(contracts.native_contracts().value().size(), 8u);
  EXPECT_EQ(contracts.storage(gas_token_hash(), Bytes{0x7f}).value(), std::nullopt);
  EXPECT_FALSE(contracts.find_storage(gas_token_hash(), {}).value().entries.empty());
  const auto symbol = contracts.invoke_function({gas_token_hash(), "symbol", {}}, {});
  EXPECT_EQ(symbol.value().stack.at(0).as_text(), "GAS");
  EXPECT_FALSE(contracts.invoke_verify(gas_token_hash(), {}, {}));  // it has no such method

  TokenMethods tokens(*pool_);
  EXPECT_EQ(tokens.nep17_balances(alice.account()).value().size(), 1u);
  constexpr std::uint64_t kEver = 9'999'999'999'999;
  const auto moved = tokens.nep17_transfers({.account = alice.account(), .from_ms = 0, .to_ms = kEver});
  ASSERT_TRUE(moved) << moved.error().message;
  EXPECT_EQ(moved->received.size(), 2u) << "from whom funded it, and from itself";
  EXPECT_GE(moved->sent.size(), 1u);
  EXPECT_TRUE(tokens.nep11_balances(alice.account()).value().empty());
  EXPECT_TRUE(tokens.nep11_transfers({.account = alice.account(), .from_ms = 0}).value().sent.empty());
  EXPECT_TRUE(tokens.unclaimed_gas(alice.account()));

  NodeMethods node(*pool_);
  EXPECT_EQ(node.version().value().network, pool_->network().value());
  EXPECT_EQ(node.committee().value().size(), 1u);
  EXPECT_EQ(node.next_block_validators().value().size(), 1u);
  EXPECT_TRUE(node.candidates());
  EXPECT_TRUE(node.peers());
  EXPECT_TRUE(node.connection_count());
  EXPECT_TRUE(node.is_address(to_address(alice.account())).value());
  EXPECT_FALSE(node.is_address("AXSvJVzydxXuL9da4GVwK25zdesCrVKkHL").value());
  EXPECT_EQ(node.network_fee(*transaction).value(), transaction->network_fee);
}

}  // namespace
}  // namespace nsl::devchain
