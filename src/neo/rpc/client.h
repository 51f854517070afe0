#pragma once
// NeoClient: questions to a network and transactions for it, as types instead of JSON. Works on whatever is an Rpc: one
// node, a pool, a cache.

#include "base/error.h"
#include "neo/rpc/answers.h"
#include "neo/rpc/rpc.h"
#include "neo/script/builder.h"
#include "neo/transaction/fee.h"
#include "neo/transaction/transaction.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace nsl::neo {

struct Token {
  std::string symbol;
  unsigned decimals = 0;
};

// Blocking, thread-safe as its Rpc is. Every function may give kUnavailable (again later) and kConflict.
class NeoClient {
 public:
  explicit NeoClient(Rpc& rpc) : rpc_(rpc) {}

  Result<NodeVersion> version();
  Result<std::uint32_t> height();  // of the last block

  // Runs a script without changing the chain, as if these signed. A fault is a result, not an error.
  Result<Invocation> invoke(ByteView script, std::span<const Signer> signers);
  Result<Invocation> call(const ContractCall& call, std::span<const Signer> signers = {});

  Result<FeePolicy> fee_policy();
  // For witnesses of deployed contracts, whose cost only a node knows. The transaction has a witness for each signer,
  // with empty scripts for a contract.
  Result<Fixed8> ask_network_fee(const Transaction& transaction);

  // Gives the transaction to the network. That it is there already is success: so it may be sent any number of times.
  Result<UInt256> send(const Transaction& transaction);

  // nullopt: the node does not know it (yet).
  Result<std::optional<ApplicationLog>> application_log(const UInt256& transaction);
  Result<std::optional<ChainTransaction>> transaction(const UInt256& hash);

  Result<Token> token(const UInt160& contract);
  Result<std::vector<TokenBalance>> balances(const UInt160& account);
  Result<Integer> balance_of(const UInt160& token, const UInt160& account);

  Rpc& rpc() { return rpc_; }

 private:
  Rpc& rpc_;
};

}  // namespace nsl::neo
