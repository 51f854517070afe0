// HTTP/1.1 over real sockets: what a connection does with requests that are fine, large, many or wrong.
#include "base/json.h"
#include "net/testing/server_under_test.h"

#include <gtest/gtest.h>

#include <vector>

namespace nsl::net::testing {
namespace {

std::string code_of(const Reply& reply) {
  const auto document = json::parse(reply.body);
  return document && document->is_object() ? std::string(json::view(document->at("code").as_string())) : reply.body;
}

// Exchanges that a handler has put aside. Used on the loop's thread only.
using Kept = std::vector<std::shared_ptr<Exchange>>;

TEST(Connection, AnswersWithTheFieldsThatEveryAnswerHas) {
  TestServer server;
  Client client(server.port());
  client.send(get("/a"));
  Reply reply = client.read_reply();
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body, "GET /a ");
  EXPECT_EQ(reply.fields["content-type"], "text/plain");
  EXPECT_EQ(reply.fields["cache-control"], "no-store");
  EXPECT_EQ(reply.fields["x-content-type-options"], "nosniff");
  EXPECT_TRUE(RequestId::parse(reply.fields["request-id"]).has_value()) << reply.fields["request-id"];
  EXPECT_TRUE(reply.fields["date"].ends_with(" GMT"));
  EXPECT_FALSE(reply.fields.contains("connection"));
}

TEST(Connection, ServesManyRequestsOneAfterTheOther) {
  TestServer server;
  Client client(server.port());
  for (int i = 0; i < 200; ++i) {
    const std::string body(static_cast<std::size_t>(i * 37), 'x');
    client.send(post("/" + std::to_string(i), body));
    ASSERT_EQ(client.read_reply().body, "POST /" + std::to_string(i) + " " + body);
  }
  EXPECT_EQ(server.connection_count(), 1u);
}

TEST(Connection, AnswersPipelinedRequestsInTheirOrderThoughTheyFinishInAnother) {
  Kept kept;
  TestServer server([&](auto exchange) {
    // Every second one is answered later, from the loop.
    if (exchange->request().path.ends_with('0')) return echo(exchange);
    kept.push_back(std::move(exchange));
    server.loop().post([&] {
      for (auto& one : std::exchange(kept, {})) echo(one);
    });
  });
  Client client(server.port());
  std::string bytes;
  for (int i = 0; i < 1'000; ++i) bytes += post("/" + std::to_string(i) + std::to_string(i % 2), "b");
  std::thread sender([&] { client.send(bytes); });
  for (int i = 0; i < 1'000; ++i) {
    ASSERT_EQ(client.read_reply().body, "POST /" + std::to_string(i) + std::to_string(i % 2) + " b");
  }
  sender.join();
}

TEST(Connection, TakesTheNextRequestOnlyWhenTheOneBeforeWasAnswered) {
  Kept kept;
  TestServer server([&](auto exchange) { kept.push_back(std::move(exchange)); });
  Client client(server.port());
  client.send(get("/1") + get("/2"));
  while (server.on_loop([&] { return kept.size(); }) < 1) std::this_thread::yield();
  EXPECT_EQ(server.on_loop([&] { return kept.size(); }), 1u);
  server.on_loop([&] { echo(kept[0]); });
  EXPECT_EQ(client.read_reply().body, "GET /1 ");
  server.on_loop([&] { echo(kept.at(1)); });
  EXPECT_EQ(client.read_reply().body, "GET /2 ");
  server.on_loop([&] { kept.clear(); });
}

TEST(Connection, ClosesWhenTheClientAsksForIt) {
  TestServer server;
  Client client(server.port());
  client.send("GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n" + get("/never"));
  Reply reply = client.read_reply();
  EXPECT_EQ(reply.fields["connection"], "close");
  EXPECT_TRUE(client.at_end());
}

TEST(Connection, LeavesTheBodyOutForHead) {
  TestServer server;
  Client client(server.port());
  client.send("HEAD /a HTTP/1.1\r\nHost: h\r\n\r\n" + get("/b"));
  Reply head = client.read_reply("HEAD");
  EXPECT_EQ(head.fields["content-length"], "8");
  EXPECT_EQ(client.read_reply().body, "GET /b ");
}

TEST(Connection, SendsNoBodyWithAStatusThatHasNone) {
  TestServer server(
      [](auto exchange) { exchange->send({.status = 204, .content_type = {}, .headers = {}, .body = "x"}); });
  Client client(server.port());
  for (int i = 0; i < 2; ++i) {
    client.send(get("/"));
    Reply reply = client.read_reply();
    EXPECT_EQ(reply.status, 204);
    EXPECT_FALSE(reply.fields.contains("content-length"));
  }
}

TEST(Connection, SaysContinueToAClientThatWaitsForIt) {
  TestServer server;
  Client client(server.port());
  client.send("POST /a HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
  EXPECT_EQ(client.read_reply("HEAD").status, 100);
  client.send("abc");
  EXPECT_EQ(client.read_reply().body, "POST /a abc");
}

TEST(Connection, RefusesABodyThatIsTooLargeBeforeItIsSent) {
  TestServer server;
  Client client(server.port());
  client.send("POST /a HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 8388609\r\n\r\n");
  const Reply reply = client.read_reply();
  EXPECT_EQ(reply.status, 413);
  EXPECT_EQ(code_of(reply), "payload_too_large");
  EXPECT_TRUE(client.at_end());
}

TEST(Connection, LetsARefusedClientReadTheAnswerThoughItGoesOnSending) {
  TestServer server;
  Client client(server.port());
  client.send("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 8388609\r\n\r\n" + std::string(500'000, 'x'));
  EXPECT_EQ(client.read_reply().status, 413);
}

TEST(Connection, TakesABodyOfEightMebibytes) {
  TestServer server([](auto exchange) { exchange->send_json(200, std::to_string(exchange->request().body.size())); });
  Client client(server.port());
  client.send(post("/a", std::string(8 << 20, 'x')));
  EXPECT_EQ(client.read_reply().body, "8388608");
}

TEST(Connection, AnswersBadRequestsWithAProblemAndCloses) {
  TestServer server;
  const std::pair<std::string, int> cases[] = {
      {"GET / HTTP/1.1\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\nHost: h\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n", 431},
      {"GET / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501},
      {"GET / HTTP/1.0\r\n\r\n", 505},
      {"\x16\x03\x01", 400},
      {"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", 400},
      {"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: " + std::string(70'000, 'x') +
           "\r\n\r\n",
       400},
  };
  for (const auto& [bytes, status] : cases) {
    Client client(server.port());
    client.send(bytes);
    Reply reply = client.read_reply();
    EXPECT_EQ(reply.status, status) << bytes.substr(0, 80);
    EXPECT_EQ(reply.fields["content-type"], "application/problem+json");
    EXPECT_EQ(reply.fields["connection"], "close");
    EXPECT_NE(reply.body.find(reply.fields["request-id"]), std::string::npos);
    EXPECT_TRUE(client.at_end());
  }
  EXPECT_TRUE(server.wait_for_connections(0));
}

TEST(Connection, TellsTheHandlerWhatItHasRefused) {
  TestServer server;
  for (const std::string& bytes : {std::string("BAD\r\n\r\n"), get("/fine"), "GET / HTTP/1.1\r\nHost: h\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n"}) {
    Client client(server.port());
    client.send(bytes);
    client.read_reply();
  }
  EXPECT_EQ(server.refusals(), (std::vector{ErrorCode::kMalformedRequest, ErrorCode::kHeadersTooLarge}));
}

TEST(Connection, AnswersWhatCameBeforeABadRequest) {
  TestServer server;
  Client client(server.port());
  client.send(get("/a") + "BAD\r\n\r\n" + get("/never"));
  EXPECT_EQ(client.read_reply().body, "GET /a ");
  EXPECT_EQ(client.read_reply().status, 400);
  EXPECT_TRUE(client.at_end());
}

TEST(Connection, AnswersAClientThatHasClosedItsSendingSide) {
  TestServer server;
  Client client(server.port());
  client.send(get("/1") + get("/2"));
  client.half_close();
  EXPECT_EQ(client.read_reply().body, "GET /1 ");
  EXPECT_EQ(client.read_reply().body, "GET /2 ");
  EXPECT_TRUE(client.at_end());
}

TEST(Connection, ClosesOnAClientThatEndsInTheMiddleOfARequest) {
  TestServer server;
  for (const std::string& part : {std::string(), std::string("GET / HT"), post("/", "abc").substr(0, 48)}) {
    Client client(server.port());
    client.send(part);
    client.half_close();
    EXPECT_TRUE(client.at_end());
  }
}

}  // namespace
}  // namespace nsl::net::testing
