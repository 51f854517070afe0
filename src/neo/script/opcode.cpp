#include "neo/script/opcode.h"

#include <array>

namespace nsl::neo {
namespace {

constexpr std::array<OpCodeInfo, 256> kTable = [] {
  std::array<OpCodeInfo, 256> table{};
#define NSL_NEO_ROW(name, byte, operand, prefix, price) table[byte] = {#name, operand, prefix, price};
  NSL_NEO_OPCODES(NSL_NEO_ROW)
#undef NSL_NEO_ROW
  return table;
}();

}  // namespace

const OpCodeInfo& info(std::uint8_t byte) { return kTable[byte]; }

std::optional<OpCode> parse_opcode(std::string_view name) {
  if (name.empty()) return std::nullopt;
  for (std::size_t byte = 0; byte < kTable.size(); ++byte) {
    if (kTable[byte].name == name) return static_cast<OpCode>(byte);
  }
  return std::nullopt;
}

}  // namespace nsl::neo
