#include "functions/execution_queries.h"

#include "functions/testing/store_fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace nsl::functions {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

struct PlanRow {
  std::int64_t id = 0;
  std::int64_t parent = 0;
  std::int64_t unused = 0;
  std::string detail;
};
BOOST_DESCRIBE_STRUCT(PlanRow, (), (id, parent, unused, detail))

class ExecutionQueriesTest : public ::testing::Test, protected testing::StoreFixture {
 protected:
  template <typename... Parameters>
  std::string plan(const std::string& sql, const Parameters&... parameters) const {
    std::string text;
    auto transaction = database->read();
    const auto rows = transaction->query<PlanRow>("EXPLAIN QUERY PLAN " + sql, parameters...);
    for (const PlanRow& row : rows.value()) text += row.detail + "\n";
    return text;
  }

  static auto walks(const char* index) {
    return AllOf(HasSubstr(std::string("INDEX ") + index + " "), Not(HasSubstr("SCAN")), Not(HasSubstr("TEMP B-TREE")));
  }

  void fill(int executions) const {
    std::vector<Execution> some;
    for (int i = 0; i < executions; ++i) {
      some.push_back(execution(i % 1000 == 0 ? ExecutionStatus::kFailed : ExecutionStatus::kSucceeded));
      if (some.size() == 1000) {
        NSL_CHECK(store->save_all(some).has_value());
        some.clear();
      }
    }
  }
};

TEST_F(ExecutionQueriesTest, WalkAnIndexAndSortNothing) {
  EXPECT_THAT(plan(list_query({}), 1, 2, 3), walks("executions_by_function"));
  EXPECT_THAT(plan(list_query(ExecutionStatus::kSucceeded), 1, 2, 2, 3), walks("executions_by_function"));
  EXPECT_THAT(plan(list_query(ExecutionStatus::kFailed), 1, 2, 3, 3), walks("executions_not_succeeded"));
  EXPECT_THAT(plan(claim_query(), "alice", 1), walks("executions_open"));
  EXPECT_THAT(plan(queued_owner_query(), "alice"), walks("executions_open"));
  EXPECT_THAT(plan(logs_query(), 1, 2, 3), walks("executions_with_logs"));
}

TEST_F(ExecutionQueriesTest, FindTheFewAmongAHundredThousand) {
  fill(100'000);
  const Function quiet = deploy("quiet");
  ASSERT_TRUE(store->save(execution_of(quiet)));
  open();
  EXPECT_THAT(plan(list_query({}), 1, 2, 3), walks("executions_by_function"));
  EXPECT_THAT(plan(list_query(ExecutionStatus::kFailed), 1, 2, 3, 3), walks("executions_not_succeeded"));
  EXPECT_EQ(store->list(function.id, {ExecutionStatus::kFailed}, {.limit = 200, .cursor = {}})->items.size(), 100u);
  EXPECT_EQ(store->list(quiet.id, {}, {})->items.size(), 1u);
}

}  // namespace
}  // namespace nsl::functions
