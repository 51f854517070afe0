#pragma once
// Test support: the real server in a thread of its own, and a client that sends exactly the bytes it is told to.
// Everything is on 127.0.0.1 and gives up after ten seconds.

#include "base/event_loop.h"
#include "net/http/server.h"

#include <functional>
#include <future>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace nsl::net::testing {

struct Reply {
  int status = 0;                             // 0: the connection ended before a whole answer
  std::map<std::string, std::string> fields;  // names in lower case
  std::string body;
};

class Client {
 public:
  explicit Client(std::uint16_t port);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  bool send(std::string_view bytes);  // false when the server does not take them
  void half_close();                  // says that no more will be sent
  void reset();                       // breaks the connection
  Reply read_reply(std::string_view method = "GET");
  std::string read_to_end();
  std::string read_some();  // empty at the end
  bool at_end();            // the server has closed; false when bytes come instead

 private:
  std::string line();
  std::string exactly(std::size_t size);

  int socket_;
  std::string buffer_;
};

using Handler = std::function<void(std::shared_ptr<Exchange>)>;

// Answers 200 with method, path and body.
void echo(const std::shared_ptr<Exchange>& exchange);

class TestServer final : private RequestHandler {
 public:
  explicit TestServer(Handler handler = echo, ServerOptions options = {});
  ~TestServer() override;

  std::uint16_t port() const { return server_->port(); }
  EventLoop& loop() { return loop_; }
  Server& server() { return *server_; }
  void destroy_server() { server_.reset(); }  // on the loop's thread

  // Runs it on the loop's thread and waits for it.
  template <typename F>
  auto on_loop(F f) {
    std::packaged_task<decltype(f())()> task(std::move(f));
    auto result = task.get_future();
    loop_.post([&task] { task(); });
    return result.get();
  }
  std::size_t connection_count() {
    return on_loop([this] { return server_->connection_count(); });
  }
  // What was refused before it reached the handler, so far.
  std::vector<ErrorCode> refusals() {
    return on_loop([this] { return refusals_; });
  }
  // Waits for the number of connections to be this. False after ten seconds.
  bool wait_for_connections(std::size_t count);

 private:
  void handle(std::shared_ptr<Exchange> exchange) override { handler_(std::move(exchange)); }
  void refused(const Refusal& refusal) override { refusals_.push_back(refusal.code); }

  Handler handler_;
  std::vector<ErrorCode> refusals_;  // the loop's thread
  EventLoop loop_{{}};
  std::unique_ptr<Server> server_;
  std::thread thread_;
};

inline std::string get(std::string_view path) { return "GET " + std::string(path) + " HTTP/1.1\r\nHost: h\r\n\r\n"; }

inline std::string post(std::string_view path, std::string_view body) {
  return "POST " + std::string(path) + " HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + std::string(body);
}

}  // namespace nsl::net::testing
