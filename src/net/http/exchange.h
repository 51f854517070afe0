#pragma once
// Exchange: one HTTP request and the means to answer it, once. What the server hands to the API.
//
// Lives on the event loop's thread. The handler holds it until it has answered; dropping it unanswered answers 500.

#include "base/error.h"
#include "base/id.h"
#include "net/tls/client_certificate.h"
#include "net/websocket/web_socket.h"

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace nsl::net {

struct HeaderView {
  std::string_view name;   // as it was sent; compare without case
  std::string_view value;  // without surrounding white space
};

// Views point into the connection's buffer and hold until the answer has been sent.
struct Request {
  std::string_view method;
  std::string_view path;   // raw, percent-encoded, begins with '/'
  std::string_view query;  // raw, without '?'
  std::span<const HeaderView> headers;
  std::string_view body;
  std::string_view remote_address;
  const tls::ClientCertificate* client_certificate = nullptr;  // of the connection, checked; null: none
  RequestId id;

  // Value of the first such header, empty when there is none. The name in lower case.
  std::string_view header(std::string_view lower_case_name) const;
  bool has_header(std::string_view lower_case_name) const;
};

struct Response {
  int status = 200;
  std::string_view content_type = "application/json";  // static text
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string body = {};
};

// What a stream may hold back for a client that reads slowly.
inline constexpr std::size_t kStreamBufferMax = 1 << 20;

class Exchange {
 public:
  virtual ~Exchange() = default;

  virtual const Request& request() const = 0;

  // Sends the answer; Request-Id, Content-Length, Date and the security headers are added. A client that has gone is
  // no error. Call exactly one of send() and start_stream().
  virtual void send(Response response) = 0;

  // The same for the hot path: a JSON body and nothing special, without building a Response.
  virtual void send_json(int status, std::string_view body) = 0;

  // An answer of unknown length (server-sent events): chunks until finish().
  virtual void start_stream(Response head) = 0;
  virtual void write_chunk(
      std::string_view bytes) = 0;  // buffered at most kStreamBufferMax, then the client is cut off
  virtual void finish() = 0;

  // Called at most once when the client goes away before the answer is complete. A client that only closes its sending
  // side looks the same, so an answer that is given all the same is still sent.
  virtual void on_abort(std::move_only_function<void()> callback) = 0;

  // In place of an answer, and only inside handle(): the connection becomes a WebSocket. kInvalidArgument when it
  // cannot (then an answer is still owed): the request is not one for that, others came with it, or there is TLS. The
  // server forgets the connection, which no longer counts there and is not drained.
  virtual Result<std::unique_ptr<WebSocket>> accept_web_socket(WebSocketListener& listener, WebSocketOptions options);
};

// What never became a request: not well-formed, too large or too slow. The server has answered it and closes the
// connection.
struct Refusal {
  ErrorCode code;
  RequestId id;                     // as in the answer
  std::string_view remote_address;  // holds during the call
};

class RequestHandler {
 public:
  virtual ~RequestHandler() = default;
  virtual void handle(std::shared_ptr<Exchange> exchange) = 0;
  // For counting and logging.
  virtual void refused(const Refusal& refusal) { static_cast<void>(refusal); }
};

}  // namespace nsl::net
