// Balances.
#include "devchain/native/token.h"
#include "devchain/rpc/json_rpc.h"
#include "devchain/rpc/news.h"
#include "devchain/state/contains.h"
#include "neo/script/builder.h"
#include "neo/types/address.h"

#include <chrono>
#include <limits>
#include <ranges>

namespace nsl::devchain {
namespace {

// What a method of a token says that takes nothing, or the account; nullopt when it faults.
std::optional<neovm::StackItem> ask(Chain& chain, Invocation& keep, const neo::UInt160& token, neo::ContractCall call) {
  call.contract = token;
  call.flags = neo::CallFlags::kReadOnly;
  keep = chain.invoke(neo::call_script(call), {});
  const auto& engine = keep.execution->engine();
  if (engine.state() != neovm::VmState::kHalt || engine.results().size() != 1) return std::nullopt;
  return engine.results().peek();
}

std::optional<json::object> balance_json(Chain& chain, const neo::UInt160& token, const neo::UInt160& account,
                                         std::uint32_t height) {
  const ContractPointer contract = chain.contracts().find(chain.state(), token);
  if (contract == nullptr || !contains(contract->manifest.standards, std::string("NEP-17"))) return std::nullopt;
  Invocation keep;
  const auto balance =
      ask(chain, keep, token, {.method = "balanceOf", .arguments = {neo::ContractParameter::hash160(account)}});
  const auto amount = balance ? balance->to_integer() : std::nullopt;
  if (!amount || *amount == neo::Integer{}) return std::nullopt;
  json::object out{{"assethash", token.display()},
                   {"amount", amount->decimal()},
                   {"lastupdatedblock", height},
                   {"name", contract->manifest.name}};
  if (const auto symbol = ask(chain, keep, token, {.method = "symbol", .arguments = {}}))
    out["symbol"] = symbol->to_utf8().value_or("");
  if (const auto decimals = ask(chain, keep, token, {.method = "decimals", .arguments = {}})) {
    out["decimals"] = decimals->to_integer() ? decimals->to_integer()->decimal() : "0";
  }
  return out;
}

RpcResult get_nep17_balances(JsonRpc& rpc, const Params& params) {
  const auto account = params.account(0);
  if (!account) return invalid_params("an address or script hash is needed");
  json::array balances;
  for (const auto& [token, height] : rpc.chain().tokens_of(*account)) {
    if (auto balance = balance_json(rpc.chain(), token, *account, height)) balances.push_back(*std::move(balance));
  }
  return json::object{{"address", neo::to_address(*account)}, {"balance", std::move(balances)}};
}

// A notification of NEP-17: from, to, amount.
struct Moved {
  std::optional<neo::UInt160> from;
  std::optional<neo::UInt160> to;
  neo::Integer amount;
};

std::optional<Moved> moved_by(Chain& chain, const LoggedNotification& notification) {
  const auto* items = notification.state ? std::get_if<neo::StackItem::List>(&notification.state->value) : nullptr;
  if (notification.name != "Transfer" || items == nullptr || items->size() != 3) return std::nullopt;
  const auto party = [](const neo::StackItem& item) {
    const auto bytes = item.as_bytes();
    return bytes ? neo::UInt160::from_bytes(*bytes) : std::nullopt;
  };
  const auto amount = (*items)[2].as_integer();
  const ContractPointer contract = chain.contracts().find(chain.state(), notification.contract);
  if (!amount || contract == nullptr || !contains(contract->manifest.standards, std::string("NEP-17"))) {
    return std::nullopt;
  }
  return Moved{.from = party((*items)[0]), .to = party((*items)[1]), .amount = *amount};
}

// Which transfers of an account are wanted: of blocks in a time, the newest first, so many after so many.
struct TransfersWanted {
  neo::UInt160 account;
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
    const auto moved = moved_by(chain, *one.notification);
    if (!moved || (moved->from != wanted.account && moved->to != wanted.account)) continue;
    const bool sent = moved->from == wanted.account;
    json::object entry{{"timestamp", block.block.header.time_ms},
                       {"assethash", one.notification->contract.display()},
                       {"amount", moved->amount.decimal()},
                       {"blockindex", block.block.header.index},
                       {"transfernotifyindex", at},
                       {"txhash", one.container.display()}};
    if (const auto& other = sent ? moved->to : moved->from) entry["transferaddress"] = neo::to_address(*other);
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

RpcResult get_nep17_transfers(JsonRpc& rpc, const Params& params) {
  auto wanted = transfers_wanted(params);
  if (!wanted) return std::unexpected(wanted.error());
  json::object out{{"sent", json::array{}}, {"received", json::array{}}, {"address", neo::to_address(wanted->account)}};
  const Ledger& ledger = rpc.chain().ledger();
  for (std::uint32_t height = ledger.height() + 1; height-- > 0 && wanted->left > 0;) {
    const LedgerBlock& block = *ledger.find_block(height);
    const auto time = static_cast<std::int64_t>(block.block.header.time_ms);
    if (time >= wanted->begin_ms && time <= wanted->end_ms) add_transfers(rpc.chain(), block, *wanted, out);
  }
  return out;
}

RpcResult get_unclaimed_gas(JsonRpc& rpc, const Params& params) {
  const auto account = params.account(0);
  if (!account) return invalid_params("an address or script hash is needed");
  const neo::Integer gas = unclaimed_gas(rpc.chain().state(), *account, rpc.chain().ledger().height() + 1);
  return json::object{{"address", neo::to_address(*account)}, {"unclaimed", gas.decimal()}};
}

}  // namespace

void add_token_methods(JsonRpc::Table& table) {
  table["getnep17balances"] = get_nep17_balances;
  table["getnep17transfers"] = get_nep17_transfers;
  table["getunclaimedgas"] = get_unclaimed_gas;
}

}  // namespace nsl::devchain
