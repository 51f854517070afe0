#include "base/suggest.h"

#include <gtest/gtest.h>

#include <vector>

namespace nsl {
namespace {

const std::vector<std::string> kWords = {"deploy", "delete", "list", "http.body_bytes_max"};

TEST(Suggest, SaysNothingAboutAWordThatIsFarFromAll) {
  EXPECT_EQ(suggest("bananas", kWords), std::nullopt);
  EXPECT_EQ(suggest("", kWords), std::nullopt);
  EXPECT_EQ(suggest(std::string(100'000, 'a'), kWords), std::nullopt);
}

TEST(Suggest, FindsAWordWithALetterTooManyTooFewSwappedOrReplaced) {
  EXPECT_EQ(suggest("deployy", kWords), "deploy");
  EXPECT_EQ(suggest("dploy", kWords), "deploy");
  EXPECT_EQ(suggest("lsit", kWords), "list");
  EXPECT_EQ(suggest("http.body-bytes-max", kWords), "http.body_bytes_max");
}

TEST(Suggest, TakesTheNearestOfSeveral) {
  EXPECT_EQ(suggest("delet", kWords), "delete");
  EXPECT_EQ(suggest("deplete", kWords), "delete");
}

TEST(Suggest, TakesAWordThatBeginsLikeItWhenNothingIsNear) {
  EXPECT_EQ(suggest("http.body", kWords), "http.body_bytes_max");
  EXPECT_EQ(suggest("ht", kWords), std::nullopt);
}

}  // namespace
}  // namespace nsl
