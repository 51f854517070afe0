#include "net/http/client.h"

#include "net/testing/scripted_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

namespace nsl::net {
namespace {

using std::chrono::milliseconds;
using testing::Conversation;
using testing::ScriptedServer;

Client client_for(const ScriptedServer& server, std::string token = "nsl_test") {
  return *Client::create({.base_url = server.url(""), .token = std::move(token)});
}

TEST(Client, RefusesBaseUrlsItCannotUse) {
  for (const auto* url : {"", "127.0.0.1:8080", "ftp://host", "http://", "http://user:secret@host", "http://host?x=1",
                          "http://host/#f", "http://ho st", "file:///etc/passwd"}) {
    const auto client = Client::create({.base_url = url});
    ASSERT_FALSE(client) << url;
    EXPECT_EQ(client.error().code, ErrorCode::kInvalidArgument);
  }
}

TEST(Client, SaysUnavailableWhenNobodyListens) {
  std::string url;
  {
    const ScriptedServer gone([](Conversation&) {});
    url = gone.url("");
  }
  const auto response = Client::create({.base_url = url})->send({.path = "/livez"});
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(response.error().message, ::testing::HasSubstr(url));
}

TEST(Client, SendsMethodPathTokenAndJson) {
  const ScriptedServer server([](Conversation& c) { c.answer("200 OK", c.head + c.body, "X-Some: Value\r\n"); });
  auto client = client_for(server);
  const auto response = client.send(
      {.method = "PUT", .path = "/v1/functions/a?x=%20", .body = "{}", .headers = {{"Idempotency-Key", "k"}}});
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->header("x-some"), "Value");
  EXPECT_THAT(response->body, ::testing::StartsWith("PUT /v1/functions/a?x=%20 HTTP/1.1\r\n"));
  EXPECT_THAT(response->body, ::testing::HasSubstr("\r\nAuthorization: Bearer nsl_test\r\n"));
  EXPECT_THAT(response->body, ::testing::HasSubstr("\r\nContent-Type: application/json\r\n"));
  EXPECT_THAT(response->body, ::testing::HasSubstr("\r\nIdempotency-Key: k\r\n"));
  EXPECT_THAT(response->body, ::testing::EndsWith("\r\n\r\n{}"));
}

TEST(Client, RefusesHeadersThatWouldForgeOthers) {
  const ScriptedServer server([](Conversation& c) { c.answer("200 OK", ""); });
  auto client = client_for(server);
  for (const auto& field : {std::pair<std::string, std::string>{"Key", "a\r\nX: b"}, {"K ey", "a"}, {"", "a"}}) {
    const auto response = client.send({.path = "/", .headers = {field}});
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().code, ErrorCode::kInvalidArgument);
  }
  EXPECT_EQ(server.requests(), 0);
}

TEST(Client, GivesErrorsOfTheServiceAsResponses) {
  const ScriptedServer server([](Conversation& c) { c.answer("404 Not Found", R"({"code":"function_not_found"})"); });
  const auto response = client_for(server).send({.method = "DELETE", .path = "/v1/functions/none"});
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 404);
  EXPECT_EQ(response->body, R"({"code":"function_not_found"})");
}

TEST(Client, KeepsTheTokenFromRedirects) {
  const ScriptedServer other([](Conversation& c) { c.answer("200 OK", ""); });
  const ScriptedServer server([&](Conversation& c) { c.answer("302 Found", "", "Location: " + other.url() + "\r\n"); });
  const auto response = client_for(server).send({.path = "/"});
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 302);
  EXPECT_EQ(other.connections(), 0);
}

TEST(Client, ReachesTheLoopbackDirectlyWhateverTheProxyVariablesSay) {
  const ScriptedServer server([](Conversation& c) { c.answer("200 OK", "direct"); });
  setenv("http_proxy", "http://127.0.0.1:1", 1);
  setenv("all_proxy", "http://127.0.0.1:1", 1);
  const auto response = client_for(server).send({.path = "/"});
  unsetenv("http_proxy");
  unsetenv("all_proxy");
  ASSERT_TRUE(response);
  EXPECT_EQ(response->body, "direct");
}

TEST(Client, KeepsItsConnectionBetweenRequests) {
  const ScriptedServer server([](Conversation& c) { c.answer("200 OK", ""); });
  auto client = client_for(server);
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(client.send({.method = "POST", .path = "/"}));
  EXPECT_EQ(server.connections(), 1);
}

TEST(Client, GivesUpWhenTheAnswerTakesTooLong) {
  const ScriptedServer server([](Conversation& c) { c.wait_until_closed(); });
  const auto response = client_for(server).send({.path = "/", .timeout = milliseconds(50)});
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::kRequestTimeout);
}

TEST(Client, StopsReadingAboveItsLimit) {
  const ScriptedServer server([](Conversation& c) { c.answer("200 OK", std::string(2000, 'x')); });
  auto client = *Client::create({.base_url = server.url(""), .response_max = ByteCount{1999}});
  EXPECT_EQ(client.send({.path = "/"}).error().code, ErrorCode::kPayloadTooLarge);
}

constexpr std::string_view kStreamHead = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";

TEST(Client, GivesEventsAsTheyCome) {
  const ScriptedServer server([](Conversation& c) {
    c.send(kStreamHead);
    c.send("event: log\nid: 7\ndata: {\"a\":1}\n\n");
    c.send("data: two\ndata: lines\n\n: comment\n\ndata: unfinished");
    c.close();
  });
  std::vector<std::string> seen;
  const auto response = client_for(server).stream({.path = "/"}, [&](const ServerSentEvent& event) {
    seen.push_back(event.event + "|" + event.id + "|" + event.data);
    return Next::kContinue;
  });
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 200);
  EXPECT_THAT(seen, ::testing::ElementsAre("log|7|{\"a\":1}", "message|7|two\nlines"));
}

TEST(Client, EndsAStreamWhenTheCallbackSaysSo) {
  const ScriptedServer server([](Conversation& c) {
    c.send(kStreamHead);
    c.send("data: 1\n\ndata: 2\n\n");
    c.wait_until_closed();
  });
  int seen = 0;
  const auto response = client_for(server).stream({.path = "/"}, [&](const ServerSentEvent&) {
    ++seen;
    return Next::kStop;
  });
  EXPECT_TRUE(response);
  EXPECT_EQ(seen, 1);
}

TEST(Client, EndsASilentStreamWhenTheUserSaysSo) {
  const ScriptedServer server([](Conversation& c) {
    c.send(kStreamHead);
    c.wait_until_closed();
  });
  const auto ignore = [](const ServerSentEvent&) { return Next::kContinue; };
  EXPECT_TRUE(client_for(server).stream({.path = "/"}, ignore, [] { return Next::kStop; }));
}

TEST(Client, CollectsAnErrorInsteadOfAStream) {
  const ScriptedServer server([](Conversation& c) { c.answer("404 Not Found", "data: no event\n\n"); });
  const auto response = client_for(server).stream({.path = "/"}, [](const ServerSentEvent&) {
    ADD_FAILURE() << "an event";
    return Next::kContinue;
  });
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 404);
  EXPECT_EQ(response->body, "data: no event\n\n");
}

TEST(Client, StreamGivesUpWhenTheHeadTakesTooLong) {
  const ScriptedServer server([](Conversation& c) { c.wait_until_closed(); });
  const auto ignore = [](const ServerSentEvent&) { return Next::kContinue; };
  const auto response = client_for(server).stream({.path = "/", .timeout = milliseconds(50)}, ignore);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::kRequestTimeout);
}

}  // namespace
}  // namespace nsl::net
