// What must be the same on every Neo network, done with our own client: on a development chain, or on the node that the
// environment variable NSL_TEST_NEO_NODE names (tests/e2e/neo_node.sh: a real neo-go). That node's network has the
// published key of neo-go's test networks as its only validator.
#include "devchain/rpc/server.h"
#include "neo/contract/native.h"
#include "neo/contract/nef.h"
#include "neo/rpc/iterators.h"
#include "neo/rpc/pool.h"
#include "neo/rpc/sending.h"
#include "neo/script/verification.h"
#include "neo/types/hashing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

namespace nsl::devchain {
namespace {

using namespace neo;
using ::testing::HasSubstr;

constexpr std::int64_t kGas = 1'0000'0000;
constexpr auto kNobody = WitnessScope::kNone;

// A contract of four methods, written by hand.
struct TestContract {
  TestContract() {
    ScriptBuilder script;
    script.emit(OpCode::ADD).emit(OpCode::RET);
    announce = script.view().size();
    script.emit(OpCode::PUSH1).emit(OpCode::PACK).push_data(as_bytes("Announced"));
    script.system_call(interop_id("System.Runtime.Notify")).emit(OpCode::RET);
    refuse = script.view().size();
    script.emit(OpCode::ABORT);
    protect = script.view().size();
    script.system_call(interop_id("System.Runtime.CheckWitness")).emit(OpCode::ASSERT).emit(OpCode::RET);
    nef.compiler = "by hand";
    nef.script = script.take();
  }

  std::string manifest() const {
    const auto method = [](std::string_view name, std::size_t offset, json::array parameters,
                           std::string_view returns) {
      return json::object{{"name", name},
                          {"offset", offset},
                          {"parameters", std::move(parameters)},
                          {"returntype", returns},
                          {"safe", false}};
    };
    const json::object a{{"name", "a"}, {"type", "Integer"}};
    const json::object b{{"name", "b"}, {"type", "Integer"}};
    const json::object text{{"name", "text"}, {"type", "String"}};
    const json::object account{{"name", "account"}, {"type", "Hash160"}};
    const json::object abi{
        {"methods", json::array{method("add", 0, {a, b}, "Integer"), method("announce", announce, {text}, "Void"),
                                method("refuse", refuse, {}, "Void"), method("protect", protect, {account}, "Void")}},
        {"events", json::array{json::object{{"name", "Announced"}, {"parameters", json::array{text}}}}}};
    return json::serialize(json::object{{"name", kName},
                                        {"groups", json::array{}},
                                        {"features", json::object{}},
                                        {"supportedstandards", json::array{}},
                                        {"abi", abi},
                                        {"permissions", json::array{json::object{{"contract", "*"}, {"methods", "*"}}}},
                                        {"trusts", json::array{}},
                                        {"extra", nullptr}});
  }

  static constexpr std::string_view kName = "ByHand";
  std::size_t announce = 0;
  std::size_t refuse = 0;
  std::size_t protect = 0;
  Nef nef;
};

class NeoNetwork : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    const char* url = std::getenv("NSL_TEST_NEO_NODE");
    if (url == nullptr) server_ = DevchainServer::create({}).value();
    pool_ = NodePool::create({.urls = {url == nullptr ? server_->url() : std::string(url)}}).value();
  }
  static void TearDownTestSuite() {
    pool_.reset();
    server_.reset();
  }

  // Everybody's money is there at first.
  static Bytes genesis_script() {
    return multi_signature_script(1, std::vector{Chain::dev_key().public_key()}).value();
  }

  // Prepared, and signed by the keys; more of them may have to sign.
  Result<SigningContext> sign(Draft draft, std::initializer_list<const PrivateKey*> keys, std::int64_t extra_fee = 0) {
    std::vector<Bytes> scripts;
    for (const auto* key : keys) {
      draft.verification_scripts.try_emplace(key->account(), signature_script(key->public_key()));
    }
    for (const auto& signer : draft.signers) scripts.push_back(draft.verification_scripts.at(signer.account));
    NSL_TRY(auto transaction, prepare(client_, std::move(draft)));
    transaction.network_fee = transaction.network_fee.plus(Fixed8::datoshi(extra_fee)).value();
    NSL_TRY(auto context, SigningContext::create(pool_->network().value(), std::move(transaction)));
    for (const auto& script : scripts) NSL_TRY_VOID(context.add_script(script));
    for (const auto* key : keys) NSL_TRY_VOID(context.sign(*key));
    return context;
  }

  Result<Transaction> signed_by(const PrivateKey& key, Draft draft, std::int64_t extra_fee = 0) {
    if (draft.signers.empty()) draft.signers = {Signer{.account = key.account()}};
    NSL_TRY(const auto context, sign(std::move(draft), {&key}, extra_fee));
    return context.complete();
  }

  // Sent and final.
  neo::Invocation run(const Transaction& transaction) {
    const auto sent = client_.send(transaction);
    EXPECT_TRUE(sent) << sent.error().message;
    const auto outcome = outcome_of(transaction);
    const auto* log = outcome ? std::get_if<ApplicationLog>(&*outcome) : nullptr;
    EXPECT_NE(log, nullptr) << (outcome ? "expired" : outcome.error().message);
    return log == nullptr ? neo::Invocation{} : log->execution;
  }
  neo::Invocation run(const Result<Transaction>& transaction) {
    EXPECT_TRUE(transaction) << transaction.error().message;
    return transaction ? run(*transaction) : neo::Invocation{};
  }

  Result<Outcome> outcome_of(const Transaction& transaction) {
    return wait_until_final(*pool_->pin().value(), transaction, {.poll = std::chrono::milliseconds(20)});
  }

  static Bytes transfer(const UInt160& from, const UInt160& to, std::int64_t amount) {
    return transfer_script({.token = gas_token_hash(), .from = from, .to = to, .amount = amount});
  }
  static Bytes call(const UInt160& contract, std::string method, std::vector<ContractParameter> arguments) {
    return call_script({.contract = contract, .method = std::move(method), .arguments = std::move(arguments)});
  }

  // Gives accounts so much each, in one block.
  void fund(std::initializer_list<UInt160> accounts, std::int64_t amount) {
    const auto script = genesis_script();
    const auto genesis = account_of_script(script);
    Draft draft{.script = {}, .signers = {Signer{.account = genesis}}, .verification_scripts = {{genesis, script}}};
    for (const auto& account : accounts) {
      const auto one = transfer(genesis, account, amount);
      draft.script.insert(draft.script.end(), one.begin(), one.end());
    }
    const auto context = sign(std::move(draft), {&Chain::dev_key()});
    ASSERT_TRUE(context) << context.error().message;
    ASSERT_EQ(run(context->complete()).state, ExecutionState::kHalt);
  }
  static UInt160 account_of_script(ByteView script) { return hash160(script); }

  std::int64_t gas(const UInt160& account) {
    return client_.balance_of(gas_token_hash(), account).value().as_int64().value();
  }

  // Deploys the contract with an account of its own.
  UInt160 deploy() {
    const TestContract contract;
    const auto manifest = contract.manifest();
    const auto key = PrivateKey::generate();
    fund({key.account()}, 20 * kGas);
    const auto done = run(signed_by(key, {.script = call(contract_management_hash(), "deploy",
                                                         {ContractParameter::bytes(contract.nef.encode()),
                                                          ContractParameter::bytes(as_bytes(manifest))})}));
    EXPECT_EQ(done.state, ExecutionState::kHalt) << done.exception;
    return contract_hash(
        {.sender = key.account(), .nef_checksum = contract.nef.checksum(), .name = TestContract::kName});
  }

  static inline std::unique_ptr<DevchainServer> server_;
  static inline std::unique_ptr<NodePool> pool_;
  NeoClient client_{*pool_};
};

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

}  // namespace
}  // namespace nsl::devchain
