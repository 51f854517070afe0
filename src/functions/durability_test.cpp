// What was acknowledged is there after kill -9. A child process writes and reports each acknowledged id through a
// pipe; it is killed in the middle of that, and the parent looks for every id it was told.

#include "functions/recorder.h"
#include "functions/testing/store_fixture.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <functional>

namespace nsl::functions {
namespace {

using testing::StoreFixture;

class DurabilityTest : public ::testing::Test {
 protected:
  // Runs `work` in a child with a pipe to write to, and kills it once it has written `enough` records of `size` bytes.
  // Gives all that it wrote.
  static std::string run_and_kill(std::size_t size, std::size_t enough, const std::function<void(int)>& work) {
    int pipe_ends[2];
    NSL_CHECK(pipe(pipe_ends) == 0);
    const pid_t child = fork();
    NSL_CHECK(child >= 0);
    if (child == 0) {
      close(pipe_ends[0]);
      work(pipe_ends[1]);
      _exit(0);
    }
    close(pipe_ends[1]);
    std::string told;
    char buffer[4096];
    bool killed = false;
    for (ssize_t got = 0; (got = read(pipe_ends[0], buffer, sizeof buffer)) > 0;) {
      told.append(buffer, static_cast<std::size_t>(got));
      if (!killed && told.size() >= size * enough) {
        kill(child, SIGKILL);
        killed = true;
      }
    }
    close(pipe_ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status)) << "the child was to be killed while it worked";
    EXPECT_EQ(told.size() % size, 0u);
    return told;
  }

  static void tell(int pipe, const Uuid& id) { NSL_CHECK(write(pipe, &id, sizeof id) == sizeof id); }

  static std::vector<Uuid> ids_in(const std::string& told) {
    std::vector<Uuid> ids(told.size() / sizeof(Uuid));
    std::memcpy(ids.data(), told.data(), ids.size() * sizeof(Uuid));
    return ids;
  }

  // The database is opened by the child first: it must not be open across fork.
  storage::testing::TemporaryFolder folder_;
};

struct Opened {
  std::unique_ptr<storage::Database> database;
  std::unique_ptr<Registry> registry;
  std::unique_ptr<ExecutionStore> store;
};

Opened open_in(const storage::testing::TemporaryFolder& folder) {
  Opened opened;
  opened.database = storage::Database::create(folder.url(), {}).value();
  opened.registry = std::make_unique<Registry>(*opened.database, system_clock());
  opened.store = ExecutionStore::create(*opened.database, system_clock()).value();
  return opened;
}

TEST_F(DurabilityTest, AcknowledgedExecutionsAreThereAfterKill9) {
  const std::string told = run_and_kill(sizeof(Uuid), 100, [&](int pipe) {
    const Opened opened = open_in(folder_);
    const auto function =
        opened.registry->put({.name = "hello", .code = "code", .description = {}, .note = {}, .settings = {}})
            ->function;
    for (int i = 0;; ++i) {
      Execution e;
      e.id = ExecutionId::generate();
      e.function = function.id;
      e.owner = StoreFixture::kOwner;
      e.trigger = "async";
      e.input = "1";
      const bool stored = i % 2 == 0 ? opened.store->insert(e).has_value()
                                     : opened.store->insert_keyed(e, {std::to_string(i), "hash"}).has_value();
      if (stored) tell(pipe, e.id.uuid);
    }
  });
  const auto ids = ids_in(told);
  const Opened opened = open_in(folder_);
  for (const Uuid& id : ids) EXPECT_TRUE(opened.store->get({id})) << ExecutionId{id}.text();
  ASSERT_TRUE(opened.store->recover());
  std::size_t claimed = 0;
  while (const std::size_t some = opened.store->claim_queued({{StoreFixture::kOwner, 50}})->size()) claimed += some;
  EXPECT_GE(claimed, ids.size()) << "and they run";
  EXPECT_LE(claimed, ids.size() + 1) << "at most the last one was stored and not acknowledged any more";
}

TEST_F(DurabilityTest, AcknowledgedDeploysAreThereAfterKill9) {
  const std::string told = run_and_kill(sizeof(Uuid), 30, [&](int pipe) {
    const Opened opened = open_in(folder_);
    for (int i = 0;; ++i) {
      const auto deployed = opened.registry->put(
          {.name = "f" + std::to_string(i), .code = std::to_string(i), .description = {}, .note = {}, .settings = {}});
      if (deployed) tell(pipe, deployed->function.id.uuid);
    }
  });
  const Opened opened = open_in(folder_);
  for (const Uuid& id : ids_in(told)) EXPECT_TRUE(opened.registry->get_source({id}, 1));
}

TEST_F(DurabilityTest, FlushedRecordsAreThereAfterKill9) {
  const std::string told = run_and_kill(sizeof(Uuid), 500, [&](int pipe) {
    const Opened opened = open_in(folder_);
    const auto function =
        opened.registry->put({.name = "hello", .code = "code", .description = {}, .note = {}, .settings = {}})
            ->function;
    Recorder recorder(*opened.store, {});
    for (;;) {
      std::vector<Uuid> pushed;
      for (int i = 0; i < 100; ++i) {
        Execution e;
        e.id = ExecutionId::generate();
        e.function = function.id;
        e.status = ExecutionStatus::kSucceeded;
        pushed.push_back(e.id.uuid);
        recorder.push(std::move(e));
      }
      if (!recorder.flush(std::chrono::seconds(20))) _exit(1);
      for (const Uuid& id : pushed) tell(pipe, id);
    }
  });
  const Opened opened = open_in(folder_);
  for (const Uuid& id : ids_in(told)) EXPECT_TRUE(opened.store->get({id}));
}

}  // namespace
}  // namespace nsl::functions
