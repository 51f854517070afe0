#include "net/testing/scripted_server.h"

#include "base/check.h"
#include "base/guarded.h"
#include "net/http/text.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <thread>
#include <utility>
#include <vector>

namespace nsl::net::testing {

namespace {

std::string field(std::string_view head, std::string_view name, bool& found) {
  found = false;
  for (auto line_start = head.find("\r\n"); line_start != head.npos; line_start = head.find("\r\n", line_start + 2)) {
    const auto line = head.substr(line_start + 2, head.find("\r\n", line_start + 2) - line_start - 2);
    const auto colon = line.find(':');
    if (colon == line.npos || !equals_ignoring_case(line.substr(0, colon), name)) continue;
    found = true;
    return std::string(trim(line.substr(colon + 1)));
  }
  return {};
}

}  // namespace

std::string Conversation::method() const { return head.substr(0, head.find(' ')); }

std::string Conversation::target() const {
  const auto start = head.find(' ') + 1;
  return head.substr(start, head.find(' ', start) - start);
}

std::string Conversation::header(std::string_view name) const {
  bool found = false;
  return field(head, name, found);
}

bool Conversation::has_header(std::string_view name) const {
  bool found = false;
  field(head, name, found);
  return found;
}

bool Conversation::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return open_ = false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool Conversation::answer(std::string_view status, std::string_view content, std::string_view fields) {
  std::string out("HTTP/1.1 ");
  out.append(status).append("\r\nContent-Length: ").append(std::to_string(content.size())).append("\r\n");
  out.append(fields).append("\r\n").append(content);
  return send(out);
}

void Conversation::wait_until_closed(std::chrono::milliseconds at_most) {
  open_ = false;
  pollfd waiting{.fd = socket_, .events = POLLIN | POLLRDHUP, .revents = 0};
  poll(&waiting, 1, static_cast<int>(at_most.count()));
}

bool Conversation::read_more() {
  char bytes[16384];
  const auto got = ::recv(socket_, bytes, sizeof bytes, 0);
  if (got <= 0) return open_ = false;
  buffer_.append(bytes, static_cast<std::size_t>(got));
  return true;
}

bool Conversation::read_request() {
  while (buffer_.find("\r\n\r\n") == buffer_.npos) {
    if (!read_more()) return false;
    if (buffer_.front() < 'A' || buffer_.front() > 'Z') {  // no HTTP, a TLS greeting perhaps
      head = std::exchange(buffer_, {});
      return true;
    }
  }
  const auto end = buffer_.find("\r\n\r\n") + 4;
  head = buffer_.substr(0, end);
  buffer_.erase(0, end);
  const auto length = std::strtoull(header("content-length").c_str(), nullptr, 10);
  while (buffer_.size() < length) {
    if (!read_more()) return false;
  }
  body = buffer_.substr(0, length);
  buffer_.erase(0, length);
  return true;
}

struct ScriptedServer::State {
  struct Connections {
    std::vector<int> sockets;
    std::vector<std::jthread> threads;
  };

  Script script;
  int listener = -1;
  std::uint16_t port = 0;
  std::atomic<int> connections = 0;
  std::atomic<int> requests = 0;
  Guarded<Connections> open;
  std::jthread acceptor;

  void serve(int socket) {
    Conversation conversation(socket);
    while (conversation.open() && conversation.read_request()) {
      ++requests;
      script(conversation);
    }
    ::shutdown(socket, SHUT_RDWR);
  }

  void accept_all() {
    for (;;) {
      const int socket = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
      if (socket < 0) return;
      ++connections;
      open.with([&](Connections& all) {
        all.sockets.push_back(socket);
        all.threads.emplace_back([this, socket] { serve(socket); });
      });
    }
  }
};

ScriptedServer::ScriptedServer(Script script) : state_(std::make_unique<State>()) {
  state_->script = std::move(script);
  state_->listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  NSL_CHECK(::bind(state_->listener, generic, length) == 0);
  NSL_CHECK(::listen(state_->listener, 512) == 0);
  NSL_CHECK(::getsockname(state_->listener, generic, &length) == 0);
  state_->port = ntohs(address.sin_port);
  state_->acceptor = std::jthread([state = state_.get()] { state->accept_all(); });
}

ScriptedServer::~ScriptedServer() {
  ::shutdown(state_->listener, SHUT_RDWR);
  state_->acceptor.join();
  auto open = state_->open.with([](State::Connections& all) { return std::exchange(all, {}); });
  for (const int socket : open.sockets) ::shutdown(socket, SHUT_RDWR);
  open.threads.clear();
  for (const int socket : open.sockets) ::close(socket);
  ::close(state_->listener);
}

std::uint16_t ScriptedServer::port() const { return state_->port; }

std::string ScriptedServer::authority(std::string_view host) const {
  return std::string(host) + ":" + std::to_string(state_->port);
}

std::string ScriptedServer::url(std::string_view path, std::string_view host) const {
  return "http://" + authority(host) + std::string(path);
}

int ScriptedServer::connections() const { return state_->connections; }
int ScriptedServer::requests() const { return state_->requests; }

}  // namespace nsl::net::testing
