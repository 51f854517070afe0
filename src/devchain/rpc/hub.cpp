#include "devchain/rpc/hub.h"

#include <algorithm>

namespace nsl::devchain {

class Hub::Client final : public net::WebSocketListener {
 public:
  explicit Client(Hub& hub) : hub_(hub) {}

  Status accept(net::Exchange& exchange) {
    // The sizes of neo-go: of a request, and of what may wait for who does not read.
    NSL_TRY(socket_, exchange.accept_web_socket(*this, {.message_max = 5_MiB, .unsent_max = 64_MiB}));
    return {};
  }

  bool wants(const News& news) const { return feeds_.want(news); }

  void tell(const std::string& message) {
    if (missed_ || socket_->unsent_messages() >= kEventsWaitingMax) missed_ = true;
    else socket_->send(message);
  }

 private:
  void on_message(std::string_view message) override {
    auto answer = hub_.rpc_.answer(message, &feeds_);
    if (!answer.empty()) socket_->send(std::move(answer));
  }
  void on_sent() override {
    if (!missed_ || socket_->unsent_messages() > 0) return;
    missed_ = false;
    socket_->send(event_missed_message());
  }
  void on_closed() override {
    std::erase_if(hub_.clients_, [this](const auto& one) { return one.get() == this; });
  }

  Hub& hub_;
  Feeds feeds_;
  std::unique_ptr<net::WebSocket> socket_;
  bool missed_ = false;  // something was left out that the client does not know of yet
};

Hub::Hub(JsonRpc& rpc) : rpc_(rpc) {}
Hub::~Hub() = default;

void Hub::accept(net::Exchange& exchange) {
  if (clients_.size() == kClientsMax) {
    return exchange.send({.status = 503, .body = R"({"error":"there are as many WebSocket clients as there may be"})"});
  }
  auto client = std::make_unique<Client>(*this);
  const auto accepted = client->accept(exchange);
  if (accepted) clients_.push_back(std::move(client));
  else exchange.send({.status = 400, .body = json::serialize(json::object{{"error", accepted.error().message}})});
}

void Hub::tell(const News& news) {
  std::string message;
  for (const auto& client : clients_) {
    if (!client->wants(news)) continue;
    if (message.empty()) message = news.message();
    client->tell(message);
  }
}

void Hub::publish(const LedgerBlock& block) {
  for (const auto& news : news_of(block, rpc_.chain().ledger())) tell(news);
}

void Hub::publish(const neo::Transaction& transaction, PoolChange change) {
  tell({.stream = Stream::kMempool, .transaction = &transaction, .change = change});
}

}  // namespace nsl::devchain
