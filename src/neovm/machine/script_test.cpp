#include "neovm/machine/script.h"

#include "neovm/testing/run_script.h"

#include <gtest/gtest.h>

namespace nsl::neovm {
namespace {

TEST(Script, HasNoInstructionWhereOneIsCutOff) {
  for (const std::string_view words : {"PUSHDATA1 0x02aa", "0x07", "JMP", "PUSHDATA4 0xffffffff", "TRY_L 0x00"}) {
    EXPECT_FALSE(Script(testing::assemble(words)).decode(0)) << words;
  }
}

TEST(Script, IsReadInstructionByInstruction) {
  const Script script(testing::assemble("PUSHDATA1 0x02aabb SYSCALL 0x01020304"));
  const auto first = script.decode(0);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->code, OpCode::PUSHDATA1);
  EXPECT_EQ(to_hex(first->operand), "aabb");
  EXPECT_EQ(script.decode(first->next)->u32(), 0x04030201U);
}

}  // namespace
}  // namespace nsl::neovm
