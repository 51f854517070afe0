// Comparisons.
#include "neovm/item/equality.h"
#include "neovm/ops/instructions.h"
#include "neovm/ops/ordering.h"

#include <algorithm>
#include <compare>

namespace nsl::neovm {
namespace {

template <bool When>
bool compare_items(Engine& engine, const Instruction&) {
  StackItem b;
  StackItem a;
  if (!engine.pop(b) || !engine.pop(a)) return false;
  const auto same = equal(a, b);
  if (!same) return engine.fault("The operands exceed the maximum comparable size.");
  engine.push_boolean(*same == When);
  return true;
}

enum class Null : std::uint8_t { kFaults, kIsFalse };

template <ordering::Predicate Holds, Null WithNull>
bool compare_numbers(Engine& engine, const Instruction&) {
  EvaluationStack& stack = engine.stack();
  if (stack.has(2) && stack.peek(0).is_small_integer() && stack.peek(1).is_small_integer()) {
    const bool result = Holds(stack.peek(1).small_integer() <=> stack.peek(0).small_integer());
    stack.pop();
    stack.peek() = StackItem::boolean(result);  // one primitive value for another: the count stays
    return true;
  }
  StackItem b;
  StackItem a;
  if (!engine.pop(b) || !engine.pop(a)) return false;
  if (WithNull == Null::kIsFalse && (a.is_null() || b.is_null())) {
    engine.push_boolean(false);
    return true;
  }
  const auto x = a.to_integer();
  const auto y = b.to_integer();
  if (!x || !y) return engine.fault("only integers can be compared");
  engine.push_boolean(Holds(*x <=> *y));
  return true;
}

template <bool Larger>
bool choose(Engine& engine, const Instruction&) {
  Integer b;
  Integer a;
  if (!engine.pop(b) || !engine.pop(a)) return false;
  engine.push(StackItem::integer((a > b) == Larger ? a : b));
  return true;
}

bool within(Engine& engine, const Instruction&) {
  Integer end;
  Integer begin;
  Integer x;
  if (!engine.pop(end) || !engine.pop(begin) || !engine.pop(x)) return false;
  engine.push_boolean(begin <= x && x < end);
  return true;
}

}  // namespace

void add_comparison_operations(OperationTable& table) {
  set(table, OpCode::EQUAL, compare_items<true>);
  set(table, OpCode::NOTEQUAL, compare_items<false>);
  set(table, OpCode::NUMEQUAL, compare_numbers<ordering::equal, Null::kFaults>);
  set(table, OpCode::NUMNOTEQUAL, compare_numbers<ordering::not_equal, Null::kFaults>);
  set(table, OpCode::LT, compare_numbers<ordering::less, Null::kIsFalse>);
  set(table, OpCode::LE, compare_numbers<ordering::less_equal, Null::kIsFalse>);
  set(table, OpCode::GT, compare_numbers<ordering::greater, Null::kIsFalse>);
  set(table, OpCode::GE, compare_numbers<ordering::greater_equal, Null::kIsFalse>);
  set(table, OpCode::MIN, choose<false>);
  set(table, OpCode::MAX, choose<true>);
  set(table, OpCode::WITHIN, within);
}

}  // namespace nsl::neovm
