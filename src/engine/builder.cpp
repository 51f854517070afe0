#include "engine/builder.h"

#include "base/check.h"
#include "engine/error_text.h"
#include "engine/memory_pressure.h"

#include <fmt/format.h>

namespace nsl::engine {
namespace {

// A pending or given exception as text. Runs guest code (toString, getters), so it is called inside enter().
struct Thrown {
  std::string name_and_message;
  std::string stack;
};

class Build {
 public:
  Build(Slot& slot, const BuildLimits& limits) : slot_(slot), limits_(limits), cpu_end_(thread_cpu_ns() + limits.cpu.count() * 1000) {
    natives_.begin_image();
  }

  std::expected<Bytes, BuildFailure> compile(const Source& source) {
    const std::string file(source.file_name);
    Bytes bytecode;
    std::span<const std::uint8_t> compiled;
    const Exit exit = run([&](Vm& vm) {
      compiled = vm.compile(Vm::CodeKind::kModule, source.code, file.c_str());
      if (compiled.empty()) describe(vm, vm.take_exception());
    });
    if (exit != Exit::kReturned) return std::unexpected(ended(exit));
    if (compiled.empty()) return std::unexpected(not_compiled());
    bytecode.assign(compiled.begin(), compiled.end());
    return bytecode;
  }

  std::expected<Image, BuildFailure> load(const Bytes& bytecode) {
    Vm::PromiseState state = Vm::PromiseState::kNone;
    bool usable = false;
    const Exit exit = run([&](Vm& vm) {
      const Vm::Module module = vm.eval_module(bytecode);
      if (is_exception(module.promise) || is_exception(module.ns)) return describe(vm, vm.take_exception());
      for (Value uncaught = kUndefined; vm.run_job(&uncaught);) {
        if (uncaught != kUndefined) return describe(vm, uncaught);
      }
      state = vm.promise_state(module.promise);
      if (state == Vm::PromiseState::kRejected) return describe(vm, vm.promise_result(module.promise));
      if (state != Vm::PromiseState::kFulfilled) return;
      // What nobody waits for counts too: `fetch(...)` at the top level.
      if (!natives_.rejections().empty()) {
        state = Vm::PromiseState::kRejected;
        return describe(vm, natives_.rejections().front().reason);
      }
      const Value arguments[] = {module.ns};
      const Value reason = vm.call(slot_.base().entry.install, arguments);
      if (is_exception(reason)) return describe(vm, vm.take_exception());
      keep(vm, vm.text_of(reason), thrown_.name_and_message);
      usable = thrown_.name_and_message.empty();
    });
    if (exit != Exit::kReturned) return std::unexpected(ended(exit));
    if (usable) return slot_.capture();
    if (state == Vm::PromiseState::kPending) {
      return std::unexpected(BuildFailure{"never_settles", "The module's top level awaits a promise that nothing settles.", ""});
    }
    if (state == Vm::PromiseState::kFulfilled) return std::unexpected(failure("missing_default_export", thrown_.name_and_message));
    return std::unexpected(failure("exception", with_position(thrown_)));
  }

 private:
  template <typename Body>
  Exit run(Body&& body) {
    Vm& vm = slot_.vm();
    vm.set_host(&natives_);
    apply_memory_limit(vm, limits_.memory);
    vm.guard().cpu_deadline = cpu_end_;
    vm.guard().wall_deadline = 0;
    const Exit exit = enter(vm.guard(), [&] {
      vm.set_memory_limit(heap_limit(limits_.memory));
      body(vm);
    });
    out_of_memory_ = is_out_of_memory(exit, vm, slot_.image(), limits_.memory, thrown_.name_and_message);
    return exit;
  }

  BuildFailure not_compiled() const {
    constexpr std::string_view kNoModule = "ReferenceError: could not load module ";
    if (!thrown_.name_and_message.starts_with(kNoModule)) return failure("syntax_error", with_position(thrown_));
    return failure("unresolved_import", fmt::format("There is nothing to import from {}. A function is one file: bundle it with what it imports.",
                                                    thrown_.name_and_message.substr(kNoModule.size())));
  }

  void describe(Vm& vm, Value error) {
    keep(vm, vm.text_of(error), thrown_.name_and_message);
    if (!vm.is_object(error)) return;
    const Value stack = vm.get(error, "stack");
    if (vm.is_string(stack)) keep(vm, vm.text_of(stack), thrown_.stack);
  }

  // In a host section, because a stop must not come while the heap of this process is at work.
  static void keep(Vm& vm, std::optional<std::string_view> text, std::string& out) {
    if (!text) return;
    HostSection section(vm.guard());
    out.assign(clip(*text, kErrorTextMax));
    section.end();
  }

  // "SyntaxError: unexpected token (function.js:3:14)": the first frame's place, which QuickJS keeps in the stack only.
  static std::string with_position(const Thrown& thrown) {
    const std::string& stack = thrown.stack;
    const std::size_t line_end = stack.find('\n');
    std::string frame = stack.substr(0, line_end);
    if (const std::size_t open = frame.rfind('('); open != std::string::npos) {
      frame = frame.substr(open + 1, frame.rfind(')') - open - 1);
    } else if (const std::size_t at = frame.find("at "); at != std::string::npos) {
      frame = frame.substr(at + 3);
    }
    return frame.empty() ? thrown.name_and_message : fmt::format("{} ({})", thrown.name_and_message, frame);
  }

  BuildFailure failure(std::string code, std::string message) const {
    if (out_of_memory_) {
      return {"memory_exceeded", fmt::format("Loading the module needs more than {}.", to_string(limits_.memory)), ""};
    }
    return {std::move(code), std::move(message), thrown_.stack};
  }

  BuildFailure ended(Exit exit) const {
    if (exit == Exit::kCpuTime) {
      return {"cpu_exceeded", fmt::format("Loading the module takes more than {} of CPU time.", to_string(limits_.cpu)), ""};
    }
    return failure("trap", "The module broke the virtual machine while it was loaded.");
  }

  Slot& slot_;
  const BuildLimits& limits_;
  std::int64_t cpu_end_;
  Natives natives_;
  Thrown thrown_;
  bool out_of_memory_ = false;
};

}  // namespace

std::expected<Image, BuildFailure> build_image(Slot& slot, std::shared_ptr<const PageSet> base, const Source& source,
                                               const BuildLimits& limits) {
  if (const Status ready = slot.load(base); !ready) return std::unexpected(BuildFailure{"unavailable", ready.error().message, ""});
  Build build(slot, limits);
  const auto bytecode = build.compile(source);
  slot.restore();
  if (!bytecode) return std::unexpected(bytecode.error());
  auto image = build.load(*bytecode);
  slot.restore();
  return image;
}

}  // namespace nsl::engine
