#pragma once
// NodeSocket: one node's JSON-RPC over a WebSocket, where it announces what happens (neo-go's subscriptions).
//
//   neo::NodeSocket socket("ws://127.0.0.1:10332/ws");
//   NSL_TRY_VOID(socket.open());
//   NSL_TRY(const auto feed, socket.subscribe("block_added"));
//   NSL_TRY(const auto event, socket.next(30s));       // nullopt: nothing came
//
// Subscriptions end with the connection and nothing is repeated: whoever must not lose anything looks for itself after
// each open(), and when an event says that others were missed. follower::BlockSignal does.

#include "base/error.h"
#include "base/json.h"
#include "neo/rpc/rpc.h"
#include "net/websocket/client.h"

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

namespace nsl::neo {

struct NodeEvent {
  // Of neo-go: "block_added", "header_of_added_block", "transaction_added", "transaction_executed",
  // "notification_from_execution", "mempool_event", "notary_request_event"; or kMissed.
  static constexpr std::string_view kMissed = "event_missed";

  std::string stream;
  json::value body;  // null when events were missed

  bool missed() const { return stream == kMissed; }
};

// An event, if this is one. nullopt: an answer to a request, or nothing that we know.
std::optional<NodeEvent> parse_node_event(std::string_view text);

// The height that an event of a block or header tells. kInvalidArgument when it does not.
Result<std::uint32_t> announced_height(const NodeEvent& event);

// The WebSocket that belongs to a node's URL, as neo-go has it: "http://host:port" has "ws://host:port/ws", and https has
// wss. nullopt for anything else.
std::optional<std::string> web_socket_url(std::string_view rpc_url);

// One thread; interrupt() any. After an error other than a node's refusal the connection is gone.
class NodeSocket {
 public:
  static constexpr std::size_t kEventsWaitingMax = 1'024;  // that came before an answer

  explicit NodeSocket(std::string url, std::chrono::milliseconds timeout = std::chrono::seconds(10))
      : timeout_(timeout), socket_({.url = std::move(url), .connect_timeout = timeout, .write_timeout = timeout}) {}

  Status open() { return socket_.open(); }

  RpcResult call(std::string_view method, const json::array& parameters);

  // The id of the subscription. Filters are the node's: {"contract": "...", "name": "Transfer"}.
  RpcResult subscribe(std::string_view stream, json::object filter = {});
  RpcResult unsubscribe(const json::value& id) { return call("unsubscribe", {id}); }

  // kUnavailable: the connection has ended. nullopt: nothing came in time, or it was interrupted.
  Result<std::optional<NodeEvent>> next(std::chrono::milliseconds at_most);

  void interrupt() { socket_.interrupt(); }

 private:
  void keep(NodeEvent event);

  const std::chrono::milliseconds timeout_;
  net::WebSocketClient socket_;
  std::deque<NodeEvent> events_;
  std::int64_t next_id_ = 1;
};

}  // namespace nsl::neo
