// Which slots a worker keeps.
#include "engine/slot_pool.h"

#include "engine/testing/stage.h"

#include <gtest/gtest.h>

#include <set>

namespace nsl::engine {
namespace {

class Slots : public ::testing::Test {
 protected:
  // Takes `count` slots at once, gives them back and says which they were.
  std::set<const Slot*> burst(std::size_t count) {
    std::vector<std::unique_ptr<Slot>> taken;
    std::set<const Slot*> which;
    for (std::size_t i = 0; i < count; ++i) {
      auto slot = pool.take(base);
      EXPECT_TRUE(slot);
      which.insert(slot->get());
      taken.push_back(*std::move(slot));
    }
    for (auto& slot : taken) pool.give_back(std::move(slot));
    pool.tidy();
    return which;
  }

  std::shared_ptr<const PageSet> base = std::make_shared<const PageSet>(testing::shared_base());
  SlotPool pool{testing::shared_base(), {.slots_max = 20, .check = true}};
};

TEST_F(Slots, OfABurstServeTheNext) {
  const auto first = burst(20);
  EXPECT_EQ(burst(20), first);
}

TEST_F(Slots, ThatAreNewHaveThePagesOpenThatOthersWrite) {
  auto first = *pool.take(base);
  first->warm({200, 300});
  pool.give_back(std::move(first));
  const auto again = *pool.take(base);
  const auto fresh = *pool.take(base);
  EXPECT_EQ(fresh->hot_pages(), (std::vector<std::uint32_t>{200, 300}));
  fresh->vm().data()[200 * kPage] ^= 1;
  fresh->restore();
  EXPECT_TRUE(fresh->is_pristine());
}

TEST_F(Slots, AreRefusedBeyondTheMost) {
  std::vector<std::unique_ptr<Slot>> taken;
  for (int i = 0; i < 20; ++i) taken.push_back(*pool.take(base));
  EXPECT_EQ(pool.take(base).error().code, ErrorCode::kUnavailable);
  pool.give_back(std::move(taken.back()));
  EXPECT_TRUE(pool.take(base));
}

TEST_F(Slots, ThatNobodyNeedsAreGivenUpOneByOneButForAFew) {
  const auto first = burst(20);
  int given_up = 0;
  for (; pool.has_surplus(); ++given_up) pool.give_up_one();
  EXPECT_GT(given_up, 5);
  EXPECT_LT(given_up, 20);
  pool.give_up_one();
  std::set<const Slot*> kept = burst(20 - given_up);
  EXPECT_EQ(kept.size(), 20u - given_up);
  for (const Slot* slot : kept) EXPECT_TRUE(first.contains(slot));
}

}  // namespace
}  // namespace nsl::engine
