#include "follower/chain_reader.h"

#include "follower/testing/chain_node.h"
#include "neo/contract/native.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

namespace nsl::follower {
namespace {

using testing::ChainNode;
using testing::Fault;
using ::testing::HasSubstr;
using testing::pool_of;

neo::UInt160 somebody(std::uint8_t number) {
  std::array<std::uint8_t, 20> bytes{};
  bytes.fill(number);
  return neo::UInt160(bytes);
}

struct All {
  std::vector<ChainBlock> blocks;
  std::vector<std::string> events;
  ChainCursor after;
};

// Everything from the cursor to the end.
All read_all(ChainReader& reader, ChainCursor cursor = {}) {
  All out{.blocks = {}, .events = {}, .after = cursor};
  for (;;) {
    auto step = reader.read(out.after);
    EXPECT_TRUE(step) << step.error().message;
    if (!step || step->blocks.empty()) return out;
    out.after = step->after;
    for (auto& block : step->blocks) {
      for (const auto& event : block.events)
        out.events.push_back(fmt::format("{} {} {}", event.place.height, event.contract.display(), event.name));
      out.blocks.push_back(std::move(block));
    }
  }
}

TEST(ChainReader, GivesEveryBlockAndEveryEventInOrder) {
  ChainNode node;
  node.produce(60);
  node.transfer(somebody(1), 5);
  node.produce(3);
  const auto pool = pool_of({node.url()});
  ChainReader reader(*pool);
  const auto all = read_all(reader);
  ASSERT_EQ(all.blocks.size(), node.height() + 1);
  for (std::size_t i = 1; i < all.blocks.size(); ++i) {
    EXPECT_EQ(all.blocks[i].height, i);
    EXPECT_EQ(all.blocks[i].previous, all.blocks[i - 1].hash);
  }
  EXPECT_EQ(all.events, node.events());
  EXPECT_EQ(all.after.next, node.height() + 1);
  node.produce(2);
  EXPECT_EQ(read_all(reader, all.after).blocks.size(), 2u);
}

TEST(ChainReader, LeavesOutWhatAFaultedTransactionSaid) {
  ChainNode node;
  const auto hash = node.transfer_and_fault(somebody(1));
  const auto pool = pool_of({node.url()});
  ChainReader reader(*pool);
  const auto all = read_all(reader);
  const auto& block = all.blocks.back();
  ASSERT_EQ(block.transactions.size(), 1u);
  EXPECT_EQ(block.transactions[0].hash, hash);
  EXPECT_EQ(block.transactions[0].state, neo::ExecutionState::kFault);
  EXPECT_EQ(block.transactions[0].sender, devchain::Chain::dev_account());
  for (const auto& event : block.events) EXPECT_FALSE(event.transaction);
}

TEST(ChainReader, TellsTransfersApart) {
  ChainNode node;
  const auto hash = node.transfer(somebody(1), 77);
  const auto pool = pool_of({node.url()});
  ChainReader reader(*pool);
  const auto all = read_all(reader);
  const EventFilter filter{.contract = neo::gas_token_hash(), .name = "Transfer", .account = somebody(1)};
  int found = 0;
  for (const auto& event : all.blocks.back().events) {
    if (!filter.matches(event)) continue;
    ++found;
    const auto transfer = event.transfer();
    ASSERT_TRUE(transfer);
    EXPECT_EQ(transfer->from, devchain::Chain::dev_account());
    EXPECT_EQ(transfer->to, somebody(1));
    EXPECT_EQ(transfer->amount, neo::Integer(77));
    EXPECT_EQ(event.transaction, hash);
  }
  EXPECT_EQ(found, 1);
  EXPECT_FALSE((EventFilter{.account = somebody(2)}.matches(all.blocks.back().events.front())));
}

TEST(ChainReader, IsNotMisledByWrongAnswers) {
  ChainNode node;
  node.produce(5);
  const auto pool = pool_of({node.url()});
  ChainReader reader(*pool);
  for (const auto fault : {Fault::kTwice, Fault::kWrongLog}) {
    node.fault = fault;
    const auto step = reader.read({});
    ASSERT_FALSE(step);
    EXPECT_EQ(step.error().code, ErrorCode::kUnavailable) << step.error().message;
  }
  node.fault = Fault::kNone;
  EXPECT_EQ(read_all(reader).events, node.events());
}

TEST(ChainReader, WorksWithANodeThatTakesNoBatches) {
  ChainNode node;
  node.transfer(somebody(1), 1);
  node.fault = Fault::kNoBatches;
  const auto pool = pool_of({node.url()});
  ChainReader reader(*pool);
  EXPECT_EQ(read_all(reader).events, node.events());
}

TEST(ChainReader, GoesOnWithAnotherNodeOfTheSameChain) {
  ChainNode node;
  node.produce(5);
  ChainNode dead;
  dead.fault = Fault::kGarbage;
  const auto pool = pool_of({dead.url(), node.url()});
  ChainReader reader(*pool);
  EXPECT_EQ(read_all(reader).events, node.events());
}

TEST(ChainReader, NoticesAnotherChain) {
  ChainNode followed;
  followed.produce(5);
  const auto pool = pool_of({followed.url()});
  ChainReader reader(*pool);
  const auto cursor = read_all(reader).after;

  ChainNode other;  // a chain with the same genesis block and other blocks after it
  other.transfer(somebody(1), 1);
  other.produce(8);
  const auto other_pool = pool_of({other.url()});
  ChainReader misled(*other_pool);
  const auto step = misled.read(cursor);
  ASSERT_FALSE(step);
  EXPECT_EQ(step.error().code, ErrorCode::kConflict);
  EXPECT_THAT(step.error().message, HasSubstr("another chain"));

  // With a good node beside it, that one is listened to.
  followed.produce(2);
  const auto both = pool_of({other.url(), followed.url()});
  ChainReader careful(*both);
  EXPECT_EQ(read_all(careful, cursor).blocks.size(), 2u);
}

TEST(ChainReader, WaitsForANodeThatIsBehind) {
  ChainNode node;
  const auto pool = pool_of({node.url()});
  ChainReader reader(*pool);
  neo::UInt256 later;
  const auto step = reader.read({.next = 1'000, .previous = later});
  ASSERT_TRUE(step) << step.error().message;
  EXPECT_TRUE(step->blocks.empty());
  EXPECT_EQ(step->head, node.height());
  EXPECT_EQ(step->after.next, 1'000u);
}

TEST(Place, IsReadFromItsText) {
  EXPECT_EQ(Place::parse("12.3").value(), (Place{12, 3}));
  EXPECT_EQ((Place{12, 3}).text(), "12.3");
  for (const auto* wrong : {"", "12", ".", "12.", ".3", "-1.2", "1.2.3", "99999999999.0", "1,2", " 1.2"})
    EXPECT_FALSE(Place::parse(wrong)) << wrong;
}

}  // namespace
}  // namespace nsl::follower
