#include "functions/turns.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <map>

namespace nsl::functions {
namespace {

using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr std::uint32_t kAny = std::numeric_limits<std::uint32_t>::max();
std::uint32_t any(std::string_view) { return kAny; }

TEST(Turns, NobodyIsNextWhereNothingIsQueued) {
  Turns turns;
  EXPECT_THAT(turns.take(10, any), IsEmpty());
  EXPECT_EQ(turns.running(), 0u);
}

TEST(Turns, DivideTheRoomEvenly) {
  Turns turns;
  for (const char* owner : {"alice", "bob", "carol"}) turns.queued(owner);
  EXPECT_THAT(turns.take(6, any), UnorderedElementsAre(Share{"alice", 2}, Share{"bob", 2}, Share{"carol", 2}));
  EXPECT_EQ(turns.running(), 6u);
}

TEST(Turns, WhoeverHasTheFewestUnderWayIsNext) {
  Turns turns;
  turns.queued("flood");
  turns.claimed(turns.take(64, any).at(0), 64);
  turns.queued("quiet");
  turns.ended("flood");
  EXPECT_THAT(turns.take(1, any), UnorderedElementsAre(Share{"quiet", 1}));
  turns.claimed({"quiet", 1}, 1);
  turns.ended("quiet");
  EXPECT_THAT(turns.take(1, any), UnorderedElementsAre(Share{"quiet", 1})) << "it may have another one";
  turns.claimed({"quiet", 1}, 0);
  EXPECT_THAT(turns.take(1, any), UnorderedElementsAre(Share{"flood", 1}));
}

TEST(Turns, TakeOneAfterTheOtherWhereThereIsRoomForOneOnly) {
  Turns turns;
  const std::vector<std::string> owners{"alice", "bob", "carol"};
  for (const std::string& owner : owners) turns.queued(owner);
  std::map<std::string, int> had;
  for (int i = 0; i < 300; ++i) {
    const auto shares = turns.take(1, any);
    ASSERT_EQ(shares.size(), 1u);
    turns.claimed(shares[0], 1);
    turns.ended(shares[0].owner);
    ++had[shares[0].owner];
  }
  for (const std::string& owner : owners) EXPECT_EQ(had[owner], 100) << owner;
}

TEST(Turns, AnOwnerAtItsLimitWaitsAndOthersGoOn) {
  Turns turns;
  turns.queued("bounded");
  turns.queued("free");
  const auto allowed = [](std::string_view owner) { return owner == "bounded" ? 2u : kAny; };
  EXPECT_THAT(turns.take(10, allowed), UnorderedElementsAre(Share{"bounded", 2}, Share{"free", 8}));
  EXPECT_TRUE(turns.held_back());
  turns.claimed({"bounded", 2}, 2);
  turns.claimed({"free", 8}, 8);
  EXPECT_THAT(turns.take(1, [](auto owner) { return owner == "bounded" ? 0u : kAny; }),
              UnorderedElementsAre(Share{"free", 1}));
  turns.ended("bounded");
  EXPECT_THAT(turns.take(1, allowed), UnorderedElementsAre(Share{"bounded", 1})) << "it was not forgotten";
  EXPECT_FALSE(turns.held_back());
}

TEST(Turns, AnOwnerWithLessThanItsShareIsAskedNoMoreUntilItQueuesAgain) {
  Turns turns;
  turns.queued("alice");
  const Share share = turns.take(8, any).at(0);
  turns.claimed(share, 3);
  EXPECT_EQ(turns.running(), 3u);
  EXPECT_THAT(turns.take(8, any), IsEmpty());
  turns.queued("alice");
  EXPECT_THAT(turns.take(8, any), UnorderedElementsAre(Share{"alice", 8}));
}

TEST(Turns, WhatIsQueuedWhileOthersAreClaimedIsNotForgotten) {
  Turns turns;
  turns.queued("alice");
  const Share share = turns.take(8, any).at(0);
  turns.queued("alice");  // after the look into the database, perhaps
  turns.claimed(share, 3);
  EXPECT_THAT(turns.take(2, any), UnorderedElementsAre(Share{"alice", 2}));
}

TEST(Turns, AShareThatCouldNotBeLookedForIsTakenAgain) {
  Turns turns;
  turns.queued("alice");
  turns.put_back(turns.take(4, any).at(0));
  EXPECT_EQ(turns.running(), 0u);
  EXPECT_THAT(turns.take(4, any), UnorderedElementsAre(Share{"alice", 4}));
}

TEST(Turns, TenThousandOwnersAreServedOnceBeforeAnyIsServedTwice) {
  Turns turns;
  constexpr int kOwners = 10'000;
  for (int i = 0; i < kOwners; ++i) turns.queued(std::to_string(i));
  std::map<std::string, int> had;
  for (int i = 0; i < kOwners / 1'000; ++i) {
    for (const Share& share : turns.take(1'000, any)) {
      turns.claimed(share, share.count);
      for (std::uint32_t n = 0; n < share.count; ++n) turns.ended(share.owner);
      had[share.owner] += static_cast<int>(share.count);
    }
  }
  EXPECT_EQ(had.size(), static_cast<std::size_t>(kOwners));
  for (const auto& [owner, times] : had) EXPECT_EQ(times, 1) << owner;
}

}  // namespace
}  // namespace nsl::functions
