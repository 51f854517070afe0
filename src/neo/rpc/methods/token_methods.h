#pragma once
// TokenMethods: JSON-RPC about who has and who moved which tokens. C# nodes need the plugin TokensTracker.

#include "neo/rpc/answers.h"
#include "neo/rpc/rpc.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace nsl::neo {

struct TokenTransfer {
  std::uint64_t time_ms = 0;
  UInt160 token;
  std::optional<UInt160> other;  // to or from whom; none: made or burned
  Integer amount;
  std::uint32_t block = 0;
  std::uint32_t notification = 0;  // its place in the execution
  UInt256 transaction;
  Bytes token_id;  // of NEP-11
};
struct TokenTransfers {
  std::vector<TokenTransfer> sent;
  std::vector<TokenTransfer> received;
};

// Things of one contract (NEP-11) that an account has.
struct CollectionBalance {
  UInt160 token;
  std::string symbol;
  struct Item {
    Bytes id;
    Integer amount;
    std::uint32_t last_updated_block = 0;
  };
  std::vector<Item> items;
};

// Which transfers. Times are milliseconds since 1970; nodes give the last week when they are left out.
struct TransferQuery {
  UInt160 account;
  std::optional<std::uint64_t> from_ms = {};
  std::optional<std::uint64_t> to_ms = {};
  std::uint32_t limit = 1'000;
  std::uint32_t page = 0;
};

// Blocking, thread-safe as its Rpc is. Each may give kUnavailable (again later) and kConflict.
class TokenMethods {
 public:
  explicit TokenMethods(Rpc& rpc) : rpc_(rpc) {}

  Result<std::vector<TokenBalance>> nep17_balances(const UInt160& account);
  Result<TokenTransfers> nep17_transfers(const TransferQuery& query);
  Result<std::vector<CollectionBalance>> nep11_balances(const UInt160& account);
  Result<TokenTransfers> nep11_transfers(const TransferQuery& query);
  // Texts as they are, other properties in base64; nullopt for null.
  Result<std::map<std::string, std::optional<std::string>>> nep11_properties(const UInt160& token, ByteView id);
  Result<Fixed8> unclaimed_gas(const UInt160& account);

 private:
  Rpc& rpc_;
};

}  // namespace nsl::neo
