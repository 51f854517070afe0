#pragma once
// A whole gateway over a temporary database, with real workers and its event loop in a thread of its own. For tests
// only.

#include "engine/testing/sandboxed_tests.h"
#include "functions/gateway.h"
#include "functions/testing/known_secrets.h"
#include "storage/testing/temporary_folder.h"

#include <gtest/gtest.h>

#include <future>
#include <optional>
#include <thread>

namespace nsl::functions::testing {

class GatewayFixture : public ::testing::Test {
 protected:
  GatewayFixture() { open(); }
  ~GatewayFixture() override { close(); }

  void open() {
    auto opened = storage::Database::create(folder.url(), {});
    NSL_CHECK(opened.has_value());
    database = *std::move(opened);
    holdings = Holdings::create(*database).value();
    registry.emplace(*database, system_clock(), holdings.get());
    store = *ExecutionStore::create(*database, system_clock(), holdings.get());
    recorder.emplace(*store, recorder_options);
    egress = *net::Egress::create({.allow_networks = {"127.0.0.0/8"}});
    loop.emplace(EventLoop::Options{});
    workers = *engine::WorkerPool::create(*loop, {.workers = 1, .process = engine::testing::process_options()});
    pool.emplace(Pool::Options{});
    metrics.emplace();
    secrets.emplace(*loop, known_secrets);
    accounting = *Accounting::create(*database, system_clock(), {}, holdings.get());
    gateway.emplace(Gateway::Parts{.loop = *loop,
                                   .pool = *pool,
                                   .registry = *registry,
                                   .store = *store,
                                   .recorder = *recorder,
                                   .workers = *workers,
                                   .egress = *egress,
                                   .metrics = *metrics,
                                   .clock = system_clock(),
                                   .secrets = &*secrets,
                                   .accounting = accounting.get()},
                    gateway_options);
    NSL_CHECK(gateway->recover().has_value());
    thread = std::thread([this] { loop->run(); });
  }

  // As a clean end of the process does, without waiting for what runs.
  void close() {
    if (!loop) return;
    loop->stop();
    thread.join();
    pool.reset();
    gateway.reset();
    accounting.reset();
    secrets.reset();
    workers.reset();
    loop.reset();
    egress.reset();
    recorder.reset();
    store.reset();
    registry.reset();
    holdings.reset();
    database.reset();
  }

  Result<Deployed> deploy(const std::string& name, std::string code, Settings settings = {}) {
    return deploy_for(kOwner, name, std::move(code), std::move(settings));
  }
  Result<Deployed> deploy_for(const std::string& owner, const std::string& name, std::string code, Settings settings = {}) {
    return gateway->deploy(
        {.owner = owner, .name = name, .code = std::move(code), .file_name = name + ".js", .settings = std::move(settings)});
  }

  std::future<Result<Service::Invoked>> begin(InvokeRequest request) {
    if (request.owner.empty()) request.owner = kOwner;
    auto promise = std::make_shared<std::promise<Result<Service::Invoked>>>();
    loop->post([this, request = std::move(request), promise]() mutable {
      gateway->invoke(std::move(request),
                      // In the loop's next round, when the record has been handed on too: as a client would see it.
                      [this, promise](const Result<Service::Invoked>& invoked) {
                        loop->post([promise, invoked] { promise->set_value(invoked); });
                      });
    });
    return promise->get_future();
  }
  Result<Service::Invoked> invoke(InvokeRequest request) { return begin(std::move(request)).get(); }
  ExecutionId queue(const std::string& owner, const std::string& function, std::string input) {
    const auto queued = invoke({.owner = owner, .function = function, .input = std::move(input), .answer = Answer::kWhenQueued});
    NSL_CHECK(queued.has_value());
    return queued->execution.id;
  }

  // Its execution once it has ended; bounded by the test's own patience.
  Execution ended(ExecutionId id, std::string_view owner = kOwner) {
    while (true) {
      auto execution = gateway->get_execution(owner, id);
      NSL_CHECK(execution.has_value());
      if (is_final(execution->status)) return *execution;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  }

  template <typename F>
  void on_loop(F task) {
    std::promise<void> done;
    loop->post([&] {
      task();
      done.set_value();
    });
    done.get_future().wait();
  }

  static constexpr const char* kOwner = "alice";  // of what is made here

  Recorder::Options recorder_options;  // for the next open(), like the next
  GatewayOptions gateway_options;
  storage::testing::TemporaryFolder folder;
  std::unique_ptr<storage::Database> database;
  std::unique_ptr<Holdings> holdings;
  std::optional<Registry> registry;
  std::unique_ptr<ExecutionStore> store;
  std::optional<Recorder> recorder;
  std::unique_ptr<net::Egress> egress;
  std::optional<EventLoop> loop;
  std::unique_ptr<engine::WorkerPool> workers;
  std::optional<Pool> pool;
  std::optional<Metrics> metrics;
  Guarded<std::vector<KnownSecret>> known_secrets;  // none, until the test says
  std::optional<KnownSecrets> secrets;
  std::unique_ptr<Accounting> accounting;
  std::optional<Gateway> gateway;
  std::thread thread;
};

}  // namespace nsl::functions::testing
