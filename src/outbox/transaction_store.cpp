#include "outbox/transaction_store.h"

#include "audit/audit_log.h"
#include "base/bytes.h"
#include "storage/database.h"
#include "storage/row.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace nsl::outbox {
namespace {

constexpr std::int64_t kHourUs = 3'600'000'000;
// The hour that has begun counts whole, so a sum is over 24 to 25 hours: never less than a day.
constexpr std::int64_t kDayHours = 24;
constexpr std::int64_t kTrimBatch = 500;

struct TransactionRow {
  std::int64_t seq;
  std::string hash;
  std::string owner;
  std::string account;
  std::int64_t state;
  std::int64_t network;
  std::int64_t prepared_at;
  std::int64_t valid_until;
  std::int64_t system_fee;
  std::int64_t network_fee;
  std::string bytes;
  std::string function;
  std::string execution;
  std::int64_t call;
  std::string digest;
  std::string contract;
  std::string method;
  std::string charges;
  std::string replaces;
  std::int64_t created_us;
  std::int64_t ended_us;
  std::int64_t block;
  std::int64_t gas_consumed;
  std::string reason;
  std::string result;
};
BOOST_DESCRIBE_STRUCT(TransactionRow, (),
                      (seq, hash, owner, account, state, network, prepared_at, valid_until, system_fee, network_fee,
                       bytes, function, execution, call, digest, contract, method, charges, replaces, created_us,
                       ended_us, block, gas_consumed, reason, result))

const std::string kSelect = "SELECT " + storage::columns<TransactionRow>() + " FROM neo_transactions ";

constexpr std::array<std::string_view, kTransactionStates> kStateNames{"pending", "sent",     "final",   "failed",
                                                                       "expired", "replaced", "rejected"};

// Rows are this program's own: what cannot be read was changed by somebody else.
Error damaged(std::string_view hash) {
  return {ErrorCode::kStorageFailed, fmt::format("the record of the transaction {} cannot be read", hash), {}};
}

Result<TransactionRecord> record_of(TransactionRow row) {
  const auto hash = neo::UInt256::parse(row.hash);
  if (!hash || row.state < 0 || std::cmp_greater_equal(row.state, kTransactionStates)) {
    return std::unexpected(damaged(row.hash));
  }
  const auto time = [](std::int64_t us) { return WallTime{std::chrono::microseconds{us}}; };
  TransactionRecord record{.seq = row.seq,
                           .hash = *hash,
                           .owner = std::move(row.owner),
                           .account = std::move(row.account),
                           .state = static_cast<TransactionState>(row.state),
                           .valid_until = static_cast<std::uint32_t>(row.valid_until),
                           .system_fee = neo::Fixed8::datoshi(row.system_fee),
                           .network_fee = neo::Fixed8::datoshi(row.network_fee),
                           .function = std::move(row.function),
                           .execution = std::move(row.execution),
                           .contract = std::move(row.contract),
                           .method = std::move(row.method),
                           .replaces = {},
                           .created_at = time(row.created_us),
                           .ended_at = row.ended_us == 0 ? std::nullopt : std::optional(time(row.ended_us)),
                           .block = static_cast<std::uint32_t>(row.block),
                           .gas_consumed = neo::Fixed8::datoshi(row.gas_consumed),
                           .reason = std::move(row.reason),
                           .result = std::move(row.result)};
  if (!row.replaces.empty()) {
    NSL_TRY(record.replaces, neo::UInt256::parse(row.replaces));
  }
  return record;
}

std::string text_of(const std::vector<Charge>& charges) {
  std::string text;
  for (const auto& charge : charges) {
    fmt::format_to(std::back_inserter(text), "{}{}:{}", text.empty() ? "" : " ", charge.grant.text(),
                   charge.cost.datoshi());
  }
  return text;
}

// Calls f(grant, datoshi) for each.
template <typename F>
Status for_each_charge(std::string_view text, F f) {
  while (!text.empty()) {
    const std::size_t blank = std::min(text.find(' '), text.size());
    const std::string_view charge = text.substr(0, blank);
    const std::size_t colon = std::min(charge.find(':'), charge.size());
    std::int64_t datoshi = 0;
    if (colon < charge.size()) std::from_chars(charge.data() + colon + 1, charge.data() + charge.size(), datoshi);
    NSL_TRY_VOID(f(charge.substr(0, colon), datoshi));
    text.remove_prefix(std::min(blank + 1, text.size()));
  }
  return {};
}

Result<std::vector<TransactionRecord>> records_of(std::vector<TransactionRow> rows) {
  std::vector<TransactionRecord> records;
  for (auto& row : rows) {
    NSL_TRY(auto record, record_of(std::move(row)));
    records.push_back(std::move(record));
  }
  return records;
}

TransactionRow row_of(const NewTransaction& request, WallTime now) {
  const auto& transaction = request.transaction;
  return {.seq = 0,
          .hash = transaction.hash().display(),
          .owner = request.owner,
          .account = request.account,
          .state = static_cast<std::int64_t>(TransactionState::kPending),
          .network = request.network,
          .prepared_at = request.prepared_at,
          .valid_until = transaction.valid_until_block,
          .system_fee = transaction.system_fee.datoshi(),
          .network_fee = transaction.network_fee.datoshi(),
          .bytes = to_base64(transaction.encode()),
          .function = request.function,
          .execution = request.key.execution,
          .call = request.key.call,
          .digest = request.key.digest,
          .contract = request.contract,
          .method = request.method,
          .charges = text_of(request.charges),
          .replaces = request.replaces ? request.replaces->display() : "",
          .created_us = now.time_since_epoch().count(),
          .ended_us = 0,
          .block = 0,
          .gas_consumed = 0,
          .reason = {},
          .result = {}};
}

}  // namespace

std::string_view to_string(TransactionState state) { return kStateNames[static_cast<std::size_t>(state)]; }

std::optional<TransactionState> parse_transaction_state(std::string_view text) {
  const auto found = std::ranges::find(kStateNames, text);
  if (found == kStateNames.end()) return std::nullopt;
  return static_cast<TransactionState>(found - kStateNames.begin());
}

Status TransactionStore::charge(storage::Transaction& transaction, const Charge& charge) {
  const std::string grant = charge.grant.text();
  const std::int64_t hour = clock_.wall().time_since_epoch().count() / kHourUs;
  NSL_TRY(const auto spent,
          transaction.find<std::int64_t>(
              "SELECT COALESCE(SUM(datoshi), 0) FROM neo_spending WHERE grant_id = :grant_id AND hour >= :hour", grant,
              hour - kDayHours));
  const auto sum = neo::Fixed8::datoshi(spent.value_or(0)).plus(charge.cost);
  if (!sum || *sum > charge.day_max) {
    return fail(ErrorCode::kNeoOverCeiling,
                fmt::format("the grant allows {} GAS in 24 hours; {} are spent, and this may cost {}",
                            charge.day_max.text(), neo::Fixed8::datoshi(spent.value_or(0)).text(), charge.cost.text()));
  }
  NSL_TRY_VOID(transaction.execute(
      "INSERT INTO neo_spending (grant_id, hour, datoshi) VALUES (:grant_id, :hour, :datoshi) "
      "ON CONFLICT (grant_id, hour) DO UPDATE SET datoshi = neo_spending.datoshi + excluded.datoshi",
      grant, hour, charge.cost.datoshi()));
  return {};
}

Result<std::optional<TransactionRecord>> TransactionStore::find_call(storage::Transaction& transaction,
                                                                     const CallKey& key) {
  if (key.execution.empty()) return std::nullopt;
  static const std::string kByCall = kSelect + "WHERE execution = :execution AND call = :call";
  NSL_TRY(auto row, transaction.find<TransactionRow>(kByCall, key.execution, std::int64_t{key.call}));
  if (!row) return std::nullopt;
  if (row->digest != key.digest) {
    return fail(
        ErrorCode::kIdempotencyMismatch,
        fmt::format("host call {} of {} has sent another transaction before ({})", key.call, key.execution, row->hash));
  }
  NSL_TRY(auto record, record_of(*std::move(row)));
  return record;
}

Result<TransactionStore::Added> TransactionStore::add(const NewTransaction& request) {
  NSL_TRY(auto transaction, database_.write(storage::Durability::kOnDisk));
  NSL_TRY(auto earlier, find_call(transaction, request.key));
  if (earlier) return Added{*std::move(earlier), true};
  NSL_TRY(const auto open, transaction.find<std::int64_t>("SELECT COUNT(*) FROM neo_transactions WHERE state < 2"));
  if (open.value_or(0) >= kOpenMax) {
    return fail(ErrorCode::kTooManyRequests,
                fmt::format("{} transactions wait to become final; try again later", kOpenMax));
  }
  for (const auto& charged : request.charges) NSL_TRY_VOID(charge(transaction, charged));
  TransactionRow row = row_of(request, clock_.wall());
  NSL_TRY(const auto last, transaction.find<std::int64_t>("SELECT COALESCE(MAX(seq), 0) FROM neo_transactions"));
  row.seq = last.value_or(0) + 1;
  static const std::string kInsert = storage::insert_into<TransactionRow>("neo_transactions");
  NSL_TRY_VOID(transaction.execute_with(kInsert, storage::values_of(row)));
  NSL_TRY_VOID(audit_.append(transaction, request.audit));
  NSL_TRY_VOID(transaction.commit());
  NSL_TRY(auto record, record_of(std::move(row)));
  return Added{std::move(record), false};
}

Result<std::optional<TransactionRecord>> TransactionStore::find(const CallKey& key) {
  NSL_TRY(auto transaction, database_.read());
  return find_call(transaction, key);
}

Result<TransactionRecord> TransactionStore::get(std::string_view owner, const neo::UInt256& hash) {
  NSL_TRY(auto transaction, database_.read());
  static const std::string kByHash = kSelect + "WHERE hash = :hash AND owner = :owner";
  NSL_TRY(auto row, transaction.find<TransactionRow>(kByHash, hash.display(), owner));
  if (row) return record_of(*std::move(row));
  return fail(ErrorCode::kTransactionNotFound,
              fmt::format("This service has not sent a transaction {}.", hash.display()));
}

Result<std::vector<TransactionRecord>> TransactionStore::list(std::string_view owner, const TransactionFilter& filter) {
  NSL_TRY(auto transaction, database_.read());
  const std::int64_t before = filter.before == 0 ? std::numeric_limits<std::int64_t>::max() : filter.before;
  if (filter.state) {
    static const std::string kByState =
        kSelect + "WHERE owner = :owner AND seq < :seq AND state = :state ORDER BY seq DESC LIMIT :limit";
    NSL_TRY(auto rows,
            transaction.query<TransactionRow>(kByState, owner, before, static_cast<std::int64_t>(*filter.state),
                                              std::int64_t{filter.limit}));
    return records_of(std::move(rows));
  }
  static const std::string kAll = kSelect + "WHERE owner = :owner AND seq < :seq ORDER BY seq DESC LIMIT :limit";
  NSL_TRY(auto rows, transaction.query<TransactionRow>(kAll, owner, before, std::int64_t{filter.limit}));
  return records_of(std::move(rows));
}

Result<neo::Fixed8> TransactionStore::reserved_fees(std::string_view owner, std::string_view account) {
  NSL_TRY(auto transaction, database_.read());
  NSL_TRY(const auto sum,
          transaction.find<std::int64_t>("SELECT COALESCE(SUM(system_fee + network_fee), 0) FROM neo_transactions "
                                         "WHERE state < 2 AND owner = :owner AND account = :account",
                                         owner, account));
  return neo::Fixed8::datoshi(sum.value_or(0));
}

Result<std::vector<OpenTransaction>> TransactionStore::open() {
  NSL_TRY(auto transaction, database_.read());
  static const std::string kOpen = kSelect + "WHERE state < 2 ORDER BY seq LIMIT :limit";
  NSL_TRY(auto rows, transaction.query<TransactionRow>(kOpen, kOpenMax));
  std::vector<OpenTransaction> all;
  for (auto& row : rows) {
    const auto bytes = from_base64(row.bytes);
    if (!bytes) return std::unexpected(damaged(row.hash));
    NSL_TRY(const auto decoded, neo::Transaction::decode(*bytes));
    OpenTransaction open{.hash = decoded.hash(),
                         .state = static_cast<TransactionState>(row.state),
                         .network = static_cast<std::uint32_t>(row.network),
                         .prepared_at = static_cast<std::uint32_t>(row.prepared_at),
                         .valid_until = static_cast<std::uint32_t>(row.valid_until),
                         .bytes = std::move(row.bytes),
                         .signers = {},
                         .replaces = {}};
    for (const auto& signer : decoded.signers) open.signers.push_back(signer.account);
    if (!row.replaces.empty()) {
      NSL_TRY(open.replaces, neo::UInt256::parse(row.replaces));
    }
    all.push_back(std::move(open));
  }
  return all;
}

Status TransactionStore::mark_sent(std::span<const neo::UInt256> hashes) {
  NSL_TRY(auto transaction, database_.write(storage::Durability::kGrouped));
  for (const auto& hash : hashes) {
    NSL_TRY_VOID(
        transaction.execute("UPDATE neo_transactions SET state = 1 WHERE hash = :hash AND state = 0", hash.display()));
  }
  return transaction.commit();
}

// Grouped: what a power failure takes is found out from the chain again.
Status TransactionStore::finish(std::span<const Ending> endings) {
  const std::int64_t now = clock_.wall().time_since_epoch().count();
  NSL_TRY(auto transaction, database_.write(storage::Durability::kGrouped));
  for (const auto& ending : endings) {
    static const std::string kByHash = kSelect + "WHERE hash = :hash AND state < 2";
    NSL_TRY(const auto row, transaction.find<TransactionRow>(kByHash, ending.hash.display()));
    if (!row) continue;
    NSL_TRY_VOID(transaction.execute(
        "UPDATE neo_transactions SET state = :state, bytes = '', ended_us = :ended_us, block = :block, "
        "gas_consumed = :gas_consumed, reason = :reason, result = :result WHERE seq = :seq",
        static_cast<std::int64_t>(ending.state), now, std::int64_t{ending.block}, ending.gas_consumed.datoshi(),
        ending.reason, ending.result, row->seq));
    if (ending.state == TransactionState::kFinal || ending.state == TransactionState::kFailed) continue;
    NSL_TRY_VOID(for_each_charge(row->charges, [&](std::string_view grant, std::int64_t datoshi) -> Status {
      NSL_TRY_VOID(transaction.execute(
          "UPDATE neo_spending SET datoshi = datoshi - :datoshi WHERE grant_id = :grant_id AND hour = :hour", datoshi,
          grant, row->created_us / kHourUs));
      return {};
    }));
  }
  return transaction.commit();
}

Result<bool> TransactionStore::trim() {
  const std::int64_t now = clock_.wall().time_since_epoch().count();
  NSL_TRY(auto transaction, database_.write(storage::Durability::kGrouped));
  NSL_TRY_VOID(transaction.execute("DELETE FROM neo_spending WHERE hour < :hour", now / kHourUs - 2 * kDayHours));
  NSL_TRY(const auto old,
          transaction.execute("DELETE FROM neo_transactions WHERE seq IN (SELECT seq FROM neo_transactions WHERE "
                              "state >= 2 AND ended_us < :ended_us LIMIT :limit)",
                              now - std::chrono::duration_cast<std::chrono::microseconds>(kKeep).count(), kTrimBatch));
  NSL_TRY(const auto count, transaction.find<std::int64_t>("SELECT COUNT(*) FROM neo_transactions WHERE state >= 2"));
  std::int64_t surplus = 0;
  if (count.value_or(0) > kEndedMax) {
    NSL_TRY(surplus, transaction.execute("DELETE FROM neo_transactions WHERE seq IN (SELECT seq FROM neo_transactions "
                                         "WHERE state >= 2 AND ended_us < :ended_us ORDER BY ended_us LIMIT :limit)",
                                         now - kHourUs, std::min(kTrimBatch, *count - kEndedMax)));
  }
  NSL_TRY_VOID(transaction.commit());
  return old == kTrimBatch || surplus == kTrimBatch;
}

}  // namespace nsl::outbox
