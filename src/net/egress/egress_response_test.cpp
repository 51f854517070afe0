// What Egress makes of responses, good and bad.
#include "net/egress/egress.h"

#include "base/bytes.h"
#include "net/testing/egress_client.h"
#include "net/testing/scripted_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

namespace nsl::net {
namespace {

using ::testing::Contains;
using testing::Conversation;
using testing::EgressClient;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;
using testing::ScriptedServer;

void answer_ok(Conversation& c) { c.answer("200 OK", "hello"); }

Result<FetchResponse> fetch_from(const ScriptedServer::Script& script, FetchRequest request = {}) {
  const ScriptedServer server(script);
  request.url = server.url();
  request.allow_hosts = {server.authority()};
  return EgressClient().fetch(std::move(request));
}

Result<FetchResponse> fetch_raw(std::string bytes, FetchRequest request = {}) {
  return fetch_from(
      [bytes](Conversation& c) {
        c.send(bytes);
        c.close();
      },
      std::move(request));
}

// A million zeros, compressed by gzip to 1003 bytes.
std::string gzip_bomb() {
  const auto begin = *from_hex("1f8b0800000000000203edc101010000008220ffaf6e484001");
  const auto end = *from_hex("af069ecb791240420f00");
  return std::string(as_text(begin)) + std::string(968, '\0') + std::string(as_text(end));
}

TEST(Egress, StopsABodyAboveTheLimit) {
  const auto exact = fetch_raw("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789", {.response_max = {10}});
  EXPECT_EQ(exact->body, "0123456789");
  for (const auto* head : {"HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n"}) {
    const auto response = fetch_raw(std::string(head) + "0123456789x", {.response_max = {10}});
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().code, ErrorCode::kEgressTooLarge);
  }
}

TEST(Egress, StopsAnEndlessBodyEarly) {
  std::atomic<std::size_t> sent = 0;
  const auto response = fetch_from(
      [&](Conversation& c) {
        c.send("HTTP/1.1 200 OK\r\n\r\n");
        const std::string piece(65536, 'x');
        while (sent < std::size_t{1} << 30 && c.send(piece)) sent += piece.size();
      },
      {.response_max = 1_MiB});
  EXPECT_EQ(response.error().code, ErrorCode::kEgressTooLarge);
  EXPECT_LT(sent, std::size_t{64} << 20);
}

TEST(Egress, DecompressesAndCountsWhatComesOut) {
  const auto bomb = gzip_bomb();
  const auto answer =
      "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " + std::to_string(bomb.size()) + "\r\n\r\n" + bomb;
  const auto whole = fetch_raw(answer, {.response_max = {1'000'000}});
  ASSERT_TRUE(whole) << whole.error().message;
  EXPECT_EQ(whole->body, std::string(1'000'000, '\0'));
  EXPECT_EQ(fetch_raw(answer, {.response_max = {999'999}}).error().code, ErrorCode::kEgressTooLarge);
}

TEST(Egress, RefusesABodyThatDoesNotDecompress) {
  const auto response = fetch_raw("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello");
  EXPECT_EQ(response.error().code, ErrorCode::kEgressFailed);
}

TEST(Egress, StopsAHeadAboveTheLimit) {
  const std::string many(70'000, 'x');
  EXPECT_EQ(fetch_raw("HTTP/1.1 200 OK\r\nX: " + many + "\r\n\r\n").error().code, ErrorCode::kEgressTooLarge);
  const auto endless = fetch_from([](Conversation& c) {
    const std::string interim = "HTTP/1.1 103 Early Hints\r\nX: " + std::string(1000, 'x') + "\r\n\r\n";
    for (int i = 0; i < 10'000 && c.send(interim); ++i) {
    }
  });
  EXPECT_EQ(endless.error().code, ErrorCode::kEgressTooLarge);
}

TEST(Egress, GivesHeadersInLowerCaseAndWithoutTheInterimOnes) {
  const auto response = fetch_raw(
      "HTTP/1.1 103 Early Hints\r\nLink: early\r\n\r\n"
      "HTTP/1.1 201 Really Created\r\nX-Some:  Value \r\nX-Some: two\r\nX-Latin: \xe4\r\nContent-Length: 0\r\n\r\n");
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->status, 201);
  EXPECT_EQ(response->status_text, "Really Created");
  EXPECT_THAT(response->headers, ::testing::ElementsAre(Pair("x-some", "Value"), Pair("x-some", "two"),
                                                        Pair("x-latin", "\xc3\xa4"), Pair("content-length", "0")));
}

TEST(Egress, IgnoresTrailers) {
  const auto response =
      fetch_raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX-Trailer: late\r\n\r\n");
  ASSERT_TRUE(response);
  EXPECT_EQ(response->body, "hello");
  EXPECT_THAT(response->headers, Not(Contains(Pair("x-trailer", "late"))));
}

TEST(Egress, RefusesWhatIsNoCompleteHttpResponse) {
  for (const std::string bytes :
       {"", "hello", "HTTP/1.1 200 OK\r\nX: y\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "SSH-2.0-OpenSSH\r\n"}) {
    const auto response = fetch_raw(bytes);
    ASSERT_FALSE(response) << bytes;
    EXPECT_EQ(response.error().code, ErrorCode::kEgressFailed) << bytes;
  }
}

TEST(Egress, TakesAHeadResponseWithoutWaitingForItsBody) {
  const auto response = fetch_raw("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n", {.method = "HEAD"});
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->body, "");
}

TEST(Egress, SaysThatNobodyListens) {
  std::uint16_t port = 0;
  {
    const ScriptedServer gone(answer_ok);
    port = gone.port();
  }
  const auto place = "127.0.0.1:" + std::to_string(port);
  const auto response = EgressClient().fetch({.url = "http://" + place + "/", .allow_hosts = {place}});
  EXPECT_EQ(response.error().code, ErrorCode::kEgressFailed);
  EXPECT_THAT(response.error().message, HasSubstr(place));
}

TEST(Egress, DoesNotTakePlainTextForTls) {
  const ScriptedServer server([](Conversation& c) {
    answer_ok(c);
    c.close();
  });
  const auto response =
      EgressClient().fetch({.url = "https://" + server.authority() + "/", .allow_hosts = {server.authority()}});
  EXPECT_EQ(response.error().code, ErrorCode::kEgressFailed);
}

}  // namespace
}  // namespace nsl::net
