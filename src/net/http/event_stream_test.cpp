#include "net/http/event_stream.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace nsl::net {
namespace {

using namespace std::string_view_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> read(std::string_view text, std::size_t piece) {
  EventStreamParser parser;
  std::vector<ServerSentEvent> events;
  for (std::size_t at = 0; at < text.size(); at += piece) {
    EXPECT_TRUE(parser.feed(text.substr(at, piece), events));
  }
  std::vector<std::string> out;
  for (const auto& event : events) out.push_back(event.event + "|" + event.id + "|" + event.data);
  return out;
}

std::vector<std::string> read(std::string_view text) { return read(text, text.size()); }

TEST(EventStreamParser, GivesNothingForCommentsBlankLinesAndUnfinishedEvents) {
  EXPECT_THAT(read("\n\n: hello\n\nevent: a\n\ndata: unfinished"), IsEmpty());
}

TEST(EventStreamParser, TakesAllThreeLineEnds) {
  EXPECT_THAT(read("data: a\n\ndata: b\r\n\r\ndata: c\r\r"), ElementsAre("message||a", "message||b", "message||c"));
}

TEST(EventStreamParser, DoesNotDependOnHowTheBytesArrive) {
  constexpr std::string_view kText =
      "\xef\xbb\xbf"
      "id: 1\r\nevent: x\r\ndata: a\r\ndata:b\r\ndata\r\n\r\ndata: c\n\n";
  for (std::size_t piece = 1; piece < kText.size(); ++piece) {
    EXPECT_THAT(read(kText, piece), ElementsAre("x|1|a\nb\n", "message|1|c")) << piece;
  }
}

TEST(EventStreamParser, IgnoresUnknownFieldsAndIdsWithNul) {
  EXPECT_THAT(read("id: a\0b\nretry: 5\nfoo: bar\ndata: x\n\n"sv), ElementsAre("message||x"));
}

TEST(EventStreamParser, RefusesAnEndlessLine) {
  EventStreamParser parser;
  std::vector<ServerSentEvent> events;
  const std::string piece(std::size_t{1} << 20, 'x');
  Status status;
  for (int i = 0; i < 17 && status; ++i) status = parser.feed(piece, events);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::kPayloadTooLarge);
}

}  // namespace
}  // namespace nsl::net
