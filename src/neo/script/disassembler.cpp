// disassemble() of parser.h, apart from it because what is only for people is long.
#include "neo/contract/native.h"
#include "neo/script/interop.h"
#include "neo/script/parser.h"
#include "neo/types/address.h"
#include "neo/types/binary.h"
#include "neo/types/ec_point.h"
#include "neo/types/integer.h"
#include "neo/types/stack_item.h"

#include <algorithm>

namespace nsl::neo {

namespace {

bool is_printable(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

std::string note_on_data(ByteView data) {
  if (is_printable(as_text(data))) return "\"" + std::string(as_text(data)) + "\"";
  if (const auto hash = UInt160::from_bytes(data)) {
    if (const auto* native = find_native(*hash)) return std::string(native->name);
    return hash->display() + ", " + to_address(*hash);
  }
  if (const auto hash = UInt256::from_bytes(data)) return hash->display();
  if (data.size() == ECPoint::kBytes && ECPoint::decode(data)) return "public key";
  return {};
}

std::string note_on_interop(ByteView operand) {
  InteropId id{};
  std::ranges::copy(operand, id.begin());
  const auto* service = find_interop(id);
  return service == nullptr ? "unknown service" : std::string(service->name);
}

// "to 17" for a jump, "catch 20, finally 31" for TRY.
std::string note_on_offsets(const Instruction& instruction) {
  const auto target = [&](ByteView offset) {
    const auto value = Integer::from_bytes(offset)->as_int64().value_or(0);
    return std::to_string(static_cast<std::int64_t>(instruction.position) + value);
  };
  if (instruction.code != OpCode::TRY && instruction.code != OpCode::TRY_L) return "to " + target(instruction.operand);
  const auto half = instruction.operand.size() / 2;
  return "catch " + target(instruction.operand.first(half)) + ", finally " + target(instruction.operand.last(half));
}

bool has_offset(OpCode code) {
  return code == OpCode::PUSHA || (code >= OpCode::JMP && code <= OpCode::CALL_L) ||
         (code >= OpCode::TRY && code <= OpCode::ENDTRY_L);
}

std::string note_on(const Instruction& instruction) {
  if (const auto data = pushed_data(instruction)) return note_on_data(*data);
  if (instruction.operand.empty()) return {};
  if (instruction.code <= OpCode::PUSHINT256) return Integer::from_bytes(instruction.operand)->decimal();
  if (instruction.code == OpCode::SYSCALL) return note_on_interop(instruction.operand);
  if (has_offset(instruction.code)) return note_on_offsets(instruction);
  if (instruction.code == OpCode::ISTYPE || instruction.code == OpCode::CONVERT ||
      instruction.code == OpCode::NEWARRAY_T) {
    return std::string(stack_item_type_name(instruction.operand[0]));
  }
  return {};
}

}  // namespace

Result<std::vector<DisassembledLine>> disassemble(ByteView script) {
  NSL_TRY(const auto instructions, parse_script(script));
  std::vector<DisassembledLine> out;
  out.reserve(instructions.size());
  for (const auto& instruction : instructions) {
    std::string text(info(instruction.code).name);
    if (!instruction.operand.empty()) text += " " + to_hex(instruction.operand);
    out.push_back({instruction.position, std::move(text), note_on(instruction)});
  }
  return out;
}

}  // namespace nsl::neo
