#include "outbox/tracker.h"

#include "base/bytes.h"
#include "neo/rpc/client.h"
#include "neo/rpc/node.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace nsl::outbox {
namespace {

using neo::Rpc;
using neo::RpcError;
namespace rpc_code = neo::rpc_code;

// Refusals in a row before a transaction that nobody took is given up: a node that is behind may not know yet what the
// transaction stands on.
constexpr unsigned kRefusalsMax = 2;
constexpr std::size_t kResultBytesMax = 64 * 1024;
constexpr std::int64_t kTooLittleGas =
    -511;  // for all that the sender has in the pool: may be different in the next block
constexpr std::int64_t kRefusalsFrom = -500;

bool is_there_already(const RpcError& error) {
  return error.code == rpc_code::kAlreadyOnChain || error.code == rpc_code::kAlreadyInPool;
}

// A node may say otherwise in the next block, or it is not about the transaction.
bool may_pass(const RpcError& error) {
  return error.code > kRefusalsFrom || error.code == rpc_code::kPoolFull || error.code == rpc_code::kExpired ||
         error.code == kTooLittleGas;
}

Result<neo::Block> read_block(Rpc& node, std::uint32_t index) {
  const auto answer = node.call("getblock", {index, false});
  if (!answer) return std::unexpected(neo::to_error(answer.error()));
  const auto bytes = answer->is_string() ? from_base64(json::view(answer->get_string())) : std::nullopt;
  if (!bytes) return fail(ErrorCode::kUnavailable, fmt::format("a node gave no block for height {}", index));
  auto block = neo::Block::decode(*bytes);
  if (block && block->header.index == index) return block;
  return fail(ErrorCode::kUnavailable, fmt::format("what a node gave for block {} is not that block", index));
}

std::string result_of(const neo::ApplicationLog& log) {
  json::array stack;
  for (const auto& item : log.execution.stack) stack.push_back(item.to_json());
  json::array notifications;
  for (const auto& one : log.execution.notifications) {
    notifications.push_back(
        json::object{{"contract", one.contract.display()}, {"event", one.event}, {"state", one.state.to_json()}});
  }
  std::string whole = json::serialize(json::object{{"stack", stack}, {"notifications", std::move(notifications)}});
  if (whole.size() <= kResultBytesMax) return whole;
  whole = json::serialize(json::object{{"stack", std::move(stack)}});
  return whole.size() <= kResultBytesMax ? whole : std::string("{}");
}

Ending ending_of(const neo::ApplicationLog& log, std::uint32_t block) {
  const bool halted = log.execution.state == neo::ExecutionState::kHalt;
  return {.hash = log.transaction,
          .state = halted ? TransactionState::kFinal : TransactionState::kFailed,
          .block = block,
          .gas_consumed = log.execution.gas_consumed,
          .reason = halted ? "" : log.execution.exception.substr(0, kResultBytesMax),
          .result = halted ? result_of(log) : ""};
}

bool share_a_signer(const neo::Transaction& transaction, const OpenTransaction& open) {
  return std::ranges::any_of(transaction.signers, [&](const neo::Signer& signer) {
    return std::ranges::find(open.signers, signer.account) != open.signers.end();
  });
}

}  // namespace

void Tracker::add(OpenTransaction transaction) {
  const neo::UInt256 hash = transaction.hash;
  if (transaction.replaces) {
    if (const auto found = tracked_.find(*transaction.replaces); found != tracked_.end()) found->second.replaced = true;
    replacing_.emplace(*transaction.replaces, hash);
  }
  const std::uint32_t scanned = transaction.prepared_at;
  const auto [place, added] = tracked_.try_emplace(
      hash, Tracked{.open = std::move(transaction), .scanned = scanned, .replaced = is_replaced(hash)});
  if (!added) return;
  to_send_.push_back(hash);
  next_block_.reset();
}

void Tracker::end(Tracked& tracked, Ending ending) {
  ended_.insert(tracked.open.hash);
  tracked.ending = std::move(ending);
}

// By another one that is under way.
bool Tracker::is_replaced(const neo::UInt256& hash) const {
  const auto [begin, end] = replacing_.equal_range(hash);
  return std::any_of(begin, end, [&](const auto& entry) {
    const auto other = tracked_.find(entry.second);
    return other != tracked_.end() && !other->second.ending;
  });
}

void Tracker::forget(const neo::UInt256& hash) {
  const auto found = tracked_.find(hash);
  if (found == tracked_.end()) return;
  if (const auto& replaces = found->second.open.replaces) {
    const auto [begin, end] = replacing_.equal_range(*replaces);
    const auto entry = std::find_if(begin, end, [&](const auto& one) { return one.second == hash; });
    if (entry != end) replacing_.erase(entry);
  }
  ended_.erase(hash);
  tracked_.erase(found);
}

Status Tracker::look(Rpc& nodes, Rpc& node) {
  NSL_TRY_VOID(send(nodes));
  const auto height = neo::NeoClient(node).height();
  if (!height) return std::unexpected(height.error());
  height_ = *height;
  // Another node may not have what the one before had in its pool.
  if (std::exchange(last_node_, &node) != &node) pool_checked_at_ = missing_looked_at_ = 0;
  NSL_TRY_VOID(read_blocks(node));
  NSL_TRY_VOID(read_logs(node));
  find_missing(node);
  return {};
}

Status Tracker::send(Rpc& nodes) {
  if (clock_.steady() >= retry_at_) {
    to_send_.insert(to_send_.end(), to_retry_.begin(), to_retry_.end());
    to_retry_.clear();
    retry_at_ = clock_.steady() + options_.retry;
  }
  for (std::size_t sent = 0; sent < options_.sends_max;) {
    const auto batch = next_to_send(std::min(neo::kRpcBatchMax, options_.sends_max - sent));
    if (batch.empty()) return {};
    NSL_TRY_VOID(send(nodes, batch));
    sent += batch.size();
  }
  return {};
}

// Takes them out of the queue; what need not be sent any more goes out with them.
std::vector<neo::UInt256> Tracker::next_to_send(std::size_t most) {
  std::vector<neo::UInt256> out;
  while (out.size() < most && !to_send_.empty()) {
    const auto found = tracked_.find(to_send_.front());
    to_send_.pop_front();
    if (found == tracked_.end() || found->second.ending || found->second.block != 0 || found->second.replaced) continue;
    out.push_back(found->first);
  }
  return out;
}

// What nobody answered for goes back to the front of the queue, in its order.
Status Tracker::send(Rpc& nodes, std::span<const neo::UInt256> batch) {
  std::vector<neo::RpcCall> calls;
  for (const auto& hash : batch) calls.push_back({"sendrawtransaction", {json::value(tracked_.at(hash).open.bytes)}});
  const auto answers = nodes.batch(calls);
  std::vector<neo::UInt256> unanswered;
  std::optional<Error> problem;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if (!answers[i] && answers[i].error().code == rpc_code::kNoAnswer) {
      unanswered.push_back(batch[i]);
      problem = neo::to_error(answers[i].error());
    } else if (note_answer(tracked_.at(batch[i]), answers[i]) == Answer::kLater) {
      to_retry_.push_back(batch[i]);
    }
  }
  to_send_.insert(to_send_.begin(), unanswered.begin(), unanswered.end());
  if (problem) return std::unexpected(*std::move(problem));
  return {};
}

Tracker::Answer Tracker::note_answer(Tracked& tracked, const neo::RpcResult& answer) {
  if (answer || is_there_already(answer.error())) {
    if (tracked.open.state == TransactionState::kPending) sent_.push_back(tracked.open.hash);
    tracked.open.state = TransactionState::kSent;
    tracked.taken = true;
    tracked.taken_at = height_;
    tracked.taken_time = clock_.steady();
    return Answer::kTaken;
  }
  if (tracked.open.state == TransactionState::kPending && !may_pass(answer.error()) &&
      ++tracked.refusals >= kRefusalsMax) {
    end(tracked, {.hash = tracked.open.hash,
                  .state = TransactionState::kRejected,
                  .reason = fmt::format("{} ({})", answer.error().message, answer.error().code)});
    return Answer::kRefused;
  }
  return Answer::kLater;
}

// The lowest height that somebody waits for; above all heights when nobody does. Kept until something changes, because
// most looks find nothing new.
std::uint32_t Tracker::next_block() {
  if (next_block_) return *next_block_;
  std::uint32_t next = std::numeric_limits<std::uint32_t>::max();
  for (const auto& [hash, tracked] : tracked_) {
    if (!tracked.ending && tracked.block == 0) next = std::min(next, tracked.scanned + 1);
  }
  next_block_ = next;
  return next;
}

Status Tracker::read_blocks(Rpc& node) {
  for (std::uint32_t i = 0; i < options_.blocks_max; ++i) {
    const std::uint32_t index = next_block();
    if (index > height_) return {};
    const auto block = read_block(node, index);
    if (!block) return std::unexpected(block.error());
    note_block(index, *block);
  }
  return {};
}

void Tracker::note_block(std::uint32_t index, const neo::Block& block) {
  next_block_.reset();
  for (const auto& transaction : block.transactions) {
    const auto hash = transaction.hash();
    if (const auto found = tracked_.find(hash); found != tracked_.end() && !found->second.ending) {
      found->second.block = index;
      to_log_.push_back(hash);
    }
    for (const auto& attribute : transaction.attributes) {
      const auto* conflicts = std::get_if<neo::Conflicts>(&attribute.value);
      const auto found = conflicts == nullptr ? tracked_.end() : tracked_.find(conflicts->transaction);
      if (found == tracked_.end() || found->second.ending || !share_a_signer(transaction, found->second.open)) continue;
      end(found->second, {.hash = found->first,
                          .state = TransactionState::kReplaced,
                          .block = index,
                          .reason = fmt::format("replaced by {}", hash.display())});
    }
  }
  for (auto& [hash, tracked] : tracked_) {
    if (tracked.scanned + 1 != index) continue;
    tracked.scanned = index;
    if (tracked.block != 0 || tracked.ending || index < tracked.open.valid_until) continue;
    end(tracked, {.hash = hash,
                  .state = TransactionState::kExpired,
                  .reason = fmt::format("in no block up to {}", tracked.open.valid_until)});
  }
}

Status Tracker::read_logs(Rpc& node) {
  const auto waiting = std::exchange(to_log_, {});
  for (std::span<const neo::UInt256> rest(waiting); !rest.empty();) {
    const auto batch = rest.first(std::min(neo::kRpcBatchMax, rest.size()));
    std::vector<neo::RpcCall> calls;
    for (const auto& hash : batch) calls.push_back({"getapplicationlog", {json::value(hash.display())}});
    const auto answers = node.batch(calls);
    for (std::size_t i = 0; i < batch.size(); ++i) {
      if (const Status read = note_log(batch[i], answers[i]); !read) {
        to_log_.insert(to_log_.end(), rest.begin() + static_cast<std::ptrdiff_t>(i), rest.end());
        return read;
      }
    }
    rest = rest.subspan(batch.size());
  }
  return {};
}

Status Tracker::note_log(const neo::UInt256& hash, const neo::RpcResult& answer) {
  const auto found = tracked_.find(hash);
  if (found == tracked_.end()) return {};
  if (!answer && neo::is_unknown(answer.error())) {
    to_log_.push_back(hash);  // the node is behind the one that gave the block
    return {};
  }
  if (!answer) return std::unexpected(neo::to_error(answer.error()));
  NSL_TRY(const auto log, neo::read_application_log(*answer));
  end(found->second, ending_of(log, found->second.block));
  return {};
}

// Nodes lose what is in their pools: when they are restarted, and when somebody pays more. One question for all; a
// failure of it means nothing but that the next look asks again.
void Tracker::find_missing(Rpc& node) {
  if (!is_due(pool_checked_at_, pool_checked_time_)) return;
  const bool looked_just_now = missing_looked_at_ == height_ && clock_.steady() < missing_looked_time_ + options_.retry;
  if (looked_just_now) return;
  missing_looked_at_ = height_;
  missing_looked_time_ = clock_.steady();
  if (std::ranges::none_of(tracked_, [&](const auto& entry) { return may_be_missing(entry.second); })) return;
  const auto pool = node.call("getrawmempool", {});
  if (!pool || !pool->is_array()) return;
  pool_checked_at_ = height_;
  pool_checked_time_ = clock_.steady();
  std::unordered_set<std::string_view> there;
  for (const auto& hash : pool->get_array()) {
    if (hash.is_string()) there.insert(json::view(hash.get_string()));
  }
  for (auto& [hash, tracked] : tracked_) {
    if (!may_be_missing(tracked) || there.contains(hash.display())) continue;
    tracked.taken = false;
    to_send_.push_back(hash);
  }
}

// Whether that is so long ago that a transaction should have got into a block since.
bool Tracker::is_due(std::uint32_t height, SteadyTime time) const {
  return height_ >= height + options_.missing_after || clock_.steady() >= time + options_.missing_for;
}

bool Tracker::may_be_missing(const Tracked& tracked) const {
  return tracked.taken && !tracked.ending && tracked.block == 0 && is_due(tracked.taken_at, tracked.taken_time);
}

std::vector<Ending> Tracker::endings() const {
  std::vector<Ending> out;
  for (const auto& hash : ended_) out.push_back(*tracked_.at(hash).ending);
  return out;
}

}  // namespace nsl::outbox
