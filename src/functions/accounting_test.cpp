#include "functions/accounting.h"

#include "storage/testing/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace nsl::functions {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using Wanted = Accounting::Wanted;

class AccountingTest : public ::testing::Test {
 protected:
  AccountingTest() { open(); }

  // As a restart does; what was not saved is forgotten.
  void open(Quota standard = {}) {
    accounting.reset();
    database.reset();
    database = storage::Database::create(folder.url(), {}).value();
    accounting = Accounting::create(*database, clock, standard).value();
  }
  void run(std::string_view owner, std::chrono::microseconds cpu) {
    accounting->started(owner);
    accounting->ended(owner, cpu);
  }

  storage::testing::TemporaryFolder folder;
  FakeClock clock;
  std::unique_ptr<storage::Database> database;
  std::unique_ptr<Accounting> accounting;
};

TEST_F(AccountingTest, WithoutAQuotaEverybodyIsAdmitted) {
  for (int i = 0; i < 1'000; ++i) accounting->started("alice");
  EXPECT_TRUE(accounting->admit("alice", Wanted::kNow, {}));
}

TEST_F(AccountingTest, RefusesMoreAtOnceThanTheQuotaAndOfNobodyElse) {
  ASSERT_TRUE(accounting->set("alice", Quota{.concurrent = 2}));
  accounting->started("alice");
  EXPECT_TRUE(accounting->admit("alice", Wanted::kNow, {}));
  accounting->started("alice");
  const auto refused = accounting->admit("alice", Wanted::kNow, {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kTooManyRequests);
  EXPECT_TRUE(accounting->admit("alice", Wanted::kLater, {})) << "it can wait";
  EXPECT_TRUE(accounting->admit("bob", Wanted::kNow, {}));
  accounting->ended("alice", 1ms);
  EXPECT_TRUE(accounting->admit("alice", Wanted::kNow, {}));
}

TEST_F(AccountingTest, RefusesWhenTheMonthsComputingTimeIsUsedUpUntilTheNext) {
  ASSERT_TRUE(accounting->set("alice", Quota{.cpu_per_month = 10s}));
  run("alice", 9'999'999us);
  EXPECT_TRUE(accounting->admit("alice", Wanted::kNow, {}));
  run("alice", 1us);
  for (const Wanted wanted : {Wanted::kNow, Wanted::kLater}) {
    const auto refused = accounting->admit("alice", wanted, {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kQuotaExceeded);
    EXPECT_THAT(refused.error().message, HasSubstr("the next begins on"));
  }
  const Account before = accounting->look("alice");
  EXPECT_EQ(before.executions, 2u);
  clock.advance(before.month_ends - clock.wall());
  EXPECT_TRUE(accounting->admit("alice", Wanted::kNow, {}));
  EXPECT_EQ(accounting->look("alice").cpu, 0us);
}

TEST_F(AccountingTest, AMonthEndsWithItsLastDay) {
  for (const auto& [year, month, next] : {std::tuple{2026, 11u, 12u}, {2026, 12u, 1u}, {2028, 2u, 3u}}) {
    const std::chrono::sys_days day = std::chrono::year(year) / std::chrono::month(month) / 28;
    clock.advance(WallTime(day) - clock.wall());
    const std::chrono::year_month_day ends(floor<std::chrono::days>(accounting->look("alice").month_ends));
    EXPECT_EQ(unsigned{ends.month()}, next);
    EXPECT_EQ(unsigned{ends.day()}, 1u);
  }
}

TEST_F(AccountingTest, WhatWasSavedOutlivesARestartAndAddsUp) {
  run("alice", 5ms);
  ASSERT_TRUE(accounting->save());
  run("alice", 7ms);
  ASSERT_TRUE(accounting->save());
  accounting->started("alice");  // what runs now does not run after a restart
  open();
  const Account account = accounting->look("alice");
  EXPECT_EQ(account.cpu, 12ms);
  EXPECT_EQ(account.executions, 2u);
  EXPECT_EQ(account.running, 0u);
  run("alice", 1ms);
  ASSERT_TRUE(accounting->save());
  open();
  EXPECT_EQ(accounting->look("alice").cpu, 13ms);
}

constexpr Quota kOwn{.concurrent = 9, .cpu_per_month = 60s, .stored = 3_GiB, .functions = 12};

TEST_F(AccountingTest, AQuotaOfItsOwnStandsAboveEverybodysAndCanBeTakenBack) {
  open({.concurrent = 3});
  EXPECT_TRUE(accounting->look("alice").standard);
  EXPECT_EQ(accounting->look("alice").quota.concurrent, 3u);
  ASSERT_TRUE(accounting->set("alice", kOwn));
  open({.concurrent = 3});
  EXPECT_FALSE(accounting->look("alice").standard);
  EXPECT_EQ(accounting->look("alice").quota, kOwn);
  ASSERT_TRUE(accounting->set("alice", std::nullopt));
  EXPECT_EQ(accounting->look("alice").quota.concurrent, 3u);
  open({.concurrent = 3});
  EXPECT_TRUE(accounting->look("alice").standard);
}

}  // namespace
}  // namespace nsl::functions
