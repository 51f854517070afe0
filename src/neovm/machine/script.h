#pragma once
// Script: bytes of instructions, as the machine reads them: one at a time, wherever it is, for a script need not make sense
// where nobody goes. (What contracts must look like as a whole is neo::check_script().) Immutable.

#include "base/bytes.h"
#include "neo/script/opcode.h"

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

class Script {
 public:
  explicit Script(Bytes bytes) : bytes_(std::move(bytes)) {}

  ByteView bytes() const { return bytes_; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(bytes_.size()); }

  // The instruction at a position below size(); nullopt for a byte that is none and for an operand that is cut off.
  std::optional<Instruction> decode(std::uint32_t position) const;

 private:
  Bytes bytes_;
};

}  // namespace nsl::neovm
