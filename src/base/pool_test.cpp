#include "base/pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

namespace nsl {
namespace {

TEST(Pool, RefusesWhatDoesNotFitIntoItsQueue) {
  std::promise<void> release;
  std::promise<void> running;
  std::atomic<int> done{0};
  {
    Pool pool({.threads = 1, .queue_max = 2});
    ASSERT_EQ(pool.submit([&] {
      running.set_value();
      release.get_future().wait();
    }),
              Pool::Submitted::kYes);
    running.get_future().wait();
    EXPECT_EQ(pool.submit([&] { ++done; }), Pool::Submitted::kYes);
    EXPECT_EQ(pool.submit([&] { ++done; }), Pool::Submitted::kYes);
    EXPECT_EQ(pool.submit([&] { ++done; }), Pool::Submitted::kQueueFull);
    release.set_value();
  }
  EXPECT_EQ(done, 2) << "what was taken is run before the pool is gone";
}

TEST(Pool, RunsEverythingOnce) {
  std::atomic<int> sum{0};
  {
    Pool pool({.threads = 3, .queue_max = 1'000});
    for (int i = 1; i <= 1'000; ++i) ASSERT_EQ(pool.submit([&sum, i] { sum += i; }), Pool::Submitted::kYes);
  }
  EXPECT_EQ(sum, 500'500);
}

TEST(Pool, ATaskIsDestroyedWithoutTheLockHeld) {
  Pool pool({.threads = 1, .queue_max = 2});
  std::promise<void> submitted_again;
  // The task's destructor submits: it would deadlock if the pool held its lock.
  auto guard = std::shared_ptr<void>(
      nullptr, [&](void*) { static_cast<void>(pool.submit([&] { submitted_again.set_value(); })); });
  ASSERT_EQ(pool.submit([guard = std::move(guard)] {}), Pool::Submitted::kYes);
  EXPECT_EQ(submitted_again.get_future().wait_for(std::chrono::seconds(10)), std::future_status::ready);
}

}  // namespace
}  // namespace nsl
