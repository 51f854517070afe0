#include "neovm/machine/script.h"

#include "neovm/item/stack_item.h"

#include <fmt/format.h>

#include <vector>

namespace nsl::neovm {
namespace {

// Where control may go from the instruction, apart from the next one; relative to its position.
struct Targets {
  std::int64_t offsets[2] = {};
  int count = 0;
};

Targets targets_of(const Instruction& instruction) {
  switch (instruction.code) {
    case OpCode::JMP:
    case OpCode::JMPIF:
    case OpCode::JMPIFNOT:
    case OpCode::JMPEQ:
    case OpCode::JMPNE:
    case OpCode::JMPGT:
    case OpCode::JMPGE:
    case OpCode::JMPLT:
    case OpCode::JMPLE:
    case OpCode::CALL:
    case OpCode::ENDTRY: return {{instruction.i8()}, 1};
    case OpCode::PUSHA:
    case OpCode::JMP_L:
    case OpCode::JMPIF_L:
    case OpCode::JMPIFNOT_L:
    case OpCode::JMPEQ_L:
    case OpCode::JMPNE_L:
    case OpCode::JMPGT_L:
    case OpCode::JMPGE_L:
    case OpCode::JMPLT_L:
    case OpCode::JMPLE_L:
    case OpCode::CALL_L:
    case OpCode::ENDTRY_L: return {{instruction.i32()}, 1};
    case OpCode::TRY: return {{instruction.i8(0), instruction.i8(1)}, 2};
    case OpCode::TRY_L: return {{instruction.i32(0), instruction.i32(4)}, 2};
    default: return {};
  }
}

bool type_is_right(const Instruction& instruction) {
  switch (instruction.code) {
    case OpCode::NEWARRAY_T: return item_type(instruction.u8()).has_value();
    case OpCode::ISTYPE:
    case OpCode::CONVERT: return instruction.u8() != 0 && item_type(instruction.u8());
    default: return true;
  }
}

}  // namespace

std::optional<Instruction> Script::decode(std::uint32_t position) const {
  const neo::OpCodeInfo& entry = neo::info(bytes_[position]);
  if (!entry.defined()) return std::nullopt;
  std::size_t at = position + 1;
  std::size_t size = entry.operand_bytes;
  if (entry.prefix_bytes != 0) {
    if (bytes_.size() - at < entry.prefix_bytes) return std::nullopt;
    for (std::size_t i = 0; i < entry.prefix_bytes; ++i) size |= static_cast<std::size_t>(bytes_[at + i]) << (8 * i);
    at += entry.prefix_bytes;
  }
  if (bytes_.size() - at < size) return std::nullopt;
  return Instruction{.position = position,
                     .next = static_cast<std::uint32_t>(at + size),
                     .code = static_cast<OpCode>(bytes_[position]),
                     .operand = ByteView(bytes_).subspan(at, size)};
}

Status Script::check() const {
  std::vector<Instruction> instructions;
  std::vector<bool> begins(bytes_.size());
  for (std::uint32_t position = 0; position < size();) {
    const auto instruction = decode(position);
    if (!instruction) {
      return fail(ErrorCode::kInvalidArgument, fmt::format("the script has no valid instruction at byte {}", position));
    }
    begins[position] = true;
    position = instruction->next;
    instructions.push_back(*instruction);
  }
  for (const Instruction& instruction : instructions) {
    const Targets targets = targets_of(instruction);
    for (int i = 0; i < targets.count; ++i) {
      const std::int64_t target = instruction.position + targets.offsets[i];
      if (target < 0 || target >= size() || !begins[static_cast<std::size_t>(target)]) {
        return fail(ErrorCode::kInvalidArgument,
                    fmt::format("the {} at byte {} of the script leads to no instruction",
                                neo::info(instruction.code).name, instruction.position));
      }
    }
    if (!type_is_right(instruction)) {
      return fail(ErrorCode::kInvalidArgument,
                  fmt::format("the {} at byte {} of the script names no type", neo::info(instruction.code).name,
                              instruction.position));
    }
  }
  return {};
}

}  // namespace nsl::neovm
