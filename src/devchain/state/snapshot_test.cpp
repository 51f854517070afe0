#include "devchain/state/snapshot.h"

#include <gtest/gtest.h>

namespace nsl::devchain {
namespace {

Bytes bytes(std::string_view text) { return Bytes(text.begin(), text.end()); }

std::string keys(const std::vector<Snapshot::Entry>& entries) {
  std::string out;
  for (const auto& [key, value] : entries) out += std::string(as_text(key)) + "=" + std::string(as_text(value)) + " ";
  return out;
}

TEST(Snapshot, ChangesThatAreNotCommittedAreGone) {
  Snapshot base;
  base.put({1, as_bytes("a")}, bytes("1"));
  {
    Snapshot above(base);
    above.put({1, as_bytes("a")}, bytes("2"));
    above.erase({1, as_bytes("a")});
    EXPECT_FALSE(above.get({1, as_bytes("a")}));
  }
  EXPECT_EQ(base.get({1, as_bytes("a")}), bytes("1"));
}

TEST(Snapshot, CommittingGoesOneLayerDown) {
  Snapshot base;
  base.put({1, as_bytes("gone")}, bytes("x"));
  Snapshot middle(base);
  Snapshot top(middle);
  top.put({1, as_bytes("a")}, bytes("1"));
  top.erase({1, as_bytes("gone")});
  top.commit();
  EXPECT_FALSE(base.get({1, as_bytes("a")}));
  EXPECT_TRUE(base.get({1, as_bytes("gone")}));
  EXPECT_EQ(middle.get({1, as_bytes("a")}), bytes("1"));
  middle.commit();
  EXPECT_EQ(keys(base.find({1, {}})), "a=1 ");
}

TEST(Snapshot, FindsWhatAllLayersTogetherHold) {
  Snapshot base;
  base.put({1, as_bytes("aa")}, bytes("1"));
  base.put({1, as_bytes("ab")}, bytes("2"));
  base.put({1, as_bytes("b")}, bytes("3"));
  base.put({2, as_bytes("aa")}, bytes("other"));
  Snapshot above(base);
  above.erase({1, as_bytes("aa")});
  above.put({1, as_bytes("ac")}, bytes("4"));
  EXPECT_EQ(keys(above.find({1, as_bytes("a")})), "ab=2 ac=4 ");
  EXPECT_EQ(keys(above.find({1, as_bytes("a")}, Direction::kBackwards)), "ac=4 ab=2 ");
  EXPECT_EQ(keys(above.find({1, as_bytes("zz")})), "");
}

TEST(Snapshot, NumbersOfContractsDoNotMix) {
  Snapshot base;
  base.put({-1, as_bytes("k")}, bytes("native"));
  base.put({256, as_bytes("")}, bytes("empty key"));
  EXPECT_FALSE(base.get({1, as_bytes("k")}));
  EXPECT_EQ(base.find({256, {}}).size(), 1U);
  EXPECT_EQ(base.find({0, {}}).size(), 0U);
}

}  // namespace
}  // namespace nsl::devchain
