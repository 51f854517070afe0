#include "app/server.h"

#include "api/api.h"
#include "app/chain_access.h"
#include "app/followed_chain.h"
#include "app/host_process.h"
#include "app/identity_access.h"
#include "app/service_options.h"
#include "app/vault_keeper.h"
#include "audit/audit_log.h"
#include "audit/pruner.h"
#include "audit/reader.h"
#include "auth/token_file.h"
#include "auth/token_registry.h"
#include "base/log.h"
#include "functions/gateway.h"
#include "neo/rpc/pool_metrics.h"
#include "net/http/server.h"
#include "outbox/grants.h"
#include "vault/audit_observer.h"
#include "vault/secret_backup.h"

#include <filesystem>
#include <optional>

#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace nsl::app {
namespace {

using std::chrono::milliseconds;

constexpr unsigned kEndMaxSeconds = 30;
constexpr std::chrono::seconds kRetentionStep{1};      // between two batches: nobody waits for them
constexpr std::chrono::seconds kRetentionPause{3600};  // after a whole round
constexpr std::chrono::seconds kUsesEvery{60};    // so exactly is it known when a token was used

}  // namespace

// In the order of construction; taken down in reverse.
struct ServiceProgram::Parts {
  explicit Parts(const Settings& s) : settings(s), loop({.spin = s.engine_spin_us.value()}), pool(Pool::Options{}) {}
  ~Parts() {
    if (signals >= 0) close(signals);
  }

  const Settings& settings;
  int signals = -1;
  std::string url;
  std::string token;
  Metrics metrics;
  auth::TokenStore tokens;
  EventLoop loop;
  std::unique_ptr<storage::Database> database;
  std::unique_ptr<audit::Keys> audit_keys;
  std::unique_ptr<audit::AuditLog> audit;
  std::unique_ptr<auth::TokenRegistry> token_registry;
  std::unique_ptr<auth::OwnerRegistry> owners;
  std::optional<audit::Reader> audit_reader;
  std::optional<audit::Pruner> audit_pruner;
  std::optional<vault::AuditObserver> vault_observer;
  vault::Quiet functions_observer;
  std::unique_ptr<vault::Vault> vault;
  std::optional<vault::SecretStore> secrets;
  std::optional<vault::SecretStore> functions_secrets;  // for host calls, which record each use themselves
  std::optional<vault::SecretBackup> secret_backup;
  std::optional<vault::GrantStore> grants;
  std::optional<outbox::Accounts> accounts;
  std::optional<outbox::AccountGrants> account_grants;
  std::unique_ptr<functions::Holdings> holdings;
  std::optional<functions::Registry> registry;
  std::unique_ptr<functions::ExecutionStore> store;
  std::optional<functions::Recorder> recorder;
  std::unique_ptr<net::Egress> egress;
  std::unique_ptr<FollowedChain> followed;  // null: there is no node
  std::unique_ptr<functions::NeoReads> neo;
  std::unique_ptr<ChainAccess> chain;  // null: there is no node
  std::unique_ptr<IdentityAccess> identity;
  std::unique_ptr<engine::WorkerPool> workers;
  std::optional<functions::VaultSecrets> function_uses;
  // What the pool's tasks use is gone after the pool.
  std::optional<functions::Retention> retention;
  std::optional<VaultKeeper> vault_keeper;
  Pool pool;
  std::unique_ptr<functions::Accounting> accounting;
  std::optional<functions::Gateway> gateway;
  std::unique_ptr<EventLoop::Timer> retention_timer, uses_timer;
  std::optional<api::Api> api;
  std::unique_ptr<net::Server> server;
  std::unique_ptr<EventLoop::Watch> signal_watch;
  std::atomic<bool> workers_ready{false};
  bool drained[2] = {false, false};

  Status open_vault();
  Status open_chain(const NeoNetwork& network);
  std::function<api::NewBlocks()> new_blocks();
  Status open_identity();
  Status open_functions();
  std::vector<api::ReadinessCheck> readiness();
  void remove_old_records_in(std::chrono::seconds delay);
  void save_uses();
  void watch_signals();
  void drain();
  void drained_one(std::size_t which);
};

Result<std::unique_ptr<ServiceProgram>> ServiceProgram::create(const Settings& settings, const NeoNodes& neo_nodes) {
  NSL_TRY_VOID(check_settings(settings));
  NSL_TRY(const net::ServerOptions server_chosen, server_options(settings));
  // A core file would hold whatever functions work with.
  prctl(PR_SET_DUMPABLE, 0);
  NSL_TRY(const int signals, termination_signals());
  auto parts = std::make_unique<Parts>(settings);
  Parts& p = *parts;
  p.signals = signals;
  NSL_TRY_VOID(make_data_dir(settings.data_dir.value()));
  NSL_TRY(p.token, auth::load_or_create_token(token_file(settings)));
  p.tokens.add(p.token, {.owner = IdentityAccess::kOwner, .token_name = "token file", .scopes = auth::Scopes::all()});

  NSL_TRY(p.database, storage::Database::create(database_url(settings), {}));
  NSL_TRY_VOID(p.open_vault());
  NSL_TRY(p.holdings, functions::Holdings::create(*p.database));
  p.registry.emplace(*p.database, system_clock(), p.holdings.get());
  NSL_TRY(p.store, functions::ExecutionStore::create(*p.database, system_clock(), p.holdings.get()));
  p.recorder.emplace(*p.store, functions::Recorder::Options{});
  NSL_TRY(p.egress, net::Egress::create(egress_options(settings)));
  NSL_TRY(const NeoNetwork network, neo_nodes());
  if (!network.urls.empty()) {
    NSL_TRY_VOID(p.open_chain(network));
  }
  NSL_TRY_VOID(p.open_identity());
  NSL_TRY_VOID(p.open_functions());
  p.retention.emplace(*p.database, system_clock(), retention_settings(settings), p.holdings.get());
  NSL_TRY(auto cors, api::Cors::create(settings.api_cors_origins.value()));
  p.api.emplace(api::Api::Parts{.loop = p.loop,
                                .functions = *p.gateway,
                                .vault = *p.vault,
                                .secrets = *p.secrets,
                                .secret_backup = *p.secret_backup,
                                .grants = *p.grants,
                                .accounts = *p.accounts,
                                .account_grants = *p.account_grants,
                                .sender = p.chain ? &p.chain->sender : nullptr,
                                .outbox = p.chain ? &p.chain->outbox : nullptr,
                                .events = p.followed ? &p.followed->events() : nullptr,
                                .audit = *p.audit,
                                .audit_reader = *p.audit_reader,
                                .tokens = p.tokens,
                                .token_registry = *p.token_registry,
                                .owners = *p.owners,
                                .accounting = *p.accounting,
                                .sign_in = p.identity->sign_in(),
                                .setup = p.identity->setup(),
                                .find_member = p.identity->find_member(),
                                .jwt = p.identity->jwt(),
                                .metrics = p.metrics,
                                .clock = system_clock()},
                api::Api::Options{.about = {.version = NSL_VERSION,
                                            .engine = "QuickJS-NG",
                                            .started_at = system_clock().wall(),
                                            .workers = [&p] { return p.workers->stats().ready; },
                                            .new_blocks = p.new_blocks()},
                                  .readiness = p.readiness(),
                                  .default_limits = default_limits(settings),
                                  .requests = request_rate(settings),
                                  .owner_requests = owner_request_rate(settings),
                                  .function_requests = function_request_rate(settings),
                                  .failures_window = settings.audit_sign_in_window_ms.value(),
                                  .failures = failure_rate(settings),
                                  .cors = std::move(cors),
                                  .compress_least = settings.http_compress_bytes_min.value().bytes});
  NSL_TRY(p.server, net::Server::create(p.loop, *p.api, server_chosen));
  p.url = p.server->url();
  return std::unique_ptr<ServiceProgram>(new ServiceProgram(std::move(parts)));
}

ServiceProgram::ServiceProgram(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
ServiceProgram::~ServiceProgram() = default;

Status ServiceProgram::add_development_account(std::string_view name, const neo::PrivateKey& key) {
  if (parts_->accounts->get(IdentityAccess::kOwner, name)) return {};
  NSL_TRY_VOID(parts_->accounts->import({.owner = IdentityAccess::kOwner, .actor = "service"}, name, key));
  return {};
}

Result<std::optional<std::string>> ServiceProgram::open_setup() { return parts_->identity->setup().open(); }

const std::string& ServiceProgram::url() const { return parts_->url; }
const std::string& ServiceProgram::token() const { return parts_->token; }

void ServiceProgram::run(std::function<void()> on_ready) {
  Parts& p = *parts_;
  p.server->start();
  p.watch_signals();
  p.remove_old_records_in(kRetentionStep);
  p.save_uses();
  p.vault_keeper->start();
  if (p.followed) p.followed->start();
  p.workers->on_ready([&p, on_ready = std::move(on_ready)] {
    p.workers_ready = true;
    log::info("ready", {{"url", p.url}, {"workers", p.workers->stats().workers}});
    on_ready();
  });
  log::info("serving", {{"url", p.url}, {"data_dir", p.settings.data_dir.value()}});
  p.loop.run();
  // What is left ends now; if some part hangs, the process ends all the same.
  alarm(kEndMaxSeconds);
  if (p.followed) p.followed->stop();
  p.recorder->stop();
  if (const Status saved = p.accounting->save(); !saved) log::error("what owners used last is not written down", {{"reason", saved.error().message}});
  if (const Status settled = p.vault->settle(); !settled && settled.error().code != ErrorCode::kVaultSealed)
    log::warn("the anchor does not know the last changes", {{"reason", settled.error().message}});
  log::info("stopped");
}

std::vector<api::ReadinessCheck> ServiceProgram::Parts::readiness() {
  const auto unless = [](bool good, ErrorCode code, const char* why) -> Status {
    if (good) return {};
    return fail(code, why);
  };
  return {
      {.name = "database",
       .run = [this]() -> Status {
         NSL_TRY_VOID(registry->list(IdentityAccess::kOwner, {.limit = 1}));
         return {};
       }},
      {.name = "workers",
       .run = [=, this] { return unless(workers_ready, ErrorCode::kUnavailable, "no sandbox worker is ready yet"); }},
      {.name = "vault",
       .run = [=, this] { return unless(vault->unsealed(), ErrorCode::kVaultSealed, "it is sealed"); }}};
}

Status ServiceProgram::Parts::open_functions() {
  NSL_TRY(workers, engine::WorkerPool::create(loop, worker_options(settings)));
  workers->on_ready([this] { workers_ready = true; });
  function_uses.emplace(functions::VaultSecrets::Parts{
      .loop = loop, .pool = pool, .secrets = *functions_secrets, .grants = *grants, .audit = *audit});
  NSL_TRY(accounting, functions::Accounting::create(*database, system_clock(), standard_quota(settings), holdings.get()));
  gateway.emplace(
      functions::Gateway::Parts{.loop = loop,
                                .pool = pool,
                                .registry = *registry,
                                .store = *store,
                                .recorder = *recorder,
                                .workers = *workers,
                                .egress = *egress,
                                .neo = neo.get(),
                                .neo_writes = chain ? &chain->writes : nullptr,
                                .metrics = metrics,
                                .clock = system_clock(),
                                .secrets = &*function_uses,
                                .accounting = accounting.get()},
      functions::GatewayOptions{.ceilings = ceilings(settings),
                                .asynchronous_max = static_cast<std::size_t>(settings.executions_asynchronous_max.value())});
  return gateway->recover();
}

Status ServiceProgram::Parts::open_vault() {
  const std::filesystem::path folder = settings.data_dir.value();
  NSL_TRY(audit_keys, audit::Keys::load_or_create(folder / "audit.key"));
  NSL_TRY(audit,
          audit::AuditLog::create(*database, *audit_keys, system_clock(), {.anchor_file = folder / "audit.head"}));
  audit_reader.emplace(*database, *audit_keys, system_clock());
  audit_pruner.emplace(*database, *audit, system_clock(),
                       std::chrono::duration_cast<std::chrono::hours>(settings.audit_retention_days.value()));
  vault_observer.emplace(*audit);
  NSL_TRY(const auto options, vault_options(settings));
  NSL_TRY(vault, vault::Vault::create(*database, system_clock(), *vault_observer, options));
  secrets.emplace(*vault, *vault_observer, secret_limits(settings));
  functions_secrets.emplace(*vault, functions_observer, secret_limits(settings));
  secret_backup.emplace(*vault, *vault_observer, secret_limits(settings));
  grants.emplace(*vault, *secrets, *audit);
  accounts.emplace(*vault, *audit);
  account_grants.emplace(*vault, *accounts, *audit);
  vault_keeper.emplace(loop, pool, *vault, VaultKeeper::Stores{*secrets, *functions_secrets});
  const std::string& unseal = settings.vault_unseal.value();
  if (unseal == "file") vault_keeper->unseal_with(VaultKeeper::Means::kFile);
  if (unseal == "tpm2") vault_keeper->unseal_with(VaultKeeper::Means::kTpm2);
  return {};
}

Status ServiceProgram::Parts::open_chain(const NeoNetwork& network) {
  NSL_TRY(followed, FollowedChain::create({.database = *database,
                                           .metrics = metrics,
                                           .clock = system_clock(),
                                           .on_events = [this] { loop.post([this] { api->notice_events(); }); }},
                                          settings, network.urls, network.other_chain));
  neo::NodePool::Options options;
  options.urls = network.urls;
  options.network = static_cast<std::uint32_t>(settings.neo_network.value());
  auto reads = neo_options(settings, network.urls);
  reads.events = &followed->events();
  NSL_TRY(neo, functions::NeoReads::create(std::move(reads)));
  NSL_TRY(chain, ChainAccess::create({.database = *database,
                                      .accounts = *accounts,
                                      .grants = *account_grants,
                                      .audit = *audit,
                                      .metrics = metrics,
                                      .clock = system_clock()},
                                     std::move(options)));
  return {};
}

std::function<api::NewBlocks()> ServiceProgram::Parts::new_blocks() {
  if (!followed) return {};
  return [chain = followed.get()] {
    const auto status = chain->announcements();
    return api::NewBlocks{.announced_by = status.url, .problem = status.problem};
  };
}

Status ServiceProgram::Parts::open_identity() {
  NSL_TRY(token_registry, auth::TokenRegistry::create({*database, tokens, *audit, system_clock()}));
  NSL_TRY(owners, auth::OwnerRegistry::create({*database, *audit, system_clock(), IdentityAccess::kOwner}));
  NSL_TRY(identity, IdentityAccess::create({.loop = loop,
                                            .egress = *egress,
                                            .tokens = *token_registry,
                                            .owners = *owners,
                                            .nodes = chain ? &*chain->nodes : nullptr,
                                            .url = url,
                                            .clock = system_clock()},
                                           settings));
  return {};
}

void ServiceProgram::Parts::remove_old_records_in(std::chrono::seconds delay) {
  retention_timer = loop.after(delay, [this] {
    const auto submitted = pool.submit([this] {
      const auto pruned = audit_pruner->step();
      if (!pruned) log::error("the audit log cannot be pruned", {{"reason", pruned.error().message}});
      const auto progress = retention->step();
      if (!progress) log::error("old records cannot be removed", {{"reason", progress.error().message}});
      const bool more = (progress && *progress == functions::Retention::Progress::kMore) || (pruned && *pruned);
      loop.post([this, more] { remove_old_records_in(more ? kRetentionStep : kRetentionPause); });
    });
    if (submitted == Pool::Submitted::kQueueFull) remove_old_records_in(kRetentionPause);
  });
}

void ServiceProgram::Parts::save_uses() {
  uses_timer = loop.after(kUsesEvery, [this] {
    // When the pool is full the uses wait for the next time.
    static_cast<void>(pool.submit([this] {
      for (const Status& saved : {token_registry->save_uses(), accounting->save()}) {
        if (!saved) log::error("what was used cannot be written down", {{"reason", saved.error().message}});
      }
    }));
    save_uses();
  });
}

void ServiceProgram::Parts::watch_signals() {
  signal_watch = loop.watch(signals, [this] {
    signalfd_siginfo info{};
    [[maybe_unused]] const ssize_t got = read(signals, &info, sizeof info);
    drain();
  });
}

// Answers what is under way and refuses what is new. What is still running at the end is queued again at the next
// start, if it was asynchronous.
void ServiceProgram::Parts::drain() {
  log::info("draining");
  const auto deadline = std::chrono::duration_cast<milliseconds>(settings.http_drain_timeout_ms.value());
  api->drain();
  gateway->drain([this] { drained_one(0); });
  server->drain(deadline, [this] {
    drained[0] = true;  // nobody waits for an answer any more
    drained_one(1);
  });
  // A second signal ends it at once. One watch at a time for a descriptor.
  signal_watch.reset();
  signal_watch = loop.watch(signals, [this] { loop.stop(); });
}

void ServiceProgram::Parts::drained_one(std::size_t which) {
  drained[which] = true;
  if (drained[0] && drained[1]) loop.stop();
}

}  // namespace nsl::app
