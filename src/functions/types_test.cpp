#include "functions/types.h"

#include <gtest/gtest.h>

namespace nsl::functions {
namespace {

TEST(ExecutionStatus, RefusesNamesThatAreNotOneOfThem) {
  for (const char* bad : {"", "Queued", "queue", "queued ", "kQueued", "timedout"}) EXPECT_FALSE(parse_status(bad)) << bad;
}

TEST(ExecutionStatus, EveryValueHasANameThatLeadsBack) {
  for (int i = 0; i <= static_cast<int>(ExecutionStatus::kCancelled); ++i) {
    const auto status = static_cast<ExecutionStatus>(i);
    EXPECT_EQ(parse_status(to_string(status)), status);
  }
  EXPECT_EQ(to_string(ExecutionStatus::kTimedOut), "timed_out");
}

TEST(ExecutionStatus, QueuedAndRunningAreNotTheEnd) {
  EXPECT_FALSE(is_final(ExecutionStatus::kQueued));
  EXPECT_FALSE(is_final(ExecutionStatus::kRunning));
  EXPECT_TRUE(is_final(ExecutionStatus::kSucceeded));
  EXPECT_TRUE(is_final(ExecutionStatus::kCancelled));
}

}  // namespace
}  // namespace nsl::functions
