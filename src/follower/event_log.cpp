#include "follower/event_log.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include <boost/describe/class.hpp>

namespace nsl::follower {

struct BlockRow {
  std::int64_t height;
  std::string hash;
  std::int64_t time_ms;
  std::int64_t transactions;
};
BOOST_DESCRIBE_STRUCT(BlockRow, (), (height, hash, time_ms, transactions))

struct EventRow {
  std::int64_t height;
  std::int64_t place;
  std::string contract;
  std::string name;
  std::string tx;
  std::string state;
};
BOOST_DESCRIBE_STRUCT(EventRow, (), (height, place, contract, name, tx, state))

struct FoundRow {
  std::int64_t height;
  std::int64_t place;
  std::string contract;
  std::string name;
  std::string tx;
  std::string state;
  std::int64_t time_ms;
};
BOOST_DESCRIBE_STRUCT(FoundRow, (), (height, place, contract, name, tx, state, time_ms))

struct RangeRow {
  std::optional<std::int64_t> first;
  std::optional<std::int64_t> last;
};
BOOST_DESCRIBE_STRUCT(RangeRow, (), (first, last))

namespace {

// Old blocks are removed so many at a time.
constexpr std::uint32_t kRemoveEvery = 100;

std::set<neo::UInt160> accounts_of(const ChainEvent& event) {
  std::set<neo::UInt160> out;
  const auto transfer = event.transfer();
  if (transfer && transfer->from) out.insert(*transfer->from);
  if (transfer && transfer->to) out.insert(*transfer->to);
  return out;
}

// Each kind of question by the index that finds it.
std::string_view query_text(const EventFilter& filter) {
  static constexpr std::string_view kColumns =
      "SELECT e.height, e.place, e.contract, e.name, e.tx, e.state, b.time_ms FROM ";
  static constexpr std::string_view kRest =
      " AND (:name = '' OR e.name = :same_name) ORDER BY e.height, e.place LIMIT :limit";
  static const std::string by_account = fmt::format(
      "{}neo_event_accounts a JOIN neo_events e ON e.height = a.height AND e.place = a.place "
      "JOIN neo_blocks b ON b.height = a.height "
      "WHERE a.account = :account AND (a.height, a.place) >= (:height, :place) AND a.height <= :to "
      "AND (:contract = '' OR e.contract = :same_contract) AND (:name = '' OR e.name = :same_name) "
      "ORDER BY a.height, a.place LIMIT :limit",
      kColumns);
  static const std::string by_contract = fmt::format(
      "{}neo_events e JOIN neo_blocks b ON b.height = e.height WHERE e.contract = :contract "
      "AND (e.height, e.place) >= (:height, :place) AND e.height <= :to{}",
      kColumns, kRest);
  static const std::string all = fmt::format(
      "{}neo_events e JOIN neo_blocks b ON b.height = e.height "
      "WHERE (e.height, e.place) >= (:height, :place) AND e.height <= :to{}",
      kColumns, kRest);
  if (filter.account) return by_account;
  return filter.contract ? by_contract : all;
}

Result<std::vector<FoundRow>> find_rows(storage::Transaction& transaction, const EventFilter& filter, Place from,
                                        std::uint32_t to, std::size_t limit) {
  const auto text = query_text(filter);
  const std::string contract = filter.contract ? filter.contract->display() : "";
  if (filter.account) {
    const std::string account = filter.account->display();
    return transaction.query<FoundRow>(text, account, from.height, from.index, to, contract, contract, filter.name,
                                       filter.name, limit);
  }
  if (filter.contract) {
    return transaction.query<FoundRow>(text, contract, from.height, from.index, to, filter.name, filter.name, limit);
  }
  return transaction.query<FoundRow>(text, from.height, from.index, to, filter.name, filter.name, limit);
}

Result<EventPage::Entry> entry_of(const FoundRow& row) {
  EventPage::Entry out;
  out.event.place = {static_cast<std::uint32_t>(row.height), static_cast<std::uint32_t>(row.place)};
  out.time_ms = static_cast<std::uint64_t>(row.time_ms);
  out.event.name = row.name;
  NSL_TRY(out.event.contract, neo::UInt160::parse(row.contract));
  if (!row.tx.empty()) {
    NSL_TRY(out.event.transaction, neo::UInt256::parse(row.tx));
  }
  NSL_TRY(const auto state, json::parse(row.state));
  NSL_TRY(out.event.state, neo::StackItem::from_json(state));
  return out;
}

Status check(const EventQuery& query) {
  if (query.limit < 1 || query.limit > EventQuery::kLimitMax) {
    return fail(ErrorCode::kInvalidArgument, fmt::format("limit must be 1 to {}.", EventQuery::kLimitMax), "limit");
  }
  if (query.from && query.cursor) {
    return fail(ErrorCode::kInvalidArgument, "A cursor says where to go on: leave `from` out.", "from");
  }
  if (query.to && query.from && *query.to < *query.from) {
    return fail(ErrorCode::kInvalidArgument, "`to` is before `from`.", "to");
  }
  return {};
}

}  // namespace

json::object page_json(const EventPage& page) {
  json::array events;
  for (const auto& [event, time_ms] : page.events) events.push_back(event_json(event, time_ms));
  return {{"events", std::move(events)},
          {"cursor", page.cursor.text()},
          {"more", page.more},
          {"first", page.first},
          {"height", page.height}};
}

Result<EventPage> EventLog::find(const EventQuery& query) {
  NSL_TRY_VOID(check(query));
  NSL_TRY(auto transaction, database_.read());
  NSL_TRY(const auto range,
          transaction.find<RangeRow>("SELECT MIN(height) AS first, MAX(height) AS last FROM neo_blocks"));
  if (!range || !range->first || !range->last) {
    return fail(ErrorCode::kUnavailable, "No block of the chain has been read yet.");
  }
  EventPage out;
  out.first = static_cast<std::uint32_t>(*range->first);
  out.height = static_cast<std::uint32_t>(*range->last);
  const Place start = query.cursor ? *query.cursor : Place{query.from.value_or(out.first), 0};
  if (start.height < out.first) {
    return fail(ErrorCode::kInvalidArgument,
                fmt::format("Events are kept from block {} on; block {} is before that.", out.first, start.height),
                query.cursor ? "cursor" : "from");
  }
  const auto to = std::min(query.to.value_or(out.height), out.height);
  // One more than asked for shows whether there are more.
  NSL_TRY(auto rows, find_rows(transaction, query.filter, start, to, query.limit + 1));
  NSL_TRY_VOID(transaction.commit());
  out.more = rows.size() > query.limit;
  if (out.more) rows.pop_back();
  for (const auto& row : rows) {
    NSL_TRY(auto entry, entry_of(row));
    out.events.push_back(std::move(entry));
  }
  if (out.more) out.cursor = {out.events.back().event.place.height, out.events.back().event.place.index + 1};
  else out.cursor = std::max(start, Place{to + 1, 0});
  return out;
}

Status EventLog::deliver(storage::Transaction& transaction, const ChainBlock& block,
                         std::span<const ChainEvent* const> events) {
  static const std::string insert_block = storage::insert_into<BlockRow>("neo_blocks");
  static const std::string insert_event = storage::insert_into<EventRow>("neo_events");
  const BlockRow row{.height = block.height,
                     .hash = block.hash.display(),
                     .time_ms = static_cast<std::int64_t>(block.time_ms),
                     .transactions = static_cast<std::int64_t>(block.transactions.size())};
  NSL_TRY_VOID(transaction.execute_with(insert_block, storage::values_of(row)));
  for (const auto* event : events) {
    const EventRow one{.height = event->place.height,
                       .place = event->place.index,
                       .contract = event->contract.display(),
                       .name = event->name,
                       .tx = event->transaction ? event->transaction->display() : "",
                       .state = json::serialize(event->state.to_json())};
    NSL_TRY_VOID(transaction.execute_with(insert_event, storage::values_of(one)));
    for (const auto& account : accounts_of(*event)) {
      const auto shown = account.display();
      NSL_TRY_VOID(transaction.execute(
          "INSERT INTO neo_event_accounts (account, height, place) VALUES (:account, :height, :place)", shown,
          event->place.height, event->place.index));
    }
  }
  if (block.height % kRemoveEvery != 0 || block.height < options_.keep_blocks) return {};
  const auto oldest = block.height - options_.keep_blocks + 1;
  NSL_TRY_VOID(transaction.execute("DELETE FROM neo_event_accounts WHERE height < :oldest", oldest));
  NSL_TRY_VOID(transaction.execute("DELETE FROM neo_events WHERE height < :oldest", oldest));
  NSL_TRY_VOID(transaction.execute("DELETE FROM neo_blocks WHERE height < :oldest", oldest));
  return {};
}

Status EventLog::forget(storage::Transaction& transaction) {
  NSL_TRY_VOID(transaction.execute("DELETE FROM neo_event_accounts"));
  NSL_TRY_VOID(transaction.execute("DELETE FROM neo_events"));
  NSL_TRY_VOID(transaction.execute("DELETE FROM neo_blocks"));
  return {};
}

}  // namespace nsl::follower
