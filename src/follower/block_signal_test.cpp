#include "follower/block_signal.h"

#include "devchain/rpc/server.h"
#include "follower/follower.h"
#include "follower/testing/chain_node.h"
#include "storage/testing/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace nsl::follower {
namespace {

using devchain::DevchainServer;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using namespace std::chrono_literals;

// Counts, and lets a test wait for a number of signals or any other state.
class Signals {
 public:
  void signal() {
    {
      const std::lock_guard lock(mutex_);
      ++count_;
    }
    changed_.notify_all();
  }
  int count() {
    const std::lock_guard lock(mutex_);
    return count_;
  }
  bool wait_for_more_than(int count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, 60s, [&] { return count_ > count; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int count_ = 0;
};

template <typename Condition>
bool becomes(Condition condition) {
  for (int i = 0; i < 6'000 && !condition(); ++i) std::this_thread::sleep_for(10ms);
  return condition();
}

std::unique_ptr<DevchainServer> chain_with_blocks(std::uint16_t port = 0, std::string store = {}) {
  return DevchainServer::create({.port = port, .block_time = 20ms, .store_url = std::move(store)}).value();
}
std::uint16_t port_of(const DevchainServer& server) {
  return static_cast<std::uint16_t>(std::stoi(server.url().substr(server.url().rfind(':') + 1)));
}

class BlockSignalTest : public ::testing::Test {
 protected:
  std::unique_ptr<BlockSignal> signal_of(std::vector<std::string> urls) {
    return std::make_unique<BlockSignal>(
        BlockSignal::Parts{.nodes = *pool, .metrics = metrics, .on_signal = [this] { signals.signal(); }},
        BlockSignal::Options{.urls = std::move(urls), .pause_first = 10ms, .pause_most = 50ms, .look_every = 50ms});
  }

  Metrics metrics;
  Signals signals;
  std::unique_ptr<neo::NodePool> pool;
};

TEST_F(BlockSignalTest, SaysWhenThereIsABlock) {
  const auto chain = chain_with_blocks();
  pool = testing::pool_of({chain->url()});
  const auto url = *neo::web_socket_url(chain->url());
  const auto signal = signal_of({url});
  ASSERT_TRUE(signals.wait_for_more_than(0));  // at the beginning
  EXPECT_EQ(signal->status().url, url);
  EXPECT_TRUE(signals.wait_for_more_than(5));
  EXPECT_THAT(metrics.text(), HasSubstr("nsl_neo_websocket_up 1"));
}

TEST_F(BlockSignalTest, TakesTheNextNodeWhenOneHasNoWebSocketOrIsOfAnotherNetwork) {
  const auto chain = chain_with_blocks();
  pool = testing::pool_of({chain->url()});
  const net::testing::ScriptedServer without(
      [](net::testing::Conversation& talk) { talk.answer("404 Not Found", ""); });
  const auto good = *neo::web_socket_url(chain->url());
  const auto signal = signal_of({"ws://127.0.0.1:1/ws", *neo::web_socket_url(without.url()), good});
  ASSERT_TRUE(signals.wait_for_more_than(2));
  EXPECT_EQ(signal->status().url, good);

  pool = neo::NodePool::create({.urls = {chain->url()}, .network = 1}).value();
  Signals none;
  const BlockSignal stranger({.nodes = *pool, .metrics = metrics, .on_signal = [&] { none.signal(); }},
                             {.urls = {good}, .pause_first = 10ms, .pause_most = 10ms});
  ASSERT_TRUE(becomes([&] { return !stranger.status().problem.empty(); }));
  EXPECT_EQ(stranger.status().url, "");
  EXPECT_EQ(none.count(), 0);
}

TEST_F(BlockSignalTest, ComesBackWithANodeThatWasGone) {
  const storage::testing::TemporaryFolder folder;
  const auto store = "sqlite:" + folder.file("chain.db");
  auto chain = chain_with_blocks(0, store);
  const auto port = port_of(*chain);
  pool = testing::pool_of({chain->url()});
  const auto signal = signal_of({*neo::web_socket_url(chain->url())});
  ASSERT_TRUE(signals.wait_for_more_than(3));
  chain.reset();
  ASSERT_TRUE(becomes([&] { return signal->status().url.empty() && !signal->status().problem.empty(); }));
  EXPECT_THAT(metrics.text(), HasSubstr("nsl_neo_websocket_up 0"));
  const auto before = signals.count();
  chain = chain_with_blocks(port, store);
  EXPECT_TRUE(signals.wait_for_more_than(before + 3));
  EXPECT_TRUE(becomes([&] { return signal->status().problem.empty(); }));
}

TEST_F(BlockSignalTest, LeavesANodeThatFallsBehind) {
  const auto silent = DevchainServer::create({}).value();  // makes a block when somebody sends something: nobody does
  const auto chain = chain_with_blocks();
  pool = testing::pool_of({chain->url()});
  const auto good = *neo::web_socket_url(chain->url());
  const auto signal = signal_of({*neo::web_socket_url(silent->url()), good});
  EXPECT_TRUE(becomes([&] {
    static_cast<void>(pool->probe());
    return signal->status().url == good;
  }));
}

TEST_F(BlockSignalTest, EndsAtOnceWhileANodeDoesNotAnswer) {
  const net::testing::ScriptedServer silent([](net::testing::Conversation& talk) { talk.wait_until_closed(60s); });
  const auto chain = chain_with_blocks();
  pool = testing::pool_of({chain->url()});
  const auto begin = std::chrono::steady_clock::now();
  auto signal = signal_of({*neo::web_socket_url(silent.url())});
  ASSERT_TRUE(becomes([&] { return silent.connections() > 0; }));
  signal.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 60s);
  EXPECT_EQ(signals.count(), 0);
}

// Writes down the heights it gets.
class Heights final : public Subscriber {
 public:
  std::string_view name() const override { return "heights"; }
  const EventFilter& filter() const override { return everything_; }
  Status deliver(storage::Transaction&, const ChainBlock& block, std::span<const ChainEvent* const>) override {
    heights_.with([&](auto& list) { list.push_back(block.height); });
    return {};
  }
  Status forget(storage::Transaction&) override { return {}; }
  std::vector<std::uint32_t> got() const {
    return heights_.with([](const auto& list) { return list; });
  }

 private:
  const EventFilter everything_;
  Guarded<std::vector<std::uint32_t>> heights_;
};

TEST_F(BlockSignalTest, WakesAFollowerThatWouldSleepForLongAndLosesNothing) {
  const storage::testing::TemporaryFolder folder;
  const auto store = "sqlite:" + folder.file("chain.db");
  auto chain = chain_with_blocks(0, store);
  const auto port = port_of(*chain);
  pool = testing::pool_of({chain->url()});
  const auto database = storage::Database::create(folder.url(), {}).value();
  Heights heights;
  Follower follower({.database = *database, .nodes = *pool, .metrics = metrics, .clock = system_clock()},
                    {.poll = std::chrono::hours(1)});
  follower.add(heights);
  follower.start();
  const BlockSignal signal({.nodes = *pool, .metrics = metrics, .on_signal = [&] { follower.wake(); }},
                           {.urls = {*neo::web_socket_url(chain->url())}, .pause_first = 10ms, .pause_most = 50ms});
  ASSERT_TRUE(becomes([&] { return heights.got().size() > 10; }));
  // The node dies while it announces, and comes back.
  chain.reset();
  const auto before = heights.got().size();
  chain = chain_with_blocks(port, store);
  ASSERT_TRUE(becomes([&] { return heights.got().size() > before + 10; }));
  follower.stop();
  const auto got = heights.got();
  for (std::size_t i = 1; i < got.size(); ++i) ASSERT_EQ(got[i], got[i - 1] + 1);
}

TEST(SignalUrls, AreThoseOfTheNodesUnlessOthersAreNamed) {
  const std::vector<std::string> nodes{"http://a:1", "https://b", "http://c:2/"};
  EXPECT_THAT(signal_urls({"auto"}, nodes), ElementsAre("ws://a:1/ws", "wss://b/ws", "ws://c:2/ws"));
  EXPECT_THAT(signal_urls({"ws://x/ws", "auto"}, nodes), ElementsAre("ws://x/ws", "ws://a:1/ws", "wss://b/ws", "ws://c:2/ws"));
  EXPECT_THAT(signal_urls({"off", "ws://x/ws"}, nodes), IsEmpty());
  EXPECT_THAT(signal_urls({}, nodes), IsEmpty());
}

}  // namespace
}  // namespace nsl::follower
