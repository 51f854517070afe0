#include "neo/rpc/block_cache.h"

#include <gtest/gtest.h>

#include <atomic>
#include <barrier>
#include <thread>
#include <vector>

namespace nsl::neo {
namespace {

using namespace std::chrono_literals;

// Counts what it is asked.
class CountingRpc final : public Rpc {
 public:
  std::atomic<int> asked{0};
  std::atomic<std::int64_t> block_count{10};
  std::atomic<bool> fails{false};
  std::atomic<bool> opens_sessions{false};
  std::chrono::milliseconds takes{0};
  std::chrono::milliseconds height_takes{0};

  RpcResult call(std::string_view method, const json::array&) override {
    if (method == "getblockcount") {
      std::this_thread::sleep_for(height_takes);
      return json::value(block_count.load());
    }
    const int number = ++asked;
    std::this_thread::sleep_for(takes);
    if (fails) return std::unexpected(RpcError{-102, "unknown contract", {}});
    json::object result{{"number", number}};
    if (opens_sessions) result["session"] = "id";
    return result;
  }
};

const json::array kSome{json::value("a")};
const json::array kOther{json::value("b")};

TEST(BlockCache, AsksOnceForEachBlock) {
  FakeClock clock;
  CountingRpc node;
  BlockCache cache(node, {}, clock);
  const auto first = cache.call("getstorage", kSome).value();
  EXPECT_EQ(cache.call("getstorage", kSome).value(), first);
  EXPECT_EQ(node.asked, 1);
  node.block_count = 11;
  EXPECT_EQ(cache.call("getstorage", kSome).value(), first) << "the height is not asked for at every call";
  clock.advance(1s);
  EXPECT_NE(cache.call("getstorage", kSome).value(), first);
  EXPECT_EQ(node.asked, 2);
}

TEST(BlockCache, KeepsMethodsAndParametersApart) {
  FakeClock clock;
  CountingRpc node;
  BlockCache cache(node, {}, clock);
  ASSERT_TRUE(cache.call("getstorage", kSome));
  ASSERT_TRUE(cache.call("getstorage", kOther));
  ASSERT_TRUE(cache.call("getblock", kSome));
  EXPECT_EQ(node.asked, 3);
}

TEST(BlockCache, DoesNotKeepErrorsSessionsAndWhatChangesBetweenBlocks) {
  FakeClock clock;
  CountingRpc node;
  BlockCache cache(node, {}, clock);
  node.fails = true;
  EXPECT_FALSE(cache.call("getstorage", kSome));
  EXPECT_FALSE(cache.call("getstorage", kSome));
  EXPECT_EQ(node.asked, 2);
  node.fails = false;
  node.opens_sessions = true;
  ASSERT_TRUE(cache.call("invokescript", kSome));
  ASSERT_TRUE(cache.call("invokescript", kSome));
  EXPECT_EQ(node.asked, 4);
  ASSERT_TRUE(cache.call("getrawmempool", kSome));
  ASSERT_TRUE(cache.call("getrawmempool", kSome));
  ASSERT_TRUE(cache.call("sendrawtransaction", kSome));
  EXPECT_EQ(node.asked, 7);
}

TEST(BlockCache, KeepsNoMoreThanItMay) {
  FakeClock clock;
  CountingRpc node;
  BlockCache cache(node, {.entries_max = 1}, clock);
  ASSERT_TRUE(cache.call("getstorage", kSome));
  ASSERT_TRUE(cache.call("getstorage", kOther));
  ASSERT_TRUE(cache.call("getstorage", kOther));
  ASSERT_TRUE(cache.call("getstorage", kSome));
  EXPECT_EQ(node.asked, 3);
}

TEST(BlockCache, AsksOnceForManyAtTheSameTime) {
  FakeClock clock;
  CountingRpc node;
  node.takes = 20ms;
  node.height_takes = 20ms;  // so that all are there before the first height is
  BlockCache cache(node, {}, clock);
  constexpr int kThreads = 8;
  std::barrier together(kThreads);
  std::atomic<int> same{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back([&] {
        together.arrive_and_wait();
        const auto answer = cache.call("invokefunction", kSome);
        if (answer && *answer == json::value(json::object{{"number", 1}})) ++same;
      });
    }
  }
  EXPECT_EQ(node.asked, 1);
  EXPECT_EQ(same, kThreads);
}

}  // namespace
}  // namespace nsl::neo
