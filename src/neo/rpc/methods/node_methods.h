#pragma once
// NodeMethods: JSON-RPC about a node, the network and who runs it.

#include "neo/rpc/answers.h"
#include "neo/rpc/rpc.h"
#include "neo/types/ec_point.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace nsl::neo {

struct Peer {
  std::string address;
  std::uint16_t port = 0;
};
struct Peers {
  std::vector<Peer> connected;
  std::vector<Peer> unconnected;
  std::vector<Peer> bad;
};

struct Candidate {
  ECPoint key;
  Integer votes;
  std::optional<bool> active;  // some nodes do not say
};

struct Plugin {
  std::string name;
  std::string version;
  std::vector<std::string> interfaces;
};

// An oracle's answer, as the nodes of oracles exchange it.
struct OracleSignature {
  ECPoint key;
  std::uint64_t request = 0;
  Bytes transaction_signature;
  Bytes message_signature;
};

// Blocking, thread-safe as its Rpc is. Each may give kUnavailable (again later) and kConflict.
class NodeMethods {
 public:
  explicit NodeMethods(Rpc& rpc) : rpc_(rpc) {}

  Result<NodeVersion> version();
  Result<std::uint32_t> connection_count();
  Result<Peers> peers();
  Result<std::vector<ECPoint>> committee();
  Result<std::vector<Candidate>> candidates();
  Result<std::vector<Candidate>> next_block_validators();
  Result<bool> is_address(std::string_view text);
  Result<Fixed8> network_fee(const Transaction& transaction);
  Status submit_oracle_response(const OracleSignature& response);

  // neo-go's notary service: main and fallback transaction in one request, in the node's binary form.
  Result<UInt256> submit_notary_request(ByteView request);
  // Fallback transactions that wait, by the main one.
  Result<std::map<UInt256, std::vector<UInt256>>> notary_pool();
  Result<Transaction> notary_transaction(const UInt256& hash);

  // C# nodes only.
  Result<std::vector<Plugin>> plugins();
  Result<UInt256> relay(const json::object& signed_context);               // a context that all have signed
  Result<std::vector<UInt256>> pending_until(std::uint32_t valid_until);   // with the plugin DeferredRelay
  Result<Transaction> pending_transaction(const UInt256& hash);            // the same

 private:
  Rpc& rpc_;
};

}  // namespace nsl::neo
