#pragma once
// Who moved which token, as the logs of blocks tell: what getnep17transfers and its like show.

#include "devchain/rpc/json_rpc.h"
#include "devchain/rpc/news.h"
#include "neo/script/builder.h"

#include <functional>
#include <optional>

namespace nsl::devchain {

enum class TokenStandard : std::uint8_t { kNep17, kNep11 };
bool follows(const Contract& contract, TokenStandard standard);

// One notification Transfer of a contract of the standard.
struct Moved {
  std::optional<neo::UInt160> from;  // none: made
  std::optional<neo::UInt160> to;    // none: burned
  neo::Integer amount;
  Bytes token_id;  // of NEP-11
};
std::optional<Moved> moved_by(Chain& chain, const LoggedNotification& notification, TokenStandard standard);

// What a call that changes nothing returns; nullopt when it faults. `keep` holds what the item may point to.
std::optional<neovm::StackItem> ask_contract(Chain& chain, Invocation& keep, neo::ContractCall call);

// A token contract as balances show it, without the balance; nullopt when it is none of the standard.
std::optional<json::object> token_json(Chain& chain, const neo::UInt160& token, TokenStandard standard);

// {"sent": [...], "received": [...], "address": "N..."}: [account, from, to, limit, page].
RpcResult transfers_json(JsonRpc& rpc, const Params& params, TokenStandard standard);

}  // namespace nsl::devchain
