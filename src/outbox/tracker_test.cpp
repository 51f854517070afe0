// The tracker against a node that is told what to answer: what the real one does not do on demand.
#include "outbox/tracker.h"

#include "base/bytes.h"
#include "neo/script/opcode.h"

#include <gmock/gmock.h>

#include <deque>
#include <map>

namespace nsl::outbox {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

neo::Transaction transaction(std::uint32_t nonce, std::uint32_t valid_until = 10) {
  neo::Transaction made{.nonce = nonce, .valid_until_block = valid_until, .signers = {{}}, .script = {0x40}};
  made.witnesses.resize(1);
  return made;
}

OpenTransaction open(const neo::Transaction& transaction, std::uint32_t prepared_at = 1) {
  return {.hash = transaction.hash(),
          .prepared_at = prepared_at,
          .valid_until = transaction.valid_until_block,
          .bytes = to_base64(transaction.encode()),
          .signers = {transaction.sender()},
          .replaces = {}};
}

// Blocks, a pool and answers to sending, as the test says.
class ToldNode final : public neo::Rpc {
 public:
  neo::RpcResult call(std::string_view method, const json::array& parameters) override {
    ++calls[std::string(method)];
    if (dead) return refuse(neo::rpc_code::kNoAnswer);
    if (method == "getblockcount") return json::value(static_cast<std::int64_t>(blocks.size()));
    if (method == "getblock") return json::value(to_base64(blocks.at(parameters[0].to_number<std::size_t>()).encode()));
    if (method == "getrawmempool") return pool;
    if (method == "getapplicationlog") return log(std::string(json::view(parameters[0].as_string())));
    if (method != "sendrawtransaction") return refuse(-32601);
    if (answers.empty()) return json::object{{"hash", ""}};
    const std::int64_t code = answers.front();
    answers.pop_front();
    if (code == 0) return json::object{{"hash", ""}};
    return refuse(code);
  }

  void add_block(std::vector<neo::Transaction> transactions = {}) {
    neo::Block block;
    block.header.index = static_cast<std::uint32_t>(blocks.size());
    std::vector<neo::UInt256> hashes;
    for (const auto& one : transactions) hashes.push_back(one.hash());
    block.header.merkle_root = neo::merkle_root(hashes);
    block.transactions = std::move(transactions);
    blocks.push_back(std::move(block));
  }

  std::vector<neo::Block> blocks;
  json::array pool;
  std::deque<std::int64_t> answers;  // to sending: codes, 0 for success; then success
  bool faults = false;
  bool knows_logs = true;
  bool dead = false;
  std::map<std::string, int> calls;

 private:
  static neo::RpcResult refuse(std::int64_t code) { return std::unexpected(neo::RpcError{code, "refused", "node"}); }

  neo::RpcResult log(const std::string& hash) const {
    if (!knows_logs) return refuse(neo::rpc_code::kUnknownTransaction);
    json::object execution{
        {"trigger", "Application"}, {"vmstate", faults ? "FAULT" : "HALT"},
        {"gasconsumed", "7"},       {"exception", faults ? json::value("it must not be") : json::value()},
        {"stack", json::array{}},   {"notifications", json::array{}}};
    return json::object{{"txid", hash}, {"executions", json::array{std::move(execution)}}};
  }
};

class TrackerTest : public ::testing::Test {
 protected:
  TrackerTest() {
    for (int i = 0; i < 3; ++i) node.add_block();
  }
  Status look() {
    clock.advance(std::chrono::seconds(2));
    return tracker.look(node, node);
  }
  std::vector<TransactionState> states() const {
    std::vector<TransactionState> out;
    for (const auto& ending : tracker.endings()) out.push_back(ending.state);
    return out;
  }

  FakeClock clock;
  ToldNode node;
  Tracker tracker{{}, clock};
  const neo::Transaction one = transaction(1);
};

TEST_F(TrackerTest, FollowsATransactionIntoItsBlock) {
  tracker.add(open(one));
  ASSERT_TRUE(look());
  EXPECT_THAT(tracker.take_sent(), ElementsAre(one.hash()));
  EXPECT_THAT(states(), IsEmpty());
  node.add_block({one});
  ASSERT_TRUE(look());
  ASSERT_THAT(states(), ElementsAre(TransactionState::kFinal));
  EXPECT_EQ(tracker.endings()[0].block, 3u);
}

TEST_F(TrackerTest, AFaultIsFinalAndFailed) {
  node.faults = true;
  tracker.add(open(one));
  node.add_block({one});
  ASSERT_TRUE(look());
  ASSERT_THAT(states(), ElementsAre(TransactionState::kFailed));
  EXPECT_EQ(tracker.endings()[0].reason, "it must not be");
}

TEST_F(TrackerTest, WhatIsThereAlreadyIsTaken) {
  for (const std::int64_t code : {neo::rpc_code::kAlreadyOnChain, neo::rpc_code::kAlreadyInPool}) {
    node.answers = {code};
    tracker.add(open(transaction(static_cast<std::uint32_t>(-code))));
    ASSERT_TRUE(look());
    EXPECT_EQ(tracker.take_sent().size(), 1u);
    EXPECT_THAT(states(), IsEmpty());
  }
}

TEST_F(TrackerTest, FindsWhatWasInABlockBeforeItLooked) {
  node.add_block({one});
  node.add_block();
  node.answers = {neo::rpc_code::kAlreadyOnChain};
  tracker.add(open(one));
  ASSERT_TRUE(look());
  EXPECT_THAT(states(), ElementsAre(TransactionState::kFinal));
}

TEST_F(TrackerTest, ExpiresOnlyWhenTheLastBlockItCouldBeInIsRead) {
  tracker.add(open(one));
  while (node.blocks.size() <= 9) node.add_block();
  ASSERT_TRUE(look());
  EXPECT_THAT(states(), IsEmpty());
  node.add_block();  // height 10
  ASSERT_TRUE(look());
  EXPECT_THAT(states(), ElementsAre(TransactionState::kExpired));
}

TEST_F(TrackerTest, TheLastBlockItCouldBeInCounts) {
  tracker.add(open(one));
  while (node.blocks.size() <= 9) node.add_block();
  node.add_block({one});
  ASSERT_TRUE(look());
  EXPECT_THAT(states(), ElementsAre(TransactionState::kFinal));
}

TEST_F(TrackerTest, IsReplacedByATransactionThatConflicts) {
  tracker.add(open(one));
  auto other = transaction(2);
  other.attributes = {neo::Attribute{neo::Conflicts{one.hash()}}};
  node.add_block({other});
  ASSERT_TRUE(look());
  EXPECT_THAT(states(), ElementsAre(TransactionState::kReplaced));
}

TEST_F(TrackerTest, AStrangersConflictDoesNotReplace) {
  tracker.add(open(one));
  auto other = transaction(2);
  other.signers[0].account = neo::UInt160::parse("0xd2a4cff31913016155e38e474a2c06d08be276cf").value();
  other.attributes = {neo::Attribute{neo::Conflicts{one.hash()}}};
  node.add_block({other});
  ASSERT_TRUE(look());
  EXPECT_THAT(states(), IsEmpty());
}

TEST_F(TrackerTest, GivesUpWhatIsRefusedTwiceAndWasNeverTaken) {
  node.answers = {-508, -508};
  tracker.add(open(one));
  ASSERT_TRUE(look());
  EXPECT_THAT(states(), IsEmpty());
  ASSERT_TRUE(look());
  ASSERT_THAT(states(), ElementsAre(TransactionState::kRejected));
  EXPECT_THAT(tracker.endings()[0].reason, ::testing::HasSubstr("-508"));
}

TEST_F(TrackerTest, RefusalsThatMayPassAreNoEnd) {
  node.answers = {-511, -502, -510, -511, 0};
  tracker.add(open(one));
  for (int i = 0; i < 5; ++i) {
    ASSERT_TRUE(look());
    EXPECT_THAT(states(), IsEmpty());
  }
  EXPECT_EQ(tracker.take_sent().size(), 1u);
}

TEST_F(TrackerTest, WhatANodeOnceTookIsNeverGivenUpForARefusal) {
  auto sent = open(one);
  sent.state = TransactionState::kSent;
  node.answers = {-508, -508, -508, -508};
  tracker.add(std::move(sent));
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(look());
  EXPECT_THAT(states(), IsEmpty());
}

TEST_F(TrackerTest, NoAnswerIsNoRefusal) {
  node.dead = true;
  tracker.add(open(one));
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(look());
  node.dead = false;
  ASSERT_TRUE(look());
  EXPECT_EQ(tracker.take_sent().size(), 1u);
  EXPECT_THAT(states(), IsEmpty());
}

TEST_F(TrackerTest, WaitsForTheLogOfANodeThatIsBehind) {
  tracker.add(open(one));
  node.add_block({one});
  node.knows_logs = false;
  ASSERT_TRUE(look());
  EXPECT_THAT(states(), IsEmpty());
  node.knows_logs = true;
  ASSERT_TRUE(look());
  EXPECT_THAT(states(), ElementsAre(TransactionState::kFinal));
}

TEST_F(TrackerTest, SendsAgainWhatThePoolHasLost) {
  tracker.add(open(one));
  ASSERT_TRUE(look());
  node.pool.emplace_back(one.hash().display());
  for (int i = 0; i < 3; ++i) node.add_block();
  ASSERT_TRUE(look());
  ASSERT_TRUE(look());
  EXPECT_EQ(node.calls["sendrawtransaction"], 1);
  node.pool.clear();
  for (int i = 0; i < 3; ++i) node.add_block();
  ASSERT_TRUE(look());
  ASSERT_TRUE(look());
  EXPECT_EQ(node.calls["sendrawtransaction"], 2);
}

TEST_F(TrackerTest, SendsAgainWhatThePoolHasLostWhenNoBlockComes) {
  tracker.add(open(one));
  ASSERT_TRUE(look());
  node.pool.emplace_back(one.hash().display());
  for (int i = 0; i < 6; ++i) ASSERT_TRUE(look());
  EXPECT_EQ(node.calls["sendrawtransaction"], 1);
  EXPECT_EQ(node.calls["getrawmempool"], 1);
  node.pool.clear();
  for (int i = 0; i < 6; ++i) ASSERT_TRUE(look());
  EXPECT_EQ(node.calls["sendrawtransaction"], 2);
}

TEST_F(TrackerTest, ReadsABlockOnceForAllThatWait) {
  for (std::uint32_t i = 0; i < 2'000; ++i) tracker.add(open(transaction(i), 2));
  while (tracker.has_to_send()) ASSERT_TRUE(look());
  const int asked = node.calls["getblock"];
  node.add_block();
  ASSERT_TRUE(look());
  EXPECT_EQ(node.calls["getblock"], asked + 1);
  EXPECT_EQ(node.calls["getapplicationlog"], 0);
  EXPECT_EQ(node.calls["sendrawtransaction"], 2'000);
}

TEST_F(TrackerTest, RefusesABlockThatIsNotTheOneItAskedFor) {
  tracker.add(open(one));
  node.add_block();
  node.blocks.back().header.index = 77;
  EXPECT_FALSE(look());
  EXPECT_THAT(states(), IsEmpty());
}

}  // namespace
}  // namespace nsl::outbox
