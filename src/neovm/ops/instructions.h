#pragma once
// What each instruction does: one function each, found by its byte. Inside neovm/ only.

#include "neovm/machine/engine.h"

#include <array>

namespace nsl::neovm {

// The instruction's position is behind it already when it is called. False: the machine has faulted.
using Operation = bool (*)(Engine& engine, const Instruction& instruction);

using OperationTable = std::array<Operation, 256>;  // null for bytes that are no instruction

const OperationTable& operations();

// Each file of ops/ adds its instructions.
void add_push_operations(OperationTable& table);
void add_control_operations(OperationTable& table);
void add_stack_operations(OperationTable& table);
void add_slot_operations(OperationTable& table);
void add_splice_operations(OperationTable& table);
void add_number_operations(OperationTable& table);
void add_comparison_operations(OperationTable& table);
void add_compound_operations(OperationTable& table);
void add_element_operations(OperationTable& table);
void add_type_operations(OperationTable& table);

inline void set(OperationTable& table, OpCode code, Operation operation) {
  table[static_cast<std::size_t>(code)] = operation;
}

// A function for each value from 0 to N-1, for families such as LDLOC0 to LDLOC6: set_family<7>(table, OpCode::LDLOC0,
// []<std::size_t N>(…) …).
inline OpCode plus(OpCode first, std::size_t n) { return static_cast<OpCode>(static_cast<std::size_t>(first) + n); }

}  // namespace nsl::neovm
