#include "neovm/machine/script.h"

#include "neovm/testing/run_script.h"

#include <gtest/gtest.h>

namespace nsl::neovm {
namespace {

bool is_right(std::string_view words) { return Script(testing::assemble(words)).check().has_value(); }

TEST(Script, ThatIsCutOffIsNotTaken) {
  EXPECT_FALSE(is_right("PUSHDATA1 0x02aa"));
  EXPECT_FALSE(is_right("PUSH1 0x07"));
  EXPECT_FALSE(is_right("JMP"));
  EXPECT_FALSE(is_right("PUSHDATA4 0xffffffff"));
}

TEST(Script, WhoseJumpsLeadToNoInstructionIsNotTaken) {
  EXPECT_FALSE(is_right("JMP 0x03 PUSHINT8 0x11"));
  EXPECT_FALSE(is_right("JMP 0x02"));
  EXPECT_FALSE(is_right("JMP_L 0xffffffff"));
  EXPECT_FALSE(is_right("TRY 0x0010 RET"));
  EXPECT_FALSE(is_right("PUSHA 0x00000080"));
  EXPECT_TRUE(is_right("JMP 0x02 RET"));
  EXPECT_TRUE(is_right("TRY 0x0300 ENDTRY 0x02 RET"));
}

TEST(Script, WithTypesThatThereAreNotIsNotTaken) {
  EXPECT_FALSE(is_right("NEWARRAY_T 0x01"));
  EXPECT_FALSE(is_right("CONVERT 0x00"));
  EXPECT_FALSE(is_right("ISTYPE 0xff"));
  EXPECT_TRUE(is_right("NEWARRAY_T 0x00 CONVERT 0x41 ISTYPE 0x28"));
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
