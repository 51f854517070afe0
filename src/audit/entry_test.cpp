#include "audit/entry.h"

#include <gtest/gtest.h>

namespace nsl::audit {
namespace {

Event full_event() {
  return {.action = Action::kSecretGet, .owner = "alice", .actor = "function:price", .refusal = ErrorCode::kHostCallDenied,
          .secret = "KEY", .secret_id = "sec_1", .secret_version = 3, .grant = "grant_1", .function = "price", .function_version = 2,
          .execution = "ex_1", .host = "api.example.com", .request = "req_1", .detail = "no grant", .reason = "to see", .value_hash = "00ff"};
}

Entry placed(const Event& event) {
  Entry entry = entry_of(event, WallTime{std::chrono::microseconds{1'700'000'000'000'001}});
  entry.seq = 7;
  entry.owner_seq = 5;
  return entry;
}

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  const auto at = text.find(what);
  EXPECT_NE(at, text.npos) << what;
  return at == text.npos ? text : text.replace(at, what.size(), by);
}

TEST(AuditEntry, IsTheSameAfterWritingAndReading) {
  const std::string line = to_line(placed(full_event()));
  const auto read = parse_entry(line);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(to_line(*read), line);
  EXPECT_EQ(read->outcome, "refused");
  EXPECT_EQ(read->error, "host_call_denied");
  EXPECT_EQ(read->secret_version, 3u);
}

TEST(AuditEntry, LeavesOutWhatIsEmpty) {
  const std::string line = to_line(placed({.action = Action::kSecretSet, .owner = "alice", .actor = "token:t"}));
  EXPECT_EQ(line.find("\"reason\""), line.npos);
  EXPECT_EQ(line.find("\"secret_version\""), line.npos);
  EXPECT_TRUE(parse_entry(line));
}

TEST(AuditEntry, CannotBeSplitByWhatIsWrittenIntoIt) {
  Event event = full_event();
  event.reason = "fine\n{\"v\":1,\"seq\":8,\"action\":\"secret.destroy\"}\r\n\",\"outcome\":\"ok\",\"signature\":\"x";
  event.secret = std::string("a\0b\x1b[2J", 7);
  const std::string line = to_line(placed(event));
  for (const char c : line) EXPECT_GE(static_cast<unsigned char>(c), 0x20);
  EXPECT_EQ(line.find(",\"signature\":\""), line.npos);
  const auto read = parse_entry(line);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->reason, event.reason);
  EXPECT_EQ(read->secret, event.secret);
  EXPECT_EQ(read->outcome, "refused");
}

TEST(AuditEntry, HoldsWellFormedTextWhateverComesIn) {
  Event event = full_event();
  event.secret = "\xff\xfe\xed\xa0\x80name";
  const auto read = parse_entry(to_line(placed(event)));
  ASSERT_TRUE(read);
  EXPECT_TRUE(is_utf8(read->secret));
  EXPECT_TRUE(read->secret.ends_with("name"));
}

TEST(AuditEntry, CutsLongTextsBetweenCharactersAndShowsIt) {
  Event event = full_event();
  for (int i = 0; i < 1'000; ++i) event.reason += "é";
  event.detail = std::string(1'000'000, '\x01');
  const std::string line = to_line(placed(event));
  EXPECT_LE(line.size(), kLineMax);
  const auto read = parse_entry(line);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_LE(read->reason.size(), kTextMax);
  EXPECT_TRUE(is_utf8(read->reason));
  EXPECT_TRUE(read->reason.ends_with("…"));
}

TEST(AuditEntry, FitsALineWhenEveryTextIsAsLongAsItCanBe) {
  Event event = full_event();
  for (std::string* text : {&event.owner, &event.actor, &event.secret, &event.secret_id, &event.grant, &event.function, &event.execution,
                            &event.host, &event.request, &event.detail, &event.reason, &event.value_hash}) {
    text->assign(kTextMax, '\x01');
  }
  const std::string line = to_line(placed(event));
  EXPECT_LE(line.size(), kLineMax);
  EXPECT_TRUE(parse_entry(line));
}

TEST(AuditEntry, IsReadInTheOneWayItIsWrittenOnly) {
  const std::string line = to_line(placed(full_event()));
  EXPECT_FALSE(parse_entry(line + " "));
  EXPECT_FALSE(parse_entry(replaced(line, "\"KEY\"", "\"\\u004bEY\"")));
  EXPECT_FALSE(parse_entry(replaced(line, "\"seq\":7,", "\"seq\":7.0,")));
  EXPECT_FALSE(parse_entry(replaced(line, "\"seq\":7,", "\"seq\":\"7\",")));
  EXPECT_FALSE(parse_entry(replaced(line, "\"seq\":7,", "")));
  EXPECT_FALSE(parse_entry(replaced(line, "\"secret_version\":3", "\"secret_version\":0")));
  EXPECT_FALSE(parse_entry(replaced(line, "\"secret_version\":3", "\"secret_version\":-3")));
  EXPECT_FALSE(parse_entry(replaced(line, "\"seq\":7,\"owner_seq\":5", "\"owner_seq\":5,\"seq\":7")));
  EXPECT_FALSE(parse_entry(replaced(line, "\"v\":1", "\"v\":2")));
  EXPECT_FALSE(parse_entry(replaced(line, "{", "{\"extra\":\"x\",")));
  EXPECT_FALSE(parse_entry(replaced(line, "\"action\":", "\"action\":\"secret.set\",\"action\":")));
}

TEST(AuditEntry, RefusesWhatIsNoEntry) {
  for (const std::string_view text : {"", "{}", "[]", "null", "1", "{\"v\":1}", "{", "\xff"}) EXPECT_FALSE(parse_entry(text)) << text;
  EXPECT_FALSE(parse_entry(std::string(kLineMax + 1, ' ')));
  EXPECT_FALSE(parse_entry(std::string(10'000, '[')));
}

TEST(AuditAction, HasANameThatLeadsBackToIt) {
  for (int i = 0; i <= static_cast<int>(Action::kAuditExport); ++i) {
    const auto action = static_cast<Action>(i);
    EXPECT_EQ(parse_action(to_string(action)), action);
  }
  EXPECT_FALSE(parse_action("secret.GET"));
  EXPECT_FALSE(parse_action(""));
}

}  // namespace
}  // namespace nsl::audit
