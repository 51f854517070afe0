#include "devchain/rpc/sessions.h"

#include <gtest/gtest.h>

namespace nsl::devchain {
namespace {

std::vector<neo::StackItem> numbers(int count) {
  std::vector<neo::StackItem> out;
  for (int i = 0; i < count; ++i) out.push_back({neo::StackItemType::kInteger, neo::Integer(i)});
  return out;
}

TEST(Sessions, GiveEveryItemOnceAndThenNone) {
  const FakeClock clock;
  Sessions sessions(clock);
  const auto session = sessions.open({{"a", numbers(5)}, {"b", {}}});
  EXPECT_EQ(json::serialize(sessions.next(session, "a", 2).value()),
            R"([{"type":"Integer","value":"0"},{"type":"Integer","value":"1"}])");
  EXPECT_EQ(sessions.next(session, "a", 100).value().size(), 3u);
  EXPECT_TRUE(sessions.next(session, "a", 100).value().empty());
  EXPECT_TRUE(sessions.next(session, "b", 1).value().empty());
  EXPECT_EQ(sessions.next(session, "c", 1).error(), Sessions::Unknown::kIterator);
  EXPECT_TRUE(sessions.end(session));
  EXPECT_FALSE(sessions.end(session));
  EXPECT_EQ(sessions.next(session, "a", 1).error(), Sessions::Unknown::kSession);
}

TEST(Sessions, EndByThemselves) {
  FakeClock clock;
  Sessions sessions(clock);
  const auto session = sessions.open({{"a", numbers(5)}});
  clock.advance(Sessions::kLife);
  EXPECT_EQ(sessions.next(session, "a", 1).error(), Sessions::Unknown::kSession);
}

TEST(Sessions, MakeRoomForNewOnes) {
  const FakeClock clock;
  Sessions sessions(clock);
  const auto first = sessions.open({{"a", numbers(1)}});
  std::string last;
  for (std::size_t i = 0; i < Sessions::kSessionsMax; ++i) last = sessions.open({{"a", numbers(1)}});
  EXPECT_EQ(sessions.next(first, "a", 1).error(), Sessions::Unknown::kSession);
  EXPECT_EQ(sessions.next(last, "a", 1).value().size(), 1u);
}

TEST(Sessions, HaveIdsThatNobodyGuesses) {
  const auto id = Sessions::make_id();
  EXPECT_EQ(id.size(), 36u);
  EXPECT_EQ(id[8], '-');
  EXPECT_EQ(id[23], '-');
  EXPECT_NE(id, Sessions::make_id());
}

}  // namespace
}  // namespace nsl::devchain
