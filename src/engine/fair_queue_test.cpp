#include "engine/fair_queue.h"

#include <gtest/gtest.h>

#include <vector>

namespace nsl::engine {
namespace {

using namespace std::chrono_literals;

class Fairness : public ::testing::Test {
 protected:
  std::vector<ExecutionNumber> take(std::size_t count) {
    std::vector<ExecutionNumber> taken;
    for (std::size_t i = 0; i < count; ++i) {
      const auto next = queue.next();
      taken.push_back(next->number);
      queue.pop(next->lane);
    }
    return taken;
  }
  FairQueue queue;
};

using Numbers = std::vector<ExecutionNumber>;

TEST_F(Fairness, OneLaneGoesInTheOrderInWhichItCame) {
  for (ExecutionNumber number : {1, 2, 3}) queue.push(7, number, 1ms);
  EXPECT_EQ(take(3), (Numbers{1, 2, 3}));
  EXPECT_TRUE(queue.empty());
}

TEST_F(Fairness, WhatComesBackGoesWhereItWas) {
  for (ExecutionNumber number : {2, 3}) queue.push(7, number, 1ms);
  queue.push(7, 1, 1ms);
  EXPECT_EQ(take(3), (Numbers{1, 2, 3}));
}

TEST_F(Fairness, WhatSomebodyWaitsForGoesBeforeWhatNobodyDoes) {
  for (ExecutionNumber number : {1, 2, 3}) queue.push(7, number, 1ms, Urgency::kLater);
  EXPECT_EQ(take(1), (Numbers{1}));
  queue.push(7, 4, 1ms, Urgency::kWaitedFor);
  EXPECT_EQ(take(3), (Numbers{4, 2, 3}));
}

TEST_F(Fairness, WhatSomebodyWaitsForTakesNoOtherLanesTurn) {
  for (ExecutionNumber number : {1, 2, 3}) queue.push(7, number, 1ms, Urgency::kWaitedFor);
  for (ExecutionNumber number : {4, 5, 6}) queue.push(8, number, 1ms, Urgency::kLater);
  EXPECT_EQ(take(6), (Numbers{1, 4, 2, 5, 3, 6}));
}

TEST_F(Fairness, AFloodInOneLaneDoesNotMakeAnotherWait) {
  for (ExecutionNumber number = 1; number <= 1000; ++number) queue.push(1, number, 1ms);
  EXPECT_EQ(take(2), (Numbers{1, 2}));
  queue.push(2, 2000, 1ms);
  const Numbers next = take(2);
  EXPECT_TRUE(next[0] == 2000 || next[1] == 2000) << next[0] << " " << next[1];
}

TEST_F(Fairness, SharesAreOfComputingTimeNotOfNumbers) {
  for (ExecutionNumber number = 1; number <= 100; ++number) queue.push(1, number, 10ms);
  for (ExecutionNumber number = 101; number <= 200; ++number) queue.push(2, number, 1ms);
  int dear = 0;
  for (const ExecutionNumber number : take(55)) dear += number <= 100 ? 1 : 0;
  EXPECT_GE(dear, 4);
  EXPECT_LE(dear, 7);
}

TEST_F(Fairness, ALaneThatWasAwayHasSavedNothingUp) {
  for (ExecutionNumber number = 1; number <= 50; ++number) queue.push(1, number, 1ms);
  take(40);
  for (ExecutionNumber number = 100; number < 140; ++number) queue.push(2, number, 1ms);
  int late = 0;
  for (const ExecutionNumber number : take(20)) late += number >= 100 ? 1 : 0;
  EXPECT_GE(late, 9);
  EXPECT_LE(late, 11);
}

TEST_F(Fairness, ALaneDoesNotGetAheadByComingAndGoing) {
  for (ExecutionNumber number = 1; number <= 40; ++number) queue.push(1, number, 1ms);
  int of_two = 0;
  for (ExecutionNumber number = 100; number < 120; ++number) {
    queue.push(2, number, 1ms);  // one at a time, and again as soon as it is gone
    for (bool gone = false; !gone && !queue.empty();) {
      const auto next = queue.next();
      gone = next->number == number;
      of_two += gone ? 1 : 0;
      queue.pop(next->lane);
    }
  }
  EXPECT_LE(queue.size(), 22u) << "the other lane went on meanwhile";
  EXPECT_EQ(of_two, 20);
}

TEST_F(Fairness, ALaneThatMayHaveNoTurnIsPassedOverAndComesFirstLater) {
  for (ExecutionNumber number : {1, 2}) queue.push(1, number, 1ms);
  for (ExecutionNumber number : {3, 4}) queue.push(2, number, 1ms);
  const auto not_the_first = [](Lane lane) { return lane != 1; };
  for (ExecutionNumber number : {3, 4}) {
    const auto next = queue.next(not_the_first);
    ASSERT_TRUE(next);
    EXPECT_EQ(next->number, number);
    queue.pop(next->lane);
  }
  EXPECT_FALSE(queue.next(not_the_first));
  queue.push(2, 5, 1ms);
  EXPECT_EQ(take(3), (Numbers{1, 2, 5}));
}

}  // namespace
}  // namespace nsl::engine
