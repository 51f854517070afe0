#include "engine/execution.h"

#include "engine/error_text.h"
#include "engine/memory_pressure.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace nsl::engine {
namespace {

std::uint64_t math_seed(const Seed& seed) {
  std::uint64_t word = 0;
  std::memcpy(&word, seed.data() + kMathSeedOffset, sizeof word);
  return word != 0 ? word : 1;  // the generator stays at zero for ever
}

}  // namespace

Execution::State Execution::start(const StartOptions& options) {
  limits_ = options.limits;
  wall_deadline_ns_ = options.wall_deadline_ns;
  natives_.begin_execution(*this, options.seed, options.now_ns);
  Vm& vm = slot_.vm();
  vm.set_host(&natives_);
  vm.guard().stop_list = options.stop_list;
  vm.guard().number = options.number;
  apply_memory_limit(vm, limits_.memory);
  return run([&] {
    vm.set_memory_limit(heap_limit(limits_.memory));
    vm.write_u64(slot_.base().random_state, math_seed(options.seed));
    const Value arguments[] = {vm.new_string(options.input), vm.new_string(options.meta)};
    call_prelude(slot_.base().entry.start, arguments);
    drain();
  });
}

Execution::State Execution::deliver(const HostAnswer& answer) {
  const auto place = std::ranges::find(waiting_, answer.number, &Waiting::call);
  if (settled_ || place == waiting_.end()) return settled_ ? State::kDone : State::kWaiting;
  waiting_bytes_ -= place->bytes;
  waiting_.erase(place);
  natives_.set_time(answer.now_ns);
  Vm& vm = slot_.vm();
  return run([&] {
    const Value arguments[] = {vm.new_number(answer.number), answer.ok ? kTrue : kFalse, vm.new_string(answer.json),
                               answer.body.empty() ? kUndefined : vm.new_bytes(answer.body)};
    call_prelude(slot_.base().entry.deliver, arguments);
    drain();
  });
}

void Execution::abandon(Ending ending, std::string code, std::string message) {
  if (!settled_) end(ending, std::move(code), std::move(message));
}

template <typename Body>
Execution::State Execution::run(Body&& body) {
  Guard& guard = slot_.vm().guard();
  const std::int64_t begin = thread_cpu_ns();
  guard.cpu_deadline = begin + limits_.cpu.count() * 1000 - cpu_used_ns_;
  guard.wall_deadline = wall_deadline_ns_;
  Exit exit = enter(guard, body);
  cpu_used_ns_ += thread_cpu_ns() - begin;
  // Many short steps between which nothing looked at the deadline.
  if (exit == Exit::kReturned && cpu_used_ns_ > limits_.cpu.count() * 1000) exit = Exit::kCpuTime;
  return after(exit);
}

// What escapes from the prelude is reported like any exception that nobody caught. When even that throws, or an argument
// cannot be made, there is no memory to go on with.
Value Execution::call_prelude(Value entry, std::span<const Value> arguments) {
  Vm& vm = slot_.vm();
  if (std::ranges::any_of(arguments, is_exception)) {
    memory_full_ = true;
    return kException;
  }
  const Value result = vm.call(entry, arguments);
  if (is_exception(result)) {
    const Value thrown[] = {vm.take_exception(), vm.new_string("exception")};
    memory_full_ = is_exception(thrown[1]) || is_exception(vm.call(slot_.base().entry.uncaught, thrown));
  }
  return result;
}

// Runs jobs, then timers that are due, until there is nothing left to do or the result is there.
void Execution::drain() {
  Vm& vm = slot_.vm();
  const EntryPoints& entry = slot_.base().entry;
  while (!settled_ && !memory_full_) {
    Value uncaught = kUndefined;
    if (vm.run_job(&uncaught)) {
      if (uncaught != kUndefined) {
        const Value arguments[] = {uncaught, vm.new_string("exception")};
        call_prelude(entry.uncaught, arguments);
      }
      continue;
    }
    if (call_prelude(entry.run_timer, {}) != kTrue) break;
  }
  report_rejections();
}

void Execution::report_rejections() {
  Vm& vm = slot_.vm();
  for (std::size_t i = 0; i < natives_.rejections().size(); ++i) {
    const Value arguments[] = {natives_.rejections()[i].reason, vm.new_string("unhandled_rejection")};
    call_prelude(slot_.base().entry.uncaught, arguments);
  }
  natives_.clear_rejections();
}

Execution::State Execution::after(Exit exit) {
  const auto out_of_memory = [&](Exit how, std::string_view thrown) {
    return is_out_of_memory(how, slot_.vm(), slot_.image(), limits_.memory, thrown);
  };
  if (settled_) {
    const bool failed = outcome_.ending == Ending::kFailed && outcome_.code == "exception";
    if (failed && out_of_memory(exit, outcome_.message)) end_by_memory();
  } else if (exit == Exit::kCpuTime) {
    end(Ending::kTimedOut, "cpu_exceeded", fmt::format("The function computed for longer than its CPU limit of {}.", to_string(limits_.cpu)));
  } else if (exit == Exit::kWallTime) {
    end(Ending::kTimedOut, "wall_exceeded", fmt::format("The function did not end within its wall time limit of {}.", to_string(limits_.wall)));
  } else if (exit == Exit::kStopped) {
    end(Ending::kCancelled, "cancelled", "The execution was cancelled.");
  } else if (exit == Exit::kTrap) {
    if (out_of_memory(exit, {})) end_by_memory();
    else end(Ending::kFailed, "trap", "The function broke its virtual machine; nothing else was harmed.");
  } else if (memory_full_) {
    end_by_memory();
  } else if (waiting_.empty()) {
    // Without memory a promise can get lost on its way.
    if (out_of_memory(Exit::kTrap, {})) end_by_memory();
    else end(Ending::kFailed, "never_settles", "The function waits for a promise that nothing will settle.");
  } else {
    return State::kWaiting;
  }
  outcome_.usage.cpu = std::chrono::microseconds(cpu_used_ns_ / 1000);
  outcome_.usage.memory = {slot_.vm().size()};
  outcome_.usage.host_calls = calls_made_;
  outcome_.usage.output = {outcome_.output.size()};
  return State::kDone;
}

void Execution::end(Ending ending, std::string code, std::string message) {
  settled_ = true;
  outcome_.ending = ending;
  outcome_.output.clear();
  outcome_.code = std::move(code);
  outcome_.message = std::move(message);
  outcome_.usage.cpu = std::chrono::microseconds(cpu_used_ns_ / 1000);
  outcome_.usage.memory = {slot_.vm().size()};
  outcome_.usage.host_calls = calls_made_;
}

void Execution::end_by_memory() {
  end(Ending::kMemoryExceeded, "memory_exceeded",
      fmt::format("The function needs more memory than its limit of {}.", to_string(limits_.memory)));
}

void Execution::log(std::string_view level, std::string_view text) {
  const std::uint64_t bytes = text.size() + kLogLineBytes;
  if (log_bytes_ + bytes > limits_.logs.bytes) {
    ++outcome_.logs_dropped;
    return;
  }
  log_bytes_ += bytes;
  outbox_.send_log(level, natives_.now_ns() / 1'000'000, text);
}

std::string_view Execution::host_call(std::uint32_t number, std::string_view name, std::string_view arguments_json,
                                      ByteView body) {
  if (settled_) return "the execution has ended";
  if (number != calls_made_ + 1) return "host calls are numbered without gaps";
  if (calls_made_ >= limits_.host_calls) return "the function made more host calls than its limit";
  const std::size_t bytes = arguments_json.size() + body.size();
  if (name.size() > kHostNameMax) return "the name of the host call is too long";
  if (bytes > kHostMessageMax.bytes) return "the arguments of the host call are too large";
  if (waiting_bytes_ + bytes > kHostWaitingMax.bytes) return "the host calls under way hold too much data; await some of them first";
  ++calls_made_;
  waiting_.push_back({number, bytes});
  waiting_bytes_ += bytes;
  outbox_.send({.number = number, .name = name, .arguments = arguments_json, .body = body});
  return {};
}

void Execution::succeed(std::string_view output_json) {
  if (settled_) return;
  if (output_json.size() > limits_.output.bytes) {
    end(Ending::kFailed, "output_too_large", fmt::format("The output has {} bytes; the limit is {}.", output_json.size(), to_string(limits_.output)));
    return;
  }
  settled_ = true;
  outcome_.ending = Ending::kSucceeded;
  outcome_.output.assign(output_json);
}

void Execution::fail(std::string_view code, std::string_view message, std::string_view stack) {
  if (settled_) {  // how it ended stays; who reads the log should know all the same
    const std::string_view what = code == "unhandled_rejection" ? "rejection" : "exception";
    log("error", fmt::format("Nothing handled this {}, and the execution had ended: {}", what, clip(message, kErrorTextMax)));
    return;
  }
  end(Ending::kFailed, std::string(clip(code, kErrorCodeMax)), std::string(clip(message, kErrorTextMax)));
  outcome_.stack.assign(clip(stack, kErrorTextMax));
}

}  // namespace nsl::engine
