#pragma once
// Node: one node's JSON-RPC over HTTP, with connections that stay open.

#include "base/guarded.h"
#include "neo/rpc/rpc.h"
#include "net/http/client.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace nsl::neo {

// Answers above this are an error: a node may be anybody's.
inline constexpr ByteCount kRpcResponseMax = 16_MiB;

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

  const std::string& url() const { return options_.url; }

 private:
  explicit Node(Options options) : options_(std::move(options)) {}

  Result<net::Client> take_client();
  void keep(net::Client client);
  RpcError no_answer(std::string message) const;
  RpcResult read(const net::ClientResponse& response, std::int64_t id) const;

  const Options options_;
  Guarded<std::vector<net::Client>> idle_;
  std::atomic<std::int64_t> next_id_{1};
};

// Checks that a text is an answer to the request with this id, and takes it apart. Apart from Node for fuzzing.
RpcResult parse_rpc_response(std::string_view text, std::int64_t id);

}  // namespace nsl::neo
