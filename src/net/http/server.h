#pragma once
// Server: accepts HTTP/1.1 connections on one address, with or without TLS, and hands every request to a
// RequestHandler as an Exchange.
//
//   auto server = net::Server::create(loop, handler, {.address = "127.0.0.1", .port = 0});
//   (*server)->start();                       // (*server)->port() tells which one it got
//   ...
//   (*server)->drain(10s, [&] { loop.stop(); });
//
// Requests that are not well-formed, too large, too slow or not HTTP/1.1 never reach the handler; the server answers
// them with a problem document and closes the connection.

#include "base/error.h"
#include "base/event_loop.h"
#include "net/http/exchange.h"
#include "net/http/request_parser.h"
#include "net/tls/server_context.h"

#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace nsl::net {

// How long a client may take. Each is a bound for the whole of its phase, so sending a byte now and then does not help.
struct ServerTimeouts {
  std::chrono::milliseconds header{10'000};  // from the first byte, and from the connection to the first byte
  std::chrono::milliseconds body{60'000};    // from the end of the header section
  // Between requests. Above the 60 s of common proxies, so that they close first and no request is lost on the way.
  std::chrono::milliseconds idle{75'000};
  std::chrono::milliseconds write{60'000};  // until the client has taken what was held back for it
  std::chrono::milliseconds linger{2'000};  // for the client to read the last answer and close
};

struct ServerOptions {
  std::string address = "127.0.0.1";  // IPv4 or IPv6, no name
  std::uint16_t port = 0;             // 0: a free one
  std::optional<tls::ServerFiles> tls = std::nullopt;
  std::size_t connections_max = 4'096;  // then the one that has waited for longest makes room, else new ones wait
  ServerTimeouts timeouts = {};
  ParserLimits limits = {};
};

// Loop thread only, or while the loop does not run.
class Server {
 public:
  // Binds and listens: kUnavailable when the address cannot be used, kInvalidArgument for an option that is wrong.
  // The loop and the handler must outlive the server.
  static Result<std::unique_ptr<Server>> create(EventLoop& loop, RequestHandler& handler, ServerOptions options);
  ~Server();  // closes everything at once

  void start();
  std::uint16_t port() const;
  std::string url() const;  // "http://127.0.0.1:8080"
  std::size_t connection_count() const;

  // Stops accepting, closes idle connections, lets exchanges under way finish and closes theirs. `done` is called when
  // no connection is left, at the latest after `deadline`, when the rest is cut off. To be called once.
  void drain(std::chrono::milliseconds deadline, EventLoop::Task done);

 private:
  class Impl;
  explicit Server(std::shared_ptr<Impl> impl);
  std::shared_ptr<Impl> impl_;  // shared with Asio's operations under way, which find it gone
};

}  // namespace nsl::net
