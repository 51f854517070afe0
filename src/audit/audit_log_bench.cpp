// What a durable record costs, alone and in company: callers that wait share one sync of the disk.
#include "audit/testing/audit_fixture.h"
#include "base/log.h"

#include <benchmark/benchmark.h>

#include <latch>

namespace nsl::audit {
namespace {

Event use() {
  return {.action = Action::kSecretUse,
          .owner = "alice",
          .actor = "function:price",
          .secret = "COINGECKO_KEY",
          .secret_id = "sec_01kdqcy8p8f2v9s4m6h0t3wxyz",
          .secret_version = 3,
          .grant = "grant_01kdqcy8p8f2v9s4m6h0t3wxyz",
          .function = "price",
          .function_version = 7,
          .execution = "ex_01kdqcy8p8f2v9s4m6h0t3wxyz",
          .host = "api.coingecko.com",
          .value_hash = "00112233445566778899aabbccddeeff"};
}

// As many events at once as the argument says, until all are on the disk.
void RecordEvents(benchmark::State& state) {
  log::configure(log::Level::kOff, log::Format::kJson);
  testing::AuditFixture fixture;
  for (auto _ : state) {
    std::latch done(state.range(0));
    for (std::int64_t i = 0; i < state.range(0); ++i) {
      fixture.log->record(use(), [&](const Status& recorded) {
        NSL_CHECK(recorded.has_value());
        done.count_down();
      });
    }
    done.wait();
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(RecordEvents)->Arg(1)->Arg(16)->Arg(64)->Arg(256)->Arg(1024)->UseRealTime();

// The limit by the processor: what one entry costs without the database.
void MakeEntry(benchmark::State& state) {
  Entry entry = entry_of(use(), WallTime{});
  for (auto _ : state) {
    entry.seq = entry.owner_seq = entry.seq + 1;
    entry.previous = entry.owner_previous = hash_of(to_line(entry));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(MakeEntry);

void VerifyExport(benchmark::State& state) {
  log::configure(log::Level::kOff, log::Format::kJson);
  testing::AuditFixture fixture;
  std::latch done(4'096);
  for (int i = 0; i < 4'096; ++i) fixture.log->record(use(), [&](const Status&) { done.count_down(); });
  done.wait();
  const auto lines = fixture.lines();
  for (auto _ : state) NSL_CHECK(testing::verify(lines).has_value());
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(lines.size()));
}
BENCHMARK(VerifyExport);

}  // namespace
}  // namespace nsl::audit
