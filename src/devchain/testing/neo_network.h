#pragma once
// Test support: a network to do things on with our own client, whichever it is: a development chain, or the node that
// the environment variable NSL_TEST_NEO_NODE names (tests/e2e/neo_node.sh: a real neo-go). That node's network has the
// published key of neo-go's test networks as its only validator.

#include "devchain/rpc/server.h"
#include "neo/contract/native.h"
#include "neo/contract/nef.h"
#include "neo/rpc/pool.h"
#include "neo/rpc/sending.h"
#include "neo/script/verification.h"
#include "neo/types/hashing.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <string>

namespace nsl::devchain::testing {

inline constexpr std::int64_t kGas = 1'0000'0000;

// A contract of four methods, written by hand.
struct TestContract {
  TestContract() {
    neo::ScriptBuilder script;
    script.emit(neo::OpCode::ADD).emit(neo::OpCode::RET);
    announce = script.view().size();
    script.emit(neo::OpCode::PUSH1).emit(neo::OpCode::PACK).push_data(as_bytes("Announced"));
    script.system_call(neo::interop_id("System.Runtime.Notify")).emit(neo::OpCode::RET);
    refuse = script.view().size();
    script.emit(neo::OpCode::ABORT);
    protect = script.view().size();
    script.system_call(neo::interop_id("System.Runtime.CheckWitness")).emit(neo::OpCode::ASSERT).emit(neo::OpCode::RET);
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
  neo::Nef nef;
};

class NeoNetwork : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    const char* url = std::getenv("NSL_TEST_NEO_NODE");
    if (url == nullptr) server_ = DevchainServer::create({}).value();
    pool_ = neo::NodePool::create({.urls = {url == nullptr ? server_->url() : std::string(url)}}).value();
  }
  static void TearDownTestSuite() {
    pool_.reset();
    server_.reset();
  }

  // Everybody's money is there at first.
  static Bytes genesis_script() {
    return neo::multi_signature_script(1, std::vector{Chain::dev_key().public_key()}).value();
  }

  // Prepared, and signed by the keys; more of them may have to sign.
  Result<neo::SigningContext> sign(neo::Draft draft, std::initializer_list<const neo::PrivateKey*> keys,
                                   std::int64_t extra_fee = 0) {
    std::vector<Bytes> scripts;
    for (const auto* key : keys) {
      draft.verification_scripts.try_emplace(key->account(), neo::signature_script(key->public_key()));
    }
    for (const auto& signer : draft.signers) scripts.push_back(draft.verification_scripts.at(signer.account));
    NSL_TRY(auto transaction, neo::prepare(client_, std::move(draft)));
    transaction.network_fee = transaction.network_fee.plus(neo::Fixed8::datoshi(extra_fee)).value();
    NSL_TRY(auto context, neo::SigningContext::create(pool_->network().value(), std::move(transaction)));
    for (const auto& script : scripts) NSL_TRY_VOID(context.add_script(script));
    for (const auto* key : keys) NSL_TRY_VOID(context.sign(*key));
    return context;
  }

  Result<neo::Transaction> signed_by(const neo::PrivateKey& key, neo::Draft draft, std::int64_t extra_fee = 0) {
    if (draft.signers.empty()) draft.signers = {neo::Signer{.account = key.account()}};
    NSL_TRY(const auto context, sign(std::move(draft), {&key}, extra_fee));
    return context.complete();
  }

  // Sent and final.
  neo::Invocation run(const neo::Transaction& transaction) {
    const auto sent = client_.send(transaction);
    EXPECT_TRUE(sent) << sent.error().message;
    const auto outcome = outcome_of(transaction);
    const auto* log = outcome ? std::get_if<neo::ApplicationLog>(&*outcome) : nullptr;
    EXPECT_NE(log, nullptr) << (outcome ? "expired" : outcome.error().message);
    return log == nullptr ? neo::Invocation{} : log->execution;
  }
  neo::Invocation run(const Result<neo::Transaction>& transaction) {
    EXPECT_TRUE(transaction) << transaction.error().message;
    return transaction ? run(*transaction) : neo::Invocation{};
  }

  Result<neo::Outcome> outcome_of(const neo::Transaction& transaction) {
    return neo::wait_until_final(*pool_->pin().value(), transaction, {.poll = std::chrono::milliseconds(20)});
  }

  static Bytes transfer(const neo::UInt160& from, const neo::UInt160& to, std::int64_t amount) {
    return neo::transfer_script({.token = neo::gas_token_hash(), .from = from, .to = to, .amount = amount});
  }
  static Bytes call(const neo::UInt160& contract, std::string method, std::vector<neo::ContractParameter> arguments) {
    return neo::call_script({.contract = contract, .method = std::move(method), .arguments = std::move(arguments)});
  }

  // Gives accounts so much each, in one block.
  void fund(std::initializer_list<neo::UInt160> accounts, std::int64_t amount) {
    const auto script = genesis_script();
    const auto genesis = account_of_script(script);
    neo::Draft draft{
        .script = {}, .signers = {neo::Signer{.account = genesis}}, .verification_scripts = {{genesis, script}}};
    for (const auto& account : accounts) {
      const auto one = transfer(genesis, account, amount);
      draft.script.insert(draft.script.end(), one.begin(), one.end());
    }
    const auto context = sign(std::move(draft), {&Chain::dev_key()});
    ASSERT_TRUE(context) << context.error().message;
    ASSERT_EQ(run(context->complete()).state, neo::ExecutionState::kHalt);
  }
  static neo::UInt160 account_of_script(ByteView script) { return neo::hash160(script); }

  std::int64_t gas(const neo::UInt160& account) {
    return client_.balance_of(neo::gas_token_hash(), account).value().as_int64().value();
  }

  // Deploys the contract with an account of its own.
  neo::UInt160 deploy() {
    const TestContract contract;
    const auto manifest = contract.manifest();
    const auto key = neo::PrivateKey::generate();
    fund({key.account()}, 20 * kGas);
    const auto done = run(signed_by(key, {.script = call(neo::contract_management_hash(), "deploy",
                                                         {neo::ContractParameter::bytes(contract.nef.encode()),
                                                          neo::ContractParameter::bytes(as_bytes(manifest))})}));
    EXPECT_EQ(done.state, neo::ExecutionState::kHalt) << done.exception;
    return neo::contract_hash(
        {.sender = key.account(), .nef_checksum = contract.nef.checksum(), .name = TestContract::kName});
  }

  static inline std::unique_ptr<DevchainServer> server_;
  static inline std::unique_ptr<neo::NodePool> pool_;
  neo::NeoClient client_{*pool_};
};

}  // namespace nsl::devchain::testing
