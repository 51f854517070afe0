#include "functions/execution_store.h"

#include "functions/cursor.h"
#include "functions/testing/store_fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

namespace nsl::functions {
namespace {

using enum ExecutionStatus;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ExecutionStoreTest : public ::testing::Test, protected testing::StoreFixture {
 protected:
  Execution with_logs(std::vector<std::string> messages) const {
    Execution e = execution();
    for (std::string& message : messages) e.logs.push_back({1, "info", std::move(message)});
    return e;
  }
};

TEST_F(ExecutionStoreTest, DoesNotKnowWhatWasNotStored) {
  EXPECT_EQ(store->get(ExecutionId::generate()).error().code, ErrorCode::kExecutionNotFound);
  EXPECT_EQ(store->cancel_queued(ExecutionId::generate()).error().code, ErrorCode::kExecutionNotFound);
  Execution known = execution();
  ASSERT_TRUE(store->save(known));
  known.id.uuid.low += 1;
  EXPECT_EQ(store->get(known.id).error().code, ErrorCode::kExecutionNotFound) << "half an id is not enough";
}

TEST_F(ExecutionStoreTest, RefusesTheSameIdTwiceAndAnotherIdWithTheSameKey) {
  Execution e = execution();
  ASSERT_TRUE(store->insert(e));
  EXPECT_EQ(store->insert(e).error().code, ErrorCode::kConflict);
  e.id.uuid.low += 1;
  EXPECT_EQ(store->save(e).error().code, ErrorCode::kConflict);
  EXPECT_EQ(count(), 1);
}

TEST_F(ExecutionStoreTest, GivesBackEverythingItWasGiven) {
  Execution e = execution(kFailed);
  e.version = 7;
  e.trigger = "async";
  e.input = "\"\xE2\x82\xAC \\u0000\"";
  e.error = ExecutionError{"exception", "said \"no\"\n", "at handler (hello.ts:3:1)"};
  e.logs = {{1'767'225'600'000, "warn", "a \"quoted\" line\nand another"}, {-1, "log", ""}};
  e.logs_dropped = 3;
  e.usage = {.cpu = std::chrono::microseconds(1),
             .wall = std::chrono::microseconds(2),
             .memory = {3},
             .host_calls = 4,
             .output = {5}};
  e.limits = {.memory = {11},
              .cpu = std::chrono::microseconds(12),
              .wall = std::chrono::microseconds(13),
              .host_calls = 14,
              .input = {15},
              .output = {16},
              .logs = {17}};
  e.journal = R"([{"call":"fetch"}])";
  e.attempts = 2;
  e.created_at = WallTime(std::chrono::microseconds(1));
  e.started_at = WallTime(std::chrono::microseconds(2));
  e.finished_at = WallTime(std::chrono::microseconds(3));
  ASSERT_TRUE(store->insert(e));
  open();
  const Execution back = get(e.id);
  EXPECT_EQ(back.id, e.id);
  EXPECT_EQ(back.function, function.id);
  EXPECT_EQ(back.function_name, "hello");
  EXPECT_EQ(back.version, 7u);
  EXPECT_EQ(back.trigger, "async");
  EXPECT_EQ(back.status, kFailed);
  EXPECT_EQ(back.input, e.input);
  EXPECT_EQ(back.output, "");
  ASSERT_TRUE(back.error);
  EXPECT_EQ(back.error->code, e.error->code);
  EXPECT_EQ(back.error->message, e.error->message);
  EXPECT_EQ(back.error->stack, e.error->stack);
  ASSERT_EQ(back.logs.size(), 2u);
  EXPECT_EQ(back.logs[0].time_ms, 1'767'225'600'000);
  EXPECT_EQ(back.logs[0].level, "warn");
  EXPECT_EQ(back.logs[0].message, e.logs[0].message);
  EXPECT_EQ(back.logs[1].time_ms, -1);
  EXPECT_EQ(back.logs_dropped, 3u);
  EXPECT_EQ(back.usage.cpu, e.usage.cpu);
  EXPECT_EQ(back.usage.wall, e.usage.wall);
  EXPECT_EQ(back.usage.memory, e.usage.memory);
  EXPECT_EQ(back.usage.host_calls, 4u);
  EXPECT_EQ(back.usage.output, e.usage.output);
  EXPECT_EQ(back.limits, e.limits);
  EXPECT_EQ(back.seed, e.seed);
  EXPECT_EQ(back.journal, e.journal);
  EXPECT_EQ(back.attempts, 2u);
  EXPECT_EQ(back.created_at, e.created_at);
  EXPECT_EQ(back.started_at, e.started_at);
  EXPECT_EQ(back.finished_at, e.finished_at);
}

TEST_F(ExecutionStoreTest, KeepsTextsOfMegabytes) {
  Execution e = execution();
  e.input = std::string(8 << 20, 'i');
  e.output = std::string(8 << 20, 'o');
  ASSERT_TRUE(store->save(e));
  const Execution back = get(e.id);
  EXPECT_EQ(back.input, e.input);
  EXPECT_EQ(back.output, e.output);
}

TEST_F(ExecutionStoreTest, AFinalExecutionDoesNotChangeAnyMore) {
  Execution e = execution(kRunning);
  ASSERT_TRUE(store->save(e));
  e.status = kSucceeded;
  e.output = "1";
  ASSERT_TRUE(store->save(e));
  Execution late = e;
  late.status = kCancelled;
  late.output = "2";
  EXPECT_TRUE(store->save(late)) << "not an error: somebody was quicker";
  EXPECT_EQ(get(e.id).status, kSucceeded);
  EXPECT_EQ(get(e.id).output, "1");
}

TEST_F(ExecutionStoreTest, OneWrongRowKeepsTheOthersOfItsGroupOut) {
  const Execution first = execution();
  ASSERT_TRUE(store->save(first));
  std::vector<Execution> group{execution(), first, execution()};
  group[1].id.uuid.low += 1;
  EXPECT_FALSE(store->save_all(group));
  EXPECT_EQ(count(), 1) << "a group is a transaction";
}

TEST_F(ExecutionStoreTest, ARemovedFunctionsExecutionsCanStillBeRead) {
  const auto ids = put_many(1);
  ASSERT_TRUE(registry->remove({kOwner, "hello"}));
  EXPECT_EQ(get(ids[0]).function_name, "hello");
  EXPECT_EQ(store->list(function.id, {}, {})->items.size(), 1u);
}

TEST_F(ExecutionStoreTest, DamagedRecordsAreErrorsAndNothingElse) {
  const auto ids = put_many(1);
  for (const char* change :
       {"limits = '1 2 3'", "limits = '1 2 3 4 5 6 7 8'", "limits = '1,2,3,4,5,6,7'", "error = '{}'",
        "error = '[1,2,3]'", "logs = '[[1]]'", "logs = 'x'", "status = 7", "status = -1", "function = 1"}) {
    auto transaction = database->write(storage::Durability::kGrouped);
    const auto before = get(ids[0]);
    ASSERT_TRUE(transaction->execute(std::string("UPDATE executions SET ") + change));
    ASSERT_TRUE(transaction->commit());
    EXPECT_EQ(store->get(ids[0]).error().code, ErrorCode::kStorageFailed) << change;
    auto repair = database->write(storage::Durability::kGrouped);
    ASSERT_TRUE(repair->execute("DELETE FROM executions"));
    ASSERT_TRUE(repair->commit());
    ASSERT_TRUE(store->save(before));
  }
}

TEST_F(ExecutionStoreTest, IdsRiseAboveThoseOfTheLastRunThoughTheClockWentBack) {
  Execution e = execution();
  e.id.uuid.high += 20 << 16;  // 20 ms ahead
  ASSERT_TRUE(store->save(e));
  open();
  EXPECT_GT(ExecutionId::generate().uuid.high, e.id.uuid.high);
}

// --- idempotency keys ---

TEST_F(ExecutionStoreTest, ARepeatedRequestGetsTheFirstExecution) {
  Execution first = execution(kRunning);
  EXPECT_FALSE(store->insert_keyed(first, {"key", "hash"}).value());
  const auto meanwhile = store->insert_keyed(execution(kRunning), {"key", "hash"}).value();
  ASSERT_TRUE(meanwhile);
  EXPECT_EQ(meanwhile->id, first.id);
  EXPECT_EQ(meanwhile->status, kRunning);
  first.status = kSucceeded;
  first.output = "42";
  ASSERT_TRUE(store->save(first));
  open();
  const auto afterwards = store->insert_keyed(execution(kRunning), {"key", "hash"}).value();
  ASSERT_TRUE(afterwards);
  EXPECT_EQ(afterwards->output, "42");
  EXPECT_EQ(count(), 1) << "it ran once";
}

TEST_F(ExecutionStoreTest, AKeyBelongsToOneRequestOfOneFunction) {
  ASSERT_TRUE(store->insert_keyed(execution(kRunning), {"key", "hash"}));
  const auto other = store->insert_keyed(execution(kRunning), {"key", "other hash"});
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, ErrorCode::kIdempotencyMismatch);
  EXPECT_FALSE(store->insert_keyed(execution(kRunning), {"other key", "hash"}).value());
  EXPECT_FALSE(store->insert_keyed(execution_of(deploy("second"), kRunning), {"key", "other hash"}).value());
  EXPECT_EQ(count(), 3);
}

TEST_F(ExecutionStoreTest, AKeyIsForgottenAfterItsLife) {
  ASSERT_TRUE(store->insert_keyed(execution(kRunning), {"key", "hash"}));
  clock.advance(ExecutionStore::kKeyLife - std::chrono::seconds(1));
  EXPECT_TRUE(store->insert_keyed(execution(kRunning), {"key", "hash"}).value());
  clock.advance(std::chrono::seconds(1));
  const Execution fresh = execution(kRunning);
  EXPECT_FALSE(store->insert_keyed(fresh, {"key", "another hash"}).value());
  EXPECT_EQ(store->insert_keyed(execution(kRunning), {"key", "another hash"}).value()->id, fresh.id);
}

TEST_F(ExecutionStoreTest, OfManyThreadsWithTheSameKeyOneRuns) {
  std::atomic<int> ran = 0;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 6; ++t) {
      threads.emplace_back([&] {
        if (!store->insert_keyed(execution(kRunning), {"key", "hash"}).value()) ++ran;
      });
    }
  }
  EXPECT_EQ(ran, 1);
  EXPECT_EQ(count(), 1);
}

// --- listings ---

TEST_F(ExecutionStoreTest, ListsNewestFirstPageByPageWithoutLargeTexts) {
  auto ids = put_many(5);
  std::ranges::reverse(ids);
  Page page{.limit = 2, .cursor = {}};
  std::vector<ExecutionId> listed;
  do {
    const auto listing = store->list(function.id, {}, page).value();
    for (const Execution& e : listing.items) {
      listed.push_back(e.id);
      EXPECT_EQ(e.input + e.output + e.journal, "");
      EXPECT_EQ(e.function_name, "hello");
      EXPECT_EQ(e.usage.cpu, std::chrono::microseconds(18));
    }
    page.cursor = listing.next_cursor;
  } while (!page.cursor.empty());
  EXPECT_EQ(listed, ids);
}

TEST_F(ExecutionStoreTest, ListsWhatHasAStatusOfOneFunction) {
  const Function other = deploy("other");
  ASSERT_TRUE(store->save(execution_of(other, kFailed)));
  for (const ExecutionStatus status :
       {kQueued, kRunning, kSucceeded, kFailed, kTimedOut, kMemoryExceeded, kCancelled}) {
    put_many(static_cast<int>(status) + 1, status);
  }
  for (const ExecutionStatus status :
       {kQueued, kRunning, kSucceeded, kFailed, kTimedOut, kMemoryExceeded, kCancelled}) {
    const auto listing = store->list(function.id, {status}, {}).value();
    EXPECT_EQ(listing.items.size(), static_cast<std::size_t>(status) + 1) << to_string(status);
    for (const Execution& e : listing.items) EXPECT_EQ(e.status, status);
  }
  EXPECT_EQ(store->list(function.id, {}, {})->items.size(), 28u);
  EXPECT_TRUE(store->list(FunctionId::generate(), {}, {})->items.empty());
}

TEST_F(ExecutionStoreTest, RefusesLimitsAndCursorsThatItDidNotGive) {
  EXPECT_EQ(store->list(function.id, {}, {.limit = 0, .cursor = {}}).error().pointer, "limit");
  EXPECT_EQ(store->logs(function.id, {.limit = 201, .cursor = {}}).error().pointer, "limit");
  EXPECT_EQ(store->list(function.id, {}, {.limit = 1, .cursor = "nonsense"}).error().pointer, "cursor");
  EXPECT_EQ(store->logs(function.id, {.limit = 1, .cursor = make_cursor(CursorKind::kExecutions, {})}).error().pointer,
            "cursor");
}

// --- logs ---

TEST_F(ExecutionStoreTest, LogLinesComeNewestLastAndTheCursorLeadsToOlderOnes) {
  ASSERT_TRUE(store->save(with_logs({"1", "2", "3"})));
  ASSERT_TRUE(store->save(execution()));
  ASSERT_TRUE(store->save(with_logs({"4"})));
  ASSERT_TRUE(store->save(with_logs({"5", "6", "7", "8"})));
  const auto messages = [](const Listing<LogLine>& listing) {
    std::vector<std::string> all;
    for (const LogLine& line : listing.items) all.push_back(line.entry.message);
    return all;
  };
  const auto newest = store->logs(function.id, {.limit = 3, .cursor = {}}).value();
  EXPECT_THAT(messages(newest), ElementsAre("6", "7", "8"));
  const auto middle = store->logs(function.id, {.limit = 3, .cursor = newest.next_cursor}).value();
  EXPECT_THAT(messages(middle), ElementsAre("3", "4", "5"));
  const auto oldest = store->logs(function.id, {.limit = 3, .cursor = middle.next_cursor}).value();
  EXPECT_THAT(messages(oldest), ElementsAre("1", "2"));
  EXPECT_TRUE(oldest.next_cursor.empty());
  EXPECT_THAT(messages(store->logs(function.id, {.limit = 8, .cursor = {}}).value()),
              ElementsAre("1", "2", "3", "4", "5", "6", "7", "8"));
  EXPECT_TRUE(store->logs(function.id, {.limit = 8, .cursor = {}})->next_cursor.empty());
}

TEST_F(ExecutionStoreTest, LogLinesOfManyExecutionsFillOnePage) {
  for (int i = 0; i < 50; ++i) ASSERT_TRUE(store->save(with_logs({std::to_string(i)})));
  const auto page = store->logs(function.id, {.limit = 40, .cursor = {}}).value();
  ASSERT_EQ(page.items.size(), 40u);
  EXPECT_EQ(page.items.front().entry.message, "10");
  EXPECT_EQ(page.items.back().entry.message, "49");
  EXPECT_EQ(store->logs(function.id, {.limit = 40, .cursor = page.next_cursor})->items.size(), 10u);
}

}  // namespace
}  // namespace nsl::functions
