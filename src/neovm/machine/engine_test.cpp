#include "neovm/machine/engine.h"

#include "neovm/testing/run_script.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace nsl::neovm {
namespace {

using ::testing::HasSubstr;
using testing::run;

void expect_fault(std::string_view words, std::string_view why) {
  const auto engine = run(words);
  EXPECT_EQ(engine->state(), VmState::kFault) << words;
  EXPECT_THAT(engine->fault_message(), HasSubstr(std::string(why))) << words;
}

TEST(Engine, FaultsAtWhatIsNoInstruction) {
  expect_fault("0xff", "no valid instruction at byte 0");
  expect_fault("PUSH1 0x06", "no valid instruction at byte 1");
  expect_fault("PUSHDATA1", "no valid instruction");
  expect_fault("PUSHDATA1 0x05aabb", "no valid instruction");
  expect_fault("PUSHDATA4 0xffffffff", "no valid instruction");
  expect_fault("PUSHINT256 0x00", "no valid instruction");
}

TEST(Engine, FaultsWithoutEnoughItems) {
  for (const std::string_view words :
       {"ADD", "PUSH1 ADD", "DUP", "DROP", "SWAP", "PUSH1 SWAP", "ROT", "TUCK", "PUSH3 PACK", "SETITEM",
        "PUSH1 PUSH1 SETITEM", "THROW", "PICKITEM", "UNPACK", "VALUES", "INITSLOT 0x0001"}) {
    EXPECT_EQ(run(words)->state(), VmState::kFault) << words;
  }
}

TEST(Engine, AnEndlessLoopEndsWithItsGas) {
  const auto engine = run("JMP 0x00", {.gas_limit = Gas::from_datoshi(1'000'000)});
  EXPECT_EQ(engine->state(), VmState::kFault);
  EXPECT_EQ(engine->fault_message(), "gas limit exceeded");
  EXPECT_EQ(engine->gas_consumed().to_datoshi(), 1'000'000);
}

TEST(Engine, ChargesThePriceOfEveryInstruction) {
  // PUSH1 1, PUSH2 1, ADD 8, and RET, which is free, at 30 datoshi each.
  EXPECT_EQ(run("PUSH1 PUSH2 ADD")->gas_consumed().to_datoshi(), 300);
  // A factor of a tenth of a datoshi is rounded up.
  EXPECT_EQ(run("PUSH1 PUSH2 ADD", {.price_factor = 1'000})->gas_consumed().to_datoshi(), 1);
}

TEST(Engine, FramesAreLimited) { expect_fault("CALL 0x00", "MaxInvocationStackSize"); }

TEST(Engine, ItemsAreLimited) {
  expect_fault("PUSH1 JMP 0xff", "MaxStackSize");
  expect_fault("PUSHINT16 0x0008 NEWARRAY", "MaxStackSize");
  expect_fault("PUSHINT16 0x0108 NEWARRAY", "out of valid range");
  EXPECT_EQ(run("PUSHINT16 0xff07 NEWARRAY")->state(), VmState::kHalt);
}

TEST(Engine, SizesAreLimited) {
  expect_fault("PUSHINT32 0xffff0100 NEWBUFFER", "MaxItemSize");
  EXPECT_EQ(run("PUSHINT32 0xfeff0100 NEWBUFFER")->state(), VmState::kHalt);
  expect_fault("PUSHINT32 0xfeff0100 NEWBUFFER PUSH1 CAT", "MaxItemSize");
}

TEST(Engine, ComparisonsAreLimited) {
  // Two byte strings of 65,537 bytes, and of 65,536.
  constexpr std::string_view kCompare = " NEWBUFFER CONVERT 0x28 DUP PUSHT DROP EQUAL";
  expect_fault("PUSHINT32 0x01000100" + std::string(kCompare), "maximum comparable size");
  EXPECT_EQ(run("PUSHINT32 0x00000100" + std::string(kCompare))->state(), VmState::kHalt);
}

TEST(Engine, TryBlocksAreLimited) {
  std::string nested;
  for (int i = 0; i < 16; ++i) nested += "TRY 0x0300 ";
  EXPECT_EQ(run(nested + "PUSH1")->state(), VmState::kHalt);
  expect_fault(nested + "TRY 0x0300 PUSH1", "MaxTryNestingDepth");
}

TEST(Engine, AnUncaughtExceptionTellsItsMessage) {
  expect_fault("PUSHDATA1 0x026869 THROW", "unhandled exception: hi");
  expect_fault("NEWMAP THROW", "an item of type Map");
}

TEST(Engine, AFinallyBlockRunsOnTheWayOutOfACall) {
  // TRY without CATCH around a CALL that throws: FINALLY pushes 7, then the exception goes on.
  const auto engine = run("TRY 0x0007 CALL 0x06 ENDTRY 0x04 PUSH7 ENDFINALLY PUSH1 THROW");
  EXPECT_EQ(engine->state(), VmState::kFault);
  EXPECT_THAT(engine->fault_message(), HasSubstr("unhandled exception"));
  EXPECT_EQ(engine->frame_at(0).loaded->stack.peek().small_integer(), 7);
}

TEST(Engine, AScriptIsNotReadBeyondItsEnd) {
  expect_fault("JMP 0x7f", "Out of script bounds");
  expect_fault("JMP 0xff", "Out of script bounds");
  expect_fault("CALL 0x7f", "out of the script");
  expect_fault("PUSHA 0xffffff7f", "out of the script");
  expect_fault("JMP_L 0x00000080", "Out of script bounds");
}

TEST(Engine, AnEmptyScriptHalts) {
  Engine engine({});
  engine.load(testing::script(""));
  EXPECT_EQ(engine.run(), VmState::kHalt);
  EXPECT_EQ(engine.results().size(), 0U);
}

TEST(Engine, IntegersStayWithin32Bytes) {
  const std::string max = "PUSHINT256 0x" + std::string(62, 'f') + "7f ";
  expect_fault(max + "INC", "no result of 32 bytes");
  expect_fault(max + "PUSH2 MUL", "no result of 32 bytes");
  expect_fault("PUSH2 PUSHINT16 0xff00 POW", "no result of 32 bytes");
  expect_fault("PUSH2 PUSHINT16 0x0101 POW", "Invalid shift value");
  EXPECT_EQ(run(max + "PUSH1 SUB INC")->results().peek().to_integer(), run(max)->results().peek().to_integer());
}

TEST(Engine, ItemsMayOutliveTheirEvaluation) {
  const auto engine = run("NEWMAP DUP PUSH1 NEWARRAY0 SETITEM");
  ASSERT_EQ(engine->state(), VmState::kHalt);
  const StackItem map = engine->results().peek();
  EXPECT_EQ(map.map().entries.size(), 1U);
}

}  // namespace
}  // namespace nsl::neovm
