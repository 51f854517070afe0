#include "neo/rpc/answers.h"

#include "neo/types/json_in.h"

#include <algorithm>

namespace nsl::neo {

namespace {

constexpr std::size_t kItemsMax = 65'536;

// StackItem reads by itself, so its error is passed on with the place of the item.
StackItem read_item(const JsonIn& in) {
  auto item = StackItem::from_json(in.value());
  if (!item) in.fail(item.error().message);
  return item ? *std::move(item) : StackItem{};
}

std::vector<StackItem> read_stack(const JsonIn& in) {
  std::vector<StackItem> out;
  // When a stack cannot be shown, neo-go writes a text in its place.
  if (in.is_text()) return out;
  for (const auto& element : in.elements(kItemsMax)) out.push_back(read_item(element));
  return out;
}

std::vector<Notification> read_notifications(const JsonIn& in) {
  std::vector<Notification> out;
  for (const auto& element : in.elements(kItemsMax)) {
    const auto name = element.find("eventname") ? element["eventname"] : element["eventName"];
    out.push_back({element["contract"].hash160(), name.text(), read_item(element["state"])});
  }
  return out;
}

// "HALT", "FAULT", and once "HALT, BREAK".
ExecutionState read_state(const JsonIn& in) {
  const auto text = in.text();
  if (text.starts_with("HALT")) return ExecutionState::kHalt;
  if (!text.starts_with("FAULT")) in.fail("it must be HALT or FAULT.");
  return ExecutionState::kFault;
}

Fixed8 read_gas(const JsonIn& in) { return Fixed8::datoshi(in.int64_text()); }

Invocation read_execution(const JsonIn& in, std::string_view state_name) {
  Invocation out;
  out.state = read_state(in[state_name]);
  out.gas_consumed = read_gas(in["gasconsumed"]);
  if (const auto exception = in.find("exception")) out.exception = exception->text();
  out.stack = read_stack(in["stack"]);
  if (const auto notifications = in.find("notifications")) out.notifications = read_notifications(*notifications);
  if (const auto session = in.find("session")) out.session = session->text();
  return out;
}

TokenBalance read_balance(const JsonIn& in) {
  TokenBalance out;
  out.token = in["assethash"].hash160();
  out.amount = in["amount"].integer();
  out.last_updated_block = in["lastupdatedblock"].u32();
  if (const auto symbol = in.find("symbol")) out.symbol = symbol->text();
  if (const auto decimals = in.find("decimals")) {
    out.decimals = static_cast<unsigned>(std::clamp<std::int64_t>(decimals->int64_text(), 0, kDecimalsMax));
  }
  return out;
}

}  // namespace

Result<NodeVersion> read_version(const json::value& result) {
  JsonDocument document(result, "answer to getversion");
  const auto root = document.root();
  NodeVersion out;
  out.user_agent = root["useragent"].text();
  const auto protocol = root["protocol"];
  out.network = protocol["network"].u32();
  out.ms_per_block = protocol["msperblock"].u32();
  if (const auto most = protocol.find("maxvaliduntilblockincrement")) out.valid_until_increment_max = most->u32();
  if (const auto rpc = root.find("rpc")) {
    if (const auto items = rpc->find("maxiteratorresultitems")) out.iterator_items_max = items->u32();
    if (const auto sessions = rpc->find("sessionenabled")) out.sessions = sessions->boolean();
  }
  NSL_TRY_VOID(document.status());
  return out;
}

Result<Invocation> read_invocation(const json::value& result) {
  JsonDocument document(result, "answer to an invocation");
  auto out = read_execution(document.root(), "state");
  NSL_TRY_VOID(document.status());
  return out;
}

Result<ApplicationLog> read_application_log(const json::value& result) {
  JsonDocument document(result, "application log");
  const auto root = document.root();
  ApplicationLog out;
  out.transaction = root["txid"].hash256();
  const auto executions = root["executions"].elements(kItemsMax);
  if (executions.empty()) {
    root["executions"].fail("there is none.");
  } else {
    out.execution = read_execution(executions.front(), "vmstate");
  }
  NSL_TRY_VOID(document.status());
  return out;
}

Result<Executions> read_executions(const json::value& result) {
  JsonDocument document(result, "application log");
  const auto root = document.root();
  Executions out;
  const auto transaction = root.find("txid");
  out.of = transaction ? transaction->hash256() : root["blockhash"].hash256();
  for (const auto& element : root["executions"].elements(kItemsMax)) {
    out.list.push_back({element["trigger"].text(), read_execution(element, "vmstate")});
  }
  NSL_TRY_VOID(document.status());
  return out;
}

Result<ChainTransaction> read_chain_transaction(const json::value& result) {
  JsonDocument document(result, "transaction");
  const auto root = document.root();
  ChainTransaction out;
  NSL_TRY(out.transaction, Transaction::from_json(result));
  if (const auto block = root.find("blockhash")) out.block = block->hash256();
  if (const auto confirmations = root.find("confirmations")) out.confirmations = confirmations->u32();
  if (const auto time = root.find("blocktime")) {
    out.block_time_ms = static_cast<std::uint64_t>(time->number(0, std::numeric_limits<std::int64_t>::max()));
  }
  NSL_TRY_VOID(document.status());
  return out;
}

Result<std::vector<TokenBalance>> read_balances(const json::value& result) {
  JsonDocument document(result, "balances");
  std::vector<TokenBalance> out;
  for (const auto& balance : document.root()["balance"].elements(kItemsMax)) out.push_back(read_balance(balance));
  NSL_TRY_VOID(document.status());
  return out;
}

}  // namespace nsl::neo
