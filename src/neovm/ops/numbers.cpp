// Integers: arithmetic, bits, logic.
#include "neovm/ops/instructions.h"

#include <fmt/format.h>

#include <optional>

namespace nsl::neovm {
namespace {

bool push_result(Engine& engine, const std::optional<Integer>& result) {
  if (!result) return engine.fault(fmt::format("{} has no result of 32 bytes", neo::info(engine.last_instruction().code).name));
  engine.push(StackItem::integer(*result));
  return true;
}

// For most operations the numbers are small: those work on 64 bits, in place, and give false when they overflow.
using SmallBinary = bool (*)(std::int64_t a, std::int64_t b, std::int64_t& out);

bool small_add(std::int64_t a, std::int64_t b, std::int64_t& out) { return !__builtin_add_overflow(a, b, &out); }
bool small_subtract(std::int64_t a, std::int64_t b, std::int64_t& out) { return !__builtin_sub_overflow(a, b, &out); }
bool small_multiply(std::int64_t a, std::int64_t b, std::int64_t& out) { return !__builtin_mul_overflow(a, b, &out); }
bool small_divide(std::int64_t a, std::int64_t b, std::int64_t& out) {
  if (b == 0 || b == -1) return false;
  out = a / b;
  return true;
}
bool small_remainder(std::int64_t a, std::int64_t b, std::int64_t& out) {
  if (b == 0 || b == -1) return false;
  out = a % b;
  return true;
}
bool small_and(std::int64_t a, std::int64_t b, std::int64_t& out) {
  out = a & b;
  return true;
}
bool small_or(std::int64_t a, std::int64_t b, std::int64_t& out) {
  out = a | b;
  return true;
}
bool small_xor(std::int64_t a, std::int64_t b, std::int64_t& out) {
  out = a ^ b;
  return true;
}

template <SmallBinary Small, auto Wide>
bool binary(Engine& engine, const Instruction&) {
  EvaluationStack& stack = engine.stack();
  if (stack.has(2) && stack.peek(0).is_small_integer() && stack.peek(1).is_small_integer()) {
    std::int64_t result = 0;
    if (Small(stack.peek(1).small_integer(), stack.peek(0).small_integer(), result)) {
      stack.pop();
      stack.peek() = StackItem::integer(result);  // an integer for an integer: the count stays
      return true;
    }
  }
  Integer b;
  Integer a;
  return engine.pop(b) && engine.pop(a) && push_result(engine, Wide(a, b));
}

template <auto Wide>
bool unary(Engine& engine, const Instruction&) {
  Integer a;
  return engine.pop(a) && push_result(engine, Wide(a));
}

template <std::int64_t Step>
bool step_by(Engine& engine, const Instruction&) {
  EvaluationStack& stack = engine.stack();
  std::int64_t result = 0;
  if (stack.has(1) && stack.peek().is_small_integer() && small_add(stack.peek().small_integer(), Step, result)) {
    stack.peek() = StackItem::integer(result);
    return true;
  }
  Integer a;
  return engine.pop(a) && push_result(engine, add(a, Integer(Step)));
}

bool pop_shift(Engine& engine, std::uint32_t& out) {
  std::int32_t shift = 0;
  if (!engine.pop(shift)) return false;
  if (shift < 0 || static_cast<std::uint32_t>(shift) > kShiftMax) {
    return engine.fault(fmt::format("Invalid shift value: {}/{}", shift, kShiftMax));
  }
  out = static_cast<std::uint32_t>(shift);
  return true;
}

template <auto Wide>
bool with_shift(Engine& engine, const Instruction&) {
  std::uint32_t shift = 0;
  Integer a;
  return pop_shift(engine, shift) && engine.pop(a) && push_result(engine, Wide(a, shift));
}

template <auto Wide>
bool modular(Engine& engine, const Instruction&) {
  Integer modulus;
  Integer b;
  Integer a;
  return engine.pop(modulus) && engine.pop(b) && engine.pop(a) && push_result(engine, Wide(a, b, modulus));
}

bool logical_not(Engine& engine, const Instruction&) {
  bool a = false;
  if (!engine.pop(a)) return false;
  engine.push_boolean(!a);
  return true;
}

bool logical_and(Engine& engine, const Instruction&) {
  bool b = false;
  bool a = false;
  if (!engine.pop(b) || !engine.pop(a)) return false;
  engine.push_boolean(a && b);
  return true;
}

bool logical_or(Engine& engine, const Instruction&) {
  bool b = false;
  bool a = false;
  if (!engine.pop(b) || !engine.pop(a)) return false;
  engine.push_boolean(a || b);
  return true;
}

bool not_zero(Engine& engine, const Instruction&) {
  Integer a;
  if (!engine.pop(a)) return false;
  engine.push_boolean(!is_zero(a));
  return true;
}

}  // namespace

void add_number_operations(OperationTable& table) {
  using Two = std::optional<Integer> (*)(const Integer&, const Integer&);
  set(table, OpCode::ADD, binary<small_add, static_cast<Two>(add)>);
  set(table, OpCode::SUB, binary<small_subtract, static_cast<Two>(subtract)>);
  set(table, OpCode::MUL, binary<small_multiply, static_cast<Two>(multiply)>);
  set(table, OpCode::DIV, binary<small_divide, static_cast<Two>(divide)>);
  set(table, OpCode::MOD, binary<small_remainder, static_cast<Two>(remainder)>);
  set(table, OpCode::AND, binary<small_and, bit_and>);
  set(table, OpCode::OR, binary<small_or, bit_or>);
  set(table, OpCode::XOR, binary<small_xor, bit_xor>);
  set(table, OpCode::INVERT, unary<bit_not>);
  set(table, OpCode::SIGN, unary<sign>);
  set(table, OpCode::ABS, unary<absolute>);
  set(table, OpCode::NEGATE, unary<static_cast<std::optional<Integer> (*)(const Integer&)>(negate)>);
  set(table, OpCode::INC, step_by<1>);
  set(table, OpCode::DEC, step_by<-1>);
  set(table, OpCode::POW, with_shift<power>);
  set(table, OpCode::SHL, with_shift<shift_left>);
  set(table, OpCode::SHR, with_shift<shift_right>);
  set(table, OpCode::SQRT, unary<square_root>);
  set(table, OpCode::MODMUL, modular<multiply_modulo>);
  set(table, OpCode::MODPOW, modular<power_modulo>);
  set(table, OpCode::NOT, logical_not);
  set(table, OpCode::BOOLAND, logical_and);
  set(table, OpCode::BOOLOR, logical_or);
  set(table, OpCode::NZ, not_zero);
}

}  // namespace nsl::neovm
