#include "devchain/rpc/news.h"

#include "devchain/rpc/log_json.h"

#include <algorithm>

namespace nsl::devchain {
namespace {

// By Stream.
constexpr std::array<std::string_view, 6> kNames{"block_added", "header_of_added_block", "transaction_added",
                                                 "notification_from_execution", "transaction_executed", "mempool_event"};

std::string message_of(std::string_view method, json::array params) {
  return json::serialize(json::object{{"jsonrpc", "2.0"}, {"method", method}, {"params", std::move(params)}});
}

void add_execution(std::vector<News>& out, const LedgerBlock& block, const ExecutionLog& log,
                   const neo::UInt256& container) {
  News news{.stream = Stream::kExecution, .block = &block, .execution = &log, .container = container};
  out.push_back(news);
  if (log.state != neovm::VmState::kHalt) return;
  news.stream = Stream::kNotification;
  for (const auto& notification : log.notifications) {
    news.notification = &notification;
    out.push_back(news);
  }
}

}  // namespace

std::string_view stream_name(Stream stream) { return kNames[static_cast<std::size_t>(stream)]; }

std::optional<Stream> parse_stream(std::string_view name) {
  const auto found = std::ranges::find(kNames, name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<Stream>(found - kNames.begin());
}

json::object News::body() const {
  json::object out;
  switch (stream) {
    case Stream::kBlock: out = block->block.to_json(); break;
    case Stream::kHeader:
      out = block->block.to_json();
      out.erase("tx");
      break;
    case Stream::kTransaction: out = transaction->to_json(); break;
    case Stream::kNotification:
      out = notification_json(*notification);
      out["container"] = container.display();
      break;
    case Stream::kExecution:
      out = log_json(*execution);
      out["container"] = container.display();
      break;
    case Stream::kMempool:
      out = {{"type", pool_change_name(change)}, {"transaction", transaction->to_json()}};
      break;
  }
  return out;
}

std::string_view pool_change_name(PoolChange change) { return change == PoolChange::kAdded ? "added" : "removed"; }

std::string News::message() const { return message_of(stream_name(stream), {body()}); }

std::vector<News> news_of(const LedgerBlock& block, const Ledger& ledger) {
  std::vector<News> out;
  const auto add_trigger = [&](std::string_view trigger) {
    for (const auto& log : block.logs) {
      if (log.trigger == trigger) add_execution(out, block, log, block.hash);
    }
  };
  add_trigger("OnPersist");
  for (const auto& transaction : block.block.transactions) {
    const auto hash = transaction.hash();
    if (const auto* entry = ledger.find_transaction(hash)) add_execution(out, block, entry->log, hash);
    out.push_back({.stream = Stream::kTransaction, .block = &block, .transaction = &transaction});
  }
  add_trigger("PostPersist");
  out.push_back({.stream = Stream::kHeader, .block = &block});
  out.push_back({.stream = Stream::kBlock, .block = &block});
  return out;
}

std::string event_missed_message() { return message_of("event_missed", {}); }

}  // namespace nsl::devchain
