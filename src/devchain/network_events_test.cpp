// What nodes announce on WebSockets, the same on every Neo network (testing/neo_network.h says which it is).
#include "devchain/testing/neo_network.h"
#include "neo/rpc/node_socket.h"
#include "neo/types/address.h"

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

// The same, asked for afterwards.
TEST_F(NeoNetwork, ShowsTransfersNotificationsAndFeesOfABlock) {
  const auto alice = PrivateKey::generate();
  const auto bob = PrivateKey::generate().account();
  fund({alice.account()}, 10 * kGas);
  const auto transaction = signed_by(alice, {.script = transfer(alice.account(), bob, kGas)});
  ASSERT_EQ(run(transaction).state, ExecutionState::kHalt);
  const auto hash = transaction->hash().display();
  const auto ask = [&](std::string_view method, json::array parameters) {
    const auto answer = pool_->call(method, parameters);
    EXPECT_TRUE(answer) << method << ": " << answer.error().message;
    return answer.value_or(json::object{});
  };
  const auto height = ask("gettransactionheight", {json::value(hash)});
  EXPECT_EQ(ask("getblocksysfee", {height}).to_number<std::int64_t>(), transaction->system_fee.datoshi());

  const auto fees = ask("getblocknotifications", {height}).at("onpersist").as_array();
  EXPECT_EQ(fees.size(), 2u);  // burned; and the primary's
  const json::object of_gas{{"contract", gas_token_hash().display().substr(2)}, {"name", "Transfer"}};
  const auto told = ask("getblocknotifications", {height, of_gas}).at("application").as_array();
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].at("container"), json::value(hash));
  EXPECT_TRUE(ask("getblocknotifications", {height, json::object{{"name", "None"}}}).as_object().empty());

  // neo-go's own end is the beginning of this second.
  constexpr std::int64_t kLater = 99'999'999'999'999;
  const auto transfers = ask("getnep17transfers", {json::value(to_address(bob)), 0, kLater});
  EXPECT_TRUE(transfers.at("sent").as_array().empty());
  ASSERT_EQ(transfers.at("received").as_array().size(), 1u);
  const auto& received = transfers.at("received").at(0).as_object();
  EXPECT_EQ(received.at("assethash"), json::value(gas_token_hash().display()));
  EXPECT_EQ(received.at("amount"), json::value("100000000"));
  EXPECT_EQ(received.at("blockindex"), height);
  EXPECT_EQ(received.at("transfernotifyindex").to_number<int>(), 0);
  EXPECT_EQ(received.at("transferaddress"), json::value(to_address(alice.account())));
  EXPECT_EQ(received.at("txhash"), json::value(hash));
  // The newest first, in pages. What was sent: the fees, and the GAS.
  const auto all = ask("getnep17transfers", {json::value(to_address(alice.account())), 0, kLater});
  EXPECT_EQ(all.at("sent").at(0), json::value([&] {
              auto sent = received;
              sent["transferaddress"] = to_address(bob);
              return sent;
            }()));
  const auto page = ask("getnep17transfers", {json::value(to_address(alice.account())), 0, kLater, 1, 0});
  EXPECT_EQ(page.at("sent").as_array().size() + page.at("received").as_array().size(), 1u);
  EXPECT_EQ(pool_->call("getnep17transfers", {json::value(to_address(bob)), 0, 5, 5'000}).error().code, -32'602);
  EXPECT_EQ(pool_->call("getblocksysfee", {4'000'000}).error().code, rpc_code::kUnknownHeight);
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
