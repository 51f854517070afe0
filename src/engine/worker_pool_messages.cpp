// WorkerPool: what comes from the workers. Nothing here believes a worker: sizes, numbers and order are checked against
// what the gateway itself knows, and what does not fit ends the worker.

#include "base/json.h"
#include "engine/error_text.h"
#include "engine/in_flight.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace nsl::engine {
namespace {

constexpr std::size_t kWallsTextMax = 4096;  // nine short lines
constexpr std::uint64_t kWasmBytesMax = std::uint64_t{1} << 32;
constexpr std::chrono::hours kCpuMax{24};    // above the largest ceiling of an operator
// What counts as usual follows what is seen: half of the way up each time, that what is long is soon known, and an eighth down.
void note_cost(const ImageSource& image, std::chrono::nanoseconds cpu) {
  image.usual_cpu += (cpu - image.usual_cpu) / (cpu > image.usual_cpu ? 2 : 8);
}

constexpr std::uint64_t kCountMax = std::uint64_t{1} << 53;  // counted exactly in JSON

bool is_level(std::string_view level) {
  constexpr std::array<std::string_view, 5> kLevels{"debug", "log", "info", "warn", "error"};
  return std::ranges::find(kLevels, level) != kLevels.end();
}

bool fits(std::string_view code, std::string_view message, std::string_view stack) {
  return code.size() <= kErrorCodeMax && message.size() <= kErrorTextMax && stack.size() <= kErrorTextMax;
}

}  // namespace

void WorkerPool::receive(WorkerLink& worker) {
  const auto got = worker.receive();
  if (got == RingReader::Got::kNonsense) return give_up(worker, "it broke the channel");
  worker.heard_at = options_.clock->steady();
  while (const auto frame = worker.incoming().next()) {
    if (worker.dead) return;
    if (!handle(worker, *frame)) return give_up(worker, "it sent a message that makes no sense");
  }
  worker.incoming().discard_taken();
  if (worker.incoming().broken()) give_up(worker, "it sent a frame of an impossible length");
}

bool WorkerPool::handle(WorkerLink& worker, const Frame& frame) {
  const auto take = [&]<typename Message>(bool (WorkerPool::*handler)(WorkerLink&, const Message&)) {
    const auto message = parse_frame<Message>(frame);
    return message && (this->*handler)(worker, *message);
  };
  switch (static_cast<MessageKind>(frame.kind)) {
    case MessageKind::kFinished: return take(&WorkerPool::on_finished);
    case MessageKind::kCalled: return take(&WorkerPool::on_called);
    case MessageKind::kLogged: return take(&WorkerPool::on_logged);
    case MessageKind::kBuilt: return take(&WorkerPool::on_built);
    case MessageKind::kImageMissing: return take(&WorkerPool::on_image_missing);
    case MessageKind::kWithdrawn: return take(&WorkerPool::on_withdrawn);
    case MessageKind::kReady: return take(&WorkerPool::on_ready_message);
    default: return false;
  }
}

bool WorkerPool::on_ready_message(WorkerLink& worker, const ReadyMessage& message) {
  if (worker.ready || message.walls.size() > kWallsTextMax) return false;
  worker.ready = true;
  failed_starts_ = 0;
  if (sandbox_.walls.empty()) sandbox_ = SandboxReport::parse(message.walls);
  if (on_ready_) std::exchange(on_ready_, nullptr)();
  return true;
}

// The execution, when this worker has it.
WorkerPool::InFlight* WorkerPool::find(WorkerLink& worker, ExecutionNumber number) {
  const auto found = executions_.find(number);
  if (found == executions_.end() || found->second->worker != &worker) return nullptr;
  return found->second.get();
}

void WorkerPool::heard(WorkerLink& worker, InFlight& execution) {
  if (execution.begun) return;
  execution.begun = true;
  unqueue(worker, execution);
  drop_input(execution);
}

bool WorkerPool::on_called(WorkerLink& worker, const CalledMessage& message) {
  InFlight* const execution = find(worker, message.execution);
  if (execution == nullptr) return worker.withdrawn.contains(message.execution);
  heard(worker, *execution);
  const std::size_t bytes = message.arguments.size() + message.body.size();
  if (message.call != execution->calls + 1 || message.call > execution->limits.host_calls) return false;
  if (message.name.size() > kHostNameMax || bytes > kHostMessageMax.bytes) return false;
  if (execution->waiting_bytes + bytes > kHostWaitingMax.bytes || !json::validate(message.arguments)) return false;
  execution->calls = message.call;
  execution->waiting.push_back({message.call, bytes});
  execution->waiting_bytes += bytes;
  execution->listener->on_host_call({.number = message.call, .name = message.name, .arguments = message.arguments, .body = message.body});
  return true;
}

bool WorkerPool::on_logged(WorkerLink& worker, const LoggedMessage& message) {
  InFlight* const execution = find(worker, message.execution);
  if (execution == nullptr) return worker.withdrawn.contains(message.execution);
  heard(worker, *execution);
  execution->log_bytes += message.text.size() + kLogLineBytes;
  if (execution->log_bytes > execution->limits.logs.bytes || !is_level(message.level)) return false;
  execution->listener->on_log(message.level, message.time_ms, message.text);
  return true;
}

bool WorkerPool::on_finished(WorkerLink& worker, const FinishedMessage& message) {
  InFlight* const execution = find(worker, message.execution);
  if (execution == nullptr) return worker.withdrawn.contains(message.execution);
  heard(worker, *execution);
  if (message.ending > Ending::kCancelled || !fits(message.code, message.message, message.stack)) return false;
  if (message.output.size() > execution->limits.output.bytes || message.memory.bytes > kWasmBytesMax) return false;
  if (message.cpu < std::chrono::microseconds(0) || message.cpu > kCpuMax) return false;
  Outcome outcome;
  if (execution->stop && message.ending == Ending::kCancelled) {
    outcome = std::move(execution->stop->outcome);  // the worker knows that it was stopped, not why
  } else {
    outcome.ending = message.ending;
    outcome.code = message.code;
    outcome.message = message.message;
    outcome.stack = message.stack;
  }
  if (outcome.ending == Ending::kSucceeded) {
    if (const Status valid = json::validate(message.output); valid) {
      outcome.output = message.output;
    } else {
      outcome.ending = Ending::kFailed;
      outcome.code = "invalid_output";
      outcome.message = fmt::format("The returned value cannot be passed on: {}.", valid.error().message);
    }
  }
  outcome.usage.cpu = message.cpu;
  const bool was_short = !execution->is_long();
  note_cost(*execution->image, message.cpu);
  outcome.usage.memory = message.memory;
  outcome.usage.host_calls = execution->calls;
  outcome.usage.output = {outcome.output.size()};
  outcome.logs_dropped = std::min(message.logs_dropped, kCountMax);
  worker.stopped(message.execution);
  release(worker, *execution);
  if (was_short && execution->image->usual_cpu > kAheadMax) recall(*execution->image);
  finish(message.execution, std::move(outcome));
  return true;
}

bool WorkerPool::on_built(WorkerLink& worker, const BuiltMessage& message) {
  if (!fits(message.code, message.message, message.stack)) return false;
  const bool asked = worker.images.contains(message.image);
  if (!message.ok) worker.images.erase(message.image);
  const auto found = builds_.find(message.image);
  if (found == builds_.end() || found->second.worker != &worker) {
    // Built for an execution, or forgotten meanwhile.
    if (!message.ok && asked) failed_image_ = {message.image, fmt::format("{}: {}", message.code, message.message)};
    return true;
  }
  BuildDone done = std::move(found->second.done);
  builds_.erase(found);
  --worker.builds;
  if (message.ok) {
    done(std::min(message.image_bytes, kWasmBytesMax));
  } else {
    done(std::unexpected(BuildFailure{std::string(message.code), std::string(message.message), std::string(message.stack)}));
  }
  return true;
}

bool WorkerPool::on_image_missing(WorkerLink& worker, const ImageMissingMessage& message) {
  InFlight* const execution = find(worker, message.execution);
  if (execution == nullptr) return worker.withdrawn.contains(message.execution);
  if (execution->begun || execution->image->number != message.image) return false;
  // Dropped to make room, or it could not be built; the second time it is given up.
  const bool known = worker.images.erase(message.image) != 0;
  release(worker, *execution);
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

bool WorkerPool::on_withdrawn(WorkerLink& worker, const WithdrawnMessage& message) {
  worker.stopped(message.execution);
  return worker.withdrawn.erase(message.execution) != 0;
}

}  // namespace nsl::engine
