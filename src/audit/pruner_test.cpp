#include "audit/pruner.h"

#include "audit/testing/audit_fixture.h"

#include <gtest/gtest.h>

namespace nsl::audit {
namespace {

using std::chrono::hours;
using testing::AuditFixture;
using testing::verify;

// A log of several segments: each time it is opened and closed it is sealed. A day lies between them.
class Pruning : public ::testing::Test {
 protected:
  void fill(int segments) {
    for (int i = 0; i < segments; ++i) {
      fixture.record("alice", "KEY" + std::to_string(i));
      fixture.record(i == 0 ? "gone" : "bob", "B");
      fixture.open();
      fixture.clock.advance(hours(24));
    }
  }
  void prune(hours keep) {
    Pruner pruner(*fixture.database, *fixture.log, fixture.clock, keep);
    for (int steps = 0;; ++steps) {
      ASSERT_LT(steps, 10);
      const auto more = pruner.step();
      ASSERT_TRUE(more) << more.error().message;
      if (!*more) return;
    }
  }
  std::uint64_t entries(const std::string& owner) {
    return fixture.reader->list({.owner = owner}, 0, 100).value().entries.size();
  }

  AuditFixture fixture;
};

TEST_F(Pruning, KeepsEverythingForEverUnlessToldOtherwise) {
  fill(4);
  prune(hours(0));
  prune(hours(24 * 365));
  EXPECT_EQ(verify(fixture.lines())->entries, 8u);
}

TEST_F(Pruning, LeavesALogThatIsWholeFromASignedHeadOn) {
  fill(6);
  const auto before = fixture.lines();
  prune(hours(60));
  const auto kept = fixture.lines();
  const auto verified = verify(kept);
  ASSERT_TRUE(verified) << verified.error().what;
  EXPECT_EQ(verified->before.seq, 8u) << "four segments of two entries";
  EXPECT_EQ(verified->entries, 5u) << "two segments, and the record of what went";
  EXPECT_NE(kept.back().find("\"seq\":13"), std::string::npos);
  // The head that was signed when the last segment that went was sealed is still there, the old text.
  EXPECT_NE(std::ranges::find(before, kept[1]), before.end());
  EXPECT_EQ(parse_signed_head(kept[1])->head, verified->before);
  const auto record = fixture.reader->list({.owner = "-", .action = "audit.prune"}, 0, 10).value().entries;
  ASSERT_EQ(record.size(), 1u);
  EXPECT_EQ(record[0].detail, "8 entries up to " + to_string(verified->before));
}

TEST_F(Pruning, LeavesTheChainsOfOwnersWhole) {
  fill(6);
  prune(hours(60));
  for (const char* owner : {"alice", "bob", "gone"}) {
    const auto verified = verify(fixture.lines(owner));
    ASSERT_TRUE(verified) << owner << ": " << verified.error().what;
  }
  EXPECT_EQ(verify(fixture.lines("alice"))->before.seq, 4u);
  EXPECT_EQ(verify(fixture.lines("gone"))->entries, 0u);
  EXPECT_EQ(verify(fixture.lines("gone"))->head.seq, 1u) << "it is known that there was one";
  EXPECT_EQ(entries("alice"), 2u);
  EXPECT_EQ(fixture.reader->list({.owner = "gone"}, 0, 100)->next_before, 0u);
}

TEST_F(Pruning, AnExportFromBeforeFitsToOneFromAfter) {
  fill(6);
  auto older = fixture.lines();
  prune(hours(60));
  // The archive reaches to its end; the log goes on from there.
  const std::uint64_t reach = verify(older)->head.seq;
  const std::string rest = fixture.reader->export_after({}, reach).value().text;
  for (std::size_t at = 0; at < rest.size(); at = rest.find('\n', at) + 1)
    older.push_back(rest.substr(at, rest.find('\n', at) - at));
  const auto verified = verify(older);
  ASSERT_TRUE(verified) << verified.error().what;
  EXPECT_EQ(verified->before.seq, 0u);
}

TEST_F(Pruning, TheLogStartsAgainAndGoesOn) {
  fill(6);
  prune(hours(1));
  fixture.open();
  fixture.record("alice", "NEW");
  fixture.open();
  const auto verified = verify(fixture.lines());
  ASSERT_TRUE(verified) << verified.error().what;
  EXPECT_GE(verified->entries, 4u) << "the newest segments stay however old they are";
}

TEST_F(Pruning, WhatIsTakenOutByOthersShows) {
  fill(6);
  const auto take_out = [&](const char* which) {
    auto transaction = fixture.database->write(storage::Durability::kOnDisk);
    ASSERT_TRUE(transaction->execute(std::string("DELETE FROM audit_entries WHERE ") + which));
    ASSERT_TRUE(transaction->execute(std::string("DELETE FROM audit_segments WHERE last_seq < 2")));
    ASSERT_TRUE(transaction->commit());
  };
  // The first segment, as the pruner does it, but for the record.
  take_out("seq <= 2");
  EXPECT_EQ(fixture.reader->export_after({}, 0).error().code, ErrorCode::kStorageFailed);
  EXPECT_EQ(fixture.reader->export_after({"alice"}, 0).error().code, ErrorCode::kStorageFailed);
  // More than the pruner took.
  prune(hours(60));
  ASSERT_TRUE(fixture.reader->export_after({}, 0));
  take_out("seq <= 10");
  EXPECT_EQ(fixture.reader->export_after({}, 0).error().code, ErrorCode::kStorageFailed);
}

TEST_F(Pruning, AnExportFromAPlaceThatWentIsRefused) {
  fill(6);
  prune(hours(60));
  EXPECT_EQ(fixture.reader->export_after({}, 3).error().code, ErrorCode::kInvalidArgument);
  EXPECT_TRUE(fixture.reader->export_after({}, 8));
}

}  // namespace
}  // namespace nsl::audit
