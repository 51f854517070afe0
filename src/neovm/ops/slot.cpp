// Static fields, local variables and arguments.
#include "neovm/ops/instructions.h"

#include <fmt/format.h>

#include <utility>

namespace nsl::neovm {
namespace {

constexpr std::size_t kNumbered = 7;  // LDLOC0 to LDLOC6, then LDLOC with an operand

Slot& statics(Engine& engine) { return engine.frame().loaded->statics; }
Slot& locals(Engine& engine) { return engine.frame().locals; }
Slot& arguments(Engine& engine) { return engine.frame().arguments; }

using SlotOf = Slot& (*)(Engine&);

bool check_index(Engine& engine, const Slot& slot, std::size_t index) {
  if (index < slot.size()) return true;
  if (slot.empty()) return engine.fault("Slot has not been initialized.");
  return engine.fault(fmt::format("Index out of range of the slot: {}/{}", index, slot.size()));
}

bool load_from(Engine& engine, const Slot& slot, std::size_t index) {
  if (!check_index(engine, slot, index)) return false;
  engine.push(slot[index]);
  return true;
}

// The reference of the item goes from the stack to the slot.
bool store_to(Engine& engine, Slot& slot, std::size_t index) {
  if (!check_index(engine, slot, index) || !engine.require(1)) return false;
  engine.counter().remove(slot[index]);
  slot[index] = engine.stack().pop_counted();
  return true;
}

template <SlotOf Of, std::size_t Index>
bool load_numbered(Engine& engine, const Instruction&) {
  return load_from(engine, Of(engine), Index);
}
template <SlotOf Of, std::size_t Index>
bool store_numbered(Engine& engine, const Instruction&) {
  return store_to(engine, Of(engine), Index);
}
template <SlotOf Of>
bool load(Engine& engine, const Instruction& instruction) {
  return load_from(engine, Of(engine), instruction.u8());
}
template <SlotOf Of>
bool store(Engine& engine, const Instruction& instruction) {
  return store_to(engine, Of(engine), instruction.u8());
}

bool init_statics(Engine& engine, const Instruction& instruction) {
  Slot& slot = statics(engine);
  if (!slot.empty()) return engine.fault("INITSSLOT cannot be executed twice.");
  if (instruction.u8() == 0) return engine.fault("INITSSLOT needs a number of fields");
  slot.resize(instruction.u8());
  engine.counter().increase(instruction.u8());
  return true;
}

bool init_slots(Engine& engine, const Instruction& instruction) {
  Frame& frame = engine.frame();
  if (!frame.locals.empty() || !frame.arguments.empty()) return engine.fault("INITSLOT cannot be executed twice.");
  const std::size_t local_count = instruction.u8(0);
  const std::size_t argument_count = instruction.u8(1);
  if (local_count + argument_count == 0) return engine.fault("INITSLOT needs a number of variables or arguments");
  if (!engine.require(argument_count)) return false;
  frame.locals.resize(local_count);
  engine.counter().increase(static_cast<std::int64_t>(local_count));
  frame.arguments.reserve(argument_count);
  for (std::size_t i = 0; i < argument_count; ++i) frame.arguments.push_back(engine.stack().pop_counted());
  return true;
}

template <SlotOf Of, std::size_t... N>
void add_slot(OperationTable& table, OpCode first_load, OpCode first_store, std::index_sequence<N...>) {
  (set(table, plus(first_load, N), load_numbered<Of, N>), ...);
  (set(table, plus(first_store, N), store_numbered<Of, N>), ...);
  set(table, plus(first_load, kNumbered), load<Of>);
  set(table, plus(first_store, kNumbered), store<Of>);
}

}  // namespace

void add_slot_operations(OperationTable& table) {
  constexpr auto kIndexes = std::make_index_sequence<kNumbered>();
  set(table, OpCode::INITSSLOT, init_statics);
  set(table, OpCode::INITSLOT, init_slots);
  add_slot<statics>(table, OpCode::LDSFLD0, OpCode::STSFLD0, kIndexes);
  add_slot<locals>(table, OpCode::LDLOC0, OpCode::STLOC0, kIndexes);
  add_slot<arguments>(table, OpCode::LDARG0, OpCode::STARG0, kIndexes);
}

}  // namespace nsl::neovm
