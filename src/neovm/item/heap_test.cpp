#include "neovm/item/heap.h"

#include "neovm/item/copy.h"
#include "neovm/testing/run_script.h"

#include <gtest/gtest.h>

namespace nsl::neovm {
namespace {

TEST(Heap, FreesAtOnceWhatNobodyHolds) {
  Heap heap;
  {
    const StackItem outer = heap.new_array();
    outer.array().items.push_back(heap.new_map());
    EXPECT_EQ(heap.object_count(), 2U);
  }
  EXPECT_EQ(heap.object_count(), 0U);
}

TEST(Heap, FreesCirclesThatNobodyHolds) {
  Heap heap;
  {
    const StackItem a = heap.new_array();
    const StackItem b = heap.new_map();
    a.array().items.push_back(b);
    a.array().items.push_back(a);
    b.map().entries.push_back({StackItem::integer(1), a});
  }
  EXPECT_EQ(heap.object_count(), 2U);
  heap.collect();
  EXPECT_EQ(heap.object_count(), 0U);
}

TEST(Heap, KeepsCirclesThatAreHeldSomewhere) {
  Heap heap;
  StackItem held;
  {
    const StackItem a = heap.new_array();
    const StackItem b = heap.new_struct();
    a.array().items.push_back(b);
    b.array().items.push_back(a);
    held = heap.new_array();
    held.array().items.push_back(a);
  }
  heap.collect();
  EXPECT_EQ(heap.object_count(), 3U);
  EXPECT_TRUE(held.array().items[0].array().items[0].array().items[0].same_as(held.array().items[0]));
  held = {};
  heap.collect();
  EXPECT_EQ(heap.object_count(), 0U);
}

TEST(Heap, FreesVeryDeepItemsWithoutRecursion) {
  Heap heap;
  StackItem outer;
  for (int i = 0; i < 200'000; ++i) {
    StackItem next = heap.new_array();
    next.array().items.push_back(std::move(outer));
    outer = std::move(next);
  }
  outer = {};
  EXPECT_EQ(heap.object_count(), 0U);
}

TEST(Heap, AnItemThatOutlivesItIsEmpty) {
  StackItem kept;
  {
    Heap heap;
    kept = heap.new_array();
    kept.array().items.push_back(kept);
  }
  EXPECT_TRUE(kept.array().items.empty());
}

// Arrays that contain themselves and are on no stack are not counted by NeoVM, so nothing but the heap ends this.
TEST(Heap, AScriptCannotFillTheMemoryWithCircles) {
  // NEWARRAY0; into it a buffer of 64 KiB and itself; and again.
  constexpr std::string_view kLoop = "NEWARRAY0 DUP PUSHINT32 0x00000100 NEWBUFFER APPEND DUP APPEND JMP 0xf5";
  Engine engine({.gas_limit = Gas::from_datoshi(20'0000'0000)});
  engine.load(testing::script(kLoop));
  std::size_t most = 0;
  while (engine.state() == VmState::kBreak) {
    engine.step();
    most = std::max(most, engine.heap().object_count());
  }
  EXPECT_EQ(engine.fault_message(), "gas limit exceeded");
  EXPECT_GT(most, 100U);
  EXPECT_LE(most * 65'536, 2 * Heap::kBytesMax);
}

TEST(Heap, ADeepCopySharesNothingThatCanBeChanged) {
  Heap heap;
  const StackItem original = heap.new_array();
  original.array().items.push_back(StackItem::buffer(as_bytes("abc")));
  original.array().items.push_back(original);
  const StackItem copy = deep_copy(original, heap, Mutability::kReadOnly);
  EXPECT_TRUE(copy.array().items[1].same_as(copy));
  EXPECT_EQ(copy.array().items[0].type(), ItemType::kByteString);
  EXPECT_TRUE(copy.compound().read_only);
  EXPECT_FALSE(original.compound().read_only);
}

TEST(Heap, AStructOfTooManyFieldsIsNotCloned) {
  Heap heap;
  const StackItem inner = heap.new_struct();
  inner.array().items.resize(1'000);
  const StackItem outer = heap.new_struct();
  outer.array().items.assign(2, inner);
  EXPECT_TRUE(clone_struct(outer, heap));
  outer.array().items.push_back(inner);
  EXPECT_FALSE(clone_struct(outer, heap));
  const StackItem circle = heap.new_struct();
  circle.array().items.push_back(circle);
  EXPECT_FALSE(clone_struct(circle, heap));
}

}  // namespace
}  // namespace nsl::neovm
