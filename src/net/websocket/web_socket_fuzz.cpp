// Any bytes as frames: to our server from a client, and to our client from a server. Neither may break, hang, or keep a
// connection that is over. Both ends are the real ones, on the loopback.
#include "base/check.h"
#include "base/event_loop.h"
#include "net/http/server.h"
#include "net/websocket/client.h"

#include <boost/beast/websocket/detail/hybi13.hpp>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <list>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace {

using namespace nsl;

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in out{};
  out.sin_family = AF_INET;
  out.sin_port = htons(port);
  out.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return out;
}

void send_all(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

std::string read_head(int socket) {
  std::string head;
  char byte = 0;
  while (!head.ends_with("\r\n\r\n") && ::recv(socket, &byte, 1, 0) == 1) head += byte;
  return head;
}

// Sends the rest and reads until the other side is done, too.
void say_and_leave(int socket, std::string_view bytes) {
  send_all(socket, bytes);
  ::shutdown(socket, SHUT_WR);
  char block[4'096];
  while (::recv(socket, block, sizeof block, 0) > 0) {
  }
  ::close(socket);
}

// Says everything twice.
class Server final : net::RequestHandler {
 public:
  Server() : server_(net::Server::create(loop_, *this, {}).value()), thread_([this] { run(); }) {}
  std::uint16_t port() const { return server_->port(); }

 private:
  struct Echo final : net::WebSocketListener {
    std::unique_ptr<net::WebSocket> socket;
    void on_message(std::string_view message) override {
      NSL_CHECK(message.size() <= 4'096);
      socket->send(std::string(message));
      socket->send(std::string(message));
    }
    void on_sent() override {}
    void on_closed() override { NSL_CHECK(socket != nullptr); }
  };

  void run() {
    server_->start();
    loop_.run();
  }
  void handle(std::shared_ptr<net::Exchange> exchange) override {
    auto& echo = echoes_.emplace_back();
    echo.socket = exchange->accept_web_socket(echo, {.message_max = 4_KiB, .unsent_max = 64_KiB}).value();
    if (echoes_.size() > 100) echoes_.pop_front();
  }

  EventLoop loop_{{}};
  std::list<Echo> echoes_;
  std::unique_ptr<net::Server> server_;
  std::thread thread_;
};

void as_client(std::string_view bytes) {
  static auto& server = *new Server;  // lives as long as its thread
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const auto address = loopback(server.port());
  NSL_CHECK(::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  send_all(socket,
           "GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
           "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
  NSL_CHECK(read_head(socket).starts_with("HTTP/1.1 101"));
  say_and_leave(socket, bytes);
}

std::string good_answer(std::string_view request) {
  constexpr std::string_view kName = "Sec-WebSocket-Key: ";
  const auto begin = request.find(kName) + kName.size();
  const auto key = request.substr(begin, request.find("\r\n", begin) - begin);
  boost::beast::websocket::detail::sec_ws_accept_type accept;
  boost::beast::websocket::detail::make_sec_ws_accept(accept, {key.data(), key.size()});
  return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " +
         std::string(accept.data(), accept.size()) + "\r\n\r\n";
}

// The first byte says whether the bytes come in place of the handshake or after it.
void as_server(std::string_view bytes, bool shakes_hands) {
  static const int listening = [] {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const auto any = loopback(0);
    NSL_CHECK(::bind(socket, reinterpret_cast<const sockaddr*>(&any), sizeof any) == 0 && ::listen(socket, 10) == 0);
    return socket;
  }();
  sockaddr_in address{};
  socklen_t size = sizeof address;
  NSL_CHECK(::getsockname(listening, reinterpret_cast<sockaddr*>(&address), &size) == 0);
  std::thread server([&] {
    const int socket = ::accept(listening, nullptr, nullptr);
    const auto request = read_head(socket);
    if (shakes_hands) send_all(socket, good_answer(request));
    say_and_leave(socket, bytes);
  });
  {
    net::WebSocketClient client(
        {.url = "ws://127.0.0.1:" + std::to_string(ntohs(address.sin_port)) + "/", .message_max = 4_KiB});
    if (client.open() && client.send("hello")) {
      for (auto message = client.receive(std::chrono::seconds(10)); message;
           message = client.receive(std::chrono::seconds(10))) {
        NSL_CHECK(*message && (*message)->size() <= 4'096);
      }
    }
  }
  server.join();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1 || size > 16'384) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (data[0] % 4 < 2) as_client(bytes);
  else as_server(bytes, data[0] % 4 == 2);
  return 0;
}
