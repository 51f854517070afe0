#pragma once
// WebSocket: a connection of the server that has become one for messages in both directions (RFC 6455).
//
//   void handle(std::shared_ptr<net::Exchange> exchange) override {
//     if (!net::wants_web_socket(exchange->request())) return ...;
//     auto socket = exchange->accept_web_socket(listener, {});   // the exchange is answered when this succeeds
//
// Messages are text or binary, which makes no difference here; they are not compressed. The other side is asked whether
// it is still there when it has been silent, and is given up when it stays so.

#include "base/units.h"

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace nsl::net {

struct Request;

struct WebSocketOptions {
  ByteCount message_max = 1_MiB;  // of the other side; a longer one ends the connection
  // What may wait for an other side that reads slowly. With more waiting the connection ends; with a quarter of it
  // waiting, nothing more is read from who does not read.
  ByteCount unsent_max = 16_MiB;
  std::chrono::milliseconds idle{60'000};  // of silence, with a ping after half of it
};

class WebSocketListener {
 public:
  virtual ~WebSocketListener() = default;
  virtual void on_message(std::string_view message) = 0;
  virtual void on_sent() = 0;    // one of the messages that waited has gone
  virtual void on_closed() = 0;  // the last call; not after the WebSocket was destroyed
};

// Loop thread only. The listener may destroy it in any of the calls.
class WebSocket {
 public:
  virtual ~WebSocket() = default;  // cuts the connection

  virtual void send(std::string message) = 0;
  virtual std::size_t unsent_messages() const = 0;
  // Ends the connection in the orderly way; on_closed() follows.
  virtual void close() = 0;
};

// Whether a request asks for the protocol to be changed to this one.
bool wants_web_socket(const Request& request);

}  // namespace nsl::net
