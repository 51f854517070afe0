#pragma once
// WorkerPool: the gateway's side of the sandbox workers. Starts them, spreads executions over them, replaces the ones that die
// or do not answer, and keeps a long-running function from holding up the others.
//
// Everything that comes from a worker is checked here and trusted no further: an execution number that is not its own,
// a call out of order, or more logs, calls or output than the limits allow end the worker, and only its executions fail.
//
// An execution has no effect outside before something was heard of it, so until then it may be taken from one worker and
// given to another.
//
// Event-loop thread only.

#include "base/event_loop.h"
#include "engine/fair_queue.h"
#include "engine/channel/messages.h"
#include "engine/sandbox/sandbox.h"
#include "engine/worker_link.h"

#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace nsl::engine {

// The code of a function version, as workers build it. Shared by everything that may have to send it to a worker again.
struct ImageSource {
  ImageNumber number = 0;  // unique in this process
  std::string code;
  std::string file_name;
  ByteCount memory;        // limit while it is loaded
  // What an execution takes, as the pool has seen it lately. Loop's thread only.
  mutable std::chrono::nanoseconds usual_cpu{std::chrono::microseconds(100)};
};

// What happens to one execution. Called on the loop's thread; views hold during the call.
class ExecutionListener {
 public:
  virtual ~ExecutionListener() = default;
  virtual void on_host_call(const HostCall& call) = 0;
  virtual void on_log(std::string_view level, std::int64_t time_ms, std::string_view text) = 0;
  virtual void on_finished(Outcome outcome) = 0;  // the last call
};

struct StartRequest {
  std::shared_ptr<const ImageSource> image;
  Lane lane = 0;           // whom it is for: lanes share the workers evenly
  Urgency urgency = Urgency::kWaitedFor;
  Limits limits;
  Seed seed{};
  std::int64_t now_ns = 0;
  std::string_view input;
  std::string_view meta;
};

struct PoolOptions {
  std::size_t workers = 0;       // 0: one a core
  std::size_t workers_max = 0;   // more are started while all are busy for long; 0: 4 times `workers`
  std::size_t queued_max = 10'000;  // executions in all workers together
  ByteCount queued_bytes_max = 256_MiB;  // inputs of those that have not begun
  ByteCount unsent_max = 256_MiB;   // a worker that leaves more in front of its ring is given up
  WorkerProcessOptions process;
  const Clock* clock = &system_clock();  // must agree with CLOCK_MONOTONIC where real workers run
  // How a worker is started; tests play one themselves.
  std::function<Result<std::unique_ptr<WorkerLink>>(EventLoop&, const WorkerProcessOptions&)> start_worker = WorkerLink::start;
};

class WorkerPool final : public EventLoop::Source {
 public:
  static Result<std::unique_ptr<WorkerPool>> create(EventLoop& loop, PoolOptions options);
  ~WorkerPool() override;  // kills the workers

  using BuildDone = std::move_only_function<void(std::expected<std::uint64_t, BuildFailure>)>;
  // Compiles the source in one worker, to see whether it can be used; gives the image's bytes.
  void build(std::shared_ptr<const ImageSource> source, BuildDone done);

  // Starts an execution. `listener` must live until on_finished. kTooManyRequests when the queue is full,
  // kPayloadTooLarge when the input is above its limit.
  Result<ExecutionNumber> start(const StartRequest& request, ExecutionListener& listener);
  // Answers a host call of a running execution; ignored when it has ended, and when that call does not wait. An answer
  // that no message can hold becomes a failed call with the code "answer_too_large".
  void answer(ExecutionNumber execution, const HostAnswer& answer);
  // Asks for the end; on_finished follows, at once when it has not begun.
  void cancel(ExecutionNumber execution, Ending ending, std::string_view code, std::string_view message);
  // The image will not be started again: workers may drop it.
  void forget_image(ImageNumber image);

  struct Stats {
    std::size_t workers = 0;
    std::size_t ready = 0;
    std::size_t in_flight = 0;
    std::uint64_t restarts = 0;
  };
  Stats stats() const;
  std::vector<int> worker_pids() const;
  // As the first ready worker reported it; empty before.
  const SandboxReport& sandbox() const { return sandbox_; }
  // Called when the first worker is ready.
  void on_ready(std::function<void()> callback) { on_ready_ = std::move(callback); }

  // EventLoop::Source
  std::size_t poll() override;
  bool ready() const override;
  bool in_flight() const override;
  void end_round() override;
  void prepare_sleep() override;
  void awake() override;

 private:
  struct InFlight;

  struct Build {
    WorkerLink* worker;
    std::shared_ptr<const ImageSource> source;  // to send it to another worker
    BuildDone done;
  };

  // Work for the workers (worker_pool.cpp).
  WorkerPool(EventLoop& loop, PoolOptions options);
  Result<WorkerLink*> add_worker();
  void send_build(WorkerLink& worker, const ImageSource& image);
  void send_start(WorkerLink& worker, InFlight& execution);
  void note_work(WorkerLink& worker);
  void finish(ExecutionNumber number, Outcome outcome);

  // Who goes where, and who waits (worker_pool_sharing.cpp).
  WorkerLink* least_busy(const InFlight* execution, const WorkerLink* except = nullptr);
  WorkerLink* place_for(const InFlight& execution, const WorkerLink* except = nullptr);
  bool may_compute(Lane lane) const;
  FairQueue& queue_of(const InFlight& execution);
  void wait(const InFlight& execution);
  void dispatch();
  void dispatch_from(FairQueue& queue);
  void unqueue(WorkerLink& worker, InFlight& execution);
  void recall(const ImageSource& image);
  void make_room(SteadyTime now);
  WorkerLink* one_more();

  // Messages from the workers (worker_pool_messages.cpp). False: no worker of ours would send that.
  void receive(WorkerLink& worker);
  bool handle(WorkerLink& worker, const Frame& frame);
  bool on_ready_message(WorkerLink& worker, const ReadyMessage& message);
  bool on_called(WorkerLink& worker, const CalledMessage& message);
  bool on_logged(WorkerLink& worker, const LoggedMessage& message);
  bool on_finished(WorkerLink& worker, const FinishedMessage& message);
  bool on_built(WorkerLink& worker, const BuiltMessage& message);
  bool on_image_missing(WorkerLink& worker, const ImageMissingMessage& message);
  bool on_withdrawn(WorkerLink& worker, const WithdrawnMessage& message);
  InFlight* find(WorkerLink& worker, ExecutionNumber number);
  void heard(WorkerLink& worker, InFlight& execution);

  // Workers that end, do not answer, or have others wait (worker_pool_care.cpp).
  bool is_busy(const WorkerLink& worker, SteadyTime now) const;
  void release(WorkerLink& worker, InFlight& execution);
  void take_from(WorkerLink& worker, InFlight& execution);
  void drop_input(InFlight& execution);
  void give_up(WorkerLink& worker, std::string_view reason);
  void remove_dead();
  void bury(std::unique_ptr<WorkerLink> worker);
  void replace_missing(SteadyTime now);
  void arm_tick();
  void tick();
  void watch_workers(SteadyTime now);
  void end_overdue(SteadyTime now);
  void relieve(WorkerLink& worker);
  WorkerLink* relief_for(const WorkerLink& worker);
  void end_surplus(SteadyTime now);

  EventLoop& loop_;
  const PoolOptions options_;
  std::list<std::unique_ptr<WorkerLink>> workers_;
  std::unordered_map<ExecutionNumber, std::unique_ptr<InFlight>> executions_;
  FairQueue short_waiting_, long_waiting_;  // every worker has enough to do
  std::optional<Lane> last_lane_;  // of what was started last
  SteadyTime shared_until_{};      // more than one lane has executions
  std::unordered_map<ImageNumber, Build> builds_;
  std::pair<ImageNumber, std::string> failed_image_;  // the last that could not be built for an execution, and why
  ExecutionNumber next_number_ = 1;
  std::size_t queued_bytes_ = 0;
  SteadyTime restart_at_{};      // no worker is replaced before
  unsigned failed_starts_ = 0;   // workers in a row that ended before they were ready
  std::uint64_t restarts_ = 0;
  SandboxReport sandbox_;
  std::function<void()> on_ready_;
  std::unique_ptr<EventLoop::Timer> tick_timer_;
  unsigned ticks_ = 0;
};

}  // namespace nsl::engine
