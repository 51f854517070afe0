#include "net/http/server.h"

#include "net/testing/server_under_test.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <vector>

namespace nsl::net::testing {
namespace {

using namespace std::chrono_literals;

ErrorCode code_of_create(ServerOptions options) {
  EventLoop loop({});
  struct : RequestHandler {
    void handle(std::shared_ptr<Exchange>) override {}
  } handler;
  const auto server = Server::create(loop, handler, std::move(options));
  EXPECT_FALSE(server.has_value());
  return server.has_value() ? ErrorCode::kInternal : server.error().code;
}

// So many descriptors, for as long as it lives.
class DescriptorLimit {
 public:
  explicit DescriptorLimit(rlim_t wanted) {
    getrlimit(RLIMIT_NOFILE, &before_);
    const rlimit now{.rlim_cur = std::min(wanted, before_.rlim_max), .rlim_max = before_.rlim_max};
    reached_ = now.rlim_cur == wanted && setrlimit(RLIMIT_NOFILE, &now) == 0;
  }
  ~DescriptorLimit() { setrlimit(RLIMIT_NOFILE, &before_); }
  bool reached() const { return reached_; }

 private:
  rlimit before_{};
  bool reached_ = false;
};

std::size_t resident_bytes() {
  std::size_t total = 0;
  std::size_t resident = 0;
  std::ifstream("/proc/self/statm") >> total >> resident;
  return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

TEST(Server, RefusesOptionsThatCannotWork) {
  TestServer other;
  EXPECT_EQ(code_of_create({.port = other.port()}), ErrorCode::kUnavailable);
  EXPECT_EQ(code_of_create({.address = "localhost"}), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code_of_create({.address = "203.0.113.1"}), ErrorCode::kUnavailable);  // not an address of this machine
  EXPECT_EQ(code_of_create({.connections_max = 0}), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code_of_create({.timeouts = {.idle = 0ms}}), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code_of_create({.limits = {.header_bytes_max = 10}}), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code_of_create({.tls = tls::ServerFiles{"/nonexistent.pem", "/nonexistent.key"}}),
            ErrorCode::kInvalidArgument);
}

TEST(Server, TakesAFreePortAndSaysWhich) {
  TestServer server;
  EXPECT_GT(server.port(), 0);
  EXPECT_EQ(server.server().url(), "http://127.0.0.1:" + std::to_string(server.port()));
}

TEST(Server, ListensOnTheLoopbackOfIPv6) {
  ServerOptions options;
  options.address = "::1";
  EventLoop loop({});
  struct : RequestHandler {
    void handle(std::shared_ptr<Exchange> exchange) override { echo(exchange); }
  } handler;
  const auto server = Server::create(loop, handler, options);
  if (!server) GTEST_SKIP() << "skipped: " << server.error().message;
  EXPECT_EQ((*server)->url(), "http://[::1]:" + std::to_string((*server)->port()));
}

TEST(Server, TellsTheHandlerWhoAsks) {
  TestServer server([](auto exchange) { exchange->send_json(200, exchange->request().remote_address); });
  Client client(server.port());
  client.send(get("/"));
  EXPECT_EQ(client.read_reply().body, "127.0.0.1");
}

TEST(Server, GivesEveryRequestAnIdOfItsOwn) {
  TestServer server;
  Client client(server.port());
  client.send(get("/") + get("/"));
  EXPECT_NE(client.read_reply().fields["request-id"], client.read_reply().fields["request-id"]);
}

TEST(Server, MakesRoomByClosingTheConnectionThatIsIdleForLongest) {
  ServerOptions options;
  options.connections_max = 2;
  TestServer server(echo, options);
  Client first(server.port());
  first.send(get("/1"));
  EXPECT_EQ(first.read_reply().status, 200);
  Client second(server.port());
  second.send(get("/2"));
  EXPECT_EQ(second.read_reply().status, 200);
  Client third(server.port());
  third.send(get("/3"));
  EXPECT_EQ(third.read_reply().status, 200);
  EXPECT_TRUE(first.at_end());
}

TEST(Server, LetsNewConnectionsWaitWhenAllAreBusy) {
  std::vector<std::shared_ptr<Exchange>> kept;
  ServerOptions options;
  options.connections_max = 1;
  options.timeouts.linger = 20ms;  // makes the tick short
  TestServer server([&](auto exchange) { kept.push_back(std::move(exchange)); }, options);
  Client first(server.port());
  first.send(get("/1"));
  while (server.on_loop([&] { return kept.size(); }) < 1) std::this_thread::yield();
  Client second(server.port());
  second.send(get("/2"));
  EXPECT_EQ(server.connection_count(), 1u);
  server.on_loop([&] { echo(std::exchange(kept, {})[0]); });
  EXPECT_EQ(first.read_reply().body, "GET /1 ");
  while (server.on_loop([&] { return kept.size(); }) < 1) std::this_thread::yield();
  server.on_loop([&] { echo(std::exchange(kept, {})[0]); });
  EXPECT_EQ(second.read_reply().body, "GET /2 ");
}

// Slow-loris: clients that hold every connection and never come to the end of a request.
TEST(Server, SlowClientsDoNotKeepOthersOut) {
  ServerOptions options;
  options.connections_max = 4;
  options.timeouts.header = 10min;
  options.timeouts.linger = 20ms;  // makes the tick short
  TestServer server(echo, options);
  std::vector<std::unique_ptr<Client>> slow;
  for (std::size_t i = 0; i < 6; ++i) {
    slow.push_back(std::make_unique<Client>(server.port()));
    if (i % 2 == 0) slow.back()->send("GET / HTTP/1.1\r\nX-Slow: ");  // the others say nothing at all
  }
  for (int i = 0; i < 3; ++i) {
    Client client(server.port());
    client.send(get("/1"));
    EXPECT_EQ(client.read_reply().status, 200);
  }
  EXPECT_TRUE(slow.front()->at_end());
}

TEST(Server, NeedsLittleMemoryForIdleConnections) {
#ifdef NSL_SANITIZED
  GTEST_SKIP() << "skipped: not under sanitizers, which keep freed memory";
#endif
  constexpr std::size_t kClients = 1'000;
  const DescriptorLimit limit(4'096);
  if (!limit.reached()) GTEST_SKIP() << "skipped: not enough file descriptors allowed";
  TestServer server;
  const std::size_t before = resident_bytes();
  std::vector<std::unique_ptr<Client>> clients;
  for (std::size_t i = 0; i < kClients; ++i) {
    clients.push_back(std::make_unique<Client>(server.port()));
    clients.back()->send(get("/"));
    ASSERT_EQ(clients.back()->read_reply().status, 200);
  }
  EXPECT_EQ(server.connection_count(), kClients);
  RecordProperty("bytes_a_connection", static_cast<int>((resident_bytes() - before) / kClients));
  EXPECT_LT((resident_bytes() - before) / kClients, 16u << 10);
  clients.clear();
  EXPECT_TRUE(server.wait_for_connections(0));
}

TEST(Server, SurvivesRunningOutOfFileDescriptors) {
  TestServer server;
  Client before(server.port());
  before.send(get("/"));
  EXPECT_EQ(before.read_reply().status, 200);
  std::vector<int> taken;
  {
    const DescriptorLimit limit(128);
    ASSERT_TRUE(limit.reached());
    for (int fd = 0; (fd = ::open("/dev/null", O_RDONLY | O_CLOEXEC)) >= 0;) taken.push_back(fd);
    ::close(taken.back());
    taken.pop_back();
    Client waiting(server.port());  // takes the last descriptor: none is left for the server's side
    before.send(get("/"));
    static_cast<void>(before.read_reply());  // an idle connection may have been closed to make room
    for (const int fd : taken) ::close(fd);
    waiting.send(get("/"));
    EXPECT_EQ(waiting.read_reply().status, 200);
  }
  Client after(server.port());
  after.send(get("/"));
  EXPECT_EQ(after.read_reply().status, 200);
}

TEST(Server, AbortsWhatIsUnderWayWhenItIsDestroyed) {
  std::shared_ptr<Exchange> kept;
  std::atomic<int> aborts{0};
  {
    TestServer server([&](auto exchange) {
      exchange->on_abort([&] { ++aborts; });
      kept = std::move(exchange);
    });
    Client client(server.port());
    client.send(get("/a"));
    while (server.on_loop([&] { return kept == nullptr; })) std::this_thread::yield();
    server.on_loop([&] { server.destroy_server(); });
    EXPECT_TRUE(client.at_end());
    EXPECT_EQ(aborts, 1);
    server.on_loop([&] {
      echo(kept);
      kept.reset();
    });
  }
}

// ---- Drain -------------------------------------------------------------------------------------------------------

TEST(ServerDrain, IsOverAtOnceWithoutConnections) {
  TestServer server;
  std::promise<void> done;
  server.on_loop([&] { server.server().drain(10s, [&] { done.set_value(); }); });
  EXPECT_EQ(done.get_future().wait_for(10s), std::future_status::ready);
}

TEST(ServerDrain, FinishesWhatIsUnderWayAndClosesTheRest) {
  std::shared_ptr<Exchange> kept;
  ServerOptions options;
  options.timeouts.linger = 20ms;
  TestServer server(
      [&](auto exchange) {
        if (exchange->request().path == "/slow") kept = std::move(exchange);
        else echo(exchange);
      },
      options);
  Client idle(server.port());
  idle.send(get("/"));
  EXPECT_EQ(idle.read_reply().status, 200);
  Client fresh(server.port());
  Client half_sent(server.port());
  half_sent.send("GET /half HTTP/1.1\r\n");
  Client slow(server.port());
  slow.send(get("/slow"));
  while (server.on_loop([&] { return kept == nullptr; })) std::this_thread::yield();
  ASSERT_TRUE(server.wait_for_connections(4));

  std::promise<void> done;
  auto drained = done.get_future();
  server.on_loop([&] { server.server().drain(10s, [&] { done.set_value(); }); });
  EXPECT_TRUE(idle.at_end());
  EXPECT_TRUE(fresh.at_end());
  EXPECT_EQ(drained.wait_for(0s), std::future_status::timeout);

  half_sent.send("Host: h\r\n\r\n");
  EXPECT_EQ(half_sent.read_reply().fields["connection"], "close");
  EXPECT_TRUE(half_sent.at_end());
  server.on_loop([&] { echo(std::exchange(kept, nullptr)); });
  Reply reply = slow.read_reply();
  EXPECT_EQ(reply.body, "GET /slow ");
  EXPECT_EQ(reply.fields["connection"], "close");
  EXPECT_TRUE(slow.at_end());
  EXPECT_EQ(drained.wait_for(10s), std::future_status::ready);
}

TEST(ServerDrain, CutsOffWhatIsNotDoneAtTheDeadline) {
  std::shared_ptr<Exchange> kept;
  std::atomic<int> aborts{0};
  TestServer server([&](auto exchange) {
    exchange->on_abort([&] { ++aborts; });
    kept = std::move(exchange);
  });
  Client client(server.port());
  client.send(get("/"));
  while (server.on_loop([&] { return kept == nullptr; })) std::this_thread::yield();
  std::promise<void> done;
  server.on_loop([&] { server.server().drain(20ms, [&] { done.set_value(); }); });
  EXPECT_EQ(done.get_future().wait_for(10s), std::future_status::ready);
  EXPECT_TRUE(client.at_end());
  EXPECT_EQ(aborts, 1);
  server.on_loop([&] { kept.reset(); });
}

}  // namespace
}  // namespace nsl::net::testing
