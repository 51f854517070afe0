// What a function's read of a secret costs with everything on: checked, decrypted, and in the audit log on the disk
// before it is given out. Callers that wait share one sync of the disk; the argument says how many there are at once.

#include "audit/audit_log.h"
#include "base/log.h"
#include "vault/audit_observer.h"
#include "vault/testing/vault_fixture.h"

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <algorithm>
#include <semaphore>

namespace nsl::vault {
namespace {

constexpr int kSecrets = 100;
constexpr std::int64_t kReadsOfOne = 100;  // of each caller in a turn

audit::Event use_of(const Plaintext& plaintext) {
  return {.action = audit::Action::kSecretGet,
          .owner = "alice",
          .actor = "function:price",
          .secret = plaintext.secret.name,
          .secret_id = plaintext.secret.id.text(),
          .secret_version = plaintext.version,
          .grant = "grant_01kdqcy8p8f2v9s4m6h0t3wxyz",
          .function = "price",
          .function_version = 7,
          .execution = "ex_01kdqcy8p8f2v9s4m6h0t3wxyz",
          .value_hash = "00112233445566778899aabbccddeeff"};
}

double millisecond_at(std::vector<double>& sorted, double part) {
  return sorted[static_cast<std::size_t>(part * static_cast<double>(sorted.size() - 1))];
}

void AuditedReads(benchmark::State& state) {
  log::configure(log::Level::kOff, log::Format::kJson);
  testing::VaultFixture fixture;
  for (int i = 0; i < kSecrets; ++i) NSL_CHECK(fixture.put(fmt::format("S{}", i), "0123456789abcdef").has_value());
  Quiet quiet;
  SecretStore store(*fixture.vault, quiet, {});
  const auto keys = audit::Keys::from_seed({1});
  const auto log = audit::AuditLog::create(*fixture.database, *keys, system_clock(), {}).value();

  const std::int64_t callers = state.range(0);
  std::vector<double> milliseconds;  // written by the log's thread
  for (auto _ : state) {
    std::counting_semaphore<> free(callers);
    for (std::int64_t i = 0; i < callers * kReadsOfOne; ++i) {
      free.acquire();
      const auto begin = std::chrono::steady_clock::now();
      const auto plaintext = store.read(fixture.alice, {.name = fmt::format("S{}", i % kSecrets)});
      NSL_CHECK(plaintext.has_value());
      log->record(use_of(*plaintext), [&, begin](const Status& recorded) {
        NSL_CHECK(recorded.has_value());
        milliseconds.push_back(
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count());
        free.release();
      });
    }
    for (std::int64_t i = 0; i < callers; ++i) free.acquire();
  }
  state.SetItemsProcessed(state.iterations() * callers * kReadsOfOne);
  std::ranges::sort(milliseconds);
  state.counters["p50_ms"] = millisecond_at(milliseconds, 0.5);
  state.counters["p99_ms"] = millisecond_at(milliseconds, 0.99);
}
BENCHMARK(AuditedReads)->Arg(1)->Arg(16)->Arg(64)->Arg(256)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace nsl::vault
