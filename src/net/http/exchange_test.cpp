// Both sides of an exchange may misbehave: clients that leave, handlers that throw, forget or repeat.
#include "net/testing/server_under_test.h"

#include <gtest/gtest.h>

#include <atomic>
#include <vector>

namespace nsl::net::testing {
namespace {

using namespace std::chrono_literals;

// Exchanges that a handler has put aside. Used on the loop's thread only.
using Kept = std::vector<std::shared_ptr<Exchange>>;

// ---- The client leaves -------------------------------------------------------------------------------------------

TEST(ConnectionAbort, IsReportedOnceWhenTheClientCloses) {
  Kept kept;
  std::promise<void> aborted;
  TestServer server([&](auto exchange) {
    exchange->on_abort([&] { aborted.set_value(); });  // a second call would throw
    kept.push_back(std::move(exchange));
  });
  {
    Client client(server.port());
    client.send(get("/a"));
    while (server.on_loop([&] { return kept.empty(); })) std::this_thread::yield();
  }
  EXPECT_EQ(aborted.get_future().wait_for(10s), std::future_status::ready);
  server.on_loop([&] {
    EXPECT_EQ(kept[0]->request().path, "/a");  // still valid
    echo(kept[0]);                             // to nobody
    kept.clear();
  });
  EXPECT_TRUE(server.wait_for_connections(0));
}

TEST(ConnectionAbort, MayDropTheExchange) {
  Kept kept;
  std::promise<void> aborted;
  TestServer server([&](auto exchange) {
    exchange->on_abort([&] {
      kept.clear();
      aborted.set_value();
    });
    kept.push_back(std::move(exchange));
  });
  Client client(server.port());
  client.send(get("/a"));
  while (server.on_loop([&] { return kept.empty(); })) std::this_thread::yield();
  client.reset();
  EXPECT_EQ(aborted.get_future().wait_for(10s), std::future_status::ready);
  EXPECT_TRUE(server.wait_for_connections(0));
}

TEST(ConnectionAbort, IsNotReportedForAnAnswerThatWasSent) {
  std::atomic<bool> aborted{false};
  TestServer server([&](auto exchange) {
    exchange->on_abort([&] { aborted = true; });
    echo(exchange);
  });
  {
    Client client(server.port());
    client.send(get("/a"));
    EXPECT_EQ(client.read_reply().status, 200);
  }
  EXPECT_TRUE(server.wait_for_connections(0));
  EXPECT_FALSE(aborted);
}

TEST(ConnectionAbort, LosesNoPipelinedBytesWhileItWatches) {
  Kept kept;
  TestServer server([&](auto exchange) { kept.push_back(std::move(exchange)); });
  Client client(server.port());
  client.send(get("/1"));
  while (server.on_loop([&] { return kept.empty(); })) std::this_thread::yield();
  client.send(post("/2", std::string(30'000, 'x')));  // more than the input buffer
  server.on_loop([&] { echo(std::exchange(kept, {})[0]); });
  EXPECT_EQ(client.read_reply().body, "GET /1 ");
  while (server.on_loop([&] { return kept.empty(); })) std::this_thread::yield();
  server.on_loop([&] { echo(std::exchange(kept, {})[0]); });
  EXPECT_EQ(client.read_reply().body, "POST /2 " + std::string(30'000, 'x'));
}

// ---- The handler misbehaves --------------------------------------------------------------------------------------

TEST(ConnectionHandler, IsAnsweredForWhenItDropsTheRequest) {
  TestServer server([](auto) {});
  Client client(server.port());
  for (int i = 0; i < 2; ++i) {
    client.send(get("/a"));
    const Reply reply = client.read_reply();
    EXPECT_EQ(reply.status, 500);
    EXPECT_TRUE(reply.body.contains(R"("code":"internal")")) << reply.body;
  }
}

TEST(ConnectionHandler, IsAnsweredForWhenItThrows) {
  TestServer server([](const auto&) { throw std::runtime_error("on purpose"); });
  Client client(server.port());
  client.send(get("/a"));
  EXPECT_EQ(client.read_reply().status, 500);
}

TEST(ConnectionHandler, CannotSplitTheResponseWithAHeader) {
  TestServer server(
      [](auto exchange) { exchange->send({.headers = {{"Location", "/a\r\nSet-Cookie: x=y"}}, .body = "{}"}); });
  Client client(server.port());
  client.send(get("/a"));
  Reply reply = client.read_reply();
  EXPECT_EQ(reply.status, 500);
  EXPECT_FALSE(reply.fields.contains("set-cookie"));
}

TEST(ConnectionHandler, AnswersOnlyOnce) {
  TestServer server([](auto exchange) {
    exchange->send_json(200, "1");
    exchange->send_json(200, "2");
    exchange->start_stream({});
    exchange->write_chunk("3");
    exchange->finish();
  });
  Client client(server.port());
  client.send(get("/a") + get("/b"));
  EXPECT_EQ(client.read_reply().body, "1");
  EXPECT_EQ(client.read_reply().body, "1");
}

}  // namespace
}  // namespace nsl::net::testing
