#pragma once
// ScriptedServer: test support, an HTTP server on the loopback that says exactly what the test wants, right or wrong.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace nsl::net::testing {

// One request on one connection, for the script to answer byte by byte. Belongs to the connection's thread.
class Conversation {
 public:
  explicit Conversation(int socket) : socket_(socket) {}

  // The request as it came, head and body (which needs a Content-Length). What is no HTTP is all head.
  std::string head;
  std::string body;

  std::string method() const;
  std::string target() const;
  // Value of the first such field, "" when there is none. Compares without case.
  std::string header(std::string_view name) const;
  bool has_header(std::string_view name) const;

  // false when the client has gone.
  bool send(std::string_view bytes);
  // A whole answer with Content-Length; `fields` are lines that end in CR LF.
  bool answer(std::string_view status, std::string_view content, std::string_view fields = {});
  // Until the client goes away, or the time is over.
  void wait_until_closed(std::chrono::milliseconds at_most = std::chrono::seconds(10));
  // No further request on this connection.
  void close() { open_ = false; }

  bool read_request();  // for the server
  bool open() const { return open_; }

 private:
  bool read_more();

  int socket_;
  bool open_ = true;
  std::string buffer_;
};

// The script runs once a request, on a thread for each connection: a client with two connections has it run twice at the
// same time, so whatever it shares (a counter, what it captured, the test's own variables) is atomic or behind a lock.
// What the script captures must outlive the server. The destructor waits for all of the threads.
class ScriptedServer {
 public:
  using Script = std::function<void(Conversation&)>;

  explicit ScriptedServer(Script script);
  ~ScriptedServer();
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  std::uint16_t port() const;
  // "http://127.0.0.1:PORT" and path; the host can be another name for the loopback.
  std::string url(std::string_view path = "/", std::string_view host = "127.0.0.1") const;
  // "127.0.0.1:PORT"
  std::string authority(std::string_view host = "127.0.0.1") const;

  int connections() const;
  int requests() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace nsl::net::testing
