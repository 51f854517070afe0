// Jumps, calls, exceptions, and the way to the host.
#include "neovm/ops/instructions.h"
#include "neovm/ops/ordering.h"

#include <fmt/format.h>

#include <compare>

namespace nsl::neovm {
namespace {

// Every jump and call comes with an offset of one byte and, in its long form, of four.
enum class Width : std::uint8_t { kShort, kLong };

template <Width W>
std::int64_t target(const Instruction& instruction, std::size_t index = 0) {
  return std::int64_t{instruction.position} +
         (W == Width::kShort ? std::int64_t{instruction.i8(index)} : std::int64_t{instruction.i32(4 * index)});
}

template <Width W>
bool jump(Engine& engine, const Instruction& instruction) {
  return engine.jump(target<W>(instruction));
}

template <Width W, bool When>
bool jump_if(Engine& engine, const Instruction& instruction) {
  bool condition = false;
  if (!engine.pop(condition)) return false;
  return condition != When || engine.jump(target<W>(instruction));
}

// Pops two integers and says how the lower one stands to the upper one.
bool pop_ordering(Engine& engine, std::strong_ordering& out) {
  EvaluationStack& stack = engine.stack();
  if (stack.has(2) && stack.peek(0).is_small_integer() && stack.peek(1).is_small_integer()) {
    out = stack.peek(1).small_integer() <=> stack.peek(0).small_integer();
    stack.pop();
    stack.pop();
    return true;
  }
  Integer upper;
  Integer lower;
  if (!engine.pop(upper) || !engine.pop(lower)) return false;
  out = lower <=> upper;
  return true;
}

template <Width W, ordering::Predicate Holds>
bool jump_when(Engine& engine, const Instruction& instruction) {
  std::strong_ordering how = std::strong_ordering::equal;
  if (!pop_ordering(engine, how)) return false;
  return !Holds(how) || engine.jump(target<W>(instruction));
}

bool call_at(Engine& engine, std::int64_t position) {
  if (position < 0 || position > engine.frame().loaded->script->size()) return engine.fault("CALL leads out of the script");
  return engine.call(static_cast<std::uint32_t>(position));
}

template <Width W>
bool call(Engine& engine, const Instruction& instruction) {
  return call_at(engine, target<W>(instruction));
}

bool call_address(Engine& engine, const Instruction&) {
  StackItem item;
  if (!engine.pop(item)) return false;
  if (item.type() != ItemType::kPointer) return engine.fault("CALLA needs a pointer");
  const PointerObject& pointer = item.pointer_object();
  if (pointer.script != engine.frame().loaded->script) return engine.fault("Pointers can't be shared between scripts");
  return engine.call(pointer.position);
}

bool call_token(Engine& engine, const Instruction& instruction) {
  if (engine.host() == nullptr) return engine.fault(fmt::format("Token not found: {}", instruction.u16()));
  return engine.host()->call_token(engine, instruction.u16());
}

bool syscall(Engine& engine, const Instruction& instruction) {
  if (engine.host() == nullptr) return engine.fault(fmt::format("Syscall not found: {}", instruction.u32()));
  return engine.host()->syscall(engine, instruction.u32());
}

bool abort(Engine& engine, const Instruction&) { return engine.fault("ABORT is executed."); }

bool assert_true(Engine& engine, const Instruction&) {
  bool condition = false;
  if (!engine.pop(condition)) return false;
  return condition || engine.fault("ASSERT is executed with false result.");
}

// The text of a message on the stack; null is an empty one.
bool pop_message(Engine& engine, std::string& out) {
  StackItem item;
  if (!engine.pop(item)) return false;
  if (item.is_null()) return true;
  auto text = item.to_utf8();
  if (!text) return engine.fault("the message is no well-formed UTF-8");
  out = *std::move(text);
  return true;
}

bool abort_with_message(Engine& engine, const Instruction&) {
  std::string message;
  if (!pop_message(engine, message)) return false;
  return engine.fault("ABORTMSG is executed. Reason: " + message);
}

bool assert_with_message(Engine& engine, const Instruction&) {
  std::string message;
  bool condition = false;
  if (!pop_message(engine, message) || !engine.pop(condition)) return false;
  return condition || engine.fault("ASSERTMSG is executed with false result. Reason: " + message);
}

bool throw_top(Engine& engine, const Instruction&) {
  StackItem item;
  return engine.pop(item) && engine.throw_item(std::move(item));
}

// An offset of zero means that there is no such block.
template <Width W>
bool open_try(Engine& engine, const Instruction& instruction) {
  const std::int64_t catch_at = target<W>(instruction, 0);
  const std::int64_t finally_at = target<W>(instruction, 1);
  const std::int64_t here = instruction.position;
  if (catch_at == here && finally_at == here) return engine.fault("TRY has neither CATCH nor FINALLY");
  // A position before the script stands for none too, because Neo's nodes keep it as a negative number.
  const auto block = [here](std::int64_t at) { return at == here || at < 0 ? TryBlock::kNone : at; };
  return engine.open_try(block(catch_at), block(finally_at));
}

template <Width W>
bool end_try(Engine& engine, const Instruction& instruction) {
  return engine.end_try(target<W>(instruction));
}

bool end_finally(Engine& engine, const Instruction&) { return engine.end_finally(); }
bool return_from(Engine& engine, const Instruction&) { return engine.return_from_frame(); }
bool nothing(Engine&, const Instruction&) { return true; }

template <Width W>
void add_jumps(OperationTable& table) {
  constexpr std::size_t kLong = W == Width::kLong ? 1 : 0;  // the long form has the next byte
  set(table, plus(OpCode::JMP, kLong), jump<W>);
  set(table, plus(OpCode::JMPIF, kLong), jump_if<W, true>);
  set(table, plus(OpCode::JMPIFNOT, kLong), jump_if<W, false>);
  set(table, plus(OpCode::JMPEQ, kLong), jump_when<W, ordering::equal>);
  set(table, plus(OpCode::JMPNE, kLong), jump_when<W, ordering::not_equal>);
  set(table, plus(OpCode::JMPGT, kLong), jump_when<W, ordering::greater>);
  set(table, plus(OpCode::JMPGE, kLong), jump_when<W, ordering::greater_equal>);
  set(table, plus(OpCode::JMPLT, kLong), jump_when<W, ordering::less>);
  set(table, plus(OpCode::JMPLE, kLong), jump_when<W, ordering::less_equal>);
  set(table, plus(OpCode::CALL, kLong), call<W>);
  set(table, plus(OpCode::TRY, kLong), open_try<W>);
  set(table, plus(OpCode::ENDTRY, kLong), end_try<W>);
}

}  // namespace

void add_control_operations(OperationTable& table) {
  set(table, OpCode::NOP, nothing);
  add_jumps<Width::kShort>(table);
  add_jumps<Width::kLong>(table);
  set(table, OpCode::CALLA, call_address);
  set(table, OpCode::CALLT, call_token);
  set(table, OpCode::ABORT, abort);
  set(table, OpCode::ABORTMSG, abort_with_message);
  set(table, OpCode::ASSERT, assert_true);
  set(table, OpCode::ASSERTMSG, assert_with_message);
  set(table, OpCode::THROW, throw_top);
  set(table, OpCode::ENDFINALLY, end_finally);
  set(table, OpCode::RET, return_from);
  set(table, OpCode::SYSCALL, syscall);
}

}  // namespace nsl::neovm
