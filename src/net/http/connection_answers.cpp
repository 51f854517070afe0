// The half of Connection that writes: answers, streams, and what the server says for itself.
#include "net/http/connection.h"

#include "base/log.h"
#include "net/http/http_exchange.h"
#include "net/http/problem.h"
#include "net/websocket/session.h"

#include <charconv>

namespace nsl::net {

AfterAnswer Connection::after_answer() const {
  return keep_alive_ && !host_->draining ? AfterAnswer::kKeepAlive : AfterAnswer::kClose;
}

// Answers for the server itself and ends the connection: after such an error nobody knows where the next request
// begins.
void Connection::refuse(const Error& error) {
  keep_alive_ = false;
  head_only_ = false;
  const RequestId id = RequestId::generate();
  const std::string body = problem_json(error, id);
  write_answer({.status = info(error.code).http_status,
                .content_type = kProblemType,
                .headers = {},
                .content_length = body.size(),
                .request = id,
                .after = AfterAnswer::kClose},
               body);
  phase_ = Phase::kEnding;
  host_->handler->refused({.code = error.code, .id = id, .remote_address = remote_address_});
}

void Connection::respond(const HttpExchange& from, const Response& response) {
  if (!is_current(from)) return;
  for (const auto& [name, value] : response.headers) {
    if (is_header_field(name, value)) continue;
    log::error("response header is not well-formed", {{"request", request_id_.text()}, {"header", name}});
    return respond_problem(from, {ErrorCode::kInternal, "The answer could not be sent.", {}});
  }
  write_answer({.status = response.status,
                .content_type = response.content_type,
                .headers = response.headers,
                .content_length = response.body.size(),
                .request = request_id_,
                .after = after_answer()},
               may_have_body(response.status) ? std::string_view(response.body) : std::string_view{});
  answer_complete();
}

void Connection::respond_json(const HttpExchange& from, int status, std::string_view body) {
  if (!is_current(from)) return;
  write_answer({.status = status,
                .content_type = "application/json",
                .headers = {},
                .content_length = body.size(),
                .request = request_id_,
                .after = after_answer()},
               body);
  answer_complete();
}

void Connection::respond_problem(const HttpExchange& from, const Error& error) {
  respond(from, problem_response(error, request_id_));
}

void Connection::write_answer(const ResponseHead& head, std::string_view body) {
  std::string& out = stream_.output();
  host_->heads.append(out, head);
  if (!head_only_) out.append(body);
  keep_alive_ = head.after == AfterAnswer::kKeepAlive;
}

void Connection::start_stream(const HttpExchange& from, const Response& head) {
  if (!is_current(from) || phase_ != Phase::kHandling) return;
  phase_ = Phase::kStreaming;
  write_answer({.status = head.status,
                .content_type = head.content_type,
                .headers = head.headers,
                .content_length = std::nullopt,
                .request = request_id_,
                .after = after_answer()},
               {});
  if (peer_ended_) cut_off();
  else if (!processing_) settle();
}

void Connection::write_chunk(const HttpExchange& from, std::string_view bytes) {
  if (!is_current(from) || phase_ != Phase::kStreaming || cut_off_) return;
  if (bytes.empty() || head_only_) return;  // an empty chunk would be the last one
  if (stream_.unsent() + bytes.size() > kStreamBufferMax) return cut_off();
  char size[20];
  const auto end = std::to_chars(size, size + sizeof size, bytes.size(), 16).ptr;
  stream_.output().append(size, end).append("\r\n").append(bytes).append("\r\n");
  if (!processing_) settle();
}

void Connection::finish(const HttpExchange& from) {
  if (!is_current(from) || phase_ != Phase::kStreaming || cut_off_) return;
  if (!head_only_) stream_.output().append("0\r\n\r\n");
  answer_complete();
}

Result<std::unique_ptr<WebSocket>> Connection::upgrade(const HttpExchange& from, WebSocketListener& listener,
                                                       WebSocketOptions options) {
  NSL_TRY_VOID(check_web_socket_request(from.request()));
  // Nothing may be on its way in or out that the WebSocket would lose.
  const bool alone = is_current(from) && phase_ == Phase::kHandling && processing_ && begin_ == end_ &&
                     !stream_.reading() && stream_.unsent() == 0 && !peer_ended_ && !host_->draining;
  auto socket = alone ? stream_.release() : std::nullopt;
  if (!socket) return fail(ErrorCode::kInvalidArgument, "This connection cannot become a WebSocket.");
  active_ = nullptr;
  close();
  return open_web_socket(*std::move(socket), from.request(), listener, options);
}

// The answer is in the output; on to the next request.
void Connection::answer_complete() {
  active_ = nullptr;
  parser_.reset();
  message_begin_ = begin_;
  phase_ = keep_alive_ ? Phase::kReading : Phase::kEnding;
  process();
}

void Connection::forget(const HttpExchange& exchange) {
  if (!is_current(exchange)) return;
  log::error("request handler dropped a request without answering", {{"request", request_id_.text()}});
  if (phase_ == Phase::kHandling) {
    return respond_problem(exchange, {ErrorCode::kInternal, "The request was not answered.", {}});
  }
  active_ = nullptr;
  cut_off();
}

}  // namespace nsl::net
