// Blocks a second that the follower catches up with, from a development chain over HTTP into the database.

#include "devchain/rpc/server.h"
#include "follower/event_log.h"
#include "storage/testing/temporary_folder.h"

#include <benchmark/benchmark.h>

namespace nsl::follower {
namespace {

constexpr int kBlocks = 5'000;

void CatchUp(benchmark::State& state) {
  const storage::testing::TemporaryFolder folder;
  const auto store = "sqlite:" + folder.file("chain.db");
  {
    const auto chain = devchain::Chain::create({.store = devchain::BlockStore::create(store).value()}).value();
    for (int i = 0; i < kBlocks; ++i) static_cast<void>(chain->produce_block());
  }
  const auto server = devchain::DevchainServer::create({.store_url = store}).value();
  const auto pool = neo::NodePool::create({.urls = {server->url()}}).value();
  for (auto _ : state) {
    state.PauseTiming();
    const storage::testing::TemporaryFolder mine;
    const auto database = storage::Database::create(mine.url(), {}).value();
    Metrics metrics;
    EventLog log(*database, {.backfill_blocks = 10 * kBlocks});
    Follower follower({.database = *database, .nodes = *pool, .metrics = metrics, .clock = system_clock()}, {});
    follower.add(log);
    state.ResumeTiming();
    while (follower.step() == Follower::Progress::kMore) {
    }
  }
  state.SetItemsProcessed(state.iterations() * kBlocks);
}
BENCHMARK(CatchUp)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace nsl::follower
