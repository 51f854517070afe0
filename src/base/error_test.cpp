#include "base/error.h"

#include "base/error_advice.h"

#include <gtest/gtest.h>

#include <regex>
#include <set>

namespace nsl {
namespace {

TEST(Errors, TheTableIsInTheOrderOfTheEnum) {
  for (std::size_t i = 0; i < all_errors().size(); ++i) {
    EXPECT_EQ(info(static_cast<ErrorCode>(i)).code, static_cast<ErrorCode>(i));
  }
}

TEST(Errors, NamesAreSnakeCaseAndUnique) {
  std::set<std::string_view> names;
  for (const ErrorInfo& error : all_errors()) {
    EXPECT_TRUE(std::regex_match(std::string(error.name), std::regex("[a-z]+(_[a-z]+)*"))) << error.name;
    EXPECT_TRUE(names.insert(error.name).second) << error.name;
  }
}

TEST(Errors, EveryCodeHasAnErrorStatusAndATitle) {
  for (const ErrorInfo& error : all_errors()) {
    EXPECT_GE(error.http_status, 400) << error.name;
    EXPECT_LT(error.http_status, 600) << error.name;
    EXPECT_FALSE(error.title.empty()) << error.name;
    EXPECT_FALSE(error.title.ends_with('.')) << error.name;
  }
}

TEST(Errors, EveryCodeSaysWhatToDo) {
  std::set<std::string_view> texts;
  for (const ErrorInfo& error : all_errors()) {
    EXPECT_TRUE(advice(error.code).ends_with('.')) << error.name << " lacks advice: base/error_advice.cpp";
    EXPECT_TRUE(texts.insert(advice(error.code)).second) << error.name << " has the advice of another";
  }
}

Result<int> half(int number) {
  if (number % 2 != 0) return fail(ErrorCode::kInvalidArgument, "odd", "/number");
  return number / 2;
}

Result<int> quarter(int number) {
  NSL_TRY(const int once, half(number));
  NSL_TRY(const int twice, half(once));
  return twice;
}

Status is_even(int number) {
  NSL_TRY_VOID(half(number));
  return {};
}

TEST(Errors, TryLeavesWithTheFirstError) {
  EXPECT_EQ(quarter(12).value(), 3);
  EXPECT_EQ(quarter(6).error().message, "odd");
  EXPECT_EQ(quarter(6).error().pointer, "/number");
  EXPECT_TRUE(is_even(2));
  EXPECT_EQ(is_even(3).error().code, ErrorCode::kInvalidArgument);
}

}  // namespace
}  // namespace nsl
