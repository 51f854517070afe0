#pragma once
// FakeExchange: a request made of parts, and what was answered to it.

#include "net/http/exchange.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace nsl::api::testing {

struct FakeRequest {
  std::string method = "GET";
  std::string target;  // path and query
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string body = {};
  std::string remote_address = "127.0.0.1";
  std::optional<net::tls::ClientCertificate> client_certificate = {};
};

// What the client has got so far. Outlives the exchange.
struct Answered {
  int times = 0;
  net::Response response;
  bool streaming = false;
  bool finished = false;
  std::string chunks;

  std::string header(std::string_view name) const {
    for (const auto& [key, value] : response.headers) {
      if (key == name) return value;
    }
    return {};
  }
};

class FakeExchange final : public net::Exchange {
 public:
  FakeExchange(FakeRequest parts, std::shared_ptr<Answered> answered)
      : parts_(std::move(parts)), answered_(std::move(answered)) {
    for (const auto& [name, value] : parts_.headers) headers_.push_back({name, value});
    const std::string_view target = parts_.target;
    const std::size_t mark = target.find('?');
    request_.method = parts_.method;
    request_.path = target.substr(0, mark);
    request_.query = mark == std::string_view::npos ? "" : target.substr(mark + 1);
    request_.headers = headers_;
    request_.body = parts_.body;
    request_.remote_address = parts_.remote_address;
    if (parts_.client_certificate) request_.client_certificate = &*parts_.client_certificate;
    request_.id = RequestId::generate();
  }

  const net::Request& request() const override { return request_; }
  void send(net::Response response) override {
    ++answered_->times;
    answered_->response = std::move(response);
  }
  void send_json(int status, std::string_view body) override {
    send({.status = status, .headers = {}, .body = std::string(body)});
  }
  void start_stream(net::Response head) override {
    send(std::move(head));
    answered_->streaming = true;
  }
  void write_chunk(std::string_view bytes) override { answered_->chunks.append(bytes); }
  void finish() override { answered_->finished = true; }
  void on_abort(std::move_only_function<void()> callback) override { abort_ = std::move(callback); }

  // The client goes away.
  void abort() {
    if (auto callback = std::exchange(abort_, nullptr)) callback();
  }

 private:
  FakeRequest parts_;
  std::vector<net::HeaderView> headers_;
  net::Request request_;
  std::shared_ptr<Answered> answered_;
  std::move_only_function<void()> abort_;
};

}  // namespace nsl::api::testing
