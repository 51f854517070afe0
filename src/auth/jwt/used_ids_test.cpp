#include "auth/jwt/used_ids.h"

#include <gtest/gtest.h>

namespace nsl::auth {
namespace {

using namespace std::chrono_literals;
using Use = UsedIds::Use;

TEST(UsedIds, AreKnownUntilTheyNeedNotBe) {
  UsedIds ids;
  const WallTime now = FakeClock().wall();
  EXPECT_EQ(ids.use(digest_of("a"), now + 10s, now), Use::kFirst);
  EXPECT_EQ(ids.use(digest_of("a"), now + 10s, now + 9s), Use::kAgain);
  EXPECT_EQ(ids.use(digest_of("b"), now + 20s, now + 9s), Use::kFirst);
  EXPECT_EQ(ids.size(), 2u);
  EXPECT_EQ(ids.use(digest_of("b"), now + 20s, now + 10s), Use::kAgain);
  EXPECT_EQ(ids.size(), 1u) << "the first is refused for its age by now";
}

TEST(UsedIds, AreRefusedRatherThanForgotten) {
  UsedIds ids;
  const WallTime now = FakeClock().wall();
  for (std::size_t i = 0; i < UsedIds::kMax; ++i) {
    ASSERT_EQ(ids.use(digest_of(std::to_string(i)), now + 10s, now), Use::kFirst);
  }
  EXPECT_EQ(ids.use(digest_of("one more"), now + 10s, now), Use::kTooMany);
  EXPECT_EQ(ids.use(digest_of("0"), now + 10s, now), Use::kAgain);
  EXPECT_EQ(ids.use(digest_of("one more"), now + 20s, now + 10s), Use::kFirst);
}

}  // namespace
}  // namespace nsl::auth
