// What the vault costs, side by side with its limits: the AES-GCM operations and the SQLite commits that it cannot do
// without. The observer keeps nothing; what the audit log adds is measured beside it (audit, functions).

#include "crypto/aes.h"
#include "vault/backup.h"
#include "vault/secret_backup.h"
#include "vault/testing/vault_fixture.h"

#include <benchmark/benchmark.h>

#include <fmt/format.h>

#include <cstdlib>

namespace nsl::vault {
namespace {

constexpr std::size_t kValueBytes = 64;

// A vault whose owner "alice" has `count` secrets, S0 ... S(count-1), put in as one backup.
class Stocked {
 public:
  explicit Stocked(std::size_t count) {
    const SecretLimits limits{.per_owner_max = count + 10};
    fixture.secrets = std::make_unique<SecretStore>(*fixture.vault, observer, limits);
    std::vector<BackupSecret> all;
    for (std::size_t i = 0; i < count; ++i) {
      BackupSecret secret{.name = fmt::format("S{}", i),
                          .description = "",
                          .tags = "{}",
                          .labels = "{}",
                          .current = 1,
                          .keep = 10,
                          .versions = {}};
      secret.versions.push_back({1, 0, crypto::SecretBytes(kValueBytes)});
      all.push_back(std::move(secret));
    }
    const auto imported =
        SecretBackup(*fixture.vault, observer, limits).put_in(fixture.alice, to_payload(all).view(), Existing::kRefuse);
    NSL_CHECK(imported.has_value());
  }

  testing::VaultFixture fixture;
  testing::DeafObserver observer;
};

// The same vault as long as the size stays the same: a benchmark is called several times, and filling takes long.
Stocked& stocked_with(std::size_t count) {
  static std::unique_ptr<Stocked> stocked;
  static std::size_t size = 0;
  if (size != count) {
    stocked.reset();
    stocked = std::make_unique<Stocked>(count);
    size = count;
  }
  return *stocked;
}

void ReadSecret(benchmark::State& state) {
  const auto count = static_cast<std::size_t>(state.range(0));
  Stocked& stocked = stocked_with(count);
  std::size_t next = 0;
  for (auto _ : state) {
    next = (next + 7'919) % count;
    const auto read = stocked.fixture.secrets->read(stocked.fixture.alice, {.name = fmt::format("S{}", next)});
    if (!read) state.SkipWithError("not read");
  }
  state.SetItemsProcessed(state.iterations());
}
// FULL=1 takes a million too; filling the vault with them takes minutes.
void sizes(benchmark::internal::Benchmark* benchmark) {
  for (const std::int64_t count : {100, 10'000, 50'000}) benchmark->Arg(count);
  if (std::getenv("FULL") != nullptr) benchmark->Arg(1'000'000);
}
BENCHMARK(ReadSecret)->Apply(sizes)->Unit(benchmark::kMicrosecond);

void ReadSecretFromThreads(benchmark::State& state) {
  static std::unique_ptr<Stocked> stocked;
  if (state.thread_index() == 0) stocked = std::make_unique<Stocked>(100);
  for (auto _ : state) {
    if (!stocked->fixture.secrets->read(stocked->fixture.alice, {.name = "S7"})) state.SkipWithError("not read");
  }
  state.SetItemsProcessed(state.iterations());
  if (state.thread_index() == 0) stocked.reset();
}
BENCHMARK(ReadSecretFromThreads)->Unit(benchmark::kMicrosecond)->UseRealTime()->Threads(1)->Threads(2)->Threads(4);

// The two decryptions of a read: the version's key, the value.
void DecryptTwice(benchmark::State& state) {
  const Bytes key(32, 1), iv(12, 2);
  const crypto::AesGcm parameters{.key = key, .iv = iv, .aad = key};
  const Bytes wrapped = crypto::aes_gcm_encrypt(parameters, key).value();
  const Bytes value = crypto::aes_gcm_encrypt(parameters, Bytes(kValueBytes)).value();
  for (auto _ : state) {
    benchmark::DoNotOptimize(crypto::aes_gcm_decrypt_secret(parameters, wrapped));
    benchmark::DoNotOptimize(crypto::aes_gcm_decrypt_secret(parameters, value));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(DecryptTwice)->Unit(benchmark::kMicrosecond);

void SetSecret(benchmark::State& state) {
  const auto count = static_cast<std::size_t>(state.range(0));
  Stocked& stocked = stocked_with(count);
  std::size_t next = 0;
  for (auto _ : state) {
    next = (next + 7'919) % count;
    const auto set = stocked.fixture.secrets->put(
        stocked.fixture.alice, {.name = fmt::format("S{}", next), .value = crypto::SecretBytes(kValueBytes)});
    if (!set) state.SkipWithError("not set");
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(SetSecret)->Apply(sizes)->Unit(benchmark::kMicrosecond)->UseRealTime();

// A page of 50: the first, and the last.
void ListPage(benchmark::State& state) {
  Stocked& stocked = stocked_with(static_cast<std::size_t>(state.range(0)));
  const std::string cursor = state.range(1) == 0 ? "" : "S98";  // in the order of names behind nearly all
  for (auto _ : state) {
    if (!stocked.fixture.secrets->list(stocked.fixture.alice, {.limit = 50, .cursor = cursor})) state.SkipWithError("not listed");
  }
}
void pages(benchmark::internal::Benchmark* benchmark) {
  std::vector<std::int64_t> counts{100, 10'000};
  if (std::getenv("FULL") != nullptr) counts.push_back(1'000'000);
  for (const std::int64_t count : counts) benchmark->Args({count, 0})->Args({count, 1});
}
BENCHMARK(ListPage)->Apply(pages)->Unit(benchmark::kMicrosecond);

// A transaction with one row, synced.
void CommitOnDisk(benchmark::State& state) {
  testing::VaultFixture fixture;
  for (auto _ : state) {
    auto transaction = fixture.database->write(storage::Durability::kOnDisk);
    if (!transaction || !transaction->execute("UPDATE code_texts SET text = '' WHERE hash = 'x'") ||
        !transaction->execute("INSERT OR REPLACE INTO code_texts (hash, text) VALUES ('x', 'y')") ||
        !transaction->commit()) {
      state.SkipWithError("not written");
    }
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(CommitOnDisk)->Unit(benchmark::kMicrosecond)->UseRealTime();

// A version's key from one owner key to another, as a rotation does it, commits included.
void RotateOwnerKey(benchmark::State& state) {
  Stocked& stocked = stocked_with(5'000);
  Vault& vault = *stocked.fixture.vault;
  std::int64_t moved = 0;
  for (auto _ : state) {
    if (!vault.rotate_owner_key(stocked.fixture.operator_, "alice")) state.SkipWithError("not begun");
    while (*vault.step()) continue;
    moved += 5'000;
  }
  state.SetItemsProcessed(moved);
}
BENCHMARK(RotateOwnerKey)->Unit(benchmark::kMillisecond)->UseRealTime();

void Verify(benchmark::State& state) {
  Stocked& stocked = stocked_with(5'000);
  std::int64_t rows = 0;
  for (auto _ : state)
    rows += static_cast<std::int64_t>(stocked.fixture.vault->verify(stocked.fixture.operator_).value_or(0));
  state.SetItemsProcessed(rows);
}
BENCHMARK(Verify)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace nsl::vault
