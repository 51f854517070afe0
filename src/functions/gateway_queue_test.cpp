// Asynchronous executions of several owners: who comes when, and how many at once.

#include "functions/testing/gateway_fixture.h"

#include <gmock/gmock.h>

namespace nsl::functions {
namespace {

using testing::GatewayFixture;

constexpr const char* kWaits = "export default async (ms) => { await new Promise((r) => setTimeout(r, ms)); return ms; }";

class GatewayQueueTest : public GatewayFixture {
 protected:
  GatewayQueueTest() {
    close();
    gateway_options.asynchronous_max = 2;
    open();
    for (const char* owner : {"alice", "bob"}) NSL_CHECK(deploy_for(owner, "waits", kWaits).has_value());
  }

  std::int64_t count(ExecutionStatus status) {
    return gateway->list_executions({"alice", "waits"}, {status}, {.limit = 200})->items.size();
  }
};

TEST_F(GatewayQueueTest, OneOwnersBacklogDoesNotDelayAnothers) {
  constexpr int kBacklog = 100;
  std::vector<ExecutionId> backlog;
  for (int i = 0; i < kBacklog; ++i) backlog.push_back(queue("alice", "waits", "500"));
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(ended(queue("bob", "waits", "1"), "bob").status, ExecutionStatus::kSucceeded);
  }
  EXPECT_GE(count(ExecutionStatus::kQueued), kBacklog / 2);
}

TEST_F(GatewayQueueTest, TheTurnsGoOnAfterARestart) {
  constexpr int kBacklog = 100;
  for (int i = 0; i < kBacklog; ++i) queue("alice", "waits", "500");
  const ExecutionId late = queue("bob", "waits", "1");
  close();
  open();
  EXPECT_EQ(ended(late, "bob").status, ExecutionStatus::kSucceeded);
  EXPECT_GE(count(ExecutionStatus::kQueued), kBacklog / 2);
}

TEST_F(GatewayQueueTest, KeepsAnOwnerToItsExecutionsAtOnce) {
  ASSERT_TRUE(accounting->set("alice", Quota{.concurrent = 1}));
  std::vector<ExecutionId> ids;
  for (int i = 0; i < 5; ++i) ids.push_back(queue("alice", "waits", "30"));
  EXPECT_EQ(ended(queue("bob", "waits", "1"), "bob").status, ExecutionStatus::kSucceeded);
  std::vector<Execution> all;
  for (const ExecutionId id : ids) all.push_back(ended(id));
  for (std::size_t i = 1; i < all.size(); ++i) {
    EXPECT_EQ(all[i].status, ExecutionStatus::kSucceeded);
    EXPECT_GE(all[i].started_at, all[i - 1].finished_at) << "one after the other, in order";
  }
  EXPECT_EQ(accounting->look("alice").running, 0u);
}

TEST_F(GatewayQueueTest, WhatSomebodyWaitsForCountsTooAndMakesWayWhenItEnds) {
  ASSERT_TRUE(accounting->set("alice", Quota{.concurrent = 1}));
  auto waited_for = begin({.function = "waits", .input = "200"});
  while (accounting->look("alice").running == 0) std::this_thread::yield();
  const ExecutionId id = queue("alice", "waits", "1");
  const Execution first = waited_for.get()->execution;
  const Execution second = ended(id);
  EXPECT_EQ(second.status, ExecutionStatus::kSucceeded);
  EXPECT_GE(second.started_at, first.finished_at);
}

TEST_F(GatewayQueueTest, WhatSomebodyWaitsForGoesBeforeWhatWaitsForAWorker) {
  close();
  gateway_options.asynchronous_max = 8;
  open();
  Settings settings;
  settings.limits.cpu = std::chrono::seconds(60);
  settings.limits.wall = std::chrono::seconds(120);
  ASSERT_TRUE(deploy("computes", "export default (n) => { let s = 0; for (let i = 0; i < n; ++i) s = (s * 31 + i) % 1000003; return s; }", settings));
  const std::string long_one = "2000000";
  ASSERT_TRUE(invoke({.function = "computes", .input = long_one}));  // so that the pool knows how long it takes
  std::vector<ExecutionId> ids;
  for (int i = 0; i < 8; ++i) ids.push_back(queue("alice", "computes", long_one));
  ASSERT_TRUE(invoke({.function = "computes", .input = long_one}));
  EXPECT_FALSE(is_final(gateway->get_execution("alice", ids.back())->status)) << "it came before, and nobody waits for it";
  for (const ExecutionId id : ids) EXPECT_EQ(ended(id).status, ExecutionStatus::kSucceeded);
}

TEST_F(GatewayQueueTest, AFunctionThatIsGoneLeavesItsOwnerFree) {
  ASSERT_TRUE(accounting->set("alice", Quota{.concurrent = 1}));
  ASSERT_TRUE(deploy("gone", kWaits));
  queue("alice", "waits", "100");
  const ExecutionId lost = queue("alice", "gone", "1");
  ASSERT_TRUE(gateway->remove({"alice", "gone"}));
  EXPECT_EQ(ended(lost).status, ExecutionStatus::kFailed);
  EXPECT_EQ(ended(queue("alice", "waits", "1")).status, ExecutionStatus::kSucceeded);
  EXPECT_EQ(accounting->look("alice").running, 0u);
}

}  // namespace
}  // namespace nsl::functions
