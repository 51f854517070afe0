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
