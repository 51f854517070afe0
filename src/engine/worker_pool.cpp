#include "engine/worker_pool.h"

#include "base/check.h"
#include "engine/error_text.h"
#include "engine/in_flight.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

namespace nsl::engine {
namespace {

using std::chrono::seconds;

// After a stop was asked for, the execution ends, or its worker is stuck and is replaced.
constexpr seconds kGrace{2};
// Room in a frame for the fields beside the big ones.
constexpr std::size_t kPayloadMax = kFrameMax - (64 << 10);

Outcome ended_by(Ending ending, std::string_view code, std::string_view message) {
  Outcome outcome;
  outcome.ending = ending;
  outcome.code = clip(code, kErrorCodeMax);
  outcome.message = clip(message, kErrorTextMax);
  return outcome;
}

}  // namespace

WorkerPool::WorkerPool(EventLoop& loop, PoolOptions options) : loop_(loop), options_(std::move(options)) {}

Result<std::unique_ptr<WorkerPool>> WorkerPool::create(EventLoop& loop, PoolOptions options) {
  if (options.workers == 0) options.workers = std::max(1u, std::thread::hardware_concurrency());
  if (options.workers_max == 0) options.workers_max = 4 * options.workers;
  options.workers_max = std::max(options.workers, options.workers_max);
  // Each execution of a worker may have to be stopped.
  options.process.worker.slots_max = std::min(options.process.worker.slots_max, StopList::kMax);
  std::unique_ptr<WorkerPool> pool(new WorkerPool(loop, std::move(options)));
  for (std::size_t i = 0; i < pool->options_.workers; ++i) {
    if (auto added = pool->add_worker(); !added) return std::unexpected(std::move(added).error());
  }
  loop.add(*pool);
  return pool;
}

WorkerPool::~WorkerPool() { loop_.remove(*this); }

Result<WorkerLink*> WorkerPool::add_worker() {
  NSL_TRY(auto worker, options_.start_worker(loop_, options_.process));
  worker->heard_at = worker->used_at = worker->working_since = options_.clock->steady();
  workers_.push_back(std::move(worker));
  return workers_.back().get();
}

void WorkerPool::build(std::shared_ptr<const ImageSource> source, BuildDone done) {
  if (source->code.size() + source->file_name.size() > kPayloadMax) {
    return done(std::unexpected(BuildFailure{"too_large", fmt::format("The code has {} bytes.", source->code.size()), ""}));
  }
  WorkerLink* const worker = least_busy(nullptr);
  if (worker == nullptr) {
    return done(std::unexpected(BuildFailure{"unavailable", "No sandbox worker is free; try again in a moment.", ""}));
  }
  send_build(*worker, *source);
  ++worker->builds;
  const ImageNumber number = source->number;
  const bool added = builds_.emplace(number, Build{worker, std::move(source), std::move(done)}).second;
  NSL_CHECK(added);
  arm_tick();
}

Result<ExecutionNumber> WorkerPool::start(const StartRequest& request, ExecutionListener& listener) {
  if (request.input.size() > request.limits.input.bytes || request.input.size() + request.meta.size() > kPayloadMax) {
    return fail(ErrorCode::kPayloadTooLarge, fmt::format("the input has {} bytes; the limit is {}", request.input.size(), to_string(request.limits.input)));
  }
  const std::size_t bytes = request.input.size() + request.meta.size();
  if (executions_.size() >= options_.queued_max || queued_bytes_ + bytes > options_.queued_bytes_max.bytes) {
    return fail(ErrorCode::kTooManyRequests, fmt::format("{} executions are under way already; try again in a moment", executions_.size()));
  }
  auto execution = std::make_unique<InFlight>();
  execution->number = next_number_++;
  execution->listener = &listener;
  const SteadyTime now = options_.clock->steady();
  execution->deadline = now + request.limits.wall;
  execution->lane = request.lane;
  execution->urgency = request.urgency;
  execution->expected = request.image->usual_cpu;
  execution->image = request.image;
  execution->limits = request.limits;
  execution->seed = request.seed;
  execution->now_ns = request.now_ns;
  execution->input = request.input;
  execution->meta = request.meta;
  queued_bytes_ += bytes;
  if (last_lane_ && *last_lane_ != request.lane) shared_until_ = now + kSharedFor;
  last_lane_ = request.lane;
  InFlight& added = *executions_.emplace(execution->number, std::move(execution)).first->second;
  if (WorkerLink* const worker = queue_of(added).empty() ? place_for(added) : nullptr) {
    send_start(*worker, added);
  } else {
    wait(added);
  }
  arm_tick();
  return added.number;
}

// A worker that had nothing to do has not been silent so far.
void WorkerPool::note_work(WorkerLink& worker) {
  worker.used_at = options_.clock->steady();
  if (worker.unheard.empty() && worker.builds == 0) worker.heard_at = worker.used_at;
}

void WorkerPool::send_build(WorkerLink& worker, const ImageSource& image) {
  note_work(worker);
  worker.images.insert(image.number);
  worker.send(BuildMessage{.image = image.number, .memory = image.memory, .file_name = image.file_name, .code = image.code});
}

void WorkerPool::send_start(WorkerLink& worker, InFlight& execution) {
  const ImageSource& image = *execution.image;
  if (!worker.images.contains(image.number)) send_build(worker, image);
  note_work(worker);
  worker.unheard.push_back(execution.number);
  worker.ahead += execution.expected;
  if (execution.is_long()) worker.long_ahead = execution.number;
  ++worker.executions;
  ++execution.starts;
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

void WorkerPool::answer(ExecutionNumber execution, const HostAnswer& answer) {
  const auto found = executions_.find(execution);
  if (found == executions_.end() || found->second->worker == nullptr) return;
  InFlight& it = *found->second;
  const auto call = std::ranges::find(it.waiting, answer.number, &InFlight::Waiting::call);
  if (call == it.waiting.end()) return;
  it.waiting_bytes -= call->bytes;
  it.waiting.erase(call);
  AnswerMessage message{.execution = execution, .call = answer.number, .ok = answer.ok, .now_ns = answer.now_ns,
                        .json = answer.json, .body = answer.body};
  if (answer.json.size() + answer.body.size() > kPayloadMax) {
    message.ok = false;
    message.json = R"({"code":"answer_too_large","message":"The answer is larger than a function can take in."})";
    message.body = {};
  }
  it.worker->send(message);
}

void WorkerPool::cancel(ExecutionNumber execution, Ending ending, std::string_view code, std::string_view message) {
  const auto found = executions_.find(execution);
  if (found == executions_.end() || found->second->stop) return;
  InFlight& it = *found->second;
  const bool computing = it.worker != nullptr && it.worker->working_on() == execution;
  if (it.worker == nullptr || (!it.begun && !computing)) {
    if (it.worker != nullptr) take_from(*it.worker, it);
    return finish(execution, ended_by(ending, code, message));
  }
  it.stop = InFlight::Stop{ended_by(ending, code, message), options_.clock->steady() + kGrace};
  it.worker->send(CancelMessage{.execution = execution, .ending = ending, .code = code, .message = message});
  it.worker->stop_computing(execution);
}

void WorkerPool::forget_image(ImageNumber image) {
  for (const auto& worker : workers_) {
    if (worker->images.erase(image) != 0) worker->send(ForgetMessage{.image = image});
  }
}

void WorkerPool::finish(ExecutionNumber number, Outcome outcome) {
  auto node = executions_.extract(number);
  NSL_CHECK(!node.empty());
  drop_input(*node.mapped());
  node.mapped()->listener->on_finished(std::move(outcome));
  dispatch();
}

// --- event loop ----------------------------------------------------------------------------------------------------

std::size_t WorkerPool::poll() {
  std::size_t handled = 0;
  for (const auto& worker : workers_) {
    if (worker->dead || !worker->readable()) continue;
    receive(*worker);
    ++handled;
  }
  remove_dead();
  dispatch();
  return handled;
}

bool WorkerPool::ready() const {
  return std::ranges::any_of(workers_, [](const auto& worker) { return worker->dead || worker->readable() || worker->can_flush(); });
}

bool WorkerPool::in_flight() const {
  return std::ranges::any_of(workers_, [](const auto& worker) { return !worker->unheard.empty(); });
}

void WorkerPool::end_round() {
  for (const auto& worker : workers_) {
    worker->flush();
    if (worker->unsent() > options_.unsent_max.bytes && !worker->dead) give_up(*worker, "it does not read what it is sent");
  }
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
