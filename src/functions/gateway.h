#pragma once
// Gateway: the Service of a running program. Puts registry, records, workers and broker together; holds what is under
// way.
//
// How an execution is kept:
//   waited for            answered first, recorded in a group some milliseconds later
//   Idempotency-Key       recorded before it runs and before it is answered
//   asynchronous          in the database before it is acknowledged, taken from there in the owners' turns, each owner's in
//                         order; run again after a crash

#include "base/check.h"
#include "base/event_loop.h"
#include "base/metrics.h"
#include "base/pool.h"
#include "functions/accounting.h"
#include "functions/callable.h"
#include "functions/execution_store.h"
#include "functions/gateway_metrics.h"
#include "functions/recorder.h"
#include "functions/registry.h"
#include "functions/replay.h"
#include "functions/running.h"
#include "functions/service.h"
#include "functions/turns.h"

#include <deque>
#include <future>
#include <memory>
#include <unordered_map>
#include <unordered_set>

namespace nsl::functions {

struct GatewayOptions {
  engine::Limits defaults;
  engine::Ceilings ceilings;
  std::size_t asynchronous_max = 64;       // asynchronous executions at once; the others wait in the database
  ByteCount catalog_bytes_max = 256_MiB;   // code of functions kept at hand
  std::chrono::seconds build_timeout{30};  // for a deploy to hear from a worker
};

// invoke(), replay() and follow(): event-loop thread. The others: any thread but that.
class Gateway final : public Service {
 public:
  struct Parts {
    EventLoop& loop;
    Pool& pool;  // for work that blocks
    Registry& registry;
    ExecutionStore& store;
    Recorder& recorder;
    engine::WorkerPool& workers;
    net::Egress& egress;
    NeoReads* neo = nullptr;  // null: no node is set
    NeoWrites* neo_writes = nullptr;  // likewise
    Metrics& metrics;
    const Clock& clock;
    SecretSource* secrets = nullptr;  // null: functions have none
    Accounting* accounting = nullptr;  // null: nobody counts
  };

  Gateway(Parts parts, GatewayOptions options);
  ~Gateway() override;

  // Takes up what an earlier process left behind. Blocking; once, before the loop runs.
  Status recover();
  // From now on nothing new is started; `done` is called on the loop's thread when nothing runs any more.
  void drain(EventLoop::Task done);

  Result<Deployed> deploy(const DeployRequest& request) override;
  Result<Function> get_function(FunctionRef function) override { return parts_.registry.get(function); }
  Result<Listing<Function>> list_functions(std::string_view owner, const Page& page) override {
    return parts_.registry.list(owner, page);
  }
  Result<Version> get_version(FunctionRef function, std::optional<std::uint32_t> number) override {
    return parts_.registry.get_version(function, number);
  }
  Result<std::string> get_code(FunctionRef function, std::optional<std::uint32_t> number) override;
  Result<Listing<Version>> list_versions(FunctionRef function, const Page& page) override {
    return parts_.registry.list_versions(function, page);
  }
  Result<Function> roll_back(FunctionRef function, std::optional<std::uint32_t> number) override;
  Status remove(FunctionRef function) override;

  void invoke(InvokeRequest request, InvokeDone done) override;

  Result<Execution> get_execution(std::string_view owner, ExecutionId id) override;
  Result<Listing<Execution>> list_executions(FunctionRef function, const ExecutionFilter& filter,
                                             const Page& page) override;
  Result<Execution> cancel(std::string_view owner, ExecutionId id) override;
  void replay(std::string_view owner, ExecutionId id, ReplayDone done) override;
  Result<Listing<LogLine>> logs(FunctionRef function, const Page& page) override;
  std::unique_ptr<Subscription> follow(FunctionId function, std::function<void(const LogLine&)> on_line) override;

 private:
  using CallableDone = std::move_only_function<void(Result<std::shared_ptr<const Callable>>)>;

  // Deploying.
  Status check(const DeployRequest& request) const;
  Status try_out(const std::shared_ptr<const engine::ImageSource>& image);
  std::shared_ptr<const Callable> make_callable(const Version& version, Source source);

  // Invoking.
  void with_callable(FunctionRef function, std::optional<std::uint32_t> version, CallableDone done);
  Result<std::shared_ptr<const Callable>> load_callable(FunctionRef function, std::optional<std::uint32_t> version);
  void wait_for_room(InvokeRequest request, InvokeDone done);
  void look_for_room();
  void begin(InvokeRequest request, InvokeDone done);
  void invoke(const std::shared_ptr<const Callable>& callable, InvokeRequest request, InvokeDone done);
  void run_waited_for(const std::shared_ptr<const Callable>& callable, Execution execution, InvokeDone done);
  void run_keyed(const std::shared_ptr<const Callable>& callable, Execution execution, std::string key,
                 InvokeDone done);
  void enqueue(Execution execution, std::string key, InvokeDone done);
  Status run(const std::shared_ptr<const Callable>& callable, Execution execution, Running::Done done);
  void ended(ExecutionId id);
  std::optional<Execution> cancel_running(std::string_view owner, ExecutionId id);

  // Replaying.
  struct Repeatable {
    Execution record;
    std::shared_ptr<const Callable> callable;
  };
  Result<Repeatable> load_repeatable(std::string_view owner, ExecutionId id);
  void start_replay(Repeatable what, const std::shared_ptr<ReplayDone>& done);

  bool idle() const { return running_.empty() && replays_.empty(); }

  // Asynchronous executions.
  void pump();
  void claim(std::vector<Share> shares);
  void pump_later();
  void run_queued(Execution execution);
  void asynchronous_ended(Execution execution);

  // Runs a task on the loop's thread and waits for it; on any other thread.
  template <typename F>
  auto on_loop(F&& task);
  // Runs a task where it may block. False: too much is waiting there.
  bool blocking(Pool::Task task);

  // An invocation that came when too many records waited to be written.
  struct WaitingForRoom {
    InvokeRequest request;
    InvokeDone done;
    SteadyTime until;
  };

  const Parts parts_;
  const GatewayOptions options_;
  GatewayMetrics metrics_;
  LogHub log_hub_;
  Broker broker_;
  Catalog catalog_;
  std::unordered_map<ExecutionId, std::unique_ptr<Running>> running_;
  std::unordered_map<engine::ImageNumber, std::unique_ptr<Replay>> replays_;
  std::unordered_set<ExecutionId> cancel_at_start_;  // cancelled between the queue and the start
  std::deque<WaitingForRoom> waiting_for_room_;
  std::unique_ptr<EventLoop::Timer> room_timer_;
  Turns turns_;  // of owners with asynchronous executions
  std::unique_ptr<EventLoop::Timer> pump_timer_;
  bool pumping_ = false;
  EventLoop::Task on_drained_;
  bool draining_ = false;
};

template <typename F>
auto Gateway::on_loop(F&& task) {
  using T = decltype(task());
  NSL_CHECK(!parts_.loop.in_loop_thread());
  std::promise<T> promise;
  auto future = promise.get_future();
  parts_.loop.post([&] {
    if constexpr (std::is_void_v<T>) {
      task();
      promise.set_value();
    } else {
      promise.set_value(task());
    }
  });
  return future.get();
}

}  // namespace nsl::functions
