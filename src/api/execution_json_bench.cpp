#include "api/execution_json.h"
#include "base/metrics.h"

#include <benchmark/benchmark.h>

namespace nsl::api {
namespace {

// A reply as the hot path writes it: small output, no logs. Aim: 0.5 µs.
void write_execution(benchmark::State& state) {
  functions::Execution execution;
  execution.id = ExecutionId::generate();
  execution.function_name = "hello";
  execution.version = 3;
  execution.status = functions::ExecutionStatus::kSucceeded;
  execution.output = R"({"hello":"neo","n":42})";
  execution.created_at = execution.started_at = execution.finished_at = WallTime{std::chrono::hours(490'000)};
  std::string out;
  for (auto _ : state) {
    out.clear();
    append_execution(out, execution);
    benchmark::DoNotOptimize(out.data());
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * out.size()));
}
BENCHMARK(write_execution);

// What counting one request costs. Aim: 0.1 µs.
void count_request(benchmark::State& state) {
  Metrics metrics;
  Counter& counter = metrics.counter({"nsl_x_total", "X."});
  Histogram& histogram = metrics.histogram({"nsl_x_seconds", "X."}, Metrics::request_buckets());
  for (auto _ : state) {
    counter.add();
    histogram.observe(0.0002);
  }
}
BENCHMARK(count_request);

}  // namespace
}  // namespace nsl::api
