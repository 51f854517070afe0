#include "engine/worker_pool.h"

#include "base/check.h"
#include "base/log.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

namespace nsl::engine {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds kTick{10};
// A worker that has said nothing for so long while executions wait behind another is busy with a long one.
constexpr milliseconds kBusy{20};
// After its deadline an execution ends by itself, or its worker is stuck and is replaced.
constexpr seconds kGrace{2};
// How long a worker beyond the usual number may idle.
constexpr seconds kSurplusIdle{30};
constexpr unsigned kTicksPerScan = 10;  // executions are looked at for their deadlines ten times a second

Outcome lost(std::string_view reason) {
  Outcome outcome;
  outcome.code = "worker_lost";
  outcome.message = fmt::format("The sandbox worker ended while the function ran ({}). Other executions go on.", reason);
  return outcome;
}

}  // namespace

struct WorkerPool::InFlight {
  ExecutionNumber number = 0;
  ExecutionListener* listener = nullptr;
  WorkerLink* worker = nullptr;          // null: pending
  bool begun = false;                    // something was heard of it
  std::uint32_t calls = 0;               // made so far
  SteadyTime deadline;
  bool stopping = false;
  SteadyTime stop_deadline;              // the worker is given up then
  // What is needed to send it again, as long as it has not begun.
  std::shared_ptr<const ImageSource> image;
  Limits limits;
  Seed seed{};
  std::int64_t now_ns = 0;
  std::string input;
  std::string meta;
};

WorkerPool::WorkerPool(EventLoop& loop, PoolOptions options) : loop_(loop), options_(std::move(options)) {}

Result<std::unique_ptr<WorkerPool>> WorkerPool::create(EventLoop& loop, PoolOptions options) {
  if (options.workers == 0) options.workers = std::max(1u, std::thread::hardware_concurrency());
  if (options.workers_max == 0) options.workers_max = 4 * options.workers;
  options.workers_max = std::max(options.workers, options.workers_max);
  std::unique_ptr<WorkerPool> pool(new WorkerPool(loop, std::move(options)));
  for (std::size_t i = 0; i < pool->options_.workers; ++i) {
    if (auto added = pool->add_worker(); !added) return std::unexpected(std::move(added).error());
  }
  loop.add(*pool);
  return pool;
}

WorkerPool::~WorkerPool() { loop_.remove(*this); }

Result<WorkerLink*> WorkerPool::add_worker() {
  NSL_TRY(auto worker, WorkerLink::start(loop_, options_.process));
  workers_.push_back(std::move(worker));
  return workers_.back().get();
}

// --- work for the workers --------------------------------------------------------------------------------------

void WorkerPool::build(std::shared_ptr<const ImageSource> source, BuildDone done) {
  WorkerLink* const worker = least_busy();
  if (worker == nullptr) {
    done(std::unexpected(BuildFailure{"unavailable", "No sandbox worker is running; try again.", ""}));
    return;
  }
  worker->images.insert(source->number);
  builds_.insert_or_assign(source->number, Build{worker, std::move(done)});
  worker->send(BuildMessage{.image = source->number, .memory = source->memory, .file_name = source->file_name, .code = source->code});
}

Result<ExecutionNumber> WorkerPool::start(const StartRequest& request, ExecutionListener& listener) {
  if (executions_.size() >= options_.queued_max) {
    return fail(ErrorCode::kTooManyRequests, fmt::format("{} executions are under way already; try again in a moment", executions_.size()));
  }
  auto execution = std::make_unique<InFlight>();
  execution->number = next_number_++;
  execution->listener = &listener;
  execution->deadline = options_.clock->steady() + request.limits.wall;
  execution->image = request.image;
  execution->limits = request.limits;
  execution->seed = request.seed;
  execution->now_ns = request.now_ns;
  execution->input = request.input;
  execution->meta = request.meta;
  InFlight& added = *executions_.emplace(execution->number, std::move(execution)).first->second;
  if (WorkerLink* const worker = pending_.empty() ? least_busy() : nullptr) {
    send_start(*worker, added);
  } else {
    pending_.push_back(added.number);
  }
  arm_tick();
  return added.number;
}

// The worker with the fewest executions that has a free slot; one that is busy with a long one comes last.
WorkerLink* WorkerPool::least_busy(const WorkerLink* except) {
  WorkerLink* best = nullptr;
  std::size_t best_load = 0;
  const SteadyTime now = options_.clock->steady();
  for (const auto& worker : workers_) {
    if (worker->dead || worker.get() == except || worker->executions >= options_.process.worker.slots_max) continue;
    const bool stuck = !worker->unheard.empty() && now - worker->heard_at > kBusy;
    const std::size_t load = worker->executions + (stuck || !worker->ready ? 1000 : 0);
    if (best == nullptr || load < best_load) {
      best = worker.get();
      best_load = load;
    }
  }
  return best;
}

void WorkerPool::send_start(WorkerLink& worker, InFlight& execution) {
  const ImageSource& image = *execution.image;
  if (worker.images.insert(image.number).second) {
    worker.send(BuildMessage{.image = image.number, .memory = image.memory, .file_name = image.file_name, .code = image.code});
  }
  const SteadyTime now = options_.clock->steady();
  if (worker.unheard.empty()) worker.heard_at = now;
  worker.used_at = now;
  worker.unheard.push_back(execution.number);
  ++worker.executions;
  execution.worker = &worker;
  worker.send(StartMessage{
      .execution = execution.number,
      .image = image.number,
      .limits = execution.limits,
      .seed = execution.seed,
      .now_ns = execution.now_ns,
      .wall_deadline_ns = std::chrono::duration_cast<std::chrono::nanoseconds>(execution.deadline.time_since_epoch()).count(),
      .input = execution.input,
      .meta = execution.meta});
}

void WorkerPool::dispatch() {
  while (!pending_.empty()) {
    WorkerLink* const worker = least_busy();
    if (worker == nullptr) return;
    const auto found = executions_.find(pending_.front());
    pending_.pop_front();
    if (found != executions_.end() && found->second->worker == nullptr) send_start(*worker, *found->second);
  }
}

void WorkerPool::answer(ExecutionNumber execution, const HostAnswer& answer) {
  const auto found = executions_.find(execution);
  if (found == executions_.end() || found->second->worker == nullptr) return;
  found->second->worker->send(AnswerMessage{.execution = execution, .call = answer.number, .ok = answer.ok,
                                            .now_ns = answer.now_ns, .json = answer.json, .body = answer.body});
}

void WorkerPool::cancel(ExecutionNumber execution, Ending ending, std::string_view code, std::string_view message) {
  const auto found = executions_.find(execution);
  if (found == executions_.end() || found->second->stopping) return;
  InFlight& it = *found->second;
  const bool first_in_line = it.worker != nullptr && !it.worker->unheard.empty() && it.worker->unheard.front() == execution;
  if (it.worker == nullptr || (!it.begun && !first_in_line)) {
    if (it.worker != nullptr) take_from(*it.worker, it);
    Outcome outcome;
    outcome.ending = ending;
    outcome.code = code;
    outcome.message = message;
    finish(execution, std::move(outcome));
    return;
  }
  it.stopping = true;
  it.stop_deadline = options_.clock->steady() + kGrace;
  it.worker->send(CancelMessage{.execution = execution, .ending = ending, .code = code, .message = message});
  it.worker->stop_computing(execution);
}

void WorkerPool::forget_image(ImageNumber image) {
  for (const auto& worker : workers_) {
    if (worker->images.erase(image) != 0) worker->send(ForgetMessage{.image = image});
  }
}

// --- messages from the workers -----------------------------------------------------------------------------------

std::size_t WorkerPool::poll() {
  std::size_t handled = 0;
  for (const auto& worker : workers_) {
    if (worker->dead || !worker->readable()) continue;
    receive(*worker);
    ++handled;
  }
  remove_dead();
  return handled;
}

void WorkerPool::receive(WorkerLink& worker) {
  if (!worker.receive()) return give_up(worker, "it broke the channel");
  while (const auto frame = worker.incoming().next()) {
    if (worker.dead) return;
    if (!handle(worker, *frame)) return give_up(worker, "it sent a message that makes no sense");
  }
  worker.incoming().discard_taken();
  if (worker.incoming().broken()) give_up(worker, "it sent a frame of an impossible length");
}

bool WorkerPool::handle(WorkerLink& worker, const Frame& frame) {
  switch (static_cast<MessageKind>(frame.kind)) {
    case MessageKind::kFinished:
      if (const auto message = parse_frame<FinishedMessage>(frame)) return on_finished(worker, *message);
      return false;
    case MessageKind::kCalled:
      if (const auto message = parse_frame<CalledMessage>(frame)) return on_called(worker, *message);
      return false;
    case MessageKind::kLogged:
      if (const auto message = parse_frame<LoggedMessage>(frame)) return on_logged(worker, *message);
      return false;
    case MessageKind::kBuilt:
      if (const auto message = parse_frame<BuiltMessage>(frame)) return on_built(worker, *message);
      return false;
    case MessageKind::kImageMissing:
      if (const auto message = parse_frame<ImageMissingMessage>(frame)) return on_image_missing(worker, *message);
      return false;
    case MessageKind::kReady: {
      const auto message = parse_frame<ReadyMessage>(frame);
      if (!message || worker.ready) return false;
      worker.ready = true;
      worker.heard_at = options_.clock->steady();
      if (sandbox_.walls.empty()) sandbox_ = SandboxReport::parse(message->walls);
      if (on_ready_) std::exchange(on_ready_, nullptr)();
      return true;
    }
    default:
      return false;
  }
}

// The execution, when this worker has it. A number it never had ends the worker (the callers give false).
WorkerPool::InFlight* WorkerPool::find(WorkerLink& worker, ExecutionNumber number) {
  const auto found = executions_.find(number);
  if (found == executions_.end() || found->second->worker != &worker) return nullptr;
  return found->second.get();
}

void WorkerPool::heard(WorkerLink& worker, InFlight& execution) {
  if (execution.begun) return;
  execution.begun = true;
  // Almost always the first: a worker begins in order.
  const auto place = std::ranges::find(worker.unheard, execution.number);
  if (place != worker.unheard.end()) worker.unheard.erase(place);
}

bool WorkerPool::on_called(WorkerLink& worker, const CalledMessage& message) {
  InFlight* const execution = find(worker, message.execution);
  if (execution == nullptr) {
    if (!worker.withdrawn.contains(message.execution)) return false;
    worker.send(WithdrawMessage{.execution = message.execution});  // it had begun after all
    return true;
  }
  heard(worker, *execution);
  const bool fits = message.arguments.size() + message.body.size() <= kHostMessageMax.bytes;
  if (message.call != execution->calls + 1 || message.call > execution->limits.host_calls || !fits) return false;
  execution->calls = message.call;
  execution->listener->on_host_call({.number = message.call, .name = message.name, .arguments = message.arguments, .body = message.body});
  return true;
}

bool WorkerPool::on_logged(WorkerLink& worker, const LoggedMessage& message) {
  InFlight* const execution = find(worker, message.execution);
  if (execution == nullptr) return worker.withdrawn.contains(message.execution);
  heard(worker, *execution);
  execution->listener->on_log(message.level, message.time_ms, message.text);
  return true;
}

bool WorkerPool::on_finished(WorkerLink& worker, const FinishedMessage& message) {
  InFlight* const execution = find(worker, message.execution);
  if (execution == nullptr) return worker.withdrawn.erase(message.execution) != 0;
  heard(worker, *execution);
  if (message.output.size() > execution->limits.output.bytes) return false;
  Outcome outcome;
  outcome.ending = message.ending <= Ending::kCancelled ? message.ending : Ending::kFailed;
  outcome.output = message.output;
  outcome.code = message.code;
  outcome.message = message.message;
  outcome.stack = message.stack;
  outcome.usage.cpu = message.cpu;
  outcome.usage.memory = message.memory;
  outcome.usage.host_calls = message.host_calls;
  outcome.usage.output = {message.output.size()};
  outcome.logs_dropped = message.logs_dropped;
  --worker.executions;
  execution->worker = nullptr;
  finish(message.execution, std::move(outcome));
  return true;
}

bool WorkerPool::on_built(WorkerLink& worker, const BuiltMessage& message) {
  if (!message.ok) worker.images.erase(message.image);
  const auto found = builds_.find(message.image);
  if (found == builds_.end() || found->second.worker != &worker) {  // built for an execution
    if (!message.ok) failed_image_ = {message.image, fmt::format("{}: {}", message.code, message.message)};
    return true;
  }
  BuildDone done = std::move(found->second.done);
  builds_.erase(found);
  if (message.ok) {
    done(message.image_bytes);
  } else {
    done(std::unexpected(BuildFailure{std::string(message.code), std::string(message.message), std::string(message.stack)}));
  }
  return true;
}

bool WorkerPool::on_image_missing(WorkerLink& worker, const ImageMissingMessage& message) {
  InFlight* const execution = find(worker, message.execution);
  if (execution == nullptr) return worker.withdrawn.erase(message.execution) != 0;
  if (execution->begun || execution->image->number != message.image) return false;
  // Dropped to make room, or it could not be built; the second time it is given up.
  const bool known = worker.images.erase(message.image) != 0;
  take_from(worker, *execution);
  worker.withdrawn.erase(message.execution);
  if (known) {
    send_start(worker, *execution);
    return true;
  }
  Outcome outcome;
  outcome.code = "image_failed";
  outcome.message = fmt::format("The function's code could not be loaded ({}).",
                                failed_image_.first == message.image ? failed_image_.second : "no reason known");
  finish(message.execution, std::move(outcome));
  return true;
}

// The worker shall not have this execution any more.
void WorkerPool::take_from(WorkerLink& worker, InFlight& execution) {
  heard(worker, execution);
  execution.begun = false;
  execution.worker = nullptr;
  --worker.executions;
  worker.withdrawn.insert(execution.number);
  worker.send(WithdrawMessage{.execution = execution.number});
}

void WorkerPool::finish(ExecutionNumber number, Outcome outcome) {
  auto node = executions_.extract(number);
  NSL_CHECK(!node.empty());
  node.mapped()->listener->on_finished(std::move(outcome));
  if (!pending_.empty()) dispatch();
}

// --- workers that end or do not answer -----------------------------------------------------------------------------

void WorkerPool::give_up(WorkerLink& worker, std::string_view reason) {
  log::error("sandbox worker given up", {{"pid", worker.pid()}, {"reason", reason}});
  worker.dead = true;
}

void WorkerPool::remove_dead() {
  for (auto at = workers_.begin(); at != workers_.end();) {
    if (!(*at)->dead) {
      ++at;
      continue;
    }
    // Out of the list first: what follows may start executions.
    const std::unique_ptr<WorkerLink> worker = std::move(*at);
    at = workers_.erase(at);
    ++restarts_;
    log::warn("sandbox worker ended", {{"pid", worker->pid()}, {"executions", worker->executions}});
    if (workers_.size() < options_.workers) {
      if (const auto added = add_worker(); !added) log::error("sandbox worker not replaced", {{"reason", added.error().message}});
    }
    std::vector<ExecutionNumber> begun;
    for (const auto& [number, execution] : executions_) {
      if (execution->worker != worker.get()) continue;
      // The first in line may be what ended the worker; those behind it had not begun.
      const bool perhaps_begun = execution->begun || (!worker->unheard.empty() && worker->unheard.front() == number);
      execution->worker = nullptr;
      if (perhaps_begun) begun.push_back(number);
      else pending_.push_back(number);
    }
    std::ranges::sort(pending_);
    for (auto build = builds_.begin(); build != builds_.end();) {
      if (build->second.worker != worker.get()) {
        ++build;
        continue;
      }
      BuildDone done = std::move(build->second.done);
      build = builds_.erase(build);
      done(std::unexpected(BuildFailure{"worker_lost", "The sandbox worker ended while it compiled the code.", ""}));
    }
    for (const ExecutionNumber number : begun) finish(number, lost("it was replaced"));
    dispatch();
    at = workers_.begin();
  }
}

void WorkerPool::arm_tick() {
  if (tick_timer_) return;
  tick_timer_ = loop_.after(kTick, [this] {
    tick_timer_.reset();
    tick();
    if (!executions_.empty() || workers_.size() > options_.workers) arm_tick();
  });
}

void WorkerPool::tick() {
  const SteadyTime now = options_.clock->steady();
  if (++ticks_ % kTicksPerScan == 0) {
    end_overdue(now);
    end_surplus(now);
  }
  for (const auto& worker : std::vector<WorkerLink*>([this] {
         std::vector<WorkerLink*> all;
         for (const auto& w : workers_) all.push_back(w.get());
         return all;
       }())) {
    if (worker->ready && worker->unheard.size() > 1 && now - worker->heard_at > kBusy) relieve(*worker);
  }
  remove_dead();
}

void WorkerPool::end_overdue(SteadyTime now) {
  std::vector<ExecutionNumber> overdue;
  for (const auto& [number, execution] : executions_) {
    if (execution->stopping) {
      if (now > execution->stop_deadline && execution->worker != nullptr) give_up(*execution->worker, "it did not end an execution in time");
    } else if (now > execution->deadline) {
      overdue.push_back(number);
    }
  }
  for (const ExecutionNumber number : overdue) {
    const std::string message = fmt::format("The function did not end within its wall time limit of {}.",
                                            to_string(executions_.at(number)->limits.wall));
    cancel(number, Ending::kTimedOut, "wall_exceeded", message);
  }
}

// Gives the executions that wait behind a long one to others, starting one more worker when all are busy.
void WorkerPool::relieve(WorkerLink& worker) {
  WorkerLink* other = least_busy(&worker);
  const bool other_free = other != nullptr && other->ready && other->unheard.empty();
  if (!other_free) {
    if (workers_.size() >= options_.workers_max) return;
    if (std::ranges::any_of(workers_, [](const auto& w) { return !w->ready; })) return;  // one is coming
    const auto added = add_worker();
    if (!added) {
      log::error("no further sandbox worker", {{"reason", added.error().message}});
      return;
    }
    other = *added;
  }
  const std::vector<ExecutionNumber> behind(std::next(worker.unheard.begin()), worker.unheard.end());
  for (const ExecutionNumber number : behind) {
    if (other->executions >= options_.process.worker.slots_max) break;
    InFlight& execution = *executions_.at(number);
    take_from(worker, execution);
    send_start(*other, execution);
  }
}

void WorkerPool::end_surplus(SteadyTime now) {
  for (auto at = workers_.begin(); at != workers_.end() && workers_.size() > options_.workers;) {
    const WorkerLink& worker = **at;
    const bool idle = worker.ready && worker.executions == 0 && now - worker.used_at > kSurplusIdle &&
                      std::ranges::none_of(builds_, [&](const auto& build) { return build.second.worker == &worker; });
    at = idle ? workers_.erase(at) : std::next(at);
  }
}

// --- event loop ----------------------------------------------------------------------------------------------------

bool WorkerPool::ready() const {
  return std::ranges::any_of(workers_, [](const auto& worker) { return worker->dead || worker->readable() || worker->can_flush(); });
}

bool WorkerPool::in_flight() const {
  return std::ranges::any_of(workers_, [](const auto& worker) { return !worker->unheard.empty(); });
}

void WorkerPool::end_round() {
  for (const auto& worker : workers_) worker->flush();
}

void WorkerPool::prepare_sleep() {
  for (const auto& worker : workers_) worker->prepare_sleep();
}

void WorkerPool::awake() {
  for (const auto& worker : workers_) worker->awake();
}

std::vector<int> WorkerPool::worker_pids() const {
  std::vector<int> pids;
  for (const auto& worker : workers_) pids.push_back(worker->pid());
  return pids;
}

WorkerPool::Stats WorkerPool::stats() const {
  return {.workers = workers_.size(),
          .ready = static_cast<std::size_t>(std::ranges::count_if(workers_, [](const auto& w) { return w->ready; })),
          .in_flight = executions_.size(),
          .restarts = restarts_};
}

}  // namespace nsl::engine
