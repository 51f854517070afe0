#include "neo/script/opcode.h"

#include <gtest/gtest.h>

namespace nsl::neo {
namespace {

TEST(OpCode, BytesThatAreNoInstructionAreNotDefined) {
  EXPECT_FALSE(info(std::uint8_t{0x06}).defined());
  EXPECT_FALSE(info(std::uint8_t{0xFF}).defined());
  EXPECT_FALSE(parse_opcode(""));
  EXPECT_FALSE(parse_opcode("push1"));
  EXPECT_FALSE(parse_opcode("DUPFROMALTSTACK"));
}

TEST(OpCode, EveryInstructionIsFoundByItsName) {
  int defined = 0;
  for (int byte = 0; byte < 256; ++byte) {
    const OpCodeInfo& entry = info(static_cast<std::uint8_t>(byte));
    if (!entry.defined()) continue;
    ++defined;
    EXPECT_EQ(parse_opcode(entry.name), static_cast<OpCode>(byte)) << entry.name;
    EXPECT_FALSE(entry.operand_bytes > 0 && entry.prefix_bytes > 0) << entry.name;
  }
  EXPECT_EQ(defined, 196);
}

TEST(OpCode, KnowsOperandsAndPrices) {
  EXPECT_EQ(info(OpCode::PUSHDATA2).prefix_bytes, 2);
  EXPECT_EQ(info(OpCode::TRY_L).operand_bytes, 8);
  EXPECT_EQ(info(OpCode::SYSCALL).price, 0U);
  EXPECT_EQ(info(OpCode::CALLT).price, 32768U);
}

}  // namespace
}  // namespace nsl::neo
