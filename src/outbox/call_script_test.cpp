#include "outbox/call_script.h"

#include "devchain/chain/chain.h"
#include "neo/contract/native.h"

#include <gtest/gtest.h>

namespace nsl::outbox {
namespace {

using neo::ContractParameter;
using neo::Fixed8;

class SentScript : public ::testing::Test {
 protected:
  neo::ContractCall transfer(Fixed8 amount) const {
    return {.contract = neo::gas_token_hash(),
            .method = "transfer",
            .arguments = {ContractParameter::hash160(dev), ContractParameter::hash160(stranger),
                          ContractParameter::integer(amount.datoshi()), ContractParameter::null()}};
  }
  // What the script leaves, run on the chain as the development account's; nullopt when it faults.
  std::optional<std::size_t> items_left(Bytes script) {
    const auto done = chain->invoke(std::move(script), {neo::Signer{.account = dev}});
    const auto& engine = done.execution->engine();
    if (engine.state() != neovm::VmState::kHalt) return std::nullopt;
    return engine.results().size();
  }

  const std::unique_ptr<devchain::Chain> chain = devchain::Chain::create({}).value();
  const neo::UInt160 dev = devchain::Chain::dev_account();
  const neo::UInt160 stranger = neo::PrivateKey::generate().account();
};

TEST_F(SentScript, FaultsWhenMoreGasGoesThanWasCounted) {
  const auto run = [&](Fixed8 amount, Fixed8 most) {
    const GasLimit limit{.account = dev, .most = most};
    return items_left(sent_script(transfer(amount), {&limit, 1}));
  };
  EXPECT_EQ(run(Fixed8::gas(3), Fixed8::gas(3)), 1u);
  EXPECT_EQ(run(Fixed8::gas(2), Fixed8::gas(3)), 1u);
  EXPECT_EQ(run(Fixed8::gas(3), Fixed8::datoshi(Fixed8::gas(3).datoshi() - 1)), std::nullopt);
  EXPECT_EQ(run(Fixed8::gas(3), Fixed8{}), std::nullopt);
}

TEST_F(SentScript, WatchesEachOfItsAccounts) {
  std::vector<GasLimit> limits{{stranger, Fixed8{}}, {dev, Fixed8::gas(1)}};
  EXPECT_EQ(items_left(sent_script(transfer(Fixed8::gas(1)), limits)), 1u);
  EXPECT_EQ(items_left(sent_script(transfer(Fixed8::gas(2)), limits)), std::nullopt);
  limits.resize(kGasLimitsMax, GasLimit{stranger, Fixed8{}});
  EXPECT_EQ(items_left(sent_script(transfer(Fixed8::gas(1)), limits)), 1u);
}

TEST_F(SentScript, IsTheCallAloneWithoutLimits) {
  const neo::ContractCall symbol{.contract = neo::gas_token_hash(), .method = "symbol", .arguments = {}};
  EXPECT_EQ(sent_script(symbol), neo::call_script(symbol));
  EXPECT_EQ(items_left(sent_script(symbol)), 1u);
  // A transfer that did nothing is a fault.
  auto refused = transfer(Fixed8::gas(1));
  std::swap(refused.arguments[0], refused.arguments[1]);
  EXPECT_EQ(items_left(sent_script(refused)), std::nullopt);
}

}  // namespace
}  // namespace nsl::outbox
