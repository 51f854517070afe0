#pragma once
// Hub: the clients on WebSockets (the path /ws, as neo-go has it): they ask as others do, and are told of each block
// what they have subscribed to.
//
// A client that reads too slowly is not told everything: what does not fit into its queue is left out, and once there
// is room it is told that it missed something, so that it can look for itself.

#include "devchain/rpc/feeds.h"
#include "devchain/rpc/json_rpc.h"
#include "net/http/exchange.h"
#include "net/websocket/web_socket.h"

#include <list>
#include <memory>

namespace nsl::devchain {

// One thread, the chain's.
class Hub {
 public:
  static constexpr std::size_t kClientsMax = 64;           // as neo-go
  static constexpr std::size_t kEventsWaitingMax = 1'024;  // of one client; the same

  explicit Hub(JsonRpc& rpc);
  ~Hub();  // cuts the connections

  // A request for the path of WebSockets; answers it.
  void accept(net::Exchange& exchange);

  // Tells of a block that the ledger has, and of the pool.
  void publish(const LedgerBlock& block);
  void publish(const neo::Transaction& transaction, PoolChange change);

 private:
  class Client;
  void tell(const News& news);

  JsonRpc& rpc_;
  std::list<std::unique_ptr<Client>> clients_;
};

}  // namespace nsl::devchain
