// Clients that take their time. The timeouts are short here; a client that keeps sending a byte now and then must not
// gain anything by it.
#include "net/testing/server_under_test.h"

#include <gtest/gtest.h>

namespace nsl::net::testing {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

constexpr auto kShort = 60ms;
constexpr auto kLong = 60'000ms;  // not reached by any test

constexpr ServerTimeouts kPatient{.header = kLong, .body = kLong, .idle = kLong, .write = kLong, .linger = kLong};

ServerOptions with(ServerTimeouts timeouts) {
  ServerOptions options;
  options.timeouts = timeouts;
  return options;
}

// Sends a byte every few milliseconds until the server has had enough, and gives its answer.
Reply drip(Client& client, std::string_view bytes) {
  std::thread sender([&] {
    for (const char byte : bytes) {
      if (!client.send({&byte, 1})) return;
      std::this_thread::sleep_for(2ms);
    }
  });
  const Reply reply = client.read_reply();
  sender.join();
  return reply;
}

TEST(Timeout, CutsOffAHeaderThatDripsIn) {
  ServerTimeouts timeouts = kPatient;
  timeouts.header = kShort;
  timeouts.linger = kShort;
  TestServer server(echo, with(timeouts));
  Client client(server.port());
  const Reply reply = drip(client, "GET / HTTP/1.1\r\nHost: h\r\nX: " + std::string(1'000, 'x'));
  EXPECT_EQ(reply.status, 408);
  EXPECT_NE(reply.body.find("request_timeout"), std::string::npos);
  EXPECT_TRUE(server.wait_for_connections(0));
}

TEST(Timeout, CutsOffABodyThatDripsIn) {
  ServerTimeouts timeouts = kPatient;
  timeouts.body = kShort;
  timeouts.linger = kShort;
  TestServer server(echo, with(timeouts));
  for (const char* framing : {"Content-Length: 100000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\nfffff\r\n"}) {
    Client client(server.port());
    client.send("POST / HTTP/1.1\r\nHost: h\r\n" + std::string(framing));
    EXPECT_EQ(drip(client, std::string(1'000, 'x')).status, 408);
  }
  EXPECT_TRUE(server.wait_for_connections(0));
}

TEST(Timeout, GivesASecondPipelinedRequestItsOwnTime) {
  ServerTimeouts timeouts = kPatient;
  timeouts.header = 200ms;
  TestServer server(echo, with(timeouts));
  Client client(server.port());
  // Each header takes half of the time; together they take longer than one may.
  for (int i = 0; i < 4; ++i) {
    client.send("GET / HTTP/1.1\r\n");
    std::this_thread::sleep_for(100ms);
    client.send("Host: h\r\n\r\nG");
    ASSERT_EQ(client.read_reply().status, 200);
    client.send("ET / HTTP/1.1\r\nHost: h\r\n\r\n");
    ASSERT_EQ(client.read_reply().status, 200);
  }
}

TEST(Timeout, ClosesAConnectionThatNeverSaysAnything) {
  ServerTimeouts timeouts = kPatient;
  timeouts.header = kShort;
  TestServer server(echo, with(timeouts));
  Client client(server.port());
  EXPECT_TRUE(client.at_end());  // without an answer: nothing was asked
}

TEST(Timeout, ClosesAConnectionThatIsIdle) {
  ServerTimeouts timeouts = kPatient;
  timeouts.idle = kShort;
  TestServer server(echo, with(timeouts));
  Client client(server.port());
  client.send(get("/"));
  EXPECT_EQ(client.read_reply().status, 200);
  EXPECT_TRUE(client.at_end());
}

TEST(Timeout, DoesNotCountTheTimeOfTheHandler) {
  std::unique_ptr<EventLoop::Timer> timer;
  TestServer* running = nullptr;
  TestServer server([&](auto exchange) { timer = running->loop().after(200ms, [exchange] { echo(exchange); }); },
                    with({.header = kShort, .body = kShort, .idle = kShort, .write = kShort, .linger = kShort}));
  running = &server;
  Client client(server.port());
  client.send(get("/"));
  EXPECT_EQ(client.read_reply().status, 200);
  server.on_loop([&] { timer.reset(); });
}

TEST(Timeout, CutsOffAClientThatDoesNotReadItsAnswer) {
  ServerTimeouts timeouts = kPatient;
  timeouts.write = kShort;
  TestServer server([](auto exchange) { exchange->send({200, "text/plain", {}, std::string(32 << 20, 'x')}); },
                    with(timeouts));
  Client client(server.port());
  client.send(get("/"));
  ASSERT_TRUE(server.wait_for_connections(1));
  EXPECT_TRUE(server.wait_for_connections(0));
  EXPECT_LT(client.read_to_end().size(), 32u << 20);
}

TEST(Timeout, ClosesOnARefusedClientThatNeverCloses) {
  ServerTimeouts timeouts = kPatient;
  timeouts.linger = kShort;
  TestServer server(echo, with(timeouts));
  Client client(server.port());
  client.send("BAD\r\n\r\n");
  EXPECT_EQ(client.read_reply().status, 400);
  EXPECT_TRUE(server.wait_for_connections(0));
}

}  // namespace
}  // namespace nsl::net::testing
