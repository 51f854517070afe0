#include "audit/audit_log.h"

#include "audit/testing/audit_fixture.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <latch>
#include <thread>

namespace nsl::audit {
namespace {

using testing::AuditFixture;
using testing::verify;

TEST(AuditLog, HasTheEntryOnceRecordGivesSuccess) {
  AuditFixture fixture;
  fixture.record("alice", "KEY");
  const auto page = fixture.reader->list({.owner = "alice"}, 0, 10);
  ASSERT_TRUE(page) << page.error().message;
  ASSERT_EQ(page->entries.size(), 1u);
  EXPECT_EQ(page->entries[0].secret, "KEY");
  EXPECT_EQ(page->entries[0].action, "secret.get");
  EXPECT_EQ(page->entries[0].time, fixture.clock.wall());
}

TEST(AuditLog, KeepsOneChainForManyThreads) {
  AuditFixture fixture;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < 50; ++i) fixture.record(t % 2 == 0 ? "alice" : "bob", "KEY");
      });
    }
  }
  const auto verified = verify(fixture.lines());
  ASSERT_TRUE(verified) << verified.error().what;
  EXPECT_EQ(verified->entries, 200u);
  EXPECT_EQ(verify(fixture.lines("bob"))->entries, 100u);
  EXPECT_EQ(fixture.log->counts().recorded, 200u);
}

TEST(AuditLog, WritesThoseThatComeTogetherInOneGroup) {
  AuditFixture fixture;
  auto writer = fixture.database->write(storage::Durability::kGrouped);
  ASSERT_TRUE(writer);
  std::latch done(100);
  std::atomic<int> recorded = 0;
  for (int i = 0; i < 100; ++i) {
    fixture.log->record({.action = Action::kSecretUse, .owner = "alice", .actor = "a"}, [&](Status status) {
      recorded += status.has_value() ? 1 : 0;
      done.count_down();
    });
  }
  ASSERT_TRUE(writer->commit());
  done.wait();
  EXPECT_EQ(recorded, 100);
  EXPECT_LE(fixture.log->counts().groups, 100u);
  EXPECT_EQ(verify(fixture.lines())->entries, 100u);
}

TEST(AuditLog, AppendsWithAChangeOrNotAtAll) {
  AuditFixture fixture;
  fixture.record("alice", "BEFORE");
  {
    auto undone = fixture.database->write(storage::Durability::kOnDisk);
    ASSERT_TRUE(fixture.log->append(*undone, {.action = Action::kSecretSet, .owner = "alice", .actor = "a", .secret = "UNDONE"}));
  }
  auto made = fixture.database->write(storage::Durability::kOnDisk);
  ASSERT_TRUE(fixture.log->append(*made, {.action = Action::kSecretSet, .owner = "alice", .actor = "a", .secret = "MADE"}));
  ASSERT_TRUE(made->commit());
  fixture.record("bob", "AFTER");
  const auto verified = verify(fixture.lines());
  ASSERT_TRUE(verified) << verified.error().what;
  EXPECT_EQ(verified->entries, 3u);
  const auto page = fixture.reader->list({.owner = "alice"}, 0, 10).value();
  ASSERT_EQ(page.entries.size(), 2u);
  EXPECT_EQ(page.entries[0].secret, "MADE");
}

TEST(AuditLog, RefusesWhenTheDatabaseDoesNotTakeTheRecord) {
  AuditFixture fixture;
  fixture.close();
  fixture.database = storage::Database::create(fixture.folder.url(), {.size_max = 256_KiB}).value();
  fixture.log = AuditLog::create(*fixture.database, *fixture.keys, fixture.clock, {}).value();
  Status status;
  for (int i = 0; i < 10'000 && status; ++i) {
    status = fixture.log->record({.action = Action::kSecretGet, .owner = "alice", .actor = "a", .reason = std::string(500, 'x')});
  }
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::kAuditFailed);
  EXPECT_GT(fixture.log->counts().failed, 0u);
}

TEST(AuditLog, RefusesMoreThanMayWait) {
  AuditFixture fixture;
  fixture.open({.anchor_file = {}, .waiting_max = 2});
  auto writer = fixture.database->write(storage::Durability::kGrouped);
  std::latch done(5);
  std::atomic<int> refused = 0;
  for (int i = 0; i < 5; ++i) {
    fixture.log->record({.action = Action::kSecretUse, .owner = "alice", .actor = "a"}, [&](Status status) {
      if (!status) ++refused;
      done.count_down();
    });
  }
  ASSERT_TRUE(writer->commit());
  done.wait();
  EXPECT_EQ(refused, 3);
}

TEST(AuditLog, GoesOnAfterARestart) {
  AuditFixture fixture;
  fixture.record("alice", "ONE");
  fixture.open();
  fixture.record("alice", "TWO");
  const auto verified = verify(fixture.lines());
  ASSERT_TRUE(verified) << verified.error().what;
  EXPECT_EQ(verified->entries, 2u);
}

TEST(AuditLog, SealsWhatIsThereWhenItEnds) {
  AuditFixture fixture;
  fixture.record("alice", "ONE");
  fixture.open();
  fixture.record("alice", "TWO");
  fixture.open();
  const auto lines = fixture.lines();
  ASSERT_EQ(lines.size(), 6u);  // head, entry, segment 1, entry, segment 2, head
  EXPECT_EQ(parse_signed_head(lines[2])->number, 1u);
  EXPECT_EQ(parse_signed_head(lines[4])->number, 2u);
  EXPECT_TRUE(verify(lines));
  auto missing = lines;
  missing.erase(missing.begin() + 2);
  EXPECT_TRUE(verify(missing)) << "a segment's head may be left out, its entries may not";
}

TEST(AuditLog, RefusesToStartOnAnOlderCopyOfTheDatabase) {
  AuditFixture fixture;
  fixture.record("alice", "ONE");
  fixture.close();
  std::filesystem::copy_file(fixture.folder.file("nsl.db"), fixture.folder.file("copy"));
  fixture.open();
  fixture.record("alice", "TWO");
  fixture.close();
  for (const char* const file : {"nsl.db", "nsl.db-wal", "nsl.db-shm"}) std::filesystem::remove(fixture.folder.file(file));
  std::filesystem::copy_file(fixture.folder.file("copy"), fixture.folder.file("nsl.db"));

  fixture.database = storage::Database::create(fixture.folder.url(), {}).value();
  const auto log = AuditLog::create(*fixture.database, *fixture.keys, fixture.clock, {.anchor_file = fixture.folder.file("audit.head")});
  ASSERT_FALSE(log);
  EXPECT_EQ(log.error().code, ErrorCode::kAuditFailed);
}

TEST(AuditLog, RefusesToStartOnAChangedHistory) {
  AuditFixture fixture;
  fixture.record("alice", "ONE");
  fixture.record("alice", "TWO");
  fixture.close();
  fixture.database = storage::Database::create(fixture.folder.url(), {}).value();
  auto transaction = fixture.database->write(storage::Durability::kOnDisk);
  ASSERT_TRUE(transaction->execute("UPDATE audit_entries SET entry = replace(entry, 'TWO', 'SIX') WHERE seq = 2"));
  ASSERT_TRUE(transaction->commit());
  EXPECT_FALSE(AuditLog::create(*fixture.database, *fixture.keys, fixture.clock, {.anchor_file = fixture.folder.file("audit.head")}));
}

TEST(AuditLog, RefusesAnAnchorThatItDidNotSign) {
  AuditFixture fixture;
  fixture.record("alice", "ONE");
  fixture.close();
  fixture.database = storage::Database::create(fixture.folder.url(), {}).value();
  const AuditLog::Options options{.anchor_file = fixture.folder.file("audit.head")};
  const auto other = Keys::from_seed({42});
  EXPECT_FALSE(AuditLog::create(*fixture.database, *other, fixture.clock, options));
  std::ofstream(options.anchor_file, std::ios::trunc) << "{}";
  EXPECT_FALSE(AuditLog::create(*fixture.database, *fixture.keys, fixture.clock, options));
  std::filesystem::remove(options.anchor_file);
  EXPECT_TRUE(AuditLog::create(*fixture.database, *fixture.keys, fixture.clock, options));
}

TEST(AuditReader, PagesFromTheNewestToTheOldest) {
  AuditFixture fixture;
  for (int i = 1; i <= 5; ++i) fixture.record("alice", "KEY" + std::to_string(i));
  fixture.record("bob", "OTHER");
  const auto first = fixture.reader->list({.owner = "alice"}, 0, 3).value();
  ASSERT_EQ(first.entries.size(), 3u);
  EXPECT_EQ(first.entries[0].secret, "KEY5");
  ASSERT_EQ(first.next_before, 3u);
  const auto second = fixture.reader->list({.owner = "alice"}, first.next_before, 3).value();
  ASSERT_EQ(second.entries.size(), 2u);
  EXPECT_EQ(second.entries[1].secret, "KEY1");
  EXPECT_EQ(second.next_before, 0u);
}

TEST(AuditReader, FindsByEachFilterAndNeverAnotherOwners) {
  AuditFixture fixture;
  ASSERT_TRUE(fixture.log->record({.action = Action::kSecretUse, .owner = "alice", .actor = "a", .refusal = ErrorCode::kHostCallDenied,
                                   .secret = "KEY", .function = "price", .execution = "ex_1"}));
  fixture.clock.advance(std::chrono::seconds(10));
  fixture.record("alice", "OTHER");
  fixture.record("bob", "KEY");
  const auto count = [&](Filter filter) {
    filter.owner = "alice";
    return fixture.reader->list(filter, 0, 10).value().entries.size();
  };
  EXPECT_EQ(count({.owner = {}}), 2u);
  EXPECT_EQ(count({.owner = {}, .action = "secret.use"}), 1u);
  EXPECT_EQ(count({.owner = {}, .outcome = "refused"}), 1u);
  EXPECT_EQ(count({.owner = {}, .secret = "KEY"}), 1u);
  EXPECT_EQ(count({.owner = {}, .secret = "key"}), 0u);
  EXPECT_EQ(count({.owner = {}, .secret = "%"}), 0u);
  EXPECT_EQ(count({.owner = {}, .function = "price"}), 1u);
  EXPECT_EQ(count({.owner = {}, .execution = "ex_1"}), 1u);
  EXPECT_EQ(count({.owner = {}, .since = fixture.clock.wall()}), 1u);
  EXPECT_EQ(count({.owner = {}, .until = fixture.clock.wall()}), 1u);
}

TEST(AuditReader, RefusesToExportAfterAnEntryThatIsNotThere) {
  AuditFixture fixture;
  fixture.record("alice", "ONE");
  EXPECT_TRUE(fixture.reader->export_after({}, 1));
  EXPECT_FALSE(fixture.reader->export_after({}, 2));
  EXPECT_FALSE(fixture.reader->export_after({"alice"}, 2));
}

TEST(AuditReader, NoticesADatabaseWithoutItsLastEntries) {
  AuditFixture fixture;
  fixture.record("alice", "ONE");
  fixture.record("alice", "TWO");
  auto transaction = fixture.database->write(storage::Durability::kOnDisk);
  ASSERT_TRUE(transaction->execute("DELETE FROM audit_entries WHERE seq = 2"));
  ASSERT_TRUE(transaction->commit());
  EXPECT_FALSE(fixture.reader->export_after({}, 0));
}

}  // namespace
}  // namespace nsl::audit
