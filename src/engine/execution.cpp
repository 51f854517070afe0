#include "engine/execution.h"

#include "engine/memory_pressure.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace nsl::engine {
namespace {

constexpr std::size_t kErrorTextMax = 16 << 10;  // message and stack of a failure, each

// At most `most` bytes, not cut inside a UTF-8 sequence.
std::string_view clip(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0) == 0x80) --most;
  return text.substr(0, most);
}

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
  vm.guard().stop_word = options.stop_word;
  vm.guard().number = options.number;
  apply_memory_limit(vm, limits_.memory);
  return run([&] {
    vm.set_memory_limit(static_cast<std::uint32_t>(limits_.memory.bytes));
    vm.write_u64(slot_.base().random_state, math_seed(options.seed));
    const Value arguments[] = {vm.new_string(options.input), vm.new_string(options.meta)};
    vm.call(slot_.base().entry.start, arguments);
    drain();
  });
}

Execution::State Execution::deliver(const HostAnswer& answer) {
  const auto place = std::ranges::find(waiting_, answer.number);
  if (settled_ || place == waiting_.end()) return settled_ ? State::kDone : State::kWaiting;
  waiting_.erase(place);
  natives_.set_time(answer.now_ns);
  Vm& vm = slot_.vm();
  return run([&] {
    const Value arguments[] = {vm.new_number(answer.number), answer.ok ? kTrue : kFalse, vm.new_string(answer.json),
                               answer.body.empty() ? kUndefined : vm.new_bytes(answer.body)};
    const Value result = vm.call(slot_.base().entry.deliver, arguments);
    if (is_exception(result)) {
      const Value thrown[] = {vm.take_exception(), vm.new_string("exception")};
      vm.call(slot_.base().entry.uncaught, thrown);
    }
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
  const Exit exit = enter(guard, body);
  cpu_used_ns_ += thread_cpu_ns() - begin;
  return after(exit);
}

// Runs jobs, then timers that are due, until there is nothing left to do or the result is there.
void Execution::drain() {
  Vm& vm = slot_.vm();
  const EntryPoints& entry = slot_.base().entry;
  while (!settled_) {
    Value uncaught = kUndefined;
    if (vm.run_job(&uncaught)) {
      if (uncaught != kUndefined) {
        const Value arguments[] = {uncaught, vm.new_string("exception")};
        vm.call(entry.uncaught, arguments);
      }
      continue;
    }
    if (vm.call(entry.run_timer, {}) != kTrue) break;
  }
  report_rejections();
}

void Execution::report_rejections() {
  Vm& vm = slot_.vm();
  for (std::size_t i = 0; i < natives_.rejections().size(); ++i) {
    const Value arguments[] = {natives_.rejections()[i].reason, vm.new_string("unhandled_rejection")};
    vm.call(slot_.base().entry.uncaught, arguments);
  }
  natives_.clear_rejections();
}

Execution::State Execution::after(Exit exit) {
  const Vm& vm = slot_.vm();
  if (settled_) {
    const bool failed = outcome_.ending == Ending::kFailed && outcome_.code == "exception";
    if (failed && is_out_of_memory(exit, vm, slot_.image(), limits_.memory, outcome_.message)) {
      outcome_.ending = Ending::kMemoryExceeded;
      outcome_.code = "memory_exceeded";
    }
  } else if (exit == Exit::kCpuTime) {
    end(Ending::kTimedOut, "cpu_exceeded", fmt::format("The function computed for longer than its CPU limit of {}.", to_string(limits_.cpu)));
  } else if (exit == Exit::kWallTime) {
    end(Ending::kTimedOut, "wall_exceeded", fmt::format("The function did not end within its wall time limit of {}.", to_string(limits_.wall)));
  } else if (exit == Exit::kStopped) {
    end(Ending::kCancelled, "cancelled", "The execution was cancelled.");
  } else if (is_out_of_memory(exit, vm, slot_.image(), limits_.memory, {}) || (exit == Exit::kReturned && waiting_.empty() && is_out_of_memory(Exit::kTrap, vm, slot_.image(), limits_.memory, {}))) {
    end(Ending::kMemoryExceeded, "memory_exceeded", fmt::format("The function needs more memory than its limit of {}.", to_string(limits_.memory)));
  } else if (exit == Exit::kTrap) {
    end(Ending::kFailed, "trap", "The function broke its virtual machine; nothing else was harmed.");
  } else if (waiting_.empty()) {
    end(Ending::kFailed, "never_settles", "The function waits for a promise that nothing will settle.");
  } else {
    return State::kWaiting;
  }
  outcome_.usage.cpu = std::chrono::microseconds(cpu_used_ns_ / 1000);
  outcome_.usage.memory = {vm.size()};
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

void Execution::log(std::string_view level, std::string_view text) {
  if (log_bytes_ + text.size() > limits_.logs.bytes) {
    ++outcome_.logs_dropped;
    return;
  }
  log_bytes_ += text.size();
  outbox_.send_log(level, natives_.now_ns() / 1'000'000, text);
}

std::string_view Execution::host_call(std::uint32_t number, std::string_view name, std::string_view arguments_json,
                                      ByteView body) {
  if (settled_) return "the execution has ended";
  if (number != calls_made_ + 1) return "host calls are numbered without gaps";
  if (calls_made_ >= limits_.host_calls) return "the function made more host calls than its limit";
  if (arguments_json.size() + body.size() > kHostMessageMax.bytes) return "the arguments of the host call are too large";
  ++calls_made_;
  waiting_.push_back(number);
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
  if (settled_) return;
  end(Ending::kFailed, std::string(clip(code, 64)), std::string(clip(message, kErrorTextMax)));
  outcome_.stack.assign(clip(stack, kErrorTextMax));
}

}  // namespace nsl::engine
