// Answers of unknown length, and clients that do not read what they asked for.
#include "net/testing/server_under_test.h"

#include <gtest/gtest.h>

#include <atomic>

namespace nsl::net::testing {
namespace {

using namespace std::chrono_literals;

const Response kEventStream{200, "text/event-stream", {}, {}};

// A server whose handler opens a stream and puts it aside.
struct StreamServer {
  std::shared_ptr<Exchange> stream;
  std::promise<void> opened;
  std::promise<void> aborted;
  TestServer server{[this](auto exchange) {
    if (exchange->request().path != "/stream") return echo(exchange);
    exchange->on_abort([this] { aborted.set_value(); });
    exchange->start_stream(kEventStream);
    stream = std::move(exchange);
    opened.set_value();
  }};

  ~StreamServer() {
    server.on_loop([this] { stream.reset(); });
  }
};

TEST(Stream, SendsEachChunkAtOnceAndGoesOnWithTheNextRequest) {
  StreamServer s;
  Client client(s.server.port());
  client.send(get("/stream") + get("/after"));
  s.opened.get_future().wait();
  EXPECT_NE(client.read_some().find("text/event-stream"), std::string::npos);
  for (const std::string text : {"one", "two", "three"}) {
    s.server.on_loop([&] { s.stream->write_chunk(text); });
    EXPECT_EQ(client.read_some(), std::to_string(text.size()) + "\r\n" + text + "\r\n");
  }
  s.server.on_loop([&] {
    s.stream->write_chunk("");  // must not end the body
    s.stream->write_chunk(std::string(26, 'x'));
    s.stream->finish();
    s.stream->write_chunk("too late");
  });
  std::string rest;
  while (!rest.contains("GET /after ")) rest += client.read_some();
  EXPECT_TRUE(rest.starts_with("1a\r\n" + std::string(26, 'x') + "\r\n0\r\n\r\nHTTP/1.1 200 OK\r\n")) << rest;
}

TEST(Stream, IsOneAnswerForTheClient) {
  TestServer server([](auto exchange) {
    exchange->start_stream(kEventStream);
    for (const char* text : {"a", "b", "c"}) exchange->write_chunk(text);
    exchange->finish();
  });
  Client client(server.port());
  for (int i = 0; i < 3; ++i) {
    client.send(get("/"));
    Reply reply = client.read_reply();
    EXPECT_EQ(reply.body, "abc");
    EXPECT_FALSE(reply.fields.contains("content-length"));
  }
}

TEST(Stream, HasNoBodyForHead) {
  TestServer server([](auto exchange) {
    exchange->start_stream(kEventStream);
    exchange->write_chunk("a");
    exchange->finish();
  });
  Client client(server.port());
  client.send("HEAD / HTTP/1.1\r\nHost: h\r\n\r\nHEAD / HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(client.read_reply("HEAD").status, 200);
  EXPECT_EQ(client.read_reply("HEAD").status, 200);
}

TEST(Stream, IsAbortedWhenTheClientLeaves) {
  StreamServer s;
  {
    Client client(s.server.port());
    client.send(get("/stream"));
    s.opened.get_future().wait();
  }
  EXPECT_EQ(s.aborted.get_future().wait_for(10s), std::future_status::ready);
  s.server.on_loop([&] {
    s.stream->write_chunk("to nobody");
    s.stream->finish();
  });
  EXPECT_TRUE(s.server.wait_for_connections(0));
}

TEST(Stream, CutsAClientOffThatDoesNotRead) {
  StreamServer s;
  Client client(s.server.port());
  client.send(get("/stream"));
  s.opened.get_future().wait();
  auto aborted = s.aborted.get_future();
  const std::string chunk(64 << 10, 'x');
  for (int i = 0; i < 1'000 && aborted.wait_for(0s) != std::future_status::ready; ++i) {
    s.server.on_loop([&] { s.stream->write_chunk(chunk); });
  }
  EXPECT_EQ(aborted.wait_for(10s), std::future_status::ready);
  EXPECT_TRUE(s.server.wait_for_connections(0));
}

TEST(Stream, BreaksOffWhenTheHandlerDropsIt) {
  StreamServer s;
  Client client(s.server.port());
  client.send(get("/stream"));
  s.opened.get_future().wait();
  s.server.on_loop([&] {
    s.stream->write_chunk("abc");
    s.stream.reset();
  });
  EXPECT_FALSE(client.read_to_end().ends_with("0\r\n\r\n"));  // the client sees that something is missing
}

TEST(SlowReader, StopsThePipelineInsteadOfFillingTheMemory) {
  std::atomic<int> handled{0};
  TestServer server([&](auto exchange) {
    ++handled;
    exchange->send({200, "text/plain", {}, std::string(1 << 20, 'x')});
  });
  Client client(server.port());
  constexpr int kRequests = 200;
  for (int i = 0; i < kRequests; ++i) client.send(get("/"));
  // The kernel takes a few megabytes; then the server must wait.
  int seen = -1;
  while (seen != handled) {
    seen = handled;
    std::this_thread::sleep_for(50ms);
  }
  EXPECT_LT(handled, 50);
  for (int i = 0; i < kRequests; ++i) ASSERT_EQ(client.read_reply().body.size(), 1u << 20);
  EXPECT_EQ(handled, kRequests);
}

}  // namespace
}  // namespace nsl::net::testing
