// What Egress sends, seen by a server on the loopback.
#include "net/egress/egress.h"

#include "net/testing/egress_client.h"
#include "net/testing/scripted_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace nsl::net {
namespace {

using ::testing::Contains;
using testing::Conversation;
using testing::EgressClient;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;
using testing::ScriptedServer;

std::string echo_head(FetchRequest request) {
  const ScriptedServer server([](Conversation& c) { c.answer("200 OK", c.head + c.body); });
  request.url = server.url("/path?q=1");
  request.allow_hosts = {server.authority()};
  const auto response = EgressClient().fetch(std::move(request));
  EXPECT_TRUE(response) << (response ? "" : response.error().message);
  return response ? response->body : "";
}

TEST(Egress, SendsOnlyWhatTheFunctionAndHttpNeed) {
  const auto head = echo_head({});
  EXPECT_THAT(head, HasSubstr("GET /path?q=1 HTTP/1.1\r\n"));
  EXPECT_THAT(head, HasSubstr("\r\nUser-Agent: nsl\r\n"));
  EXPECT_THAT(head, HasSubstr("\r\nAccept: */*\r\n"));
  EXPECT_THAT(head, HasSubstr("\r\nAccept-Encoding: "));
  for (const auto* field : {"Cookie", "Authorization", "Referer", "Content-", "Expect", "Upgrade", "Connection"}) {
    EXPECT_THAT(head, Not(HasSubstr(field)));
  }
}

TEST(Egress, SendsBodiesWithTheirLengthAndNoInventedType) {
  const auto head = echo_head({.method = "POST", .body = std::string("a\0b", 3)});
  EXPECT_THAT(head, HasSubstr("POST /path?q=1 HTTP/1.1\r\n"));
  EXPECT_THAT(head, HasSubstr("\r\nContent-Length: 3\r\n"));
  EXPECT_THAT(head, Not(HasSubstr("Content-Type")));
  EXPECT_TRUE(head.ends_with(std::string("\r\n\r\na\0b", 7)));
  EXPECT_THAT(echo_head({.method = "PUT"}), HasSubstr("\r\nContent-Length: 0\r\n"));
  EXPECT_THAT(echo_head({.method = "DELETE"}), Not(HasSubstr("Content-Length")));
  EXPECT_THAT(echo_head({.method = "PROPFIND", .body = "x"}), HasSubstr("PROPFIND /path?q=1"));
}

TEST(Egress, DoesNotLetAFunctionForgeFraming) {
  const auto head = echo_head({.method = "POST",
                               .headers = {{"Content-Length", "100"},
                                           {"Transfer-Encoding", "chunked"},
                                           {"Host", "evil.example"},
                                           {"Connection", "upgrade"},
                                           {"X-Empty", ""}},
                               .body = "four"});
  EXPECT_THAT(head, HasSubstr("\r\nContent-Length: 4\r\n"));
  EXPECT_THAT(head, HasSubstr("\r\nX-Empty:\r\n"));
  EXPECT_THAT(head, Not(HasSubstr("chunked")));
  EXPECT_THAT(head, Not(HasSubstr("evil.example")));
  EXPECT_THAT(head, Not(HasSubstr("upgrade")));
}

TEST(Egress, SendsABigBodyWithoutWaitingForPermission) {
  const std::string body(2'000'000, 'x');
  const auto head = echo_head({.method = "POST", .body = body});
  EXPECT_THAT(head.substr(0, 1000), Not(HasSubstr("Expect")));
  EXPECT_TRUE(head.ends_with(body));
}

TEST(Egress, FollowsRedirectsAndSendsTheBodyOnlyWhereFetchDoes) {
  const ScriptedServer server([](Conversation& c) {
    if (c.target() == "/see-other") return void(c.answer("303 See Other", "ignored", "Location: end\r\n"));
    if (c.target() == "/temporary") return void(c.answer("307 Temporary Redirect", "", "Location: /end\r\n"));
    c.answer("200 OK", c.method() + " " + c.target() + " " + c.body);
  });
  EgressClient client;
  const auto fetch = [&](const char* path) {
    return client.fetch(
        {.method = "POST", .url = server.url(path), .body = "data", .allow_hosts = {server.authority()}});
  };
  const auto see_other = fetch("/see-other");
  ASSERT_TRUE(see_other);
  EXPECT_EQ(see_other->body, "GET /end ");
  EXPECT_TRUE(see_other->redirected);
  EXPECT_EQ(see_other->url, server.url("/end"));
  EXPECT_EQ(fetch("/temporary")->body, "POST /end data");
}

TEST(Egress, EndsAnEndlessRedirect) {
  const ScriptedServer server([](Conversation& c) { c.answer("302 Found", "", "Location: /again\r\n"); });
  const auto response = EgressClient().fetch({.url = server.url(), .allow_hosts = {server.authority()}});
  EXPECT_EQ(response.error().code, ErrorCode::kEgressFailed);
  EXPECT_EQ(server.requests(), 6) << "the first and five redirects";
}

TEST(Egress, RemembersNoCookies) {
  const ScriptedServer server(
      [](Conversation& c) { c.answer("200 OK", c.header("cookie"), "Set-Cookie: a=b; Path=/\r\n"); });
  EgressClient client;
  for (int i = 0; i < 2; ++i) {
    const auto response = client.fetch({.url = server.url(), .allow_hosts = {server.authority()}});
    EXPECT_EQ(response->body, "");
    EXPECT_THAT(response->headers, Contains(Pair("set-cookie", "a=b; Path=/")));
  }
}

}  // namespace
}  // namespace nsl::net
