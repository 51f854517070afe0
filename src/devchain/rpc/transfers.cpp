#include "devchain/rpc/transfers.h"

#include "devchain/state/contains.h"
#include "neo/types/address.h"

#include <chrono>
#include <limits>
#include <ranges>

namespace nsl::devchain {
namespace {

// Which transfers of an account are wanted: of blocks in a time, the newest first, so many after so many.
struct TransfersWanted {
  neo::UInt160 account;
  TokenStandard standard = TokenStandard::kNep17;
  std::int64_t begin_ms = 0;
  std::int64_t end_ms = 0;
  std::int64_t skip = 0;
  std::int64_t left = 0;
};

constexpr std::int64_t kTransfersMax = 1'000;
constexpr std::int64_t kWeekMs = 7LL * 24 * 60 * 60 * 1'000;

std::expected<TransfersWanted, RpcError> transfers_wanted(const Params& params) {
  const auto account = params.account(0);
  if (!account) return invalid_params("an address or script hash is needed");
  const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(system_clock().wall().time_since_epoch());
  TransfersWanted out{.account = *account, .end_ms = params.number(2).value_or(now.count())};
  if (out.end_ms < 0) return invalid_params("a time is not before 1970");
  out.begin_ms = params.number(1).value_or(std::max<std::int64_t>(out.end_ms - kWeekMs, 0));
  out.left = params.number(3).value_or(kTransfersMax);
  const auto page = params.number(4).value_or(0);
  if (out.begin_ms < 0 || out.end_ms < out.begin_ms || out.left < 1 || out.left > kTransfersMax || page < 0 ||
      page > std::numeric_limits<std::int32_t>::max()) {
    return invalid_params("from, to, a limit of 1 to 1000 and a page are not right");
  }
  out.skip = page * out.left;
  return out;
}

// {"sent": [...], "received": [...]}
void add_transfers(Chain& chain, const LedgerBlock& block, TransfersWanted& wanted, json::object& out) {
  const auto news = news_of(block, chain.ledger());
  std::uint32_t index = 0;  // of the notification in its execution
  std::vector<std::pair<std::string_view, json::object>> found;
  for (const auto& one : news) {
    if (one.stream == Stream::kExecution) index = 0;
    if (one.stream != Stream::kNotification) continue;
    const auto at = index++;
    const auto moved = moved_by(chain, *one.notification, wanted.standard);
    if (!moved || (moved->from != wanted.account && moved->to != wanted.account)) continue;
    const bool sent = moved->from == wanted.account;
    json::object entry{{"timestamp", block.block.header.time_ms},
                       {"assethash", one.notification->contract.display()},
                       {"amount", moved->amount.decimal()},
                       {"blockindex", block.block.header.index},
                       {"transfernotifyindex", at},
                       {"txhash", one.container.display()}};
    if (const auto& other = sent ? moved->to : moved->from) entry["transferaddress"] = neo::to_address(*other);
    if (wanted.standard == TokenStandard::kNep11) entry["tokenid"] = to_hex(moved->token_id);
    if (sent) found.emplace_back("sent", entry);
    if (moved->to == wanted.account) found.emplace_back("received", std::move(entry));
  }
  for (auto& [list, entry] : found | std::views::reverse) {
    if (wanted.skip > 0) {
      --wanted.skip;
    } else if (wanted.left > 0) {
      --wanted.left;
      out[list].as_array().push_back(std::move(entry));
    }
  }
}

}  // namespace

bool follows(const Contract& contract, TokenStandard standard) {
  return contains(contract.manifest.standards, std::string(standard == TokenStandard::kNep17 ? "NEP-17" : "NEP-11"));
}

std::optional<Moved> moved_by(Chain& chain, const LoggedNotification& notification, TokenStandard standard) {
  const auto* items = notification.state ? std::get_if<neo::StackItem::List>(&notification.state->value) : nullptr;
  const std::size_t fields = standard == TokenStandard::kNep17 ? 3 : 4;
  if (notification.name != "Transfer" || items == nullptr || items->size() != fields) return std::nullopt;
  const auto party = [](const neo::StackItem& item) {
    const auto bytes = item.as_bytes();
    return bytes ? neo::UInt160::from_bytes(*bytes) : std::nullopt;
  };
  const auto amount = (*items)[2].as_integer();
  const auto token_id = fields == 4 ? (*items)[3].as_bytes() : std::optional(ByteView{});
  const ContractPointer contract = chain.contracts().find(chain.state(), notification.contract);
  if (!amount || !token_id || contract == nullptr || !follows(*contract, standard)) return std::nullopt;
  return Moved{.from = party((*items)[0]),
               .to = party((*items)[1]),
               .amount = *amount,
               .token_id = Bytes(token_id->begin(), token_id->end())};
}

std::optional<neovm::StackItem> ask_contract(Chain& chain, Invocation& keep, neo::ContractCall call) {
  call.flags = neo::CallFlags::kReadOnly;
  keep = chain.invoke(neo::call_script(call), {});
  const auto& engine = keep.execution->engine();
  if (engine.state() != neovm::VmState::kHalt || engine.results().size() != 1) return std::nullopt;
  return engine.results().peek();
}

std::optional<json::object> token_json(Chain& chain, const neo::UInt160& token, TokenStandard standard) {
  const ContractPointer contract = chain.contracts().find(chain.state(), token);
  if (contract == nullptr || !follows(*contract, standard)) return std::nullopt;
  json::object out{{"assethash", token.display()}, {"name", contract->manifest.name}};
  Invocation keep;
  if (const auto symbol = ask_contract(chain, keep, {.contract = token, .method = "symbol", .arguments = {}}))
    out["symbol"] = symbol->to_utf8().value_or("");
  if (const auto decimals = ask_contract(chain, keep, {.contract = token, .method = "decimals", .arguments = {}})) {
    out["decimals"] = decimals->to_integer() ? decimals->to_integer()->decimal() : "0";
  }
  return out;
}

RpcResult transfers_json(JsonRpc& rpc, const Params& params, TokenStandard standard) {
  auto wanted = transfers_wanted(params);
  if (!wanted) return std::unexpected(wanted.error());
  wanted->standard = standard;
  json::object out{{"sent", json::array{}}, {"received", json::array{}}, {"address", neo::to_address(wanted->account)}};
  const Ledger& ledger = rpc.chain().ledger();
  for (std::uint32_t height = ledger.height() + 1; height-- > 0 && wanted->left > 0;) {
    const LedgerBlock& block = *ledger.find_block(height);
    const auto time = static_cast<std::int64_t>(block.block.header.time_ms);
    if (time >= wanted->begin_ms && time <= wanted->end_ms) add_transfers(rpc.chain(), block, *wanted, out);
  }
  return out;
}

}  // namespace nsl::devchain
