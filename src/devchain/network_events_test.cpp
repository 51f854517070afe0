// What nodes announce on WebSockets, the same on every Neo network (testing/neo_network.h says which it is).
#include "devchain/testing/neo_network.h"
#include "neo/rpc/node_socket.h"

namespace nsl::devchain {
namespace {

using namespace neo;
using testing::kGas;
using testing::NeoNetwork;

// The events of a transfer, told once each and in the same order and form on every node.
TEST_F(NeoNetwork, TellsOfATransferOnAWebSocket) {
  const auto alice = PrivateKey::generate();
  const auto bob = PrivateKey::generate().account();
  fund({alice.account()}, 10 * kGas);
  const auto transaction = signed_by(alice, {.script = transfer(alice.account(), bob, kGas)});
  ASSERT_TRUE(transaction);
  NodeSocket socket(*web_socket_url(pool_->statuses().front().url));
  const auto opened = socket.open();
  ASSERT_TRUE(opened) << opened.error().message;
  const auto hash = transaction->hash().display();
  const auto subscribe = [&](std::string_view stream, json::object filter) {
    const auto id = socket.subscribe(stream, std::move(filter));
    EXPECT_TRUE(id) << id.error().message;
  };
  subscribe("transaction_executed", {{"container", hash.substr(2)}, {"state", "HALT"}});
  const json::object anybody{{"type", "Any"}};
  const json::object to_bob{{"type", "Hash160"}, {"value", bob.display()}};
  subscribe("notification_from_execution", {{"contract", gas_token_hash().display().substr(2)},
                                            {"name", "Transfer"},
                                            {"parameters", json::array{anybody, to_bob}}});
  subscribe("transaction_added", {{"sender", alice.account().display().substr(2)}});
  subscribe("transaction_added", {{"signer", alice.account().display().substr(2)}});  // the same once more
  EXPECT_FALSE(socket.subscribe("no_such_stream"));
  EXPECT_FALSE(socket.subscribe("block_added", {{"contract", hash}}));
  ASSERT_EQ(run(*transaction).state, ExecutionState::kHalt);

  std::vector<NodeEvent> events;
  while (events.size() < 3) {
    auto event = socket.next(std::chrono::seconds(60));
    ASSERT_TRUE(event && *event) << events.size();
    events.push_back(**std::move(event));
  }
  EXPECT_EQ(events[0].stream, "transaction_executed");
  EXPECT_EQ(events[0].body.at("container"), json::value(hash));
  EXPECT_EQ(events[1].stream, "notification_from_execution");
  EXPECT_EQ(events[1].body.at("container"), json::value(hash));
  EXPECT_EQ(events[2].stream, "transaction_added");
  EXPECT_EQ(events[2].body.at("hash"), json::value(hash));
  const auto log = read_application_log(json::object{{"txid", hash}, {"executions", json::array{events[0].body}}});
  ASSERT_TRUE(log) << log.error().message;
  EXPECT_EQ(log->execution.gas_consumed, transaction->system_fee);
}

TEST_F(NeoNetwork, TellsOfEveryBlockOnceAndInOrderOnAWebSocket) {
  NodeSocket socket(*web_socket_url(pool_->statuses().front().url));
  ASSERT_TRUE(socket.open());
  const auto id = socket.subscribe("header_of_added_block", {{"primary", 0}});
  ASSERT_TRUE(id) << id.error().message;
  const auto blocks = socket.subscribe("block_added", {{"primary", 1}});  // there is one validator: no such block
  ASSERT_TRUE(blocks) << blocks.error().message;
  std::optional<std::uint32_t> last;
  for (int i = 0; i < 3; ++i) {
    fund({PrivateKey::generate().account()}, 1);
    const auto event = socket.next(std::chrono::seconds(60));
    ASSERT_TRUE(event && *event);
    EXPECT_EQ((*event)->stream, "header_of_added_block");
    const auto height = announced_height(**event);
    ASSERT_TRUE(height) << height.error().message;
    EXPECT_EQ(*height, last.value_or(*height - 1) + 1);
    last = height.value();
  }
  EXPECT_TRUE(socket.unsubscribe(*id));
  EXPECT_FALSE(socket.unsubscribe("77"));
}

}  // namespace
}  // namespace nsl::devchain
