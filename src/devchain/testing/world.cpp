#include "devchain/testing/world.h"

#include "neo/transaction/signing.h"
#include "neovm/item/tree.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace nsl::devchain::testing {

World::World(Chain::Options options) {
  auto created = Chain::create(std::move(options));
  EXPECT_TRUE(created) << created.error().message;
  chain_ = *std::move(created);
}

neo::Transaction World::transaction(Bytes script, std::vector<neo::Signer> signers) {
  neo::Transaction out;
  out.nonce = ++nonce_;
  out.system_fee = neo::Fixed8::gas(20);
  out.network_fee = neo::Fixed8::gas(1);
  out.valid_until_block = chain_->ledger().height() + 100;
  out.signers =
      signers.empty() ? std::vector<neo::Signer>{neo::Signer{.account = Chain::dev_account()}} : std::move(signers);
  out.script = std::move(script);
  return out;
}

Relay<neo::UInt256> World::send(neo::Transaction transaction) {
  if (transaction.witnesses.empty()) {
    EXPECT_TRUE(neo::sign_alone(transaction, Chain::kNetwork, Chain::dev_key(), neo::Nonce::kDeterministic));
  }
  return chain_->submit(std::move(transaction));
}

const ExecutionLog& World::log_of(const neo::UInt256& hash) {
  static const ExecutionLog none;
  const LedgerTransaction* found = chain_->ledger().find_transaction(hash);
  EXPECT_NE(found, nullptr) << hash.display();
  return found == nullptr ? none : found->log;
}

const ExecutionLog& World::run(Bytes script, std::vector<neo::Signer> signers) {
  const auto sent = send(transaction(std::move(script), std::move(signers)));
  EXPECT_TRUE(sent) << sent.error().why;
  EXPECT_TRUE(chain_->produce_block());
  return log_of(sent.value_or(neo::UInt256{}));
}

Bytes World::transfer_script(const neo::UInt160& token, const neo::UInt160& from, const neo::UInt160& to,
                             std::int64_t amount) {
  return neo::call_script({.contract = token,
                           .method = "transfer",
                           .arguments = {neo::ContractParameter::hash160(from), neo::ContractParameter::hash160(to),
                                         neo::ContractParameter::integer(amount), neo::ContractParameter::null()}});
}

std::int64_t World::balance(const neo::UInt160& token, const neo::UInt160& account) {
  const auto invocation = chain_->invoke(
      neo::call_script(
          {.contract = token, .method = "balanceOf", .arguments = {neo::ContractParameter::hash160(account)}}),
      {});
  const auto& engine = invocation.execution->engine();
  EXPECT_EQ(engine.state(), neovm::VmState::kHalt) << engine.fault_message();
  return engine.state() == neovm::VmState::kHalt ? engine.results().peek().to_integer()->as_int64().value() : -1;
}

std::string World::invoke(Bytes script) {
  const auto invocation = chain_->invoke(
      std::move(script), {neo::Signer{.account = Chain::dev_account(), .scopes = neo::WitnessScope::kGlobal}});
  const auto& engine = invocation.execution->engine();
  if (engine.state() != neovm::VmState::kHalt) return "FAULT: " + engine.fault_message();
  if (engine.results().size() == 0) return "";
  const auto tree = to_tree(engine.results().peek());
  return tree ? json::serialize(tree->to_json()) : "";
}

std::optional<Bytes> contract_file(std::string_view name) {
  const char* folder = std::getenv("NSL_VECTORS");
  const std::filesystem::path vectors =
      folder != nullptr ? std::filesystem::path(folder) : std::filesystem::path(NSL_SOURCE_DIR "/../shared/vectors");
  std::ifstream file(vectors / "neo" / name, std::ios::binary);
  if (!file) return std::nullopt;
  return Bytes{std::istreambuf_iterator<char>(file), {}};
}

}  // namespace nsl::devchain::testing
