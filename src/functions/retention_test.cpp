#include "functions/retention.h"

#include "functions/testing/store_fixture.h"

#include <gtest/gtest.h>

namespace nsl::functions {
namespace {

using namespace std::chrono_literals;
using enum ExecutionStatus;

class RetentionTest : public ::testing::Test, protected testing::StoreFixture {
 protected:
  // Ids carry the machine's time, so the clock of these tests begins there.
  RetentionTest() { clock.advance(system_clock().wall() - clock.wall()); }

  int run(Retention& retention) const {
    int steps = 1;
    while (retention.step().value() == Retention::Progress::kMore) ++steps;
    return steps;
  }

  void put_many(const Function& of, int executions, ExecutionStatus status = kSucceeded) const {
    std::vector<Execution> all;
    for (int i = 0; i < executions; ++i) all.push_back(execution_of(of, status));
    ASSERT_TRUE(store->save_all(all));
  }
};

TEST_F(RetentionTest, RemovesNothingThatIsYoungAndWithinTheCount) {
  put_many(function, 20);
  Retention retention(*database, clock, {.age = 24h, .per_function = 20});
  EXPECT_EQ(run(retention), 1);
  clock.advance(23h);
  EXPECT_EQ(run(retention), 1);
  EXPECT_EQ(count(), 20);
}

TEST_F(RetentionTest, RemovesWhatIsOldInSmallBatches) {
  put_many(function, 1'200);
  Retention retention(*database, clock, {.age = 24h, .per_function = 10'000});
  clock.advance(25h);
  EXPECT_EQ(run(retention), 4) << "500, 500, 200, nothing";
  EXPECT_EQ(count(), 0);
}

TEST_F(RetentionTest, KeepsTheNewestOfEachFunction) {
  const Function other = deploy("other");
  put_many(function, 30);
  put_many(other, 5);
  const Execution newest = execution();
  ASSERT_TRUE(store->save(newest));
  Retention retention(*database, clock, {.age = 24h, .per_function = 10});
  run(retention);
  EXPECT_EQ(store->list(function.id, {}, {})->items.size(), 10u);
  EXPECT_EQ(store->list(function.id, {}, {})->items[0].id, newest.id);
  EXPECT_EQ(store->list(other.id, {}, {})->items.size(), 5u);
}

TEST_F(RetentionTest, KeepsWhatHasNotEnded) {
  put_many(function, 3, kQueued);
  put_many(function, 2, kRunning);
  put_many(function, 4, kSucceeded);
  Retention retention(*database, clock, {.age = 1h, .per_function = 0});
  clock.advance(1'000h);
  run(retention);
  EXPECT_EQ(count(), 5);
}

TEST_F(RetentionTest, KeepsWhatAnIdempotencyKeyAnswersForUntilTheKeyExpires) {
  Execution keyed = execution(kRunning);
  ASSERT_FALSE(store->insert_keyed(keyed, {"key", "hash"}).value());
  keyed.status = kSucceeded;
  ASSERT_TRUE(store->save(keyed));
  put_many(function, 5);
  Retention retention(*database, clock, {.age = 1h, .per_function = 2});
  run(retention);
  EXPECT_EQ(count(), 3) << "the two newest and the one with the key";
  EXPECT_TRUE(store->insert_keyed(execution(kRunning), {"key", "hash"}).value()) << "which can still be answered";
  clock.advance(ExecutionStore::kKeyLife + 1h);
  run(retention);
  EXPECT_EQ(count(), 0);
  EXPECT_EQ(database->read()->find<std::int64_t>("SELECT COUNT(*) FROM idempotency_keys").value(), 0);
}

TEST_F(RetentionTest, LooksAtMoreFunctionsThanFitIntoAStepAndAtRemovedOnes) {
  const int functions = static_cast<int>(Retention::kFunctionsAtOnce) + 5;
  for (int i = 0; i < functions; ++i) put_many(deploy("f" + std::to_string(i)), 2);
  ASSERT_TRUE(registry->remove({kOwner, "f0"}));
  Retention retention(*database, clock, {.age = 24h, .per_function = 1});
  run(retention);
  EXPECT_EQ(count(), functions);
}

}  // namespace
}  // namespace nsl::functions
