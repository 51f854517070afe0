#pragma once
// HttpExchange: the Exchange of the server. Keeps the connection's memory alive, because the request's views point
// there, and answers 500 when it is dropped unanswered.

#include "net/http/connection.h"

#include <functional>
#include <memory>
#include <utility>

namespace nsl::net {

class HttpExchange final : public Exchange {
 public:
  HttpExchange(std::shared_ptr<Connection> connection, const Request& request)
      : connection_(std::move(connection)), request_(request) {}
  ~HttpExchange() override { connection_->forget(*this); }

  const Request& request() const override { return request_; }
  void send(Response response) override { connection_->respond(*this, response); }
  void send_json(int status, std::string_view body) override { connection_->respond_json(*this, status, body); }
  void start_stream(Response head) override { connection_->start_stream(*this, head); }
  void write_chunk(std::string_view bytes) override { connection_->write_chunk(*this, bytes); }
  void finish() override { connection_->finish(*this); }

  void on_abort(std::move_only_function<void()> callback) override {
    if (!connection_->client_is_gone()) {
      abort_ = std::move(callback);
      return;
    }
    // It went before the handler asked. Called from the loop, because the handler is not ready for it yet.
    connection_->loop().post(std::move(callback));
  }

  Result<std::unique_ptr<WebSocket>> accept_web_socket(WebSocketListener& listener, WebSocketOptions options) override {
    return connection_->upgrade(*this, listener, options);
  }

  // The client has gone. The callback may drop this exchange.
  void client_gone() {
    if (auto callback = std::exchange(abort_, nullptr)) callback();
  }

 private:
  std::shared_ptr<Connection> connection_;
  Request request_;
  std::move_only_function<void()> abort_;
};

}  // namespace nsl::net
