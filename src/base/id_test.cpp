#include "base/id.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <set>
#include <thread>
#include <unordered_set>

namespace nsl {
namespace {

TEST(Ids, RefuseTextThatIsNotExactlyOneOfTheirs) {
  const std::string good = ExecutionId::generate().text();
  ASSERT_TRUE(ExecutionId::parse(good));
  EXPECT_FALSE(FunctionId::parse(good)) << "another kind's prefix";
  EXPECT_FALSE(ExecutionId::parse("")) << "empty";
  EXPECT_FALSE(ExecutionId::parse("ex"));
  EXPECT_FALSE(ExecutionId::parse("ex_"));
  EXPECT_FALSE(ExecutionId::parse(good.substr(0, good.size() - 1))) << "one character short";
  EXPECT_FALSE(ExecutionId::parse(good + "0")) << "one too many";
  EXPECT_FALSE(ExecutionId::parse("ex-" + good.substr(3)));
  EXPECT_FALSE(ExecutionId::parse("ex_80000000000000000000000000")) << "more than 128 bits";
  EXPECT_FALSE(ExecutionId::parse("ex_0000000000000000000000000u")) << "u is not in the alphabet";
  EXPECT_FALSE(ExecutionId::parse("ex_0000000000000000000000000A")) << "one text per value: lower case only";
}

TEST(Ids, GiveTheSameValueBackFromTheirText) {
  for (int i = 0; i < 100; ++i) {
    const auto id = FunctionId::generate();
    EXPECT_EQ(FunctionId::parse(id.text()), id);
  }
  EXPECT_EQ((ExecutionId{{~0ull, ~0ull}}).text(), "ex_7zzzzzzzzzzzzzzzzzzzzzzzzz");
  EXPECT_EQ(ExecutionId::parse("ex_7zzzzzzzzzzzzzzzzzzzzzzzzz"), (ExecutionId{{~0ull, ~0ull}}));
  EXPECT_EQ(ExecutionId{}.text(), "ex_00000000000000000000000000");
}

TEST(Ids, RiseAboveAFloorAndNeverFallBackBelowIt) {
  Uuid floor = Uuid::generate();
  floor.high += 10 << 16;  // ten milliseconds ahead of the clock
  Uuid::generate_above(floor);
  const Uuid next = Uuid::generate();
  EXPECT_GT(next.high, floor.high);
  Uuid::generate_above(Uuid{});
  EXPECT_GT(Uuid::generate().high, next.high) << "a lower floor changes nothing";
}

TEST(Ids, AreVersion7UuidsOfNow) {
  const auto uuid = Uuid::generate();
  EXPECT_EQ(uuid.high >> 12 & 0xF, 7u);
  EXPECT_EQ(uuid.low >> 62, 2u);
  const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::system_clock::now().time_since_epoch());
  EXPECT_NEAR(static_cast<double>(uuid.high >> 16), static_cast<double>(now.count()), 60'000);
}

TEST(Ids, SortAsTextInTheOrderOfTheirCreation) {
  std::vector<std::string> texts(20'000);
  for (auto& text : texts) text = RequestId::generate().text();
  EXPECT_TRUE(std::is_sorted(texts.begin(), texts.end()));
  EXPECT_EQ(std::adjacent_find(texts.begin(), texts.end()), texts.end());
}

TEST(Ids, DoNotRepeatBetweenThreads) {
  constexpr int kThreads = 4;
  constexpr int kEach = 5'000;
  std::vector<std::vector<Uuid>> made(kThreads);
  std::vector<std::thread> threads;
  for (auto& mine : made) {
    threads.emplace_back([&mine] {
      for (int i = 0; i < kEach; ++i) mine.push_back(Uuid::generate());
    });
  }
  for (auto& thread : threads) thread.join();
  std::unordered_set<Uuid> all;
  for (const auto& mine : made) {
    EXPECT_TRUE(std::is_sorted(mine.begin(), mine.end()));
    all.insert(mine.begin(), mine.end());
  }
  EXPECT_EQ(all.size(), static_cast<std::size_t>(kThreads * kEach));
}

}  // namespace
}  // namespace nsl
