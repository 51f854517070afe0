// What taking an execution off the queue costs, as more and more wait there: the look into the database and
// the turns.

#include "functions/testing/store_fixture.h"

#include <benchmark/benchmark.h>

namespace nsl::functions {
namespace {

void ClaimOne(benchmark::State& state) {
  testing::StoreFixture fixture;
  Turns turns;
  std::vector<Execution> rows;
  for (std::int64_t i = 0; i < state.range(0); ++i) {
    rows.push_back(fixture.execution(ExecutionStatus::kQueued));
    rows.back().trigger = "async";
    if (rows.size() == 1'000 || i + 1 == state.range(0)) {
      if (!fixture.store->save_all(rows)) state.SkipWithError("not written");
      rows.clear();
    }
  }
  turns.queued(testing::StoreFixture::kOwner);
  for (auto _ : state) {
    const auto shares = turns.take(1, [](std::string_view) { return 1u; });
    auto claimed = fixture.store->claim_queued(shares);
    if (!claimed || claimed->size() != 1) {
      state.SkipWithError("nothing claimed");
      break;
    }
    turns.claimed(shares.front(), 1);
    state.PauseTiming();  // so that as many wait as before
    turns.ended(shares.front().owner);
    claimed->front().status = ExecutionStatus::kQueued;
    if (!fixture.store->save(claimed->front())) state.SkipWithError("not written");
    state.ResumeTiming();
  }
}
BENCHMARK(ClaimOne)->Arg(10)->Arg(1'000)->Arg(100'000)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace nsl::functions
