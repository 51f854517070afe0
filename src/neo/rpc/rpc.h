#pragma once
// Rpc: JSON-RPC 2.0 to something that answers for a Neo network: one node, several, or a cache in front of them.

#include "base/error.h"
#include "base/json.h"

#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace nsl::neo {

// The codes that decisions hang on; neo-go has all of them in pkg/neorpc/errors.go.
namespace rpc_code {
inline constexpr std::int64_t kNoAnswer = 0;  // not of the protocol: nobody answered, or not in its form
inline constexpr std::int64_t kInternal = -32603;
inline constexpr std::int64_t kUnknownBlock = -101;
inline constexpr std::int64_t kUnknownTransaction = -103;
inline constexpr std::int64_t kUnknownHeight = -109;
inline constexpr std::int64_t kAlreadyOnChain = -501;  // for a transaction sent again: success
inline constexpr std::int64_t kPoolFull = -502;
inline constexpr std::int64_t kAlreadyInPool = -503;  // the same
inline constexpr std::int64_t kExpired = -510;
}  // namespace rpc_code

struct RpcError {
  std::int64_t code = rpc_code::kNoAnswer;
  std::string message;  // what the node says, with its details
  std::string node;     // the URL's host and port
};

using RpcResult = std::expected<json::value, RpcError>;

// That the node does not know what it was asked about: block, contract, transaction ...
constexpr bool is_unknown(const RpcError& error) { return error.code <= -101 && error.code >= -109; }

// kUnavailable when there was no answer, else kConflict: what was asked for does not go with the state of the chain.
Error to_error(const RpcError& error);

struct RpcCall {
  std::string method;
  json::array parameters = {};
};

// Blocking. Thread-safe.
class Rpc {
 public:
  virtual ~Rpc() = default;
  // The member "result" of the answer.
  virtual RpcResult call(std::string_view method, const json::array& parameters) = 0;
  // Several at once, each with its answer, in their order. What has no better way asks one after the other.
  virtual std::vector<RpcResult> batch(std::span<const RpcCall> calls);
};

}  // namespace nsl::neo
