// What recording an execution costs: the event loop's part (push) and the whole, as CPU time of the process a row.

#include "functions/recorder.h"
#include "functions/testing/store_fixture.h"

#include <benchmark/benchmark.h>

#include <ctime>

namespace nsl::functions {
namespace {

constexpr int kGroup = 400;  // what comes in within 5 ms at 80,000 requests a second

double cpu_seconds(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

// Wall time of the benchmark is the CPU time of the process, both threads, for kGroup rows.
void RecordRows(benchmark::State& state) {
  testing::StoreFixture fixture;
  Recorder recorder(*fixture.store, {.interval = std::chrono::milliseconds(0)});
  std::vector<Execution> rows;
  double push_seconds = 0;
  for (auto _ : state) {
    rows.clear();
    for (int i = 0; i < kGroup; ++i) rows.push_back(fixture.execution());
    const double before = cpu_seconds(CLOCK_PROCESS_CPUTIME_ID);
    const double push_before = cpu_seconds(CLOCK_THREAD_CPUTIME_ID);
    for (Execution& row : rows) recorder.push(std::move(row));
    push_seconds += cpu_seconds(CLOCK_THREAD_CPUTIME_ID) - push_before;
    if (!recorder.flush(std::chrono::seconds(20))) state.SkipWithError("not written");
    state.SetIterationTime(cpu_seconds(CLOCK_PROCESS_CPUTIME_ID) - before);
  }
  const auto count = static_cast<double>(state.iterations()) * kGroup;
  state.SetItemsProcessed(state.iterations() * kGroup);
  state.counters["push_us"] = 1e6 * push_seconds / count;
  state.counters["cpu_us"] = benchmark::Counter(count / 1e6, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}
BENCHMARK(RecordRows)->UseManualTime()->Unit(benchmark::kMicrosecond);

// The same rows without the recorder, on one thread.
void SaveRows(benchmark::State& state) {
  testing::StoreFixture fixture;
  std::vector<Execution> rows;
  for (auto _ : state) {
    rows.clear();
    for (int i = 0; i < kGroup; ++i) rows.push_back(fixture.execution());
    const double before = cpu_seconds(CLOCK_THREAD_CPUTIME_ID);
    if (!fixture.store->save_all(rows)) state.SkipWithError("not written");
    state.SetIterationTime(cpu_seconds(CLOCK_THREAD_CPUTIME_ID) - before);
  }
  state.SetItemsProcessed(state.iterations() * kGroup);
  state.counters["cpu_us"] = benchmark::Counter(static_cast<double>(state.iterations()) * kGroup / 1e6,
                                                benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}
BENCHMARK(SaveRows)->UseManualTime()->Unit(benchmark::kMicrosecond);

// An execution that was promised: a transaction each, and a sync of the disk that callers at the same time share.
void InsertOnDisk(benchmark::State& state) {
  static std::unique_ptr<testing::StoreFixture> fixture;
  if (state.thread_index() == 0) fixture = std::make_unique<testing::StoreFixture>();
  for (auto _ : state) {
    if (!fixture->store->insert(fixture->execution(ExecutionStatus::kQueued))) state.SkipWithError("not written");
  }
  state.SetItemsProcessed(state.iterations());
  if (state.thread_index() == 0) fixture.reset();
}
BENCHMARK(InsertOnDisk)->Unit(benchmark::kMicrosecond)->UseRealTime()->Threads(1)->Threads(8);

}  // namespace
}  // namespace nsl::functions
