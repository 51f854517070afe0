// The evaluation stack itself.
#include "neovm/ops/instructions.h"

#include <fmt/format.h>

namespace nsl::neovm {
namespace {

// The number on top, as an index of the stack below it.
bool pop_index(Engine& engine, std::size_t& out) {
  std::int32_t number = 0;
  if (!engine.pop(number)) return false;
  if (number < 0 || static_cast<std::size_t>(number) >= engine.stack().size()) {
    return engine.fault(fmt::format("Out of stack bounds: {}/{}", number, engine.stack().size()));
  }
  out = static_cast<std::size_t>(number);
  return true;
}

bool depth(Engine& engine, const Instruction&) {
  engine.push_integer(static_cast<std::int64_t>(engine.stack().size()));
  return true;
}

bool drop(Engine& engine, const Instruction&) {
  if (!engine.require(1)) return false;
  engine.stack().pop();
  return true;
}

bool nip(Engine& engine, const Instruction&) {
  if (!engine.require(2)) return false;
  engine.stack().remove(1);
  return true;
}

bool xdrop(Engine& engine, const Instruction&) {
  std::size_t index = 0;
  if (!pop_index(engine, index)) return false;
  engine.stack().remove(index);
  return true;
}

bool clear(Engine& engine, const Instruction&) {
  engine.stack().clear();
  return true;
}

template <std::size_t Index>
bool copy(Engine& engine, const Instruction&) {
  if (!engine.require(Index + 1)) return false;
  engine.push(engine.stack().peek(Index));
  return true;
}

bool pick(Engine& engine, const Instruction&) {
  std::size_t index = 0;
  if (!pop_index(engine, index)) return false;
  engine.push(engine.stack().peek(index));
  return true;
}

bool tuck(Engine& engine, const Instruction&) {
  if (!engine.require(2)) return false;
  engine.stack().insert(2, engine.stack().peek());
  return true;
}

template <std::size_t Index>
bool roll_constant(Engine& engine, const Instruction&) {
  if (!engine.require(Index + 1)) return false;
  engine.stack().roll(Index);
  return true;
}

bool roll(Engine& engine, const Instruction&) {
  std::size_t index = 0;
  if (!pop_index(engine, index)) return false;
  engine.stack().roll(index);
  return true;
}

template <std::size_t Count>
bool reverse_constant(Engine& engine, const Instruction&) {
  if (!engine.require(Count)) return false;
  engine.stack().reverse(Count);
  return true;
}

bool reverse(Engine& engine, const Instruction&) {
  std::int32_t count = 0;
  if (!engine.pop(count)) return false;
  if (count < 0 || !engine.stack().has(static_cast<std::size_t>(count))) {
    return engine.fault(fmt::format("Out of stack bounds: {}/{}", count, engine.stack().size()));
  }
  engine.stack().reverse(static_cast<std::size_t>(count));
  return true;
}

}  // namespace

void add_stack_operations(OperationTable& table) {
  set(table, OpCode::DEPTH, depth);
  set(table, OpCode::DROP, drop);
  set(table, OpCode::NIP, nip);
  set(table, OpCode::XDROP, xdrop);
  set(table, OpCode::CLEAR, clear);
  set(table, OpCode::DUP, copy<0>);
  set(table, OpCode::OVER, copy<1>);
  set(table, OpCode::PICK, pick);
  set(table, OpCode::TUCK, tuck);
  set(table, OpCode::SWAP, roll_constant<1>);
  set(table, OpCode::ROT, roll_constant<2>);
  set(table, OpCode::ROLL, roll);
  set(table, OpCode::REVERSE3, reverse_constant<3>);
  set(table, OpCode::REVERSE4, reverse_constant<4>);
  set(table, OpCode::REVERSEN, reverse);
}

}  // namespace nsl::neovm
