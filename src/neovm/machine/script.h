#pragma once
// Script: bytes of instructions, as the machine reads them: one at a time, wherever it is, for a script need not make
// sense where nobody goes. (What contracts must look like as a whole is neo::check_script().) Immutable.

#include "base/bytes.h"
#include "neo/script/opcode.h"

#include <array>
#include <cstdint>
#include <optional>

namespace nsl::neovm {

using neo::OpCode;

// One instruction of a script. Views into the script.
struct Instruction {
  std::uint32_t position = 0;
  std::uint32_t next = 0;  // position of the instruction behind it
  OpCode code = OpCode::RET;
  ByteView operand;

  std::uint8_t u8(std::size_t at = 0) const { return operand[at]; }
  std::int8_t i8(std::size_t at = 0) const { return static_cast<std::int8_t>(operand[at]); }
  std::uint16_t u16() const { return static_cast<std::uint16_t>(operand[0] | (operand[1] << 8)); }
  std::uint32_t u32(std::size_t at = 0) const {
    return static_cast<std::uint32_t>(operand[at]) | static_cast<std::uint32_t>(operand[at + 1]) << 8 |
           static_cast<std::uint32_t>(operand[at + 2]) << 16 | static_cast<std::uint32_t>(operand[at + 3]) << 24;
  }
  std::int32_t i32(std::size_t at = 0) const { return static_cast<std::int32_t>(u32(at)); }
};

// The part of the table of instructions that the machine looks at every time, where the compiler sees it.
struct InstructionShape {
  bool defined = false;
  std::uint8_t operand_bytes = 0;
  std::uint8_t prefix_bytes = 0;
  std::uint32_t price = 0;
};
inline constexpr std::array<InstructionShape, 256> kInstructionShapes = [] {
  std::array<InstructionShape, 256> table{};
#define NSL_NEOVM_ROW(name, byte, operand, prefix, price) table[byte] = {true, operand, prefix, price};
  NSL_NEO_OPCODES(NSL_NEOVM_ROW)
#undef NSL_NEOVM_ROW
  return table;
}();

class Script {
 public:
  explicit Script(Bytes bytes) : bytes_(std::move(bytes)) {}

  ByteView bytes() const { return bytes_; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(bytes_.size()); }

  // The instruction at a position below size(); nullopt for a byte that is none and for an operand that is cut off.
  std::optional<Instruction> decode(std::uint32_t position) const;
  // The same into what is there already; false leaves it half written.
  bool decode(std::uint32_t position, Instruction& out) const {
    const std::uint8_t byte = bytes_[position];
    const InstructionShape& shape = kInstructionShapes[byte];
    if (!shape.defined) return false;
    out.position = position;
    out.code = static_cast<OpCode>(byte);
    std::size_t at = position + 1;
    std::size_t size = shape.operand_bytes;
    if (shape.prefix_bytes != 0) {
      if (bytes_.size() - at < shape.prefix_bytes) return false;
      for (std::size_t i = 0; i < shape.prefix_bytes; ++i) size |= static_cast<std::size_t>(bytes_[at + i]) << (8 * i);
      at += shape.prefix_bytes;
    }
    if (bytes_.size() - at < size) return false;
    out.operand = ByteView(bytes_.data() + at, size);
    out.next = static_cast<std::uint32_t>(at + size);
    return true;
  }

 private:
  Bytes bytes_;
};

}  // namespace nsl::neovm
