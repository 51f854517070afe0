#include "net/testing/server_under_test.h"

#include "base/check.h"
#include "net/http/text.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace nsl::net::testing {

Client::Client(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  NSL_CHECK(socket_ >= 0);
  const timeval limit{.tv_sec = 10, .tv_usec = 0};
  setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  NSL_CHECK(::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
}

Client::~Client() { ::close(socket_); }

bool Client::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void Client::half_close() { ::shutdown(socket_, SHUT_WR); }

void Client::reset() {
  const linger now{.l_onoff = 1, .l_linger = 0};
  setsockopt(socket_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  ::close(std::exchange(socket_, ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)));
}

std::string Client::read_some() {
  if (!buffer_.empty()) return std::exchange(buffer_, {});
  char block[16'384];
  const ssize_t got = ::recv(socket_, block, sizeof block, 0);
  return got > 0 ? std::string(block, static_cast<std::size_t>(got)) : std::string{};
}

std::string Client::read_to_end() {
  std::string all;
  for (std::string some = read_some(); !some.empty(); some = read_some()) all += some;
  return all;
}

bool Client::at_end() {
  if (!buffer_.empty()) return false;
  char byte = 0;
  return ::recv(socket_, &byte, 1, 0) == 0;
}

std::string Client::line() {
  std::size_t end = 0;
  while ((end = buffer_.find("\r\n")) == std::string::npos) {
    char block[16'384];
    const ssize_t got = ::recv(socket_, block, sizeof block, 0);
    if (got <= 0) return {};
    buffer_.append(block, static_cast<std::size_t>(got));
  }
  std::string text = buffer_.substr(0, end);
  buffer_.erase(0, end + 2);
  return text;
}

std::string Client::exactly(std::size_t size) {
  while (buffer_.size() < size) {
    char block[16'384];
    const ssize_t got = ::recv(socket_, block, sizeof block, 0);
    if (got <= 0) return {};
    buffer_.append(block, static_cast<std::size_t>(got));
  }
  std::string text = buffer_.substr(0, size);
  buffer_.erase(0, size);
  return text;
}

Reply Client::read_reply(std::string_view method) {
  const std::string status = line();
  if (!status.starts_with("HTTP/1.1 ")) return {};
  Reply reply;
  for (std::string field = line(); !field.empty(); field = line()) {
    const std::size_t colon = field.find(": ");
    NSL_CHECK(colon != std::string::npos);
    const std::string name = to_lower(field.substr(0, colon));
    EXPECT_FALSE(reply.fields.contains(name)) << name << " came twice";
    reply.fields[name] = field.substr(colon + 2);
  }
  reply.status = std::stoi(status.substr(9, 3));
  if (method == "HEAD") return reply;
  if (reply.fields.contains("content-length")) reply.body = exactly(std::stoul(reply.fields["content-length"]));
  if (reply.fields["transfer-encoding"] == "chunked") {
    for (std::size_t size = 1; size > 0;) {
      const std::string head = line();
      if (head.empty()) return {};
      size = std::stoul(head, nullptr, 16);
      reply.body += exactly(size);
      if (!line().empty()) return {};
    }
  }
  return reply;
}

void echo(const std::shared_ptr<Exchange>& exchange) {
  const Request& request = exchange->request();
  Response response;
  response.content_type = "text/plain";
  response.body.append(request.method).append(" ").append(request.path).append(" ").append(request.body);
  exchange->send(std::move(response));
}

TestServer::TestServer(Handler handler, ServerOptions options) : handler_(std::move(handler)) {
  auto server = Server::create(loop_, *this, std::move(options));
  NSL_CHECK(server.has_value());
  server_ = std::move(*server);
  server_->start();
  thread_ = std::thread([this] { loop_.run(); });
}

TestServer::~TestServer() {
  loop_.stop();
  thread_.join();
  server_.reset();
}

bool TestServer::wait_for_connections(std::size_t count) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (std::chrono::steady_clock::now() < end) {
    if (connection_count() == count) return true;
    std::this_thread::yield();
  }
  return false;
}

}  // namespace nsl::net::testing
