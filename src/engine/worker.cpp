#include "engine/worker.h"

#include "engine/wasm/traces.h"

#include <fmt/format.h>

#include <utility>

namespace nsl::engine {

// One execution between its start and its end: on the stack while it computes, in waiting_ while it waits.
struct Worker::Running final : Outbox {
  Running(ExecutionNumber n, std::unique_ptr<Slot> s) : number(n), slot(std::move(s)), execution(*slot, *this) {}

  void send(const HostCall& call) override {
    append_frame(*out, CalledMessage{.execution = number,
                                     .call = call.number,
                                     .name = call.name,
                                     .arguments = call.arguments,
                                     .body = call.body});
  }
  void send_log(std::string_view level, std::int64_t now_ms, std::string_view text) override {
    append_frame(*out, LoggedMessage{.execution = number, .time_ms = now_ms, .level = level, .text = text});
  }

  ExecutionNumber number;
  std::unique_ptr<Slot> slot;
  Execution execution;
  std::string* out = nullptr;  // where answers go, set at each entry
};

// Shows the gateway what this thread computes, for as long as it does.
class Worker::WorkingOn {
 public:
  WorkingOn(const WorkerOptions& options, std::uint64_t number) : place_(options.working_on) {
    if (place_ != nullptr) place_->store(number, std::memory_order_release);
  }
  ~WorkingOn() {
    if (place_ != nullptr) place_->store(0, std::memory_order_release);
  }
  WorkingOn(const WorkingOn&) = delete;
  WorkingOn& operator=(const WorkingOn&) = delete;

 private:
  std::atomic<std::uint64_t>* place_;
};

Worker::Worker(std::shared_ptr<const BaseImage> base, const WorkerOptions& options)
    : options_(options),
      base_(std::move(base)),
      images_(base_, {.images = options.image_bytes_max, .page_sets = options.page_set_bytes_max}),
      slots_(base_, {.slots_max = options.slots_max, .check = options.check_slots}) {}

Worker::~Worker() = default;

bool Worker::handle(const Frame& frame, std::string& out) {
  switch (static_cast<MessageKind>(frame.kind)) {
    case MessageKind::kStart:
      if (const auto message = parse_frame<StartMessage>(frame)) return start(*message, out), true;
      return false;
    case MessageKind::kAnswer:
      if (const auto message = parse_frame<AnswerMessage>(frame)) return answer(*message, out), true;
      return false;
    case MessageKind::kBuild:
      if (const auto message = parse_frame<BuildMessage>(frame)) return build(*message, out), true;
      return false;
    case MessageKind::kCancel:
      if (const auto message = parse_frame<CancelMessage>(frame)) return cancel(*message, out), true;
      return false;
    case MessageKind::kWithdraw:
      if (const auto message = parse_frame<WithdrawMessage>(frame)) return withdraw(*message, out), true;
      return false;
    case MessageKind::kForget:
      if (const auto message = parse_frame<ForgetMessage>(frame)) return images_.erase(message->image), true;
      return false;
    default: return false;
  }
}

void Worker::look_ahead(const Frame& frame) {
  if (const auto message = parse_frame<WithdrawMessage>(frame)) withdrawn_.insert(message->execution);
}

void Worker::withdraw(const WithdrawMessage& message, std::string& out) {
  withdrawn_.erase(message.execution);
  if (const auto found = waiting_.find(message.execution); found != waiting_.end()) {
    slots_.give_back(std::move(found->second->slot));
    waiting_.erase(found);
    ended_after_answer_ = true;
  }
  append_frame(out, WithdrawnMessage{.execution = message.execution});
}

void Worker::tidy() {
  slots_.tidy();
  // Only what was answered from outside can have had the value of a secret.
  if (std::exchange(ended_after_answer_, false)) wipe_traces();
}

void Worker::build(const BuildMessage& message, std::string& out) {
  const WorkingOn mark(options_, kBuilding | message.image);
  BuiltMessage built{.image = message.image};
  auto slot = slots_.take(images_.base());
  if (!slot) {
    built.code = "unavailable";
    built.message = slot.error().message;
    append_frame(out, built);
    return;
  }
  BuildLimits limits = options_.build_limits;
  limits.memory = message.memory;
  auto image = build_image(**slot, images_.base(), {.code = message.code, .file_name = message.file_name}, limits);
  slots_.give_back(*std::move(slot));
  if (image) {
    built.ok = true;
    built.image_bytes = image->bytes();
    append_frame(out, built);
    images_.put(message.image, *std::move(image));
    return;
  }
  built.code = image.error().code;
  built.message = image.error().message;
  built.stack = image.error().stack;
  append_frame(out, built);
}

void Worker::start(const StartMessage& message, std::string& out) {
  if (!withdrawn_.empty() && withdrawn_.contains(message.execution)) return;
  const auto image = images_.find(message.image);
  if (!image) {
    append_frame(out, ImageMissingMessage{.execution = message.execution, .image = message.image});
    return;
  }
  auto slot = slots_.take(image);
  if (!slot) {
    append_frame(
        out, FinishedMessage{.execution = message.execution, .code = "unavailable", .message = slot.error().message});
    return;
  }
  const WorkingOn mark(options_, message.execution);
  auto running = std::make_unique<Running>(message.execution, *std::move(slot));
  running->out = &out;
  const auto state = running->execution.start({.limits = message.limits,
                                               .seed = message.seed,
                                               .now_ns = message.now_ns,
                                               .wall_deadline_ns = message.wall_deadline_ns,
                                               .input = message.input,
                                               .meta = message.meta,
                                               .stop_list = options_.stop_list,
                                               .number = message.execution});
  if (state == Execution::State::kWaiting) {
    waiting_.emplace(message.execution, std::move(running));
    return;
  }
  finish(message.execution, running->execution, out);
  slots_.give_back(std::move(running->slot));
}

void Worker::answer(const AnswerMessage& message, std::string& out) {
  const auto found = waiting_.find(message.execution);
  if (found == waiting_.end()) return;  // it has ended meanwhile
  const WorkingOn mark(options_, message.execution);
  Running& running = *found->second;
  running.out = &out;
  const auto state = running.execution.deliver(
      {.number = message.call, .ok = message.ok, .json = message.json, .body = message.body, .now_ns = message.now_ns});
  if (state == Execution::State::kWaiting) return;
  finish(message.execution, running.execution, out);
  slots_.give_back(std::move(running.slot));
  waiting_.erase(found);
  ended_after_answer_ = true;
}

void Worker::cancel(const CancelMessage& message, std::string& out) {
  const auto found = waiting_.find(message.execution);
  if (found == waiting_.end()) return;
  Running& running = *found->second;
  running.execution.abandon(message.ending, std::string(message.code), std::string(message.message));
  finish(message.execution, running.execution, out);
  slots_.give_back(std::move(running.slot));
  waiting_.erase(found);
  ended_after_answer_ = true;
}

void Worker::finish(ExecutionNumber number, Execution& execution, std::string& out) {
  const Outcome outcome = execution.take_outcome();
  append_frame(out, FinishedMessage{.execution = number,
                                    .ending = outcome.ending,
                                    .output = outcome.output,
                                    .code = outcome.code,
                                    .message = outcome.message,
                                    .stack = outcome.stack,
                                    .cpu = outcome.usage.cpu,
                                    .memory = outcome.usage.memory,
                                    .host_calls = outcome.usage.host_calls,
                                    .logs_dropped = outcome.logs_dropped});
}

}  // namespace nsl::engine
