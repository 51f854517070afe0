#include "devchain/rpc/feeds.h"

#include "devchain/rpc/server.h"
#include "devchain/testing/world.h"
#include "neo/rpc/node_socket.h"
#include "net/testing/server_under_test.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace nsl::devchain {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using namespace std::chrono_literals;
using testing::gas;
using testing::World;

const neo::UInt160 kBob = neo::UInt160::parse("0x6293a440ed80a427038e175a507d3def1e04fb67").value();

// A chain whose last block has a transfer of 7 datoshi to Bob, and a client who may subscribe.
class FeedsTest : public ::testing::Test {
 protected:
  FeedsTest() { world_.run(World::transfer_script(gas(), Chain::dev_account(), kBob, 7)); }

  std::string ask(std::string_view request) { return rpc_.answer(request, &feeds_); }
  std::string subscribe(std::string_view params) {
    return ask(fmt::format(R"({{"jsonrpc":"2.0","id":1,"method":"subscribe","params":[{}]}})", params));
  }
  // The methods of the messages about the last block, in their order.
  std::vector<std::string> told() {
    std::vector<std::string> out;
    for (const auto& news : news_of(world_.chain().ledger().last(), world_.chain().ledger())) {
      if (feeds_.want(news)) out.emplace_back(stream_name(news.stream));
    }
    return out;
  }
  // With this one feed.
  std::vector<std::string> told(std::string_view params) {
    feeds_ = {};
    EXPECT_THAT(subscribe(params), HasSubstr(R"("result":"0")")) << params;
    return told();
  }

  World world_;
  JsonRpc rpc_{world_.chain(), {}};
  Feeds feeds_;
};

TEST_F(FeedsTest, TellInTheOrderOfTheBlock) {
  for (const std::string_view stream : {"block_added", "header_of_added_block", "transaction_added",
                                        "notification_from_execution", "transaction_executed"}) {
    subscribe(fmt::format("\"{}\"", stream));
  }
  const std::string execution = "transaction_executed";
  const std::string notification = "notification_from_execution";
  // The fees are burned; the transfer; the committee gets its GAS.
  EXPECT_THAT(told(), ElementsAre(execution, notification, notification, execution, notification, "transaction_added",
                                  execution, notification, "header_of_added_block", "block_added"));
}

TEST_F(FeedsTest, TellOfThePoolByWhomAndWhichWay) {
  const auto transaction = world_.transaction({0x40});
  const auto wanted = [&](std::string_view params, PoolChange change) {
    feeds_ = {};
    EXPECT_THAT(subscribe(params), HasSubstr(R"("result":"0")")) << params;
    return feeds_.want({.stream = Stream::kMempool, .transaction = &transaction, .change = change});
  };
  EXPECT_TRUE(wanted(R"("mempool_event")", PoolChange::kAdded));
  EXPECT_TRUE(wanted(R"("mempool_event", {"type": "removed"})", PoolChange::kRemoved));
  EXPECT_FALSE(wanted(R"("mempool_event", {"type": "removed"})", PoolChange::kAdded));
  EXPECT_FALSE(wanted(fmt::format(R"("mempool_event", {{"sender": "{}"}})", kBob.display()), PoolChange::kAdded));
  EXPECT_THAT(subscribe(R"("mempool_event", {"type": "moved"})"), HasSubstr("-32602"));
  EXPECT_THAT(subscribe(R"("block_added", {"type": "added"})"), HasSubstr("-32602"));
}

TEST(Pool, TellsWhatComesAndWhatGoes) {
  std::vector<std::pair<neo::UInt256, PoolChange>> told;
  World world({.on_pool = [&](const neo::Transaction& one, PoolChange change) { told.emplace_back(one.hash(), change); }});
  told.clear();  // of the block that funds the development account
  const auto first = world.send(world.transaction({0x40})).value();
  EXPECT_THAT(told, ElementsAre(std::pair(first, PoolChange::kAdded)));
  // Another takes its place.
  auto second = world.transaction({0x40});
  second.network_fee = neo::Fixed8::gas(2);
  second.attributes = {neo::Attribute{neo::Conflicts{first}}};
  const auto replacing = world.send(second).value();
  ASSERT_TRUE(world.chain().produce_block());
  EXPECT_THAT(told, ElementsAre(std::pair(first, PoolChange::kAdded), std::pair(first, PoolChange::kRemoved),
                                std::pair(replacing, PoolChange::kAdded), std::pair(replacing, PoolChange::kRemoved)));
}

TEST_F(FeedsTest, TellOnlyWhatAFilterLetsThrough) {
  EXPECT_THAT(told(R"("block_added", {"primary": 0})"), ElementsAre("block_added"));
  EXPECT_THAT(told(R"("block_added", {"primary": 1})"), IsEmpty());
  EXPECT_THAT(told(R"("header_of_added_block", {"since": 2, "till": 2})"), ElementsAre("header_of_added_block"));
  EXPECT_THAT(told(R"("header_of_added_block", {"since": 3})"), IsEmpty());
  EXPECT_THAT(told(R"("header_of_added_block", {"till": 1})"), IsEmpty());
  const auto dev = Chain::dev_account().display();
  const auto bob = kBob.display();
  EXPECT_EQ(told(fmt::format(R"("transaction_added", {{"sender": "{}"}})", dev)).size(), 1u);
  EXPECT_EQ(told(fmt::format(R"("transaction_added", {{"sender": "{}"}})", bob)).size(), 0u);
  EXPECT_EQ(told(fmt::format(R"("transaction_added", {{"signer": "{}"}})", dev.substr(2))).size(), 1u);
  EXPECT_EQ(told(R"("transaction_executed", {"state": "FAULT"})").size(), 0u);
  EXPECT_EQ(told(fmt::format(R"("transaction_executed", {{"container": "{}"}})",
                             world_.chain().ledger().last().hash.display()))
                .size(),
            2u);
  const auto events = [&](std::string_view filter) {
    return told(fmt::format(R"("notification_from_execution", {})", filter)).size();
  };
  EXPECT_EQ(events(fmt::format(R"({{"contract": "{}", "name": "Transfer"}})", gas().display())), 4u);
  EXPECT_EQ(events(R"({"name": "transfer"})"), 0u);
  EXPECT_EQ(events(fmt::format(R"({{"contract": "{}"}})", bob)), 0u);
  EXPECT_EQ(events(fmt::format(R"({{"parameters": [{{"type":"Any"}}, {{"type":"Hash160","value":"{}"}}]}})", bob)), 1u);
  EXPECT_EQ(events(R"({"parameters": [{"type":"Any"}, {"type":"Any"}, {"type":"Integer","value":"7"}]})"), 1u);
  EXPECT_EQ(events(R"({"parameters": [{"type":"Any"}, {"type":"Any"}, {"type":"ByteArray","value":"Bw=="}]})"), 0u);
  EXPECT_EQ(events(R"({"parameters": [{"type":"Any"}, {"type":"Any"}, {"type":"Any"}, {"type":"Any"}]})"), 0u);
}

TEST_F(FeedsTest, RefuseWhatIsNoSubscription) {
  for (const std::string_view params :
       {"", "1", R"("blocks")", R"("event_missed")", R"("block_added", 1)", R"("block_added", {"name": "Transfer"})",
        R"("block_added", {"since": -1})", R"("transaction_added", {"sender": "nobody"})",
        R"("transaction_executed", {"state": "BREAK"})", R"("transaction_executed", {"container": "0x00"})",
        R"("notification_from_execution", {"name": "a name that has more than 32 bytes"})",
        R"("notification_from_execution", {"parameters": {}})",
        R"("notification_from_execution", {"parameters": [{"type": "Nothing"}]})"}) {
    EXPECT_THAT(subscribe(params), HasSubstr(R"("code":-32602)")) << params;
  }
  EXPECT_THAT(told(), IsEmpty());
  // Without a WebSocket nobody could be told.
  EXPECT_THAT(rpc_.answer(R"({"id":1,"method":"subscribe","params":["block_added"]})"), HasSubstr("-32601"));
}

TEST_F(FeedsTest, AreSixteenAtMostAndCanBeGivenUp) {
  for (std::size_t i = 0; i < Feeds::kFeedsMax; ++i) {
    EXPECT_THAT(subscribe(R"("block_added")"), HasSubstr(fmt::format(R"("result":"{}")", i)));
  }
  EXPECT_THAT(subscribe(R"("block_added")"), HasSubstr("maximum number of subscriptions"));
  EXPECT_THAT(told(), ElementsAre("block_added"));  // once, whoever asks
  const auto unsubscribe = [&](std::string_view id) {
    return ask(fmt::format(R"({{"id":1,"method":"unsubscribe","params":[{}]}})", id));
  };
  for (const std::string_view id : {"\"16\"", "\"-1\"", "\"5x\"", "5", "null"}) {
    EXPECT_THAT(unsubscribe(id), HasSubstr("-32602")) << id;
  }
  EXPECT_THAT(unsubscribe("\"5\""), HasSubstr(R"("result":true)"));
  EXPECT_THAT(unsubscribe("\"5\""), HasSubstr("-32602"));
  EXPECT_THAT(subscribe(R"("block_added")"), HasSubstr(R"("result":"5")"));
}

TEST(Hub, TellsOfBlocksAndAnswersOnOneWebSocket) {
  const auto server = DevchainServer::create({.block_time = 20ms}).value();
  neo::NodeSocket socket(*neo::web_socket_url(server->url()));
  const auto opened = socket.open();
  ASSERT_TRUE(opened) << opened.error().message;
  const auto id = socket.subscribe("header_of_added_block");
  ASSERT_TRUE(id) << id.error().message;
  std::optional<std::uint32_t> last;
  for (int i = 0; i < 5; ++i) {
    EXPECT_TRUE(socket.call("getblockcount", {}));
    const auto event = socket.next(60s);
    ASSERT_TRUE(event && *event);
    const auto height = neo::announced_height(**event);
    ASSERT_TRUE(height);
    EXPECT_EQ(*height, last.value_or(*height - 1) + 1);
    last = *height;
  }
  EXPECT_TRUE(socket.unsubscribe(*id));
  EXPECT_EQ(socket.unsubscribe(*id).error().code, -32'602);
}

TEST(Hub, HasRoomForSixtyFour) {
  const auto server = DevchainServer::create({}).value();
  const auto url = *neo::web_socket_url(server->url());
  std::vector<std::unique_ptr<neo::NodeSocket>> clients;
  for (std::size_t i = 0; i < Hub::kClientsMax; ++i) {
    clients.push_back(std::make_unique<neo::NodeSocket>(url));
    ASSERT_TRUE(clients.back()->open());
  }
  EXPECT_FALSE(neo::NodeSocket(url).open());
  clients.pop_back();
  bool opened = false;
  for (int i = 0; i < 6'000 && !opened; ++i) {
    opened = neo::NodeSocket(url).open().has_value();
    if (!opened) std::this_thread::sleep_for(10ms);
  }
  EXPECT_TRUE(opened);
}

TEST(Hub, TellsWhoReadsTooSlowlyThatItMissedSomething) {
  World world;
  JsonRpc rpc(world.chain(), {});
  std::unique_ptr<Hub> hub = std::make_unique<Hub>(rpc);
  net::testing::TestServer server([&](const auto& exchange) { hub->accept(*exchange); });
  neo::NodeSocket slow(fmt::format("ws://127.0.0.1:{}/ws", server.port()));
  ASSERT_TRUE(slow.open());
  ASSERT_TRUE(slow.subscribe("block_added"));
  // A block of some KiB, told more often than queue and socket together have room for.
  world.run(neo::ScriptBuilder().push_data(Bytes(8'000)).take());
  constexpr int kBlocks = 3'000;
  server.on_loop([&] {
    for (int i = 0; i < kBlocks; ++i) hub->publish(world.chain().ledger().last());
  });
  int blocks = 0;
  for (bool missed = false; !missed;) {
    const auto event = slow.next(60s);
    ASSERT_TRUE(event && *event) << blocks;
    missed = (*event)->missed();
    if (!missed) ++blocks;
  }
  EXPECT_GE(blocks, static_cast<int>(Hub::kEventsWaitingMax));
  EXPECT_LT(blocks, kBlocks);
  // From then on it is told again.
  server.on_loop([&] { hub->publish(world.chain().ledger().last()); });
  const auto event = slow.next(60s);
  EXPECT_TRUE(event && *event && (*event)->stream == "block_added");
  server.on_loop([&] { hub.reset(); });
}

}  // namespace
}  // namespace nsl::devchain
