// What a row costs through Transaction, against the same row through the C interface of SQLite, in one run: the price
// of the layer. The row is of the shape of an execution's record, 256 rows in a transaction.
//
//   insert_bench --benchmark_counters_tabular=true

#include "storage/database.h"
#include "storage/testing/temporary_folder.h"

#include <benchmark/benchmark.h>
#include <sqlite3.h>

namespace nsl::storage {
namespace {

constexpr int kGroup = 256;
constexpr std::string_view kTable =
    "CREATE TABLE rows (key INTEGER PRIMARY KEY, low INTEGER NOT NULL, function INTEGER NOT NULL, version INTEGER NOT "
    "NULL, "
    "status INTEGER NOT NULL, created_us INTEGER NOT NULL, cpu_us INTEGER NOT NULL, wall_us INTEGER NOT NULL, "
    "limits TEXT NOT NULL, seed TEXT NOT NULL, input TEXT NOT NULL, output TEXT NOT NULL) STRICT";
constexpr std::string_view kIndex = "CREATE INDEX rows_by_function ON rows (function, key, status)";
constexpr std::string_view kInsert =
    "INSERT INTO rows VALUES (:key, :low, :function, :version, :status, :created, :cpu, :wall, :limits, :seed, :input, "
    ":output)";

const std::vector<Migration> kSchema{{1, "rows", {kTable, kIndex}}};
const std::string kLimits = "67108864 1000000 30000000 100 1048576 1048576 262144";
const std::string kSeed(64, 'a');
const std::string kInput = R"({"name":"neo","x":21})";
const std::string kOutput = R"({"hello":"neo","n":42})";

std::int64_t key_of(std::int64_t row) { return 0x019A'0000'0000'0000 + row; }

void ThroughTransaction(benchmark::State& state) {
  const testing::TemporaryFolder folder;
  auto database = Database::create(folder.url(), {.schema = kSchema}).value();
  std::int64_t row = 0;
  for (auto _ : state) {
    auto transaction = database->write(Durability::kGrouped).value();
    for (int i = 0; i < kGroup; ++i, ++row) {
      const auto done = transaction.execute(kInsert, key_of(row), row, 7, 1, 2, 1'767'225'600'000'000 + row, 18, 45,
                                            kLimits, kSeed, kInput, kOutput);
      if (!done) state.SkipWithError(done.error().message.c_str());
    }
    if (!transaction.commit()) state.SkipWithError("commit");
  }
  state.SetItemsProcessed(state.iterations() * kGroup);
}
BENCHMARK(ThroughTransaction)->Unit(benchmark::kMicrosecond);

void ThroughSqlite(benchmark::State& state) {
  const testing::TemporaryFolder folder;
  sqlite3* database = nullptr;
  sqlite3_open(folder.file("nsl.db").c_str(), &database);
  for (const std::string& sql : {std::string("PRAGMA journal_mode = WAL"), std::string("PRAGMA synchronous = NORMAL"),
                                 std::string("PRAGMA cache_size = -4096"), std::string(kTable), std::string(kIndex)}) {
    sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr);
  }
  sqlite3_stmt* insert = nullptr;
  sqlite3_prepare_v2(database, kInsert.data(), static_cast<int>(kInsert.size()), &insert, nullptr);
  const auto text = [&](int at, const std::string& value) {
    sqlite3_bind_text(insert, at, value.data(), static_cast<int>(value.size()), SQLITE_STATIC);
  };
  std::int64_t row = 0;
  for (auto _ : state) {
    sqlite3_exec(database, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr);
    for (int i = 0; i < kGroup; ++i, ++row) {
      const std::int64_t numbers[] = {key_of(row), row, 7, 1, 2, 1'767'225'600'000'000 + row, 18, 45};
      for (int at = 0; at < 8; ++at) sqlite3_bind_int64(insert, at + 1, numbers[at]);
      text(9, kLimits);
      text(10, kSeed);
      text(11, kInput);
      text(12, kOutput);
      if (sqlite3_step(insert) != SQLITE_DONE) state.SkipWithError(sqlite3_errmsg(database));
      sqlite3_reset(insert);
    }
    sqlite3_exec(database, "COMMIT", nullptr, nullptr, nullptr);
  }
  state.SetItemsProcessed(state.iterations() * kGroup);
  sqlite3_finalize(insert);
  sqlite3_close(database);
}
BENCHMARK(ThroughSqlite)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace nsl::storage
