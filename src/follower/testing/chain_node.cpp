#include "follower/testing/chain_node.h"

#include "neo/contract/native.h"
#include "neo/rpc/sending.h"
#include "neo/transaction/signing.h"

#include <gtest/gtest.h>

#include <fmt/format.h>

namespace nsl::follower::testing {

using devchain::Chain;

ChainNode::ChainNode() : server_([this](net::testing::Conversation& talk) { answer(talk); }) {
  const std::lock_guard lock(mutex_);
  chain_ = Chain::create({}).value();
  rpc_ = std::make_unique<devchain::JsonRpc>(*chain_, devchain::JsonRpc::Options{});
}

std::string ChainNode::url() const { return fmt::format("http://127.0.0.1:{}", server_.port()); }

void ChainNode::answer(net::testing::Conversation& talk) {
  const bool batch = talk.body.starts_with('[');
  if (fault == Fault::kSilent) return talk.close();
  if (fault == Fault::kGarbage) {
    talk.answer("200 OK", "<html>out of order</html>");
    return;
  }
  if (fault == Fault::kNoBatches && batch) {
    talk.answer("200 OK", R"({"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"Invalid request"}})");
    return;
  }
  std::string reply;
  {
    const std::lock_guard lock(mutex_);
    reply = rpc_->answer(talk.body);
  }
  if (fault == Fault::kTwice && batch) {
    auto list = json::parse(reply).value();
    list.as_array().push_back(list.as_array().front());
    reply = json::serialize(list);
  }
  if (fault == Fault::kWrongLog) {
    for (auto at = reply.find(R"("blockhash":"0x)"); at != std::string::npos;
         at = reply.find(R"("blockhash":"0x)", at + 1))
      reply[at + 20] = reply[at + 20] == 'a' ? 'b' : 'a';
  }
  talk.answer("200 OK", reply);
}

void ChainNode::produce(int count) {
  const std::lock_guard lock(mutex_);
  for (int i = 0; i < count; ++i) EXPECT_TRUE(chain_->produce_block());
}

neo::UInt256 ChainNode::send(Bytes script) {
  const std::lock_guard lock(mutex_);
  neo::Transaction transaction;
  transaction.nonce = ++nonce_;
  transaction.system_fee = neo::Fixed8::gas(20);
  transaction.network_fee = neo::Fixed8::gas(1);
  transaction.valid_until_block = chain_->ledger().height() + 100;
  transaction.signers = {neo::Signer{.account = Chain::dev_account()}};
  transaction.script = std::move(script);
  EXPECT_TRUE(neo::sign_alone(transaction, Chain::kNetwork, Chain::dev_key()));
  const auto sent = chain_->submit(transaction);
  EXPECT_TRUE(sent) << sent.error().why;
  EXPECT_TRUE(chain_->produce_block());
  return transaction.hash();
}

neo::UInt256 ChainNode::transfer(const neo::UInt160& to, std::int64_t amount) {
  return send(
      neo::transfer_script({.token = neo::gas_token_hash(), .from = Chain::dev_account(), .to = to, .amount = amount}));
}

neo::UInt256 ChainNode::transfer_and_fault(const neo::UInt160& to) {
  auto script =
      neo::transfer_script({.token = neo::gas_token_hash(), .from = Chain::dev_account(), .to = to, .amount = 1});
  script.push_back(static_cast<std::uint8_t>(neo::OpCode::ABORT));
  return send(std::move(script));
}

std::uint32_t ChainNode::height() {
  const std::lock_guard lock(mutex_);
  return chain_->ledger().height();
}

std::vector<std::string> ChainNode::events() {
  const std::lock_guard lock(mutex_);
  const auto& ledger = chain_->ledger();
  std::vector<std::string> out;
  const auto add = [&](std::uint32_t height, const devchain::ExecutionLog& log) {
    if (log.state != neovm::VmState::kHalt) return;
    for (const auto& one : log.notifications)
      out.push_back(fmt::format("{} {} {}", height, one.contract.display(), one.name));
  };
  for (std::uint32_t height = 0; height <= ledger.height(); ++height) {
    const auto& block = *ledger.find_block(height);
    for (const auto& log : block.logs) {
      if (log.trigger == "OnPersist") add(height, log);
    }
    for (const auto& transaction : block.block.transactions)
      add(height, ledger.find_transaction(transaction.hash())->log);
    for (const auto& log : block.logs) {
      if (log.trigger == "PostPersist") add(height, log);
    }
  }
  return out;
}

std::unique_ptr<neo::NodePool> pool_of(const std::vector<std::string>& urls) {
  return neo::NodePool::create({.urls = urls, .probe_every = std::chrono::milliseconds(0)}).value();
}

}  // namespace nsl::follower::testing
