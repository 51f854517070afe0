#include "neo/script/parser.h"

#include "neo/types/binary.h"
#include "neo/types/integer.h"
#include "neo/types/stack_item.h"

#include <algorithm>
#include <limits>

namespace nsl::neo {

namespace {

bool is_jump(OpCode code) {
  const auto byte = static_cast<std::uint8_t>(code);
  const bool jump_or_call = byte >= static_cast<std::uint8_t>(OpCode::JMP) && code <= OpCode::CALL_L;
  return jump_or_call || code == OpCode::ENDTRY || code == OpCode::ENDTRY_L || code == OpCode::PUSHA;
}

bool names_type(OpCode code) { return code == OpCode::ISTYPE || code == OpCode::CONVERT || code == OpCode::NEWARRAY_T; }

std::int64_t signed_number(ByteView bytes) { return Integer::from_bytes(bytes)->as_int64().value_or(0); }

// Where the instruction may go besides the next one, from its own position. TRY's 0 means that there is no such
// handler.
std::vector<std::int64_t> offsets_of(const Instruction& instruction) {
  if (is_jump(instruction.code)) return {signed_number(instruction.operand)};
  if (instruction.code != OpCode::TRY && instruction.code != OpCode::TRY_L) return {};
  const auto half = instruction.operand.size() / 2;
  std::vector<std::int64_t> out;
  for (const auto part : {instruction.operand.first(half), instruction.operand.last(half)}) {
    if (const auto offset = signed_number(part); offset != 0) out.push_back(offset);
  }
  return out;
}

std::unexpected<Error> bad_script(std::string_view problem, std::size_t position) {
  return fail(ErrorCode::kInvalidArgument,
              "The script is not well-formed: " + std::string(problem) + ", at byte " + std::to_string(position) + ".");
}

}  // namespace

Result<std::vector<Instruction>> parse_script(ByteView script) {
  std::vector<Instruction> out;
  Reader in(script, "script");
  while (in.left() > 0) {
    const auto position = in.position();
    const auto byte = in.u8();
    const auto& row = info(byte);
    if (!row.defined()) return bad_script("there is no instruction " + to_hex(ByteView(&byte, 1)), position);
    std::size_t size = row.operand_bytes;
    if (row.prefix_bytes > 0) {
      const auto prefix = in.raw(row.prefix_bytes);
      size = 0;
      for (std::size_t i = 0; i < prefix.size(); ++i) size |= std::size_t{prefix[i]} << (8 * i);
    }
    const auto operand = in.raw(size);
    if (!in.ok()) return bad_script("the operand is cut off", position);
    out.push_back({position, static_cast<OpCode>(byte), operand});
  }
  return out;
}

Status check_script(ByteView script) {
  NSL_TRY(const auto instructions, parse_script(script));
  const auto is_place = [&](std::int64_t position) {
    if (position < 0) return false;
    const auto place = static_cast<std::size_t>(position);
    return place == script.size() || std::ranges::binary_search(instructions, place, {}, &Instruction::position);
  };
  for (const auto& instruction : instructions) {
    for (const auto offset : offsets_of(instruction)) {
      if (!is_place(static_cast<std::int64_t>(instruction.position) + offset)) {
        return bad_script("a jump leads to no instruction", instruction.position);
      }
    }
    if (!names_type(instruction.code)) continue;
    const auto type = instruction.operand[0];
    const bool nothing_to_convert = type == 0 && instruction.code != OpCode::NEWARRAY_T;
    if (stack_item_type_name(type).empty() || nothing_to_convert) {
      return bad_script("there is no such stack item type", instruction.position);
    }
  }
  return {};
}

std::optional<ByteView> pushed_data(const Instruction& instruction) {
  const bool data = info(instruction.code).prefix_bytes > 0;
  return data ? std::optional(instruction.operand) : std::nullopt;
}

std::optional<std::int64_t> pushed_small_integer(const Instruction& instruction) {
  const auto code = instruction.code;
  if (code >= OpCode::PUSHM1 && code <= OpCode::PUSH16) {
    return static_cast<std::int64_t>(code) - static_cast<std::int64_t>(OpCode::PUSH0);
  }
  if (code <= OpCode::PUSHINT256) return Integer::from_bytes(instruction.operand)->as_int64();
  return std::nullopt;
}

}  // namespace nsl::neo
