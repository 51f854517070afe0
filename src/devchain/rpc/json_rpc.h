#pragma once
// JsonRpc: the questions of Neo's clients (JSON-RPC 2.0), answered from a Chain in neo-go's forms and with its error
// codes. Knows no HTTP.
//
// One thread, the chain's.

#include "base/json.h"
#include "devchain/chain/chain.h"
#include "devchain/rpc/sessions.h"

#include <expected>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace nsl::devchain {

struct RpcError {
  int code = 0;
  std::string message;  // the same for every occurrence of the code
  std::string data;     // what is special about this one
};

// Errors of the protocol and of Neo's nodes that are not about a transaction (chain/relay.h).
enum class RpcCode : int {
  kParse = -32'700,
  kInvalidRequest = -32'600,
  kMethodNotFound = -32'601,
  kInvalidParams = -32'602,
  kInternal = -32'603,
  kUnknownBlock = -101,
  kUnknownContract = -102,
  kUnknownTransaction = -103,
  kUnknownStorageItem = -104,
  kUnknownSession = -107,
  kUnknownIterator = -108,
  kUnknownHeight = -109,
  kVerificationFailed = -500,
  kOracleDisabled = -602,
  kUnsupportedState = -606,
  kExecutionFailed = -608,
};

using RpcResult = std::expected<json::value, RpcError>;

RpcError rpc_error(RpcCode code, std::string data = {});
RpcError rpc_error(const RelayError& error);

// The positional parameters of a call.
class Params {
 public:
  explicit Params(const json::array& list) : list_(list) {}

  bool has(std::size_t index) const { return index < list_.size() && !list_[index].is_null(); }
  const json::value& at(std::size_t index) const { return list_[index]; }

  // nullopt for one that is missing or not that.
  std::optional<std::string> text(std::size_t index) const;
  std::optional<std::int64_t> number(std::size_t index) const;
  std::optional<Bytes> base64(std::size_t index) const;
  std::optional<neo::UInt160> account(std::size_t index) const;  // hash or address
  std::optional<neo::UInt256> hash256(std::size_t index) const;
  bool flag(std::size_t index) const;  // true, or a number that is not 0; false when missing

 private:
  const json::array& list_;
};

class Feeds;

class JsonRpc {
 public:
  static constexpr std::size_t kBatchMax = 100;

  struct Options {
    std::uint16_t port = 0;             // for getversion
    std::function<void()> on_accepted;  // a transaction waits for a block
  };

  JsonRpc(Chain& chain, Options options);

  // A request or a batch of them; the answer, empty for notifications. `feeds`: of a client on a WebSocket, who may
  // subscribe.
  std::string answer(std::string_view request, Feeds* feeds = nullptr);

  Chain& chain() { return chain_; }
  Sessions& sessions() { return sessions_; }
  const Options& options() const { return options_; }

  using Method = RpcResult (*)(JsonRpc& rpc, const Params& params);
  using Table = std::map<std::string_view, Method>;

 private:
  json::value answer_one(const json::value& request, Feeds* feeds);
  RpcResult run(std::string_view method, const Params& params, Feeds* feeds);

  Chain& chain_;
  Sessions sessions_{system_clock()};
  const Options options_;
  Table methods_;
};

// Each file adds its methods.
void add_block_methods(JsonRpc::Table& table);
void add_invocation_methods(JsonRpc::Table& table);
void add_node_methods(JsonRpc::Table& table);
void add_token_methods(JsonRpc::Table& table);
void add_refused_methods(JsonRpc::Table& table);

inline std::unexpected<RpcError> invalid_params(std::string data) {
  return std::unexpected(rpc_error(RpcCode::kInvalidParams, std::move(data)));
}

}  // namespace nsl::devchain
