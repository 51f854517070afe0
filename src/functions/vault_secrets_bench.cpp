// Audited uses of secrets by functions: grant, decryption, durable record, and the way there and back between the
// threads.
#include "audit/audit_log.h"
#include "base/log.h"
#include "functions/secret_source.h"
#include "vault/audit_observer.h"
#include "vault/testing/vault_fixture.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <thread>

namespace nsl::functions {
namespace {

using std::chrono::steady_clock;

// As many uses at once as the argument says; each that is answered is followed by another.
class Users {
 public:
  Users(EventLoop& loop, SecretSource& source, std::int64_t total) : loop_(loop), source_(source), total_(total) {}

  void begin() {
    if (begun_ == total_) return;
    ++begun_;
    source_.use({.owner = "alice",
                 .function = "price",
                 .version = 1,
                 .version_hash = {},
                 .execution = ExecutionId::generate(),
                 .secret = "KEY",
                 .exposure = vault::Exposure::kValue},
                [this, since = steady_clock::now()](const Result<UsableSecret>& got) {
                  NSL_CHECK(got.has_value());
                  took_us_.push_back(std::chrono::duration<double, std::micro>(steady_clock::now() - since).count());
                  if (std::ssize(took_us_) == total_) return loop_.stop();
                  begin();
                });
  }
  double at(double share) {
    std::ranges::sort(took_us_);
    return took_us_[static_cast<std::size_t>(share * static_cast<double>(took_us_.size() - 1))];
  }

 private:
  EventLoop& loop_;
  SecretSource& source_;
  const std::int64_t total_;
  std::int64_t begun_ = 0;
  std::vector<double> took_us_;
};

void UseSecrets(benchmark::State& state) {
  log::configure(log::Level::kOff, log::Format::kJson);
  vault::testing::VaultFixture fixture;
  const vault::Caller owner{.owner = "alice", .actor = "token:bench"};
  NSL_CHECK(fixture.secrets->put(owner, {.name = "KEY", .value = crypto::SecretBytes::random(40)}).has_value());
  const auto keys = audit::Keys::from_seed({1});
  const auto log = audit::AuditLog::create(*fixture.database, *keys, system_clock(), {}).value();
  vault::Quiet quiet;
  vault::SecretStore readable(*fixture.vault, quiet, {});
  vault::GrantStore grants(*fixture.vault, *fixture.secrets, *log);
  NSL_CHECK(grants.add(owner, {.secret = "KEY", .function = "price", .exposure = vault::Exposure::kValue}).has_value());

  double p50 = 0;
  double p99 = 0;
  for (auto _ : state) {
    EventLoop loop{{}};
    Pool pool{{.threads = 4, .queue_max = 4'096}};
    VaultSecrets source({.loop = loop, .pool = pool, .secrets = readable, .grants = grants, .audit = *log});
    Users users(loop, source, 20'000);
    loop.post([&] {
      for (std::int64_t i = 0; i < state.range(0); ++i) users.begin();
    });
    loop.run();
    p50 = users.at(0.5);
    p99 = users.at(0.99);
  }
  state.SetItemsProcessed(state.iterations() * 20'000);
  state.counters["p50_us"] = p50;
  state.counters["p99_us"] = p99;
}
BENCHMARK(UseSecrets)->Arg(1)->Arg(16)->Arg(64)->Arg(256)->Iterations(1)->UseRealTime();

}  // namespace
}  // namespace nsl::functions
