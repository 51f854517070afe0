#include "follower/chain_reader.h"

#include "neo/block/block.h"

#include <fmt/format.h>

#include <algorithm>

namespace nsl::follower {
namespace {

using neo::RpcCall;
using neo::RpcResult;

std::unexpected<Error> not_in_form(std::uint32_t height, std::string_view what) {
  return fail(ErrorCode::kUnavailable, fmt::format("The Neo node gave {} for block {}.", what, height));
}

std::unexpected<Error> other_chain(std::uint32_t height) {
  return fail(ErrorCode::kConflict, fmt::format("The Neo nodes are on another chain than the one that was followed: "
                                                "their block {} does not go with what came before.",
                                                height));
}

Result<std::uint32_t> read_count(const RpcResult& answer) {
  if (!answer) return std::unexpected(neo::to_error(answer.error()));
  const auto* count = answer->if_int64();
  if (count != nullptr && *count >= 1 && *count <= 0xffff'ffff) return static_cast<std::uint32_t>(*count);
  return fail(ErrorCode::kUnavailable, "The Neo node gives no height.");
}

Result<neo::UInt256> read_hash(const RpcResult& answer, std::uint32_t height) {
  if (!answer) return std::unexpected(neo::to_error(answer.error()));
  const auto* text = answer->if_string();
  if (text == nullptr) return not_in_form(height, "no hash");
  auto hash = neo::UInt256::parse(json::view(*text));
  if (!hash) return not_in_form(height, "no hash");
  return hash;
}

Result<neo::Block> read_block(const RpcResult& answer, std::uint32_t height) {
  if (!answer) return std::unexpected(neo::to_error(answer.error()));
  const auto* text = answer->if_string();
  const auto bytes = text != nullptr ? from_base64(json::view(*text)) : std::nullopt;
  if (!bytes) return not_in_form(height, "no bytes");
  auto block = neo::Block::decode(*bytes);
  if (!block) return not_in_form(height, block.error().message);
  if (block->header.index != height) return not_in_form(height, "another block");
  return block;
}

void add_events(ChainBlock& block, neo::Invocation&& execution, const std::optional<neo::UInt256>& transaction) {
  if (execution.state != neo::ExecutionState::kHalt) return;
  for (auto& one : execution.notifications) {
    const auto index = static_cast<std::uint32_t>(block.events.size());
    block.events.push_back({.place = {block.height, index},
                            .contract = one.contract,
                            .name = std::move(one.event),
                            .transaction = transaction,
                            .state = std::move(one.state)});
  }
}

Result<neo::Executions> read_log(const RpcResult& answer, const neo::UInt256& of, std::uint32_t height) {
  if (!answer && answer.error().code != neo::rpc_code::kNoAnswer) {
    return not_in_form(height, "no application log: " + answer.error().message);
  }
  if (!answer) return std::unexpected(neo::to_error(answer.error()));
  auto log = neo::read_executions(*answer);
  if (!log) return not_in_form(height, log.error().message);
  if (log->of != of) return not_in_form(height, "another application log");
  return log;
}

// Puts a block together from its logs: `answers` begins with its own and has one for each of its transactions.
Result<ChainBlock> assemble(const neo::Block& block, std::span<const RpcResult> answers) {
  const auto& header = block.header;
  ChainBlock out{.height = header.index,
                 .hash = header.hash(),
                 .previous = header.previous,
                 .time_ms = header.time_ms,
                 .transactions = {},
                 .events = {}};
  NSL_TRY(auto own, read_log(answers[0], out.hash, out.height));
  for (auto& [trigger, execution] : own.list) {
    if (trigger == "OnPersist") add_events(out, std::move(execution), std::nullopt);
  }
  for (std::size_t i = 0; i < block.transactions.size(); ++i) {
    const auto& transaction = block.transactions[i];
    const auto hash = transaction.hash();
    NSL_TRY(auto log, read_log(answers[i + 1], hash, out.height));
    if (log.list.size() != 1) return not_in_form(out.height, "no single execution of a transaction");
    auto& execution = log.list.front().execution;
    out.transactions.push_back({.hash = hash,
                                .sender = transaction.signers.front().account,
                                .state = execution.state,
                                .gas_consumed = execution.gas_consumed});
    add_events(out, std::move(execution), hash);
  }
  for (auto& [trigger, execution] : own.list) {
    if (trigger == "PostPersist") add_events(out, std::move(execution), std::nullopt);
  }
  return out;
}

// `count` blocks from the cursor on, each the successor of the one before.
Result<std::vector<neo::Block>> read_blocks(neo::Rpc& node, const ChainCursor& cursor, std::size_t count) {
  std::vector<RpcCall> calls;
  for (std::size_t i = 0; i < count; ++i) calls.push_back({"getblock", {cursor.next + i}});
  std::vector<neo::Block> out;
  auto previous = cursor.previous;
  for (const auto& answer : node.batch(calls)) {
    const auto height = cursor.next + static_cast<std::uint32_t>(out.size());
    NSL_TRY(auto block, read_block(answer, height));
    if (previous && block.header.previous != *previous) return other_chain(height);
    previous = block.header.hash();
    out.push_back(std::move(block));
  }
  return out;
}

}  // namespace

Result<ChainStep> read_step(neo::Rpc& node, const ChainCursor& cursor, std::size_t blocks_max) {
  std::vector<RpcCall> calls{{"getblockcount", {}}};
  if (cursor.previous) calls.push_back({"getblockhash", {cursor.next - 1}});
  const auto standing = node.batch(calls);
  NSL_TRY(const auto count, read_count(standing[0]));
  ChainStep out{.blocks = {}, .head = count - 1, .after = cursor};
  if (count < cursor.next) return out;  // behind: nothing can be said about what comes next
  if (cursor.previous) {
    NSL_TRY(const auto previous, read_hash(standing[1], cursor.next - 1));
    if (previous != *cursor.previous) return other_chain(cursor.next - 1);
  }
  const auto wanted = std::min<std::size_t>(blocks_max, count - cursor.next);
  if (wanted == 0) return out;

  NSL_TRY(const auto blocks, read_blocks(node, cursor, wanted));
  calls.clear();
  for (const auto& block : blocks) {
    calls.push_back({"getapplicationlog", {json::value(block.header.hash().display())}});
    for (const auto& one : block.transactions) {
      calls.push_back({"getapplicationlog", {json::value(one.hash().display())}});
    }
  }
  const auto logs = node.batch(calls);
  auto left = std::span(logs);
  for (const auto& block : blocks) {
    const auto own = block.transactions.size() + 1;
    NSL_TRY(auto assembled, assemble(block, left.first(own)));
    left = left.subspan(own);
    out.blocks.push_back(std::move(assembled));
  }
  out.after = {.next = out.blocks.back().height + 1, .previous = out.blocks.back().hash};
  return out;
}

Result<ChainStep> ChainReader::read(const ChainCursor& cursor) {
  std::optional<ChainStep> nothing_new;
  std::optional<Error> problem;
  for (auto* node : pool_.pins()) {
    auto step = read_step(*node, cursor, blocks_at_once_);
    if (!step) {
      if (!problem || problem->code == ErrorCode::kUnavailable) problem = std::move(step).error();
      continue;
    }
    if (!step->blocks.empty()) {
      blocks_at_once_ = std::min(kBlocksMax, blocks_at_once_ * 2);
      return step;
    }
    if (!nothing_new || nothing_new->head < step->head) nothing_new = *std::move(step);
  }
  // A node of this very chain that has nothing new settles it; one that is behind may be of any.
  const bool same_chain = nothing_new && nothing_new->head + 1 >= cursor.next;
  if (same_chain || (nothing_new && (!problem || problem->code == ErrorCode::kUnavailable))) {
    return *std::move(nothing_new);
  }
  blocks_at_once_ = std::max<std::size_t>(1, blocks_at_once_ / 2);
  if (problem) return std::unexpected(*std::move(problem));
  return fail(ErrorCode::kUnavailable, "None of the Neo nodes answers.");
}

Result<ChainCursor> ChainReader::begin(std::uint32_t backfill_blocks) {
  NSL_TRY(auto* node, pool_.pin());
  NSL_TRY(const auto count, read_count(node->call("getblockcount", {})));
  ChainCursor out{.next = count - std::min(backfill_blocks, count), .previous = std::nullopt};
  if (out.next == 0) return out;
  NSL_TRY(out.previous, read_hash(node->call("getblockhash", {out.next - 1}), out.next - 1));
  return out;
}

}  // namespace nsl::follower
