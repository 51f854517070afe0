// Constants.
#include "neovm/ops/instructions.h"

#include <utility>

namespace nsl::neovm {
namespace {

bool push_int(Engine& engine, const Instruction& instruction) {
  engine.push(StackItem::integer(*Integer::from_bytes(instruction.operand)));
  return true;
}

bool push_int8(Engine& engine, const Instruction& instruction) {
  engine.push_integer(instruction.i8());
  return true;
}

bool push_data(Engine& engine, const Instruction& instruction) { return engine.push_bytes(instruction.operand); }

bool push_address(Engine& engine, const Instruction& instruction) {
  const auto& script = engine.frame().loaded->script;
  const std::int64_t position = std::int64_t{instruction.position} + instruction.i32();
  if (position < 0 || position > script->size()) return engine.fault("PUSHA points out of the script");
  engine.push(StackItem::pointer(script, static_cast<std::uint32_t>(position)));
  return true;
}

template <std::int64_t Value>
bool push_constant(Engine& engine, const Instruction&) {
  engine.push_integer(Value);
  return true;
}

template <bool Value>
bool push_bool(Engine& engine, const Instruction&) {
  engine.push_boolean(Value);
  return true;
}

bool push_null(Engine& engine, const Instruction&) {
  engine.push({});
  return true;
}

template <std::size_t... N>
void add_small_numbers(OperationTable& table, std::index_sequence<N...>) {
  (set(table, plus(OpCode::PUSH0, N), push_constant<static_cast<std::int64_t>(N)>), ...);
}

}  // namespace

void add_push_operations(OperationTable& table) {
  set(table, OpCode::PUSHINT8, push_int8);
  for (const OpCode code : {OpCode::PUSHINT16, OpCode::PUSHINT32, OpCode::PUSHINT64, OpCode::PUSHINT128, OpCode::PUSHINT256}) {
    set(table, code, push_int);
  }
  for (const OpCode code : {OpCode::PUSHDATA1, OpCode::PUSHDATA2, OpCode::PUSHDATA4}) set(table, code, push_data);
  set(table, OpCode::PUSHT, push_bool<true>);
  set(table, OpCode::PUSHF, push_bool<false>);
  set(table, OpCode::PUSHA, push_address);
  set(table, OpCode::PUSHNULL, push_null);
  set(table, OpCode::PUSHM1, push_constant<-1>);
  add_small_numbers(table, std::make_index_sequence<17>());
}

}  // namespace nsl::neovm
