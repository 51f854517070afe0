// The queue of executions in the database: what is claimed, once, by whom, and what a restart makes of it.

#include "functions/execution_store.h"
#include "functions/testing/store_fixture.h"

#include <gtest/gtest.h>

#include <set>
#include <thread>

namespace nsl::functions {
namespace {

using enum ExecutionStatus;

class ExecutionQueueTest : public ::testing::Test, protected testing::StoreFixture {};

TEST_F(ExecutionQueueTest, GivesQueuedExecutionsOutOnceAndInOrder) {
  EXPECT_TRUE(store->claim_queued({{kOwner, 10}})->empty());
  const auto ids = put_many(5, kQueued);
  put_many(3, kSucceeded);
  clock.advance(std::chrono::seconds(1));
  const auto first = store->claim_queued({{kOwner, 2}}).value();
  ASSERT_EQ(first.size(), 2u);
  EXPECT_EQ(first[0].id, ids[0]);
  EXPECT_EQ(first[1].id, ids[1]);
  EXPECT_EQ(first[0].status, kRunning);
  EXPECT_EQ(first[0].attempts, 1u);
  EXPECT_EQ(first[0].started_at, clock.wall());
  EXPECT_FALSE(first[0].input.empty()) << "with all that is needed to run it";
  EXPECT_EQ(get(ids[0]).status, kRunning);
  EXPECT_EQ(store->claim_queued({{kOwner, 10}})->size(), 3u);
  EXPECT_TRUE(store->claim_queued({{kOwner, 10}})->empty());
}

TEST_F(ExecutionQueueTest, GivesEachOwnerItsShareAndKnowsWhoHasSomeQueued) {
  EXPECT_TRUE(store->queued_owners()->empty());
  const auto hers = put_many(3, kQueued);
  std::vector<ExecutionId> his;
  for (const char* owner : {"bob", "carol"}) {
    const Function of = registry->put({.owner = owner, .name = "f", .code = "code", .description = {}, .note = {}, .settings = {}})->function;
    Execution e = execution_of(of, kQueued);
    e.trigger = "async";
    ASSERT_TRUE(store->insert(e));
    his.push_back(e.id);
  }
  put_many(3, kSucceeded);
  open();
  EXPECT_EQ(*store->queued_owners(), (std::vector<std::string>{kOwner, "bob", "carol"}));
  const auto claimed = store->claim_queued({{"bob", 5}, {kOwner, 2}}).value();
  ASSERT_EQ(claimed.size(), 3u);
  EXPECT_EQ(claimed[0].id, his[0]);
  EXPECT_EQ(claimed[0].owner, "bob");
  EXPECT_EQ(claimed[1].id, hers[0]);
  EXPECT_EQ(claimed[2].id, hers[1]);
  EXPECT_EQ(*store->queued_owners(), (std::vector<std::string>{kOwner, "carol"}));
  ASSERT_TRUE(store->recover());
  EXPECT_EQ(*store->queued_owners(), (std::vector<std::string>{"bob", "carol"})) << "bob's again; for hers somebody waited";
}

TEST_F(ExecutionQueueTest, TwoThreadsNeverClaimTheSame) {
  put_many(200, kQueued);
  std::array<std::vector<ExecutionId>, 3> claimed;
  {
    std::vector<std::jthread> threads;
    for (auto& mine : claimed) {
      threads.emplace_back([&] {
        for (;;) {
          const auto some = store->claim_queued({{kOwner, 7}}).value();
          if (some.empty()) return;
          for (const Execution& e : some) mine.push_back(e.id);
        }
      });
    }
  }
  std::set<ExecutionId> all;
  for (const auto& mine : claimed) all.insert(mine.begin(), mine.end());
  EXPECT_EQ(claimed[0].size() + claimed[1].size() + claimed[2].size(), 200u);
  EXPECT_EQ(all.size(), 200u);
}

TEST_F(ExecutionQueueTest, CancelsOnlyWhatHasNotStarted) {
  const auto queued = put_many(1, kQueued);
  const auto cancelled = store->cancel_queued(queued[0]).value();
  EXPECT_EQ(cancelled.status, kCancelled);
  EXPECT_EQ(get(queued[0]).error->code, "cancelled");
  EXPECT_TRUE(store->claim_queued({{kOwner, 10}})->empty());
  EXPECT_EQ(store->cancel_queued(queued[0]).error().code, ErrorCode::kConflict);
  const auto running = put_many(1, kRunning);
  EXPECT_EQ(store->cancel_queued(running[0]).error().code, ErrorCode::kConflict);
}

TEST_F(ExecutionQueueTest, ARestartQueuesAsynchronousExecutionsAgainAndFailsThoseSomebodyWaitedFor) {
  Execution running = execution(kRunning);
  running.trigger = "async";
  Execution queued = execution(kQueued);
  queued.trigger = "async";
  Execution too_often = execution(kRunning);
  too_often.trigger = "async";
  too_often.attempts = ExecutionStore::kAttemptsMax;
  const Execution waited_for = execution(kRunning);
  const Execution ended = execution(kSucceeded);
  for (const Execution* e : std::initializer_list<const Execution*>{&running, &queued, &too_often, &waited_for, &ended})
    ASSERT_TRUE(store->insert(*e));
  open();
  const auto recovered = store->recover().value();
  EXPECT_EQ(recovered.queued_again, 1);
  EXPECT_EQ(recovered.failed, 2);
  EXPECT_EQ(get(too_often.id).error->code, "gateway_restarted");
  EXPECT_EQ(get(waited_for.id).status, kFailed);
  EXPECT_EQ(get(waited_for.id).error->code, "gateway_restarted");
  EXPECT_EQ(get(ended.id).status, kSucceeded);
  const auto claimed = store->claim_queued({{kOwner, 10}}).value();
  ASSERT_EQ(claimed.size(), 2u);
  EXPECT_EQ(claimed[0].id, running.id);
  EXPECT_EQ(claimed[0].attempts, 2u);
  EXPECT_EQ(claimed[1].id, queued.id);
}

}  // namespace
}  // namespace nsl::functions
