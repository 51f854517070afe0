#pragma once
// Node: one node's JSON-RPC over HTTP, with connections that stay open.
//
// Several calls go in one request, as JSON-RPC's batches. A node (or a proxy before it) that refuses those is asked one
// by one from then on.

#include "base/guarded.h"
#include "neo/rpc/rpc.h"
#include "net/http/client.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace nsl::neo {

// Answers above this are an error: a node may be anybody's.
inline constexpr ByteCount kRpcResponseMax = 16_MiB;
// Calls in one request. Nodes take more (a request of some MiB), proxies before them often do not.
inline constexpr std::size_t kRpcBatchMax = 50;

// Thread-safe: as many connections as there are calls at once, and some are kept.
class Node final : public Rpc {
 public:
  struct Options {
    std::string url;                            // "http://127.0.0.1:10332"
    std::chrono::milliseconds timeout{10'000};  // for a call
  };

  // kInvalidArgument for a URL that cannot be used. Nothing is connected to yet.
  static Result<std::unique_ptr<Node>> create(Options options);

  RpcResult call(std::string_view method, const json::array& parameters) override;
  std::vector<RpcResult> batch(std::span<const RpcCall> calls) override;

  const std::string& url() const { return options_.url; }

 private:
  explicit Node(Options options) : options_(std::move(options)) {}

  Result<net::ClientResponse> post(const json::value& request);
  // Up to kRpcBatchMax calls; nullopt when the node takes no batches.
  std::optional<std::vector<RpcResult>> batch_at_once(std::span<const RpcCall> calls);
  Result<net::Client> take_client();
  void keep(net::Client client);
  RpcError no_answer(std::string message) const;
  RpcResult with_origin(RpcResult result, int status) const;

  const Options options_;
  Guarded<std::vector<net::Client>> idle_;
  std::atomic<std::int64_t> next_id_{1};
  std::atomic<bool> takes_batches_{true};
};

// Checks that a text is an answer to the request with this id, and takes it apart. Apart from Node for fuzzing.
RpcResult parse_rpc_response(std::string_view text, std::int64_t id);

// The same for a batch of `count` requests with ids from `first_id` on: an answer for each, kNoAnswer where there is
// none or more than one. nullopt when the text is no answer to a batch at all.
std::optional<std::vector<RpcResult>> parse_rpc_batch(std::string_view text, std::int64_t first_id, std::size_t count);

}  // namespace nsl::neo
