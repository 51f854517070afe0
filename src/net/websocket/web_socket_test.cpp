// Both ends of WebSockets, against each other and against others that do not keep to the rules.
#include "net/websocket/web_socket.h"

#include "net/testing/secure_echo.h"
#include "net/testing/self_signed.h"
#include "net/testing/server_under_test.h"
#include "net/websocket/client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>
#include <list>
#include <thread>

namespace nsl::net {
namespace {

using ::testing::HasSubstr;
using namespace std::chrono_literals;
using RawClient = testing::Client;

// Answers each message with itself; "many N B" with N messages of B bytes; "bye" with the end of the connection.
class EchoSocket final : public WebSocketListener {
 public:
  std::unique_ptr<WebSocket> socket;
  bool closed = false;

  void on_message(std::string_view message) override {
    unsigned count = 0;
    unsigned bytes = 0;
    if (message == "bye") return socket->close();
    if (message == "cut") return socket.reset();
    if (std::sscanf(std::string(message).c_str(), "many %u %u", &count, &bytes) == 2) {
      for (unsigned i = 0; i < count && socket; ++i) socket->send(std::string(bytes, 'x'));
      return;
    }
    socket->send(std::string(message));
  }
  void on_sent() override {}
  void on_closed() override { closed = true; }
};

class WebSocketTest : public ::testing::Test {
 protected:
  explicit WebSocketTest(WebSocketOptions options = {}) : options_(options) {}
  ~WebSocketTest() override {
    server_.on_loop([this] { sockets_.clear(); });
  }

  std::string url(std::string_view path = "/ws") { return fmt::format("ws://127.0.0.1:{}{}", server_.port(), path); }
  std::unique_ptr<WebSocketClient> opened(std::string_view path = "/ws") {
    auto out = std::make_unique<WebSocketClient>(WebSocketClientOptions{.url = url(path)});
    const auto status = out->open();
    EXPECT_TRUE(status) << status.error().message;
    return out;
  }
  static std::string received(WebSocketClient& client) {
    const auto message = client.receive(60s);
    if (!message) return "error: " + message.error().message;
    return message->value_or("nothing came");
  }
  // A handshake by hand, so that what follows can be anything.
  static bool shake_hands(RawClient& client) {
    const bool sent = client.send(
        "GET /ws HTTP/1.1\r\nHost: h\r\nConnection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    std::string head;
    while (sent && !head.contains("\r\n\r\n")) {
      const auto some = client.read_some();
      if (some.empty()) return false;
      head += some;
    }
    // The answer to the sample nonce of RFC 6455, section 1.3.
    return head.starts_with("HTTP/1.1 101 ") && head.contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  }
  std::size_t open_sockets() {
    return server_.on_loop([this] {
      return static_cast<std::size_t>(std::ranges::count(sockets_, false, [](const auto& one) { return one.closed; }));
    });
  }
  bool wait_for_sockets(std::size_t count) {
    for (int i = 0; i < 6'000 && open_sockets() != count; ++i) std::this_thread::sleep_for(10ms);
    return open_sockets() == count;
  }

  void handle(const std::shared_ptr<Exchange>& exchange) {
    auto& entry = sockets_.emplace_back();
    auto socket = exchange->accept_web_socket(entry, options_);
    if (socket) {
      entry.socket = *std::move(socket);
      return;
    }
    sockets_.pop_back();
    exchange->send({.status = 400, .content_type = "text/plain", .body = socket.error().message});
  }

  const WebSocketOptions options_;
  std::list<EchoSocket> sockets_;  // the loop's thread
  testing::TestServer server_{[this](const auto& exchange) { handle(exchange); }};
};

// A server whose certificate nobody vouches for but who is told to.
class SecureWebSocket : public ::testing::Test {
 protected:
  WebSocketClientOptions to(std::string_view host) const {
    return {.url = fmt::format("wss://{}:{}/ws", host, server_.port()), .ca_file = certificate_.files().certificate_file};
  }

  testing::SelfSigned certificate_;
  testing::SecureEcho server_{certificate_.files()};
};

TEST_F(SecureWebSocket, CarriesMessagesInBothDirections) {
  WebSocketClient client(to("127.0.0.1"));
  const auto opened = client.open();
  ASSERT_TRUE(opened) << opened.error().message;
  const std::string large(700'000, 'y');
  for (const std::string_view message : {std::string_view("hello"), std::string_view(large)}) {
    ASSERT_TRUE(client.send(message));
    const auto answer = client.receive(60s);
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(*answer, message);
  }
  ASSERT_TRUE(client.send("bye"));
  EXPECT_FALSE(client.receive(60s));
  EXPECT_FALSE(client.send("more"));
}

TEST_F(SecureWebSocket, IsNotOpenedToWhoCannotBeTrusted) {
  auto nobody_vouches = to("127.0.0.1");
  nobody_vouches.ca_file.clear();
  EXPECT_THAT(WebSocketClient(nobody_vouches).open().error().message, HasSubstr("no TLS that can be trusted"));
  EXPECT_FALSE(WebSocketClient(to("localhost")).open());  // the certificate is another's
  auto no_file = to("127.0.0.1");
  no_file.ca_file = "/nowhere.pem";
  EXPECT_FALSE(WebSocketClient(no_file).open());
  auto plain = to("127.0.0.1");
  plain.url.erase(2, 1);  // ws:// to a server that speaks TLS
  EXPECT_FALSE(WebSocketClient(plain).open());
}

TEST_F(WebSocketTest, CarriesMessagesInBothDirections) {
  const auto client = opened();
  const std::string large(700'000, 'y');
  for (const std::string_view message : {std::string_view("hello"), std::string_view(""), std::string_view(large)}) {
    ASSERT_TRUE(client->send(message));
    EXPECT_EQ(received(*client), message);
  }
  // One after the other, whoever waits.
  ASSERT_TRUE(client->send("one"));
  ASSERT_TRUE(client->send("two"));
  EXPECT_EQ(received(*client), "one");
  EXPECT_EQ(received(*client), "two");
  EXPECT_EQ(client->receive(1ms)->value_or("nothing came"), "nothing came");
  // The server does not take it for one of its connections any more.
  EXPECT_TRUE(server_.wait_for_connections(0));
}

TEST_F(WebSocketTest, TellsBothSidesOfTheEnd) {
  const auto leaving = opened();
  ASSERT_TRUE(wait_for_sockets(1));
  for (const std::string_view how : {"bye", "cut"}) {
    const auto client = opened();
    ASSERT_TRUE(client->send(how));
    EXPECT_THAT(received(*client), HasSubstr("has ended")) << how;
    EXPECT_FALSE(client->send("more"));
    EXPECT_FALSE(client->receive(1ms));
  }
  auto gone = opened();
  gone.reset();
  RawClient broken(server_.port());
  ASSERT_TRUE(shake_hands(broken));
  broken.reset();
  // "cut" is never told of: who destroys the WebSocket knows.
  EXPECT_TRUE(wait_for_sockets(2));
}

TEST_F(WebSocketTest, RefusesRequestsThatAreNotForAWebSocket) {
  const auto status_of = [this](std::string_view request) {
    RawClient client(server_.port());
    EXPECT_TRUE(client.send(request));
    return client.read_reply().status;
  };
  const auto request = [](std::string_view method, std::string_view version, std::string_view key,
                          std::string_view rest = "") {
    return fmt::format(
        "{} /ws HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: "
        "{}\r\nSec-WebSocket-Key: {}\r\n{}\r\n",
        method, version, key, rest);
  };
  const std::string key = "dGhlIHNhbXBsZSBub25jZQ==";
  EXPECT_EQ(status_of(testing::get("/ws")), 400);
  EXPECT_EQ(status_of(request("POST", "13", key, "Content-Length: 0\r\n")), 400);
  EXPECT_EQ(status_of(request("GET", "8", key)), 400);
  EXPECT_EQ(status_of(request("GET", "13", "short")), 400);
  EXPECT_EQ(status_of(request("GET", "13", key, "Content-Length: 2\r\n") + "ab"), 400);
  // Bytes behind the request could not be told from frames.
  EXPECT_EQ(status_of(request("GET", "13", key) + "abc"), 400);
  EXPECT_EQ(open_sockets(), 0u);
}

TEST_F(WebSocketTest, EndsConnectionsThatBreakTheProtocol) {
  const std::string unmasked("\x81\x02hi", 4);
  const std::string reserved("\xf1\x80\0\0\0\0", 6);
  const std::string endless("\x81\xff\x7f\xff\xff\xff\xff\xff\xff\xff\0\0\0\0", 14);
  const std::string not_utf8("\x81\x81\0\0\0\0\xff", 7);
  const std::string long_ping("\x89\xfe\x01\0\0\0\0\0", 8);
  for (const auto& bytes : {unmasked, reserved, endless, not_utf8, long_ping}) {
    RawClient client(server_.port());
    ASSERT_TRUE(shake_hands(client));
    ASSERT_TRUE(client.send(bytes));
    client.half_close();
    client.read_to_end();
    EXPECT_TRUE(wait_for_sockets(0));
  }
}

TEST_F(WebSocketTest, ReturnsAtOnceWhenInterrupted) {
  const auto client = opened();
  std::thread other([&] { client->interrupt(); });
  EXPECT_EQ(received(*client), "nothing came");
  other.join();
  EXPECT_FALSE(client->send("more"));
  WebSocketClient never({.url = url()});
  never.interrupt();
  EXPECT_EQ(never.open().error().code, ErrorCode::kUnavailable);
}

TEST(WebSocketClient, SaysWhyThereIsNoWebSocket) {
  for (const std::string url :
       {"http://127.0.0.1/", "wss://", "ws://", "ws://user:secret@127.0.0.1/", "ws"}) {
    EXPECT_EQ(WebSocketClient({.url = url}).open().error().code, ErrorCode::kInvalidArgument) << url;
  }
  EXPECT_EQ(WebSocketClient({.url = "ws://127.0.0.1:1/"}).open().error().code, ErrorCode::kUnavailable);
  EXPECT_FALSE(WebSocketClient({.url = "ws://127.0.0.1:1/"}).send("before it was opened"));
  const testing::TestServer http;  // that knows nothing of WebSockets
  const auto refused = WebSocketClient({.url = fmt::format("ws://127.0.0.1:{}/", http.port())}).open();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kUnavailable);
}

class BoundedWebSocket : public WebSocketTest {
 protected:
  BoundedWebSocket() : WebSocketTest({.message_max = 1_KiB, .unsent_max = 256_KiB, .idle = 200ms}) {}
};

TEST_F(BoundedWebSocket, TakesNoMessageThatIsTooLong) {
  const auto client = opened();
  ASSERT_TRUE(client->send(std::string(1'024, 'x')));
  EXPECT_EQ(received(*client).size(), 1'024u);
  static_cast<void>(client->send(std::string(1'025, 'x')));
  EXPECT_THAT(received(*client), HasSubstr("has ended"));
  EXPECT_TRUE(wait_for_sockets(0));
}

TEST_F(BoundedWebSocket, GivesUpAClientThatDoesNotReadWhatItAskedFor) {
  RawClient client(server_.port());
  ASSERT_TRUE(shake_hands(client));
  const std::string frame("\x81\x91\0\0\0\0many 10000 100000", 23);
  ASSERT_TRUE(client.send(frame));
  EXPECT_TRUE(wait_for_sockets(0));
}

TEST_F(BoundedWebSocket, KeepsASilentClientThatAnswersAndGivesUpOneThatDoesNot) {
  const auto client = opened();
  RawClient deaf(server_.port());
  ASSERT_TRUE(shake_hands(deaf));
  ASSERT_TRUE(wait_for_sockets(2));
  // Answers pings in here, for several times as long as the server waits.
  EXPECT_EQ(client->receive(1'000ms)->value_or("nothing came"), "nothing came");
  EXPECT_TRUE(wait_for_sockets(1));
  ASSERT_TRUE(client->send("still there"));
  EXPECT_EQ(received(*client), "still there");
}

}  // namespace
}  // namespace nsl::net
