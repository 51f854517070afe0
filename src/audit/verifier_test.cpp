#include "audit/verifier.h"

#include "audit/testing/audit_fixture.h"

#include <gtest/gtest.h>

namespace nsl::audit {
namespace {

using testing::AuditFixture;
using testing::verify;

// Ten entries of two owners.
class Verifying : public ::testing::Test {
 protected:
  void SetUp() override {
    for (int i = 1; i <= 10; ++i) fixture.record(i % 3 == 0 ? "bob" : "alice", "KEY" + std::to_string(i));
    lines = fixture.lines();
  }
  AuditFixture fixture;
  std::vector<std::string> lines;  // [0] and the last are heads, [1] to [10] entries 1 to 10
};

// Forgers have the whole text but not the key: they can repair every hash.
std::vector<std::string> with_repaired_links(std::vector<std::string> lines) {
  Hash previous = kNoHash;
  std::map<std::string, Hash> owners;
  for (std::string& line : lines) {
    auto entry = parse_entry(line);
    if (!entry) continue;
    entry->previous = previous;
    entry->owner_previous = owners[entry->owner];
    line = to_line(*entry);
    previous = owners[entry->owner] = hash_of(line);
  }
  return lines;
}

TEST_F(Verifying, AcceptsWhatWasRecorded) {
  const auto verified = verify(lines);
  ASSERT_TRUE(verified) << verified.error().what;
  EXPECT_EQ(verified->entries, 10u);
  EXPECT_EQ(verified->head.seq, 10u);
  EXPECT_EQ(verified->owner, "");
  EXPECT_EQ(verified->key, key_text(fixture.keys->public_key()));
}

TEST_F(Verifying, AcceptsTheChainOfOneOwnerByItself) {
  const auto verified = verify(fixture.lines("bob"));
  ASSERT_TRUE(verified) << verified.error().what;
  EXPECT_EQ(verified->owner, "bob");
  EXPECT_EQ(verified->entries, 3u);
}

TEST_F(Verifying, AcceptsPiecesThatFollowEachOther) {
  auto first = fixture.lines();
  fixture.record("alice", "LATER");
  const std::string rest = fixture.reader->export_after({}, 10).value().text;
  for (std::size_t at = 0; at < rest.size(); at = rest.find('\n', at) + 1) first.push_back(rest.substr(at, rest.find('\n', at) - at));
  const auto verified = verify(first);
  ASSERT_TRUE(verified) << verified.error().what;
  EXPECT_EQ(verified->entries, 11u);
}

TEST_F(Verifying, FindsEveryChangedByteAtItsLine) {
  for (std::size_t i = 0; i < lines.size(); ++i) {
    for (std::size_t at = 0; at < lines[i].size(); ++at) {
      auto changed = lines;
      changed[i][at] = static_cast<char>(changed[i][at] ^ 1);
      const auto verified = verify(changed);
      ASSERT_FALSE(verified) << "line " << i + 1 << " byte " << at;
      // A changed entry shows itself or, when it can still be read, at the next line, which holds its hash.
      EXPECT_GE(verified.error().line, i + 1);
      EXPECT_LE(verified.error().line, i + 2);
    }
  }
}

TEST_F(Verifying, FindsEveryMissingLine) {
  for (std::size_t i = 0; i < lines.size(); ++i) {
    auto changed = lines;
    changed.erase(changed.begin() + static_cast<std::ptrdiff_t>(i));
    EXPECT_FALSE(verify(changed)) << "line " << i + 1;
  }
}

TEST_F(Verifying, FindsEveryTwoExchangedLines) {
  for (std::size_t i = 0; i < lines.size(); ++i) {
    for (std::size_t j = i + 1; j < lines.size(); ++j) {
      auto changed = lines;
      std::swap(changed[i], changed[j]);
      EXPECT_FALSE(verify(changed)) << i + 1 << " and " << j + 1;
    }
  }
}

TEST_F(Verifying, FindsEveryRepeatedLineInTheMiddle) {
  for (std::size_t i = 1; i + 1 < lines.size(); ++i) {
    auto changed = lines;
    changed.insert(changed.begin() + static_cast<std::ptrdiff_t>(i), lines[i]);
    EXPECT_FALSE(verify(changed)) << i + 1;
  }
}

TEST_F(Verifying, FindsAChangeWhoseLinksWereAllRepaired) {
  auto changed = lines;
  auto entry = parse_entry(changed[4]).value();
  entry.actor = "token:somebody-else";
  changed[4] = to_line(entry);
  const auto verified = verify(with_repaired_links(changed));
  ASSERT_FALSE(verified);
  EXPECT_EQ(verified.error().line, lines.size());
  EXPECT_EQ(verified.error().what, "entry 10 is not the one that was signed");
}

TEST_F(Verifying, FindsAnotherSigner) {
  const auto forger = Keys::from_seed({99});
  auto changed = with_repaired_links(lines);
  const auto end = parse_signed_head(lines.back()).value();
  changed.front() = sign_head({}, *forger, end.time);
  changed.back() = sign_head({.head = end.head}, *forger, end.time);
  // In itself that is a whole chain, with another key.
  const auto unpinned = verify(changed);
  ASSERT_TRUE(unpinned) << unpinned.error().what;
  EXPECT_NE(unpinned->key, key_text(fixture.keys->public_key()));
  const auto pinned = verify(changed, {.signer = fixture.keys->public_key()});
  ASSERT_FALSE(pinned);
  EXPECT_EQ(pinned.error().line, 1u);
  // Nor can it take over in the middle.
  changed = lines;
  changed.back() = sign_head({.head = end.head}, *forger, end.time);
  EXPECT_FALSE(verify(changed));
}

TEST_F(Verifying, FindsACutOffEndWhenTheHeadWasKept) {
  const Head kept = verify(lines)->head;
  AuditFixture shorter;
  for (int i = 1; i <= 9; ++i) shorter.record(i % 3 == 0 ? "bob" : "alice", "KEY" + std::to_string(i));
  ASSERT_TRUE(verify(shorter.lines()));
  const auto verified = verify(shorter.lines(), {.expected = kept});
  ASSERT_FALSE(verified);
  EXPECT_EQ(verified.error().what, "it ends at entry 9, but there was an entry 10: the end was cut off");
}

TEST_F(Verifying, FindsAnotherHistoryUpToTheKeptHead) {
  const Head kept = verify(lines)->head;
  AuditFixture other;
  for (int i = 1; i <= 12; ++i) other.record("alice", "OTHER");
  const auto verified = verify(other.lines(), {.expected = kept});
  ASSERT_FALSE(verified);
  EXPECT_EQ(verified.error().seq, 10u);
}

TEST_F(Verifying, GoesThroughAKeptHeadThatIsNotTheLast) {
  const Head kept = verify(lines)->head;
  fixture.record("alice", "LATER");
  EXPECT_TRUE(verify(fixture.lines(), {.expected = kept}));
}

TEST_F(Verifying, SaysWhenItCannotCompareWithTheKeptHead) {
  const std::string text = fixture.reader->export_after({}, 5).value().text;
  Verifier verifier({.expected = Head{.seq = 3, .hash = hash_of(lines[3])}});
  for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) {
    ASSERT_FALSE(verifier.take(std::string_view(text).substr(at, text.find('\n', at) - at)));
  }
  EXPECT_FALSE(verifier.finish());
}

TEST_F(Verifying, RefusesAnEmptyFileAndOneWithoutItsEnd) {
  EXPECT_FALSE(verify({}));
  EXPECT_FALSE(verify({""}));
  auto cut = lines;
  cut.pop_back();
  const auto verified = verify(cut);
  ASSERT_FALSE(verified);
  EXPECT_EQ(verified.error().what, "the export ends after entry 10 without a signed head: it was cut off");
}

TEST_F(Verifying, DoesNotMixOwners) {
  auto alice = fixture.lines("alice");
  const auto bob = fixture.lines("bob");
  alice[1] = bob[1];
  EXPECT_FALSE(verify(alice));
  alice = fixture.lines("alice");
  alice.back() = bob.back();
  EXPECT_FALSE(verify(alice));
}

}  // namespace
}  // namespace nsl::audit
