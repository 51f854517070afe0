#include "functions/recorder.h"

#include "functions/testing/store_fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <thread>

namespace nsl::functions {
namespace {

using namespace std::chrono_literals;
using enum ExecutionStatus;

constexpr auto kPatience = 20s;  // of the tests; reached only when something is broken

class RecorderTest : public ::testing::Test, protected testing::StoreFixture {
 protected:
  static Recorder::Options quick() {
    Recorder::Options options;
    options.interval = 1ms;
    options.retry_min = 1ms;
    options.retry_max = 5ms;
    return options;
  }
  // Writes nothing by itself as long as a test lasts.
  static Recorder::Options idle() {
    Recorder::Options options;
    options.interval = std::chrono::hours(1);
    return options;
  }

  // A transaction that keeps the recorder from writing.
  storage::Transaction blocker() const { return database->write(storage::Durability::kGrouped).value(); }
};

TEST_F(RecorderTest, WritesWhatItIsGiven) {
  Recorder recorder(*store, quick());
  std::vector<ExecutionId> ids;
  for (int i = 0; i < 2'000; ++i) {
    Execution e = execution();
    ids.push_back(e.id);
    ASSERT_EQ(recorder.push(std::move(e)), Recorder::Pushed::kTaken);
  }
  ASSERT_TRUE(recorder.flush(kPatience));
  EXPECT_EQ(count(), 2'000);
  for (const ExecutionId id : ids) EXPECT_TRUE(store->get(id));
  EXPECT_EQ(recorder.counts().written, 2'000u);
  EXPECT_EQ(recorder.counts().failed_writes, 0u);
}

TEST_F(RecorderTest, WritesByItselfWithoutBeingAsked) {
  Recorder recorder(*store, quick());
  recorder.push(execution());
  for (int i = 0; i < 2'000 && recorder.counts().written == 0; ++i) std::this_thread::sleep_for(10ms);
  EXPECT_EQ(count(), 1);
}

TEST_F(RecorderTest, StoppingWritesTheRest) {
  Recorder recorder(*store, idle());
  for (int i = 0; i < 1'500; ++i) recorder.push(execution());
  recorder.stop();
  EXPECT_EQ(count(), 1'500);
  recorder.stop();
}

TEST_F(RecorderTest, FlushingOrStoppingWithNothingToDoReturnsAtOnce) {
  Recorder recorder(*store, idle());
  EXPECT_TRUE(recorder.flush(kPatience));
  recorder.stop();
}

TEST_F(RecorderTest, FindsAnExecutionThatWaits) {
  Recorder recorder(*store, idle());
  Execution e = execution(kRunning);
  const ExecutionId id = e.id;
  Execution later = e;
  later.status = kSucceeded;
  later.output = "7";
  EXPECT_FALSE(recorder.find(id));
  recorder.push(std::move(e));
  EXPECT_EQ(recorder.find(id)->status, kRunning);
  recorder.push(std::move(later));
  EXPECT_EQ(recorder.find(id)->status, kSucceeded) << "the newest state";
  ASSERT_TRUE(recorder.flush(kPatience));
  EXPECT_EQ(store->get(id)->output, "7");
}

TEST_F(RecorderTest, AtEveryMomentAnExecutionIsFoundWaitingOrStored) {
  Recorder recorder(*store, quick());
  std::atomic<int> missing = 0;
  for (int i = 0; i < 300; ++i) {
    Execution e = execution();
    const ExecutionId id = e.id;
    recorder.push(std::move(e));
    for (int look = 0; look < 5; ++look) {
      if (!recorder.find(id) && !store->get(id)) ++missing;
    }
  }
  EXPECT_EQ(missing, 0);
}

TEST_F(RecorderTest, FindsWhatIsBeingWritten) {
  Recorder recorder(*store, quick());
  Execution e = execution();
  const ExecutionId id = e.id;
  {
    auto transaction = blocker();
    recorder.push(std::move(e));
    EXPECT_FALSE(recorder.flush(50ms)) << "the writer is taken";
    EXPECT_TRUE(recorder.find(id));
  }
  EXPECT_TRUE(recorder.flush(kPatience));
}

TEST_F(RecorderTest, TellsInTimeThatThereIsNoRoomAndDropsOnlyBeyondTheBound) {
  Recorder::Options options = idle();
  options.rows_max = 100;
  Recorder recorder(*store, options);
  for (int i = 0; i < 74; ++i) recorder.push(execution());
  EXPECT_TRUE(recorder.has_room());
  recorder.push(execution());
  EXPECT_FALSE(recorder.has_room());
  for (int i = 75; i < 100; ++i) EXPECT_EQ(recorder.push(execution()), Recorder::Pushed::kTaken);
  EXPECT_EQ(recorder.push(execution()), Recorder::Pushed::kFull);
  EXPECT_EQ(recorder.counts().dropped, 1u);
  ASSERT_TRUE(recorder.flush(kPatience));
  EXPECT_TRUE(recorder.has_room());
  EXPECT_EQ(count(), 100);
}

TEST_F(RecorderTest, CountsTheBytesOfTexts) {
  Recorder::Options options = idle();
  options.bytes_max = 1_MiB;
  Recorder recorder(*store, options);
  Execution large = execution();
  large.output = std::string(2 << 20, 'o');
  EXPECT_EQ(recorder.push(std::move(large)), Recorder::Pushed::kTaken) << "alone, it is taken";
  EXPECT_FALSE(recorder.has_room());
  EXPECT_EQ(recorder.push(execution()), Recorder::Pushed::kFull);
  ASSERT_TRUE(recorder.flush(kPatience));
  EXPECT_TRUE(recorder.has_room()) << "what is written does not count any more";
}

TEST_F(RecorderTest, ARowThatTheDatabaseRefusesDoesNotHoldUpTheOthers) {
  Recorder recorder(*store, idle());
  const Execution stored = execution();
  ASSERT_TRUE(store->save(stored));
  Execution wrong = stored;
  wrong.id.uuid.low += 1;
  for (int i = 0; i < 10; ++i) recorder.push(execution());
  recorder.push(std::move(wrong));
  for (int i = 0; i < 10; ++i) recorder.push(execution());
  ASSERT_TRUE(recorder.flush(kPatience));
  EXPECT_EQ(count(), 21);
  EXPECT_EQ(recorder.counts().dropped, 1u);
  EXPECT_EQ(recorder.counts().written, 20u);
}

TEST_F(RecorderTest, TakesRecordsFromManyThreads) {
  Recorder recorder(*store, quick());
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&] {
        for (int i = 0; i < 500; ++i) recorder.push(execution());
        EXPECT_TRUE(recorder.flush(kPatience));
      });
    }
  }
  EXPECT_EQ(count(), 2'000);
}

// A database that is full until it is given room.
class FullDatabase : public ::testing::Test, protected testing::StoreFixture {
 protected:
  static constexpr int kRows = 50;

  FullDatabase() : StoreFixture({.size_max = 1_MiB}) {
    // Fill it up with what can be deleted later.
    const std::string text(4'000, 'f');
    for (int i = 0;; ++i) {
      auto transaction = database->write(storage::Durability::kGrouped).value();
      if (!transaction.execute("INSERT INTO code_texts (hash, text) VALUES (:hash, :text)", std::to_string(i), text))
        break;
      if (!transaction.commit()) break;
    }
  }

  void push_all(Recorder& recorder) const {
    for (int i = 0; i < kRows; ++i) {
      Execution e = execution();
      e.output = std::string(8'000, 'o');
      EXPECT_EQ(recorder.push(std::move(e)), Recorder::Pushed::kTaken);
    }
  }

  void make_room() const {
    auto transaction = database->write(storage::Durability::kGrouped).value();
    ASSERT_TRUE(transaction.execute("DELETE FROM code_texts WHERE text LIKE 'f%'"));
    ASSERT_TRUE(transaction.commit());
  }

  static Recorder::Options quick() {
    Recorder::Options options;
    options.interval = 1ms;
    options.retry_min = 1ms;
    options.retry_max = 5ms;
    return options;
  }
};

TEST_F(FullDatabase, KeepsRecordsUntilThereIsRoomAgain) {
  Recorder recorder(*store, quick());
  push_all(recorder);
  const Status status = recorder.flush(kPatience);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::kStorageFailed);
  EXPECT_GE(recorder.counts().failed_writes, 1u);
  EXPECT_EQ(count(), 0);
  EXPECT_EQ(recorder.counts().waiting, static_cast<std::uint64_t>(kRows));
  make_room();
  for (int i = 0; i < 100 && !recorder.flush(kPatience); ++i) {
  }
  EXPECT_EQ(count(), kRows) << "nothing was lost";
  EXPECT_EQ(recorder.counts().dropped, 0u);
}

TEST_F(FullDatabase, StopsAllTheSameAndSaysWhatIsLost) {
  Recorder recorder(*store, quick());
  push_all(recorder);
  recorder.stop(20ms);
  EXPECT_EQ(recorder.counts().dropped, static_cast<std::uint64_t>(kRows));
}

TEST_F(FullDatabase, StillReadsAndRefusesWhatMustBeOnDisk) {
  Execution e = execution(kQueued);
  e.input = std::string(100'000, 'i');
  EXPECT_EQ(store->insert(e).error().code, ErrorCode::kStorageFailed);
  EXPECT_EQ(
      registry->put({.name = "new", .code = std::string(100'000, 'c'), .description = {}, .note = {}, .settings = {}})
          .error()
          .code,
      ErrorCode::kStorageFailed);
  EXPECT_TRUE(registry->get({kOwner, "hello"}));
  EXPECT_EQ(registry->get({kOwner, "new"}).error().code, ErrorCode::kFunctionNotFound);
}

}  // namespace
}  // namespace nsl::functions
