#pragma once
// A database in a temporary folder with a registry, an execution store and one function. For tests only.

#include "base/check.h"
#include "functions/execution_store.h"
#include "functions/registry.h"
#include "storage/testing/temporary_folder.h"

#include <memory>
#include <string>
#include <vector>

namespace nsl::functions::testing {

class StoreFixture {
 public:
  explicit StoreFixture(storage::Database::Options options = {}) : options_(options) {
    open();
    function = deploy("hello");
  }

  // Closes everything and opens it again, as a restart does.
  void open() {
    store.reset();
    registry.reset();
    holdings.reset();
    database.reset();
    auto opened = storage::Database::create(folder.url(), options_);
    NSL_CHECK(opened.has_value());
    database = *std::move(opened);
    holdings = Holdings::create(*database).value();
    registry = std::make_unique<Registry>(*database, clock, holdings.get());
    auto created = ExecutionStore::create(*database, clock, holdings.get());
    NSL_CHECK(created.has_value());
    store = *std::move(created);
  }

  Function deploy(std::string name) const {
    auto deployed =
        registry->put({.owner = kOwner, .name = std::move(name), .code = "code", .description = {}, .note = {}, .settings = {}});
    NSL_CHECK(deployed.has_value());
    return deployed->function;
  }

  // A small one, as most are.
  Execution execution(ExecutionStatus status = ExecutionStatus::kSucceeded) const {
    return execution_of(function, status);
  }
  Execution execution_of(const Function& of, ExecutionStatus status = ExecutionStatus::kSucceeded) const {
    Execution e;
    e.id = ExecutionId::generate();
    e.function = of.id;
    e.owner = of.owner;
    e.function_name = of.name;
    e.version = 1;
    e.status = status;
    e.input = R"({"name":"neo","x":21})";
    if (status == ExecutionStatus::kSucceeded) e.output = R"({"hello":"neo","n":42})";
    e.usage = {.cpu = std::chrono::microseconds(18),
               .wall = std::chrono::microseconds(45),
               .memory = 1_MiB,
               .host_calls = 0,
               .output = {22}};
    e.seed = std::string(64, 'a');
    e.attempts = status == ExecutionStatus::kQueued ? 0 : 1;
    e.created_at = clock.wall();
    if (status != ExecutionStatus::kQueued) e.started_at = clock.wall();
    if (is_final(status)) e.finished_at = clock.wall();
    return e;
  }

  std::vector<ExecutionId> put_many(int count, ExecutionStatus status = ExecutionStatus::kSucceeded) const {
    std::vector<ExecutionId> ids;
    for (int i = 0; i < count; ++i) {
      const Execution e = execution(status);
      NSL_CHECK(store->save(e).has_value());
      ids.push_back(e.id);
    }
    return ids;
  }

  Execution get(ExecutionId id) const { return store->get(id).value(); }

  std::int64_t count(const std::string& where = "1 = 1") const {
    return database->read()->find<std::int64_t>("SELECT COUNT(*) FROM executions WHERE " + where).value().value();
  }

  static constexpr const char* kOwner = "alice";

  storage::testing::TemporaryFolder folder;
  FakeClock clock;
  std::unique_ptr<storage::Database> database;
  std::unique_ptr<Holdings> holdings;
  std::unique_ptr<Registry> registry;
  std::unique_ptr<ExecutionStore> store;
  Function function;

 private:
  storage::Database::Options options_;
};

}  // namespace nsl::functions::testing
