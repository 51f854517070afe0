#include "neovm/item/tree.h"

#include "base/json.h"
#include "neovm/testing/run_script.h"

#include <gtest/gtest.h>

namespace nsl::neovm {
namespace {

TEST(Tree, AnItemThatContainsItselfCannotBeWrittenDown) {
  EXPECT_FALSE(to_tree(testing::run("NEWARRAY0 DUP DUP APPEND")->results().peek()));
}

TEST(Tree, SharedPartsDoNotGrowWithoutBound) {
  // Each array holds the one before twice: 2^40 elements written down.
  std::string words = "NEWARRAY0 ";
  for (int i = 0; i < 40; ++i) words += "DUP PUSH2 PACK ";
  const auto engine = testing::run(words);
  ASSERT_EQ(engine->state(), VmState::kHalt) << engine->fault_message();
  EXPECT_FALSE(to_tree(engine->results().peek()));
}

TEST(Tree, ShowsEveryType) {
  const auto engine = testing::run("PUSHA 0x00000000 NEWMAP DUP PUSH1 PUSHT SETITEM PUSH2 NEWBUFFER PUSHDATA1 0x0161 PUSHM1 PUSHNULL PUSH6 PACK");
  const auto tree = to_tree(engine->results().peek());
  ASSERT_TRUE(tree);
  EXPECT_EQ(json::serialize(tree->to_json()),
            R"({"type":"Array","value":[{"type":"Any"},{"type":"Integer","value":"-1"},{"type":"ByteString","value":"YQ=="},)"
            R"({"type":"Buffer","value":"AAA="},{"type":"Map","value":[{"key":{"type":"Integer","value":"1"},)"
            R"("value":{"type":"Boolean","value":true}}]},{"type":"Pointer","value":0}]})");
}

}  // namespace
}  // namespace nsl::neovm
