#pragma once
// DevchainServer: a development chain with its JSON-RPC on a port of this machine, with POST and on WebSockets (path
// /ws), in a thread of its own. Scripts take their time there, and nobody else's.

#include "base/error.h"
#include "base/event_loop.h"
#include "devchain/rpc/hub.h"
#include "devchain/rpc/json_rpc.h"
#include "net/http/server.h"

#include <chrono>
#include <memory>
#include <string>
#include <thread>

namespace nsl::devchain {

// Thread-safe after create().
class DevchainServer final : private net::RequestHandler {
 public:
  struct Options {
    std::string address = "127.0.0.1";  // a loopback address: everything else is refused
    std::uint16_t port = 0;             // 0: a free one
    // Between blocks. 0: a block is made as soon as a transaction waits, and only then.
    std::chrono::milliseconds block_time{0};
    std::string store_url = {};  // as Database::create() takes it; empty: everything is in memory
  };

  // Runs the stored blocks, then listens.
  static Result<std::unique_ptr<DevchainServer>> create(Options options);
  ~DevchainServer() override;

  const std::string& url() const { return url_; }  // "http://127.0.0.1:30333"

 private:
  explicit DevchainServer(Options options) : options_(std::move(options)) {}
  void handle(std::shared_ptr<net::Exchange> exchange) override;
  void produce_block_in(std::chrono::milliseconds delay);

  const Options options_;
  std::string url_;
  EventLoop loop_{{}};
  std::unique_ptr<Chain> chain_;  // this and what follows: the loop's thread
  std::unique_ptr<JsonRpc> rpc_;
  std::unique_ptr<Hub> hub_;
  std::unique_ptr<net::Server> server_;
  std::unique_ptr<EventLoop::Timer> block_timer_;
  std::thread thread_;
};

}  // namespace nsl::devchain
