#include "follower/follower.h"

#include "follower/event_log.h"
#include "follower/testing/chain_node.h"
#include "neo/contract/native.h"
#include "storage/testing/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

namespace nsl::follower {
namespace {

using testing::ChainNode;
using testing::Fault;
using ::testing::HasSubstr;
using testing::pool_of;
using Progress = Follower::Progress;

neo::UInt160 somebody(std::uint8_t number) {
  std::array<std::uint8_t, 20> bytes{};
  bytes.fill(number);
  return neo::UInt160(bytes);
}

// Remembers what it got, and fails when it is told to.
class Recording final : public Subscriber {
 public:
  Recording(std::string name, EventFilter filter) : name_(std::move(name)), filter_(std::move(filter)) {}

  std::string_view name() const override { return name_; }
  const EventFilter& filter() const override { return filter_; }
  std::uint32_t backfill_blocks() const override { return 1'000; }
  Status deliver(storage::Transaction&, const ChainBlock& block, std::span<const ChainEvent* const> events) override {
    if (fail_at == block.height) return fail(ErrorCode::kStorageFailed, "told to fail");
    blocks.push_back(block.height);
    count += events.size();
    return {};
  }
  Status forget(storage::Transaction&) override {
    blocks.clear();
    return {};
  }

  std::optional<std::uint32_t> fail_at;
  std::vector<std::uint32_t> blocks;
  std::size_t count = 0;

 private:
  std::string name_;
  EventFilter filter_;
};

class FollowerTest : public ::testing::Test {
 protected:
  FollowerTest() { open(); }

  // As a new process does.
  void open() {
    follower.reset();
    log.reset();
    database.reset();
    database = storage::Database::create(folder.url(), {}).value();
    log = std::make_unique<EventLog>(*database, EventLog::Options{});
  }
  void follow(std::vector<std::string> urls, Follower::Options options = {}) {
    pool = pool_of(urls);
    follower = std::make_unique<Follower>(
        Follower::Parts{.database = *database, .nodes = *pool, .metrics = metrics, .clock = system_clock()}, options);
    follower->add(*log);
  }
  void catch_up() {
    while (follower->step() == Progress::kMore) {
    }
  }
  std::vector<std::string> logged() const {
    std::vector<std::string> out;
    EventQuery query{.limit = 7};
    for (;;) {
      const auto page = log->find(query);
      EXPECT_TRUE(page) << page.error().message;
      if (!page) return out;
      for (const auto& [event, time] : page->events)
        out.push_back(fmt::format("{} {} {}", event.place.height, event.contract.display(), event.name));
      if (!page->more) return out;
      query.cursor = page->cursor;
    }
  }

  storage::testing::TemporaryFolder folder;
  Metrics metrics;
  std::unique_ptr<storage::Database> database;
  std::unique_ptr<EventLog> log;
  std::unique_ptr<neo::NodePool> pool;
  std::unique_ptr<Follower> follower;
};

TEST_F(FollowerTest, DeliversEverythingOnceThroughRestarts) {
  ChainNode node;
  for (int round = 0; round < 3; ++round) {
    node.produce(60);
    node.transfer(somebody(1), 5);
    follow({node.url()});
    ASSERT_EQ(follower->step(), Progress::kMore);  // not to the end
    open();
    follow({node.url()});
    if (round == 1) catch_up();
    open();
  }
  follow({node.url()});
  catch_up();
  EXPECT_EQ(logged(), node.events());
  EXPECT_THAT(metrics.text(), HasSubstr("nsl_neo_follower_lag_blocks 0"));
  EXPECT_THAT(metrics.text(), HasSubstr(fmt::format("nsl_neo_follower_height {}", node.height())));
}

TEST_F(FollowerTest, GivesEachSubscriberWhatItAskedFor) {
  ChainNode node;
  node.transfer(somebody(1), 5);
  node.transfer(somebody(2), 5);
  Recording transfers("transfers", {.contract = neo::gas_token_hash(), .name = "Transfer", .account = somebody(2)});
  Recording nothing("nothing", {.contract = somebody(9)});
  follow({node.url()});
  follower->add(transfers);
  follower->add(nothing);
  catch_up();
  EXPECT_EQ(transfers.count, 1u);
  EXPECT_EQ(nothing.count, 0u);
  EXPECT_EQ(nothing.blocks.size(), node.height() + 1);
  EXPECT_EQ(logged(), node.events());
}

TEST_F(FollowerTest, KeepsOneSubscribersFailureFromTheOthers) {
  ChainNode node;
  node.produce(5);
  Recording failing("failing", {});
  failing.fail_at = 3;
  follow({node.url()});
  follower->add(failing);
  EXPECT_EQ(follower->step(), Progress::kProblem);
  EXPECT_EQ(logged(), node.events());
  EXPECT_THAT(follower->status().problem, HasSubstr("told to fail"));
  EXPECT_THAT(metrics.text(), HasSubstr(R"(nsl_neo_follower_problems_total{reason="storage"} 1)"));
  failing.fail_at.reset();
  failing.blocks.clear();  // the database undid what belonged to these
  catch_up();
  EXPECT_EQ(failing.blocks.size(), node.height() + 1);
  EXPECT_EQ(failing.blocks.front(), 0u);
  EXPECT_TRUE(follower->status().problem.empty());
}

TEST_F(FollowerTest, GoesOnWhenNodesFailAndComeBack) {
  ChainNode node;
  node.produce(5);
  follow({node.url()});
  catch_up();
  for (const auto fault : {Fault::kTwice, Fault::kWrongLog}) {
    node.transfer(somebody(1), 1);
    node.fault = fault;
    EXPECT_EQ(follower->step(), Progress::kProblem);
    node.fault = Fault::kNone;
    catch_up();
    EXPECT_EQ(logged(), node.events());
  }
}

TEST_F(FollowerTest, StopsAtAnotherChainUnlessToldToStartAgain) {
  ChainNode first;
  first.produce(5);
  follow({first.url()});
  catch_up();
  const auto before = logged();

  ChainNode second;
  second.transfer(somebody(1), 1);
  second.produce(9);
  open();
  follow({second.url()});
  EXPECT_EQ(follower->step(), Progress::kProblem);
  EXPECT_EQ(logged(), before);
  EXPECT_THAT(metrics.text(), HasSubstr(R"(nsl_neo_follower_problems_total{reason="other_chain"} 1)"));

  open();
  follow({second.url()}, {.other_chain = OtherChain::kStartAgain});
  catch_up();
  EXPECT_EQ(logged(), second.events());
}

TEST_F(FollowerTest, FollowsAShorterChainAnewWhenToldToStartAgain) {
  ChainNode first;
  first.produce(9);
  follow({first.url()});
  catch_up();
  ChainNode second;
  open();
  follow({second.url()});
  EXPECT_EQ(follower->step(), Progress::kNothingNew);  // that node may just be behind
  open();
  follow({second.url()}, {.other_chain = OtherChain::kStartAgain});
  catch_up();
  EXPECT_EQ(logged(), second.events());
}

TEST_F(FollowerTest, FollowsByItselfUntilItIsStopped) {
  ChainNode node;
  follow({node.url()}, {.poll = std::chrono::milliseconds(5)});
  follower->start();
  node.produce(3);
  follower->wake();
  const auto wanted = node.height() + 1;
  for (int i = 0; i < 12'000 && follower->status().next < wanted; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  follower->stop();
  EXPECT_EQ(follower->status().next, wanted);
  EXPECT_EQ(logged(), node.events());
}

TEST_F(FollowerTest, BeginsWithTheLastBlocksOnly) {
  ChainNode node;
  node.produce(30);
  log = std::make_unique<EventLog>(*database, EventLog::Options{.backfill_blocks = 10});
  follow({node.url()});
  catch_up();
  const auto page = log->find({}).value();
  EXPECT_EQ(page.first, node.height() - 9);
  EXPECT_EQ(page.height, node.height());
}

TEST_F(FollowerTest, KeepsTheLastBlocksOnly) {
  ChainNode node;
  node.produce(320);
  log = std::make_unique<EventLog>(*database, EventLog::Options{.keep_blocks = 50});
  follow({node.url()});
  catch_up();
  const auto page = log->find({}).value();
  EXPECT_EQ(page.first, 251u);
  ASSERT_FALSE(page.events.empty());
  EXPECT_GE(page.events.front().event.place.height, 251u);
}

TEST_F(FollowerTest, AnswersQuestionsAboutEvents) {
  ChainNode node;
  for (int i = 1; i <= 5; ++i) node.transfer(somebody(1), i);
  node.transfer(somebody(2), 100);
  follow({node.url()});
  EXPECT_EQ(log->find({}).error().code, ErrorCode::kUnavailable);
  catch_up();

  EventQuery query{.filter = {.account = somebody(1)}, .limit = 2};
  std::vector<std::string> amounts;
  for (int pages = 0; pages < 10; ++pages) {
    const auto page = log->find(query).value();
    for (const auto& [event, time] : page.events) amounts.push_back(event.transfer()->amount.decimal());
    query.cursor = page.cursor;
    if (!page.more) break;
  }
  EXPECT_THAT(amounts, ::testing::ElementsAre("1", "2", "3", "4", "5"));
  // The cursor gives what comes later, and nothing twice.
  EXPECT_TRUE(log->find(query).value().events.empty());
  node.transfer(somebody(1), 6);
  catch_up();
  EXPECT_EQ(log->find(query).value().events.size(), 1u);

  const EventFilter both{.contract = neo::gas_token_hash(), .name = "Transfer", .account = somebody(2)};
  EXPECT_EQ(log->find({.filter = both}).value().events.size(), 1u);
  EXPECT_TRUE(log->find({.filter = {.contract = somebody(1)}}).value().events.empty());
  EXPECT_TRUE(log->find({.filter = {.name = "Nothing"}}).value().events.empty());
  const auto range = log->find({.from = 3, .to = 3}).value();
  ASSERT_FALSE(range.events.empty());
  for (const auto& [event, time] : range.events) EXPECT_EQ(event.place.height, 3u);
  EXPECT_EQ(range.cursor, (Place{4, 0}));
}

TEST_F(FollowerTest, RefusesQuestionsThatCannotBeAnswered) {
  ChainNode node;
  node.produce(30);
  log = std::make_unique<EventLog>(*database, EventLog::Options{.backfill_blocks = 10});
  follow({node.url()});
  catch_up();
  for (const EventQuery& wrong :
       {EventQuery{.limit = 0}, EventQuery{.limit = 1'001}, EventQuery{.from = 5, .to = 4}, EventQuery{.from = 0},
        EventQuery{.cursor = Place{1, 0}}, EventQuery{.from = 25, .cursor = Place{25, 0}}}) {
    const auto page = log->find(wrong);
    ASSERT_FALSE(page);
    EXPECT_EQ(page.error().code, ErrorCode::kInvalidArgument);
  }
  // From what is not there yet, nothing comes, and the cursor waits for it.
  const auto later = log->find({.from = 1'000}).value();
  EXPECT_TRUE(later.events.empty());
  EXPECT_EQ(later.cursor, (Place{1'000, 0}));
}

}  // namespace
}  // namespace nsl::follower
