#include "functions/holdings.h"

#include "functions/accounting.h"
#include "functions/retention.h"
#include "functions/testing/gateway_fixture.h"
#include "functions/testing/store_fixture.h"

#include <gmock/gmock.h>

namespace nsl::functions {
namespace {

using namespace std::chrono_literals;
using enum ExecutionStatus;
using ::testing::HasSubstr;

class HoldingsTest : public ::testing::Test, protected testing::StoreFixture {
 protected:
  HoldingsTest() { clock.advance(system_clock().wall() - clock.wall()); }

  std::int64_t bytes() const { return holdings->of(kOwner).bytes; }

  // What the rows themselves say.
  void expect_right() const {
    const auto sum = [&](const std::string& sql) { return database->read()->find<std::int64_t>(sql).value().value(); };
    const std::int64_t texts = sum("SELECT COALESCE(SUM(stored_bytes), 0) FROM executions");
    const std::int64_t code = sum("SELECT COALESCE(SUM(code_bytes), 0) FROM function_versions JOIN functions ON key = function "
                                  "WHERE removed_us IS NULL");
    EXPECT_EQ(bytes(), texts + code);
    EXPECT_EQ(Holdings::create(*database).value()->of(kOwner), holdings->of(kOwner)) << "as after a restart";
  }

  Execution queued(std::string input) const {
    Execution e = execution(kQueued);
    e.trigger = "async";
    e.input = std::move(input);
    return e;
  }
};

TEST_F(HoldingsTest, NobodyHasAnythingWhoHasNothing) { EXPECT_EQ(holdings->of("nobody"), Held{}); }

TEST_F(HoldingsTest, CountCodeAndSourceMapsUntilTheFunctionIsRemoved) {
  const Held before = holdings->of(kOwner);
  EXPECT_EQ(before, (Held{.bytes = 4, .functions = 1})) << "hello";
  const DeployRequest request{.owner = kOwner, .name = "f", .code = std::string(100, 'x'), .source_map = "{}", .description = {}, .note = {}, .settings = {}};
  ASSERT_TRUE(registry->put(request));
  ASSERT_TRUE(registry->put(request)) << "the same again";
  EXPECT_EQ(holdings->of(kOwner), (Held{.bytes = 106, .functions = 2}));
  DeployRequest second = request;
  second.code += "yy";
  second.source_map = {};
  ASSERT_TRUE(registry->put(second));
  EXPECT_EQ(holdings->of(kOwner), (Held{.bytes = 208, .functions = 2}));
  ASSERT_TRUE(registry->remove({kOwner, "f"}));
  EXPECT_EQ(holdings->of(kOwner), before);
  EXPECT_FALSE(registry->remove({kOwner, "f"}));
  EXPECT_EQ(holdings->of(kOwner), before);
  expect_right();
}

TEST_F(HoldingsTest, CountAnExecutionOnceHoweverOftenItIsSaved) {
  const std::int64_t before = bytes();
  Execution e = execution();
  e.input = "\"\xE2\x82\xAC\"";  // 5 bytes, 3 characters
  e.output = "12";
  e.journal = "[]";
  ASSERT_TRUE(store->save(e));
  EXPECT_EQ(bytes(), before + 9);
  e.output = "12345";
  ASSERT_TRUE(store->save(e));
  EXPECT_EQ(bytes(), before + 9) << "a final one does not change";
  expect_right();
}

TEST_F(HoldingsTest, CountTheInputOfAQueuedOneFromTheStart) {
  const std::int64_t before = bytes();
  Execution e = queued(std::string(1'000, '1'));
  ASSERT_TRUE(store->insert(e));
  EXPECT_EQ(bytes(), before + 1'000);
  Execution taken = store->claim_queued({{kOwner, 1}})->front();
  ASSERT_TRUE(store->save(taken)) << "queued again, as after a lost worker";
  EXPECT_EQ(bytes(), before + 1'000);
  taken.status = kSucceeded;
  taken.output = "123";
  ASSERT_TRUE(store->save(taken));
  EXPECT_EQ(bytes(), before + 1'003);
  const Execution cancelled = queued("1234");
  ASSERT_TRUE(store->insert(cancelled));
  ASSERT_TRUE(store->cancel_queued(cancelled.id));
  expect_right();
}

TEST_F(HoldingsTest, CountOneWithAKeyWhenItHasEnded) {
  const std::int64_t before = bytes();
  Execution e = execution(kRunning);
  ASSERT_TRUE(store->insert_keyed(e, {"key", "hash"}));
  EXPECT_EQ(bytes(), before);
  e.status = kSucceeded;
  ASSERT_TRUE(store->save(e));
  EXPECT_EQ(bytes(), before + std::ssize(e.input));
  expect_right();
}

TEST_F(HoldingsTest, AreRightAfterARestartInTheMiddle) {
  ASSERT_TRUE(store->insert(queued("[1,2,3]")));
  ASSERT_TRUE(store->insert(queued("[4,5]")));
  ASSERT_TRUE(store->insert_keyed(execution(kRunning), {"key", "hash"}));
  ASSERT_EQ(store->claim_queued({{kOwner, 1}})->size(), 1u);
  open();
  ASSERT_TRUE(store->recover());
  expect_right();
  for (Execution& e : *store->claim_queued({{kOwner, 10}})) {
    e.status = kFailed;
    e.error = ExecutionError{"exception", "no", ""};
    ASSERT_TRUE(store->save(e));
  }
  expect_right();
}

TEST_F(HoldingsTest, GetSmallerAsOldRecordsGo) {
  const std::int64_t before = bytes();
  put_many(700);
  ASSERT_TRUE(store->insert(queued("[1]")));
  EXPECT_GT(bytes(), before + 700 * 20);
  clock.advance(48h);
  Retention retention(*database, clock, {.age = 24h}, holdings.get());
  while (retention.step().value() == Retention::Progress::kMore) {
  }
  EXPECT_EQ(bytes(), before + 3) << "what has not ended is kept";
  expect_right();
}

TEST_F(HoldingsTest, AnotherOwnersAreItsOwn) {
  const Held before = holdings->of(kOwner);
  ASSERT_TRUE(registry->put({.owner = "bob", .name = "f", .code = "code!", .description = {}, .note = {}, .settings = {}}));
  EXPECT_EQ(holdings->of(kOwner), before);
  EXPECT_EQ(holdings->of("bob"), (Held{.bytes = 5, .functions = 1}));
}

class StoredQuotaTest : public testing::GatewayFixture {};

TEST_F(StoredQuotaTest, WhatFindsNoRoomIsRefusedUntilThereIsSome) {
  const std::string code = "export default (x) => x.length";
  ASSERT_TRUE(deploy("f", code));
  ASSERT_TRUE(accounting->set(kOwner, Quota{.stored = ByteCount{1'000}}));
  ASSERT_TRUE(invoke({.function = "f", .input = "\"" + std::string(500, 'a') + "\""}));
  ASSERT_TRUE(recorder->flush(std::chrono::seconds(20)));
  EXPECT_GT(accounting->look(kOwner).held.bytes, 530);
  for (const Answer answer : {Answer::kWhenDone, Answer::kWhenQueued}) {
    const auto refused = invoke({.function = "f", .input = "\"" + std::string(500, 'a') + "\"", .answer = answer});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kQuotaExceeded);
    EXPECT_THAT(refused.error().message, HasSubstr("of 1000 bytes stored"));
  }
  EXPECT_TRUE(invoke({.function = "f", .input = "\"small\""}));
  const auto too_much = deploy("g", code + "//" + std::string(1'000, 'x'));
  ASSERT_FALSE(too_much);
  EXPECT_EQ(too_much.error().code, ErrorCode::kQuotaExceeded);
  EXPECT_TRUE(deploy_for("bob", "g", code + "//" + std::string(1'000, 'x'))) << "bob has a quota of his own";
  ASSERT_TRUE(accounting->set(kOwner, std::nullopt));
  EXPECT_TRUE(deploy("g", code + "//" + std::string(1'000, 'x')));
}

TEST_F(StoredQuotaTest, AnOwnerHasNoMoreFunctionsThanItMay) {
  const char* const code = "export default () => 1";
  ASSERT_TRUE(accounting->set(kOwner, Quota{.functions = 2}));
  ASSERT_TRUE(deploy("one", code));
  ASSERT_TRUE(deploy("two", code));
  EXPECT_EQ(deploy("three", code).error().code, ErrorCode::kQuotaExceeded);
  EXPECT_TRUE(deploy("two", "export default () => 2")) << "a new version of one that is there";
  EXPECT_TRUE(deploy_for("bob", "three", code));
  ASSERT_TRUE(gateway->remove({kOwner, "one"}));
  EXPECT_TRUE(deploy("three", code));
  EXPECT_EQ(accounting->look(kOwner).held.functions, 2);
}

}  // namespace
}  // namespace nsl::functions
