#pragma once
// WebSocketClient: a blocking client for WebSockets (RFC 6455), for whoever has a thread to wait on.
//
//   net::WebSocketClient socket({.url = "ws://127.0.0.1:10332/ws"});
//   NSL_TRY_VOID(socket.open());
//   NSL_TRY_VOID(socket.send("hello"));
//   NSL_TRY(const auto message, socket.receive(30s));     // nullopt: none came
//
// The server is asked whether it is still there when it has been silent; that, and answers to its own such questions,
// happens inside receive(), which therefore must be called again and again.

#include "base/error.h"
#include "base/units.h"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace nsl::net {

struct WebSocketClientOptions {
  std::string url;  // "ws://host:port/path"; "wss://" for TLS
  std::string ca_file = {};  // PEM: whom to trust with TLS; empty: whom this machine trusts (SSL_CERT_FILE)
  std::chrono::milliseconds connect_timeout{10'000};  // to look up, connect and agree on the protocol
  std::chrono::milliseconds write_timeout{10'000};
  std::chrono::milliseconds idle{60'000};  // of silence, with a ping after half of it
  ByteCount message_max = 10_MiB;
};

// One thread; interrupt() any. Once a function has given an error, the connection is gone.
class WebSocketClient {
 public:
  explicit WebSocketClient(WebSocketClientOptions options);
  ~WebSocketClient();
  WebSocketClient(const WebSocketClient&) = delete;
  WebSocketClient& operator=(const WebSocketClient&) = delete;

  // Once, before all else. kInvalidArgument for a URL that cannot be used, kUnavailable when there is no WebSocket.
  Status open();
  Status send(std::string_view message);
  // The next message. nullopt: none within the time, or interrupted. kUnavailable: the connection has ended.
  Result<std::optional<std::string>> receive(std::chrono::milliseconds at_most);

  // What is waiting returns soon, and so does everything from now on: open() and send() with kUnavailable.
  void interrupt();

 private:
  class Impl;
  const std::unique_ptr<Impl> impl_;
};

}  // namespace nsl::net
