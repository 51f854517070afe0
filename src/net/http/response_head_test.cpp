#include "net/http/response_head.h"

#include <gtest/gtest.h>

#include <vector>

namespace nsl::net {
namespace {

std::string written(const ResponseHead& head) {
  HeadWriter writer;
  std::string out;
  writer.append(out, head);
  return out;
}

TEST(ResponseHead, HasOneLineForEachField) {
  const RequestId id = RequestId::generate();
  const std::vector<std::pair<std::string, std::string>> headers = {{"Location", "/v1/executions/ex_1"}};
  std::string head = written({.status = 202,
                              .content_type = "application/json",
                              .headers = headers,
                              .content_length = 12,
                              .request = id,
                              .after = AfterAnswer::kClose});
  const std::size_t date = head.find("Date: ");
  ASSERT_NE(date, std::string::npos);
  EXPECT_EQ(head.substr(date + 9, 2), ", ");
  EXPECT_EQ(head.substr(date + 31, 6), " GMT\r\n");
  head.erase(date, 37);
  EXPECT_EQ(head, "HTTP/1.1 202 Accepted\r\nContent-Type: application/json\r\nContent-Length: 12\r\nRequest-Id: " +
                      id.text() +
                      "\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n"
                      "Location: /v1/executions/ex_1\r\n\r\n");
}

TEST(ResponseHead, SaysChunkedWhenTheLengthIsNotKnown) {
  const std::string head = written({.content_type = "text/event-stream", .headers = {}, .request = {}});
  EXPECT_NE(head.find("\r\nTransfer-Encoding: chunked\r\n"), std::string::npos);
  EXPECT_EQ(head.find("Content-Length"), std::string::npos);
}

TEST(ResponseHead, HasNoLengthWhereThereIsNoBody) {
  for (const int status : {204, 304}) {
    const std::string head =
        written({.status = status, .content_type = {}, .headers = {}, .content_length = 0, .request = {}});
    EXPECT_EQ(head.find("\r\nContent-"), std::string::npos) << head;
  }
}

TEST(ResponseHead, ForbidsToStoreUnlessTheAnswerSaysOtherwise) {
  const std::pair<std::string, std::string> header{"Cache-Control", "private, no-cache"};
  const std::string head = written({.content_type = {}, .headers = {&header, 1}, .request = {}});
  EXPECT_EQ(head.find("no-store"), std::string::npos) << head;
  EXPECT_NE(head.find("\r\nCache-Control: private, no-cache\r\n"), std::string::npos) << head;
}

TEST(ResponseHead, TakesStatusesThatHaveNoName) {
  EXPECT_TRUE(written({.status = 499, .content_type = {}, .headers = {}, .request = {}}).starts_with("HTTP/1.1 499 "));
}

TEST(HeaderField, MustNotChangeTheMessage) {
  EXPECT_TRUE(is_header_field("Location", "/a b\t\xc3\xa4"));
  EXPECT_TRUE(is_header_field("X-Empty", ""));
  for (const char* name : {"", "a b", "a:", "a\r\n", "\xc3\xa4"}) EXPECT_FALSE(is_header_field(name, "x")) << name;
  using namespace std::string_view_literals;
  for (const std::string_view value : {"a\r"sv, "a\nb"sv, "\x7f"sv, "a\0"sv}) {
    EXPECT_FALSE(is_header_field("X", value)) << value;
  }
}

}  // namespace
}  // namespace nsl::net
