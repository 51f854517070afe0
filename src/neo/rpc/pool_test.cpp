#include "neo/rpc/pool.h"

#include "base/clock.h"
#include "net/testing/scripted_server.h"

#include <gtest/gtest.h>

#include <fmt/format.h>
#include <atomic>

namespace nsl::neo {
namespace {

using net::testing::Conversation;
using net::testing::ScriptedServer;
using Health = NodeStatus::Health;
using namespace std::chrono_literals;

// A node of the network 42 whose behaviour a test can change while it runs.
class FakeNode {
 public:
  std::atomic<std::uint32_t> network{42};
  std::atomic<std::int64_t> block_count{100};
  std::atomic<bool> garbage{false};
  std::atomic<bool> cut{false};  // closes the connection instead of answering
  std::atomic<int> asked{0};     // anything but version and height

  FakeNode() : server_([this](Conversation& talk) { answer(talk); }) {}
  std::string url() const { return fmt::format("http://127.0.0.1:{}", server_.port()); }

 private:
  void answer(Conversation& talk) {
    if (cut) return talk.close();
    if (garbage) {
      talk.answer("200 OK", "<html>out of order</html>");
      return;
    }
    const auto request = json::parse(talk.body);
    const auto& object = request->as_object();
    const auto method = std::string(json::view(object.at("method").as_string()));
    json::object reply{{"jsonrpc", "2.0"}, {"id", object.at("id")}};
    if (method == "getversion") {
      reply["result"] = json::object{{"useragent", "/fake/"},
                                     {"protocol", json::object{{"network", network.load()}, {"msperblock", 100}}}};
    } else if (method == "getblockcount") {
      reply["result"] = block_count.load();
    } else {
      ++asked;
      if (method == "refused") reply["error"] = json::object{{"code", -511}, {"message", "insufficient funds"}};
      else reply["result"] = method;
    }
    talk.answer("200 OK", json::serialize(reply));
  }

  ScriptedServer server_;  // last: its threads use the rest
};

std::unique_ptr<NodePool> pool_of(std::vector<std::string> urls, const FakeClock& clock, std::uint32_t network = 0) {
  auto pool = NodePool::create({.urls = std::move(urls), .network = network, .timeout = 5s}, clock);
  EXPECT_TRUE(pool);
  return *std::move(pool);
}

TEST(NodePool, NeedsNodesWithUrls) {
  EXPECT_FALSE(NodePool::create({}));
  EXPECT_FALSE(NodePool::create({.urls = {"ftp://example.org"}}));
}

TEST(NodePool, AnswersFromAnotherNodeWhenOneDies) {
  const FakeClock clock;
  FakeNode first;
  FakeNode second;
  const auto pool = pool_of({first.url(), second.url()}, clock);
  ASSERT_TRUE(pool->call("hello", {}));
  auto& used = first.asked > 0 ? first : second;
  auto& other = first.asked > 0 ? second : first;
  used.cut = true;
  const auto result = pool->call("hello", {});
  ASSERT_TRUE(result) << result.error().message;
  EXPECT_EQ(other.asked, 1);
}

TEST(NodePool, LetsABrokenNodeRestAndTakesItBack) {
  FakeClock clock;
  FakeNode node;
  const auto pool = pool_of({node.url()}, clock);
  ASSERT_TRUE(pool->call("hello", {}));
  node.garbage = true;
  const auto failed = pool->call("hello", {});
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, rpc_code::kNoAnswer);
  node.garbage = false;
  EXPECT_FALSE(pool->call("hello", {})) << "it rests";
  EXPECT_FALSE(pool->pin());
  clock.advance(2s);
  EXPECT_TRUE(pool->call("hello", {}));
}

TEST(NodePool, DoesNotUseANodeOfAnotherNetwork) {
  const FakeClock clock;
  FakeNode stranger;
  stranger.network = 43;
  FakeNode node;
  const auto pool = pool_of({stranger.url(), node.url()}, clock, 42);
  ASSERT_TRUE(pool->call("hello", {}));
  EXPECT_EQ(stranger.asked, 0);
  const auto status = pool->probe();
  EXPECT_EQ(status[0].health, Health::kWrongNetwork);
  EXPECT_EQ(status[1].health, Health::kGood);
  EXPECT_EQ(pool->network().value(), 42u);
}

TEST(NodePool, HasNoNetworkWhenOnlyStrangersAnswer) {
  const FakeClock clock;
  FakeNode stranger;
  const auto pool = pool_of({stranger.url()}, clock, 41);
  EXPECT_FALSE(pool->call("hello", {}));
  EXPECT_FALSE(pool->network());
  EXPECT_FALSE(pool->pin());
}

TEST(NodePool, PrefersNodesThatDoNotLag) {
  FakeClock clock;
  FakeNode behind;
  FakeNode ahead;
  behind.block_count = 90;
  const auto pool = pool_of({behind.url(), ahead.url()}, clock);
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(pool->call("hello", {}));
  EXPECT_EQ(behind.asked, 0);
  EXPECT_EQ(pool->probe()[0].health, Health::kLagging);
  behind.block_count = 100;
  EXPECT_EQ(pool->probe()[0].health, Health::kGood);
}

TEST(NodePool, UsesALaggingNodeRatherThanNone) {
  const FakeClock clock;
  FakeNode behind;
  FakeNode ahead;
  behind.block_count = 90;
  const auto pool = pool_of({behind.url(), ahead.url()}, clock);
  ASSERT_TRUE(pool->call("hello", {}));
  ahead.cut = true;
  ASSERT_TRUE(pool->call("hello", {}));
  EXPECT_EQ(behind.asked, 1);
}

TEST(NodePool, TakesARefusalAsTheAnswer) {
  const FakeClock clock;
  FakeNode first;
  FakeNode second;
  const auto pool = pool_of({first.url(), second.url()}, clock);
  const auto result = pool->call("refused", {});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, -511);
  EXPECT_EQ(to_error(result.error()).code, ErrorCode::kConflict);
  EXPECT_EQ(first.asked + second.asked, 1);
}

}  // namespace
}  // namespace nsl::neo
