// Blocks, transactions and their logs.
#include "devchain/rpc/feeds.h"
#include "devchain/rpc/json_rpc.h"
#include "devchain/rpc/log_json.h"
#include "neo/types/address.h"

#include <fmt/format.h>

namespace nsl::devchain {
namespace {

// By index or hash.
const LedgerBlock* find_block(JsonRpc& rpc, const Params& params, std::size_t index) {
  const Ledger& ledger = rpc.chain().ledger();
  if (const auto hash = params.hash256(index)) return ledger.find_block(*hash);
  const auto number = params.number(index);
  return number && *number >= 0 && *number <= 0xffff'ffff ? ledger.find_block(static_cast<std::uint32_t>(*number))
                                                          : nullptr;
}

bool names_block(const Params& params, std::size_t index) { return params.hash256(index) || params.number(index); }

// What only a node knows.
void add_standing(json::object& out, const LedgerBlock& block, const Ledger& ledger) {
  out["size"] = block.bytes;
  out["confirmations"] = ledger.height() - block.block.header.index + 1;
  if (const LedgerBlock* next = ledger.find_block(block.block.header.index + 1))
    out["nextblockhash"] = next->hash.display();
}

RpcResult get_block_count(JsonRpc& rpc, const Params&) { return rpc.chain().ledger().height() + 1; }
RpcResult get_best_block_hash(JsonRpc& rpc, const Params&) {
  return json::value(rpc.chain().ledger().last().hash.display());
}

RpcResult get_block_hash(JsonRpc& rpc, const Params& params) {
  const auto number = params.number(0);
  if (!number) return invalid_params("a height is needed");
  const LedgerBlock* block = find_block(rpc, params, 0);
  if (block == nullptr) return std::unexpected(rpc_error(RpcCode::kUnknownHeight));
  return json::value(block->hash.display());
}

RpcResult get_block(JsonRpc& rpc, const Params& params) {
  if (!names_block(params, 0)) return invalid_params("a height or hash is needed");
  const LedgerBlock* block = find_block(rpc, params, 0);
  if (block == nullptr) return std::unexpected(rpc_error(RpcCode::kUnknownBlock));
  if (!params.flag(1)) return json::value(to_base64(block->block.encode()));
  json::object out = block->block.to_json();
  add_standing(out, *block, rpc.chain().ledger());
  return out;
}

RpcResult get_block_header(JsonRpc& rpc, const Params& params) {
  if (!names_block(params, 0)) return invalid_params("a height or hash is needed");
  const LedgerBlock* block = find_block(rpc, params, 0);
  if (block == nullptr) return std::unexpected(rpc_error(RpcCode::kUnknownBlock));
  if (!params.flag(1)) {
    neo::Writer writer;
    block->block.header.encode(writer);
    return json::value(to_base64(writer.view()));
  }
  json::object out = block->block.to_json();
  out.erase("tx");
  add_standing(out, *block, rpc.chain().ledger());
  return out;
}

RpcResult get_raw_transaction(JsonRpc& rpc, const Params& params) {
  const auto hash = params.hash256(0);
  if (!hash) return invalid_params("a hash is needed");
  const Chain& chain = rpc.chain();
  if (const LedgerTransaction* found = chain.ledger().find_transaction(*hash)) {
    const neo::Transaction& transaction = chain.ledger().transaction(*found);
    if (!params.flag(1)) return json::value(to_base64(transaction.encode()));
    const LedgerBlock& block = *chain.ledger().find_block(found->block);
    json::object out = transaction.to_json();
    out["blockhash"] = block.hash.display();
    out["confirmations"] = chain.ledger().height() - found->block + 1;
    out["blocktime"] = block.block.header.time_ms;
    out["vmstate"] = neovm::name(found->log.state);
    return out;
  }
  const auto pooled = std::ranges::find(chain.pool(), *hash, &Pooled::hash);
  if (pooled == chain.pool().end()) return std::unexpected(rpc_error(RpcCode::kUnknownTransaction));
  if (!params.flag(1)) return json::value(to_base64(pooled->transaction.encode()));
  return pooled->transaction.to_json();
}

RpcResult get_transaction_height(JsonRpc& rpc, const Params& params) {
  const auto hash = params.hash256(0);
  if (!hash) return invalid_params("a hash is needed");
  const LedgerTransaction* found = rpc.chain().ledger().find_transaction(*hash);
  if (found == nullptr) return std::unexpected(rpc_error(RpcCode::kUnknownTransaction));
  return found->block;
}

RpcResult get_application_log(JsonRpc& rpc, const Params& params) {
  const auto hash = params.hash256(0);
  if (!hash) return invalid_params("a hash is needed");
  const auto trigger = params.text(1);
  const auto wanted = [&](const ExecutionLog& log) { return !trigger || *trigger == log.trigger; };
  const Ledger& ledger = rpc.chain().ledger();
  json::array executions;
  if (const LedgerTransaction* found = ledger.find_transaction(*hash)) {
    if (wanted(found->log)) executions.push_back(log_json(found->log));
    return json::object{{"txid", hash->display()}, {"executions", std::move(executions)}};
  }
  const LedgerBlock* block = ledger.find_block(*hash);
  if (block == nullptr) return std::unexpected(rpc_error(RpcCode::kUnknownTransaction, "unknown transaction or block"));
  for (const ExecutionLog& log : block->logs) {
    if (wanted(log)) executions.push_back(log_json(log));
  }
  return json::object{{"blockhash", hash->display()}, {"executions", std::move(executions)}};
}

// System fees of a block's transactions, in datoshi.
RpcResult get_block_sys_fee(JsonRpc& rpc, const Params& params) {
  if (!params.number(0)) return invalid_params("a height is needed");
  const LedgerBlock* block = find_block(rpc, params, 0);
  if (block == nullptr) return std::unexpected(rpc_error(RpcCode::kUnknownHeight));
  std::int64_t sum = 0;
  for (const auto& transaction : block->block.transactions) sum += transaction.system_fee.datoshi();
  return sum;
}

// What a block's executions notified of, by trigger, filtered as subscriptions are.
RpcResult get_block_notifications(JsonRpc& rpc, const Params& params) {
  if (!names_block(params, 0)) return invalid_params("a height or hash is needed");
  const LedgerBlock* block = find_block(rpc, params, 0);
  if (block == nullptr) return std::unexpected(rpc_error(RpcCode::kUnknownBlock));
  FeedFilter filter;
  if (params.has(1)) {
    auto read = read_filter(Stream::kNotification, params.at(1));
    if (!read) return std::unexpected(read.error());
    filter = *std::move(read);
  }
  json::object out;
  for (const auto& news : news_of(*block, rpc.chain().ledger())) {
    if (news.stream != Stream::kNotification || !filter.matches(news)) continue;
    const std::string_view trigger = news.execution->trigger;
    const std::string_view name = trigger == "OnPersist"     ? "onpersist"
                                  : trigger == "PostPersist" ? "postpersist"
                                                             : "application";
    auto& list = out[name];
    if (list.is_null()) list = json::array{};
    list.as_array().push_back(news.body());
  }
  return out;
}

RpcResult get_raw_mempool(JsonRpc& rpc, const Params& params) {
  json::array hashes;
  for (const Pooled& entry : rpc.chain().pool()) hashes.push_back(json::value(entry.hash.display()));
  if (!params.flag(0)) return hashes;
  return json::object{
      {"height", rpc.chain().ledger().height()}, {"verified", std::move(hashes)}, {"unverified", json::array{}}};
}

RpcResult send_raw_transaction(JsonRpc& rpc, const Params& params) {
  const auto bytes = params.base64(0);
  if (!bytes) return invalid_params("a transaction in base64 is needed");
  auto transaction = neo::Transaction::decode(*bytes);
  if (!transaction) return invalid_params(transaction.error().message);
  const auto accepted = rpc.chain().submit(*std::move(transaction));
  if (!accepted) return std::unexpected(rpc_error(accepted.error()));
  if (rpc.options().on_accepted) rpc.options().on_accepted();
  return json::object{{"hash", accepted->display()}};
}

}  // namespace

void add_block_methods(JsonRpc::Table& table) {
  table["getblockcount"] = get_block_count;
  table["getblockheadercount"] = get_block_count;
  table["getbestblockhash"] = get_best_block_hash;
  table["getblockhash"] = get_block_hash;
  table["getblock"] = get_block;
  table["getblockheader"] = get_block_header;
  table["getrawtransaction"] = get_raw_transaction;
  table["gettransactionheight"] = get_transaction_height;
  table["getapplicationlog"] = get_application_log;
  table["getblocksysfee"] = get_block_sys_fee;
  table["getblocknotifications"] = get_block_notifications;
  table["getrawmempool"] = get_raw_mempool;
  table["sendrawtransaction"] = send_raw_transaction;
}

}  // namespace nsl::devchain
