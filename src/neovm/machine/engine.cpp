#include "neovm/machine/engine.h"

#include "neovm/ops/instructions.h"

#include <fmt/format.h>

#include <utility>

namespace nsl::neovm {

std::string_view name(VmState state) {
  switch (state) {
    case VmState::kBreak: return "BREAK";
    case VmState::kHalt: return "HALT";
    case VmState::kFault: return "FAULT";
  }
  return "";
}

Engine::Engine(Options options) : options_(options), results_(counter_) {}
Engine::~Engine() = default;

bool Engine::load(std::shared_ptr<const Script> script, std::int32_t return_count, std::uint32_t position) {
  Frame frame{.loaded = std::make_shared<LoadedScript>(std::move(script), counter_),
              .position = position,
              .return_count = return_count,
              .locals = {},
              .arguments = {},
              .tries = {}};
  return push_frame(std::move(frame));
}

VmState Engine::run() {
  while (state_ == VmState::kBreak) step();
  return state_;
}

VmState Engine::step() {
  if (state_ != VmState::kBreak) return state_;
  if (frames_.empty()) {
    state_ = VmState::kHalt;
    return state_;
  }
  if (!execute()) state_ = VmState::kFault;
  return state_;
}

bool Engine::execute() {
  static const OperationTable& table = operations();
  Frame& current = frames_.back();
  const Script& script = *current.loaded->script;
  if (current.position >= script.size()) {
    // The end of a script is a RET that is not written.
    instruction_ =
        Instruction{.position = current.position, .next = current.position, .code = OpCode::RET, .operand = {}};
  } else if (!script.decode(current.position, instruction_)) {
    return fault(fmt::format("no valid instruction at byte {}", current.position));
  }
  const auto byte = static_cast<std::uint8_t>(instruction_.code);
  if (!charge(kInstructionShapes[byte].price * options_.price_factor)) return false;
  current.position = instruction_.next;
  if (!table[byte](*this, instruction_)) return false;
  if (counter_.count() > kReferencesMax) {
    return fault(fmt::format("MaxStackSize exceed: {}/{}", counter_.count(), kReferencesMax));
  }
  heap_.collect_if_due();
  return true;
}

bool Engine::fault(std::string message) {
  if (fault_message_.empty()) fault_message_ = std::move(message);
  state_ = VmState::kFault;
  return false;
}

bool Engine::out_of_gas() {
  gas_used_ = options_.gas_limit.pico;
  return fault("gas limit exceeded");
}

bool Engine::push_frame(Frame frame) {
  if (frames_.size() >= kFramesMax) return fault(fmt::format("MaxInvocationStackSize exceed: {}", frames_.size()));
  frames_.push_back(std::move(frame));
  return true;
}

bool Engine::call(std::uint32_t position) {
  return push_frame(Frame{
      .loaded = frame().loaded, .position = position, .return_count = 0, .locals = {}, .arguments = {}, .tries = {}});
}

// Takes the top frame away, and with it the references of its variables. The evaluation stack of a script that threw
// stays counted, as in Neo's nodes.
bool Engine::pop_frame(Unloaded how) {
  Frame gone = std::move(frames_.back());
  frames_.pop_back();
  const bool script_goes = frames_.empty() || frames_.back().loaded != gone.loaded;
  if (script_goes) {
    for (const StackItem& item : gone.loaded->statics) counter_.remove(item);
  }
  for (const StackItem& item : gone.locals) counter_.remove(item);
  for (const StackItem& item : gone.arguments) counter_.remove(item);
  if (!script_goes || options_.host == nullptr) return true;
  return options_.host->unloaded(*this, *gone.loaded, how);
}

bool Engine::return_from_frame() {
  Frame& current = frames_.back();
  EvaluationStack& from = current.loaded->stack;
  EvaluationStack& to = frames_.size() == 1 ? results_ : frames_[frames_.size() - 2].loaded->stack;
  if (&from != &to) {
    if (current.return_count >= 0 && from.size() != static_cast<std::size_t>(current.return_count)) {
      return fault(fmt::format("Return value count mismatch: expected {}, but got {} items on the evaluation stack",
                               current.return_count, from.size()));
    }
    from.move_to(to);
  }
  if (frames_.size() == 1) state_ = VmState::kHalt;
  return pop_frame(Unloaded::kReturned);
}

bool Engine::go_to(Frame& target, std::int64_t position) {
  if (position < 0 || position > target.loaded->script->size()) {
    return fault(fmt::format("Out of script bounds: {}/{}", position, target.loaded->script->size()));
  }
  target.position = static_cast<std::uint32_t>(position);
  return true;
}

bool Engine::jump(std::int64_t position) {
  if (position == frame().loaded->script->size())
    return fault(fmt::format("Jump out of range for position: {}", position));
  return go_to(frame(), position);
}

bool Engine::open_try(std::int64_t catch_position, std::int64_t finally_position) {
  auto& tries = frame().tries;
  if (tries.size() >= kTryNestingMax) return fault("MaxTryNestingDepth exceed.");
  tries.push_back({.catch_position = catch_position, .finally_position = finally_position});
  return true;
}

bool Engine::end_try(std::int64_t end_position) {
  auto& tries = frame().tries;
  if (tries.empty()) return fault("The corresponding TRY block cannot be found.");
  TryBlock& block = tries.back();
  if (block.state == TryBlock::State::kFinally) {
    return fault("The opcode ENDTRY can't be executed in a FINALLY block.");
  }
  if (!block.has_finally()) {
    tries.pop_back();
    return go_to(frame(), end_position);
  }
  block.state = TryBlock::State::kFinally;
  block.end_position = end_position;
  return go_to(frame(), block.finally_position);
}

bool Engine::end_finally() {
  auto& tries = frame().tries;
  if (tries.empty()) return fault("The corresponding TRY block cannot be found.");
  const TryBlock block = tries.back();
  tries.pop_back();
  if (throwing_) return throw_item(std::exchange(uncaught_, {}));
  return go_to(frame(), block.end_position);
}

bool Engine::throw_item(StackItem item) {
  uncaught_ = std::move(item);
  throwing_ = true;
  for (std::size_t above = 0; above < frames_.size(); ++above) {
    auto& tries = frames_[frames_.size() - 1 - above].tries;
    while (!tries.empty() && (tries.back().state == TryBlock::State::kFinally ||
                              (tries.back().state == TryBlock::State::kCatch && !tries.back().has_finally()))) {
      tries.pop_back();
    }
    if (tries.empty()) continue;
    for (std::size_t i = 0; i < above; ++i) {
      if (!pop_frame(Unloaded::kThrown)) return false;
    }
    TryBlock& block = frame().tries.back();
    if (block.state == TryBlock::State::kTry && block.has_catch()) {
      block.state = TryBlock::State::kCatch;
      throwing_ = false;
      push(std::exchange(uncaught_, {}));
      return go_to(frame(), block.catch_position);
    }
    block.state = TryBlock::State::kFinally;
    return go_to(frame(), block.finally_position);
  }
  const auto text = uncaught_.to_utf8();
  return fault(
      fmt::format("unhandled exception: {}", text ? *text : "an item of type " + std::string(name(uncaught_.type()))));
}

bool Engine::push_bytes(ByteView bytes) {
  if (bytes.size() > kItemBytesMax) return fault(fmt::format("MaxItemSize exceed: {}/{}", bytes.size(), kItemBytesMax));
  heap_.made_bytes(bytes.size());
  push(StackItem::byte_string(bytes));
  return true;
}

bool Engine::push_buffer(StackItem buffer) {
  heap_.made_bytes(buffer.bytes_object().size);
  push(std::move(buffer));
  return true;
}

bool Engine::require(std::size_t items) {
  if (stack().has(items)) return true;
  return fault(fmt::format("{} needs {} items on the stack, there are {}", neo::info(instruction_.code).name, items,
                           stack().size()));
}

bool Engine::pop(StackItem& out) {
  if (!require(1)) return false;
  out = stack().pop();
  return true;
}

bool Engine::pop(Integer& out) {
  StackItem item;
  if (!pop(item)) return false;
  const auto value = item.to_integer();
  if (!value) return fault(fmt::format("{} is no integer", name(item.type())));
  out = *value;
  return true;
}

bool Engine::pop(bool& out) {
  StackItem item;
  if (!pop(item)) return false;
  const auto value = item.to_boolean();
  if (!value) return fault("the byte string is too long to be a boolean");
  out = *value;
  return true;
}

bool Engine::pop(std::int32_t& out) {
  Integer value;
  if (!pop(value)) return false;
  const auto number = as_int32(value);
  if (!number) return fault(fmt::format("{} is not a number of 32 bits", value.decimal()));
  out = *number;
  return true;
}

bool Engine::pop_primitive(StackItem& out) {
  if (!pop(out)) return false;
  if (!out.is_primitive()) return fault(fmt::format("{} is no primitive value", name(out.type())));
  return true;
}

}  // namespace nsl::neovm
