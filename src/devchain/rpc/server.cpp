#include "devchain/rpc/server.h"

#include "base/log.h"

#include <fmt/format.h>

namespace nsl::devchain {
namespace {

// From the first transaction that waits to the block: those sent together come into one.
constexpr std::chrono::milliseconds kGather{5};
// What clients are told when blocks are made on demand; it is what they wait between two looks.
constexpr std::chrono::milliseconds kToldBlockTime{1'000};
constexpr std::chrono::milliseconds kAfterFailure{1'000};

bool is_loopback(const std::string& address) { return address == "::1" || address.starts_with("127."); }

}  // namespace

Result<std::unique_ptr<DevchainServer>> DevchainServer::create(Options options) {
  if (!is_loopback(options.address)) {
    return fail(ErrorCode::kInvalidArgument,
                fmt::format("the development chain listens on this machine only, not on {}: everybody knows its keys",
                            options.address),
                "devchain.listen");
  }
  std::unique_ptr<DevchainServer> out(new DevchainServer(std::move(options)));
  DevchainServer& self = *out;
  Chain::Options chain_options;
  if (self.options_.block_time.count() > 0) chain_options.block_time = self.options_.block_time;
  else chain_options.block_time = kToldBlockTime;
  chain_options.on_pool = [&self](const neo::Transaction& transaction, PoolChange change) {
    if (self.hub_ != nullptr) self.hub_->publish(transaction, change);
  };
  if (!self.options_.store_url.empty()) {
    NSL_TRY(chain_options.store, BlockStore::create(self.options_.store_url));
  }
  NSL_TRY(self.chain_, Chain::create(std::move(chain_options)));
  const bool on_demand = self.options_.block_time.count() == 0;
  self.rpc_ = std::make_unique<JsonRpc>(*self.chain_, JsonRpc::Options{.on_accepted = [&self, on_demand] {
    if (on_demand && self.block_timer_ == nullptr) self.produce_block_in(kGather);
  }});
  self.hub_ = std::make_unique<Hub>(*self.rpc_);
  NSL_TRY(self.server_,
          net::Server::create(self.loop_, self, {.address = self.options_.address, .port = self.options_.port}));
  self.url_ = self.server_->url();
  self.server_->start();
  if (!on_demand) self.produce_block_in(self.options_.block_time);
  self.thread_ = std::thread([&self] { self.loop_.run(); });
  return out;
}

DevchainServer::~DevchainServer() {
  if (!thread_.joinable()) return;
  loop_.post([this] {
    block_timer_.reset();
    hub_.reset();
    server_.reset();
    loop_.stop();
  });
  thread_.join();
}

void DevchainServer::produce_block_in(std::chrono::milliseconds delay) {
  block_timer_ = loop_.after(delay, [this] {
    const auto timer = std::move(block_timer_);
    const auto produced = chain_->produce_block();
    if (produced) hub_->publish(chain_->ledger().last());
    if (!produced) log::error("the development chain cannot store a block", {{"reason", produced.error().message}});
    if (!produced) produce_block_in(kAfterFailure);
    else if (options_.block_time.count() > 0) produce_block_in(options_.block_time);
    else if (!chain_->pool().empty()) produce_block_in(kGather);
  });
}

void DevchainServer::handle(std::shared_ptr<net::Exchange> exchange) {
  if (net::wants_web_socket(exchange->request()) && exchange->request().path == "/ws") return hub_->accept(*exchange);
  if (exchange->request().method != "POST") {
    exchange->send(
        {.status = 405, .headers = {{"Allow", "POST"}}, .body = R"({"error":"JSON-RPC is asked with POST"})"});
    return;
  }
  exchange->send_json(200, rpc_->answer(exchange->request().body));
}

}  // namespace nsl::devchain
