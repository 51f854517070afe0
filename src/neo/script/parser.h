#pragma once
// Takes scripts apart: instruction by instruction, for showing, for checking, and for finding the calls in them.

#include "base/bytes.h"
#include "base/error.h"
#include "neo/script/opcode.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace nsl::neo {

struct Instruction {
  std::size_t position = 0;  // of its first byte in the script
  OpCode code{};
  ByteView operand;  // without the length in front of data; points into the script
};

// From the first byte to the last. kInvalidArgument for a byte that is no instruction and for an operand that is cut
// off. The result points into `script`.
Result<std::vector<Instruction>> parse_script(ByteView script);

// The rules nodes hold a script to before they run it: it can be parsed, jumps lead to instructions (or to the end),
// and operands that name stack item types name existing ones.
Status check_script(ByteView script);

// What an instruction pushes, if that is all it does.
std::optional<ByteView> pushed_data(const Instruction& instruction);
std::optional<std::int64_t> pushed_small_integer(const Instruction& instruction);  // of up to 64 bits

// A line for each instruction: position, mnemonic, operand, and what is known about it (the service it calls, the text
// or address it pushes). For people; the form may change.
struct DisassembledLine {
  std::size_t position = 0;
  std::string instruction;  // "PUSHDATA1 746573746572"
  std::string note;         // "\"tester\""; may be empty
};
Result<std::vector<DisassembledLine>> disassemble(ByteView script);

}  // namespace nsl::neo
