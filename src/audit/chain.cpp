#include "audit/chain.h"

#include "storage/row.h"

#include <algorithm>

namespace nsl::audit {
namespace {

// What is looked for has columns of its own; the entry itself is the text that was hashed.
struct EntryRow {
  std::int64_t seq;
  std::string owner;
  std::int64_t owner_seq;
  std::int64_t time_us;
  std::string action;
  std::string outcome;
  std::string secret;
  std::string function;
  std::string execution;
  std::string entry;
};
BOOST_DESCRIBE_STRUCT(EntryRow, (), (seq, owner, owner_seq, time_us, action, outcome, secret, function, execution, entry))

struct HeadRow {
  std::int64_t seq;
  std::string hash;
};
BOOST_DESCRIBE_STRUCT(HeadRow, (), (seq, hash))

std::unexpected<Error> damaged(std::string_view what) {
  return fail(ErrorCode::kStorageFailed, std::string("the audit log is damaged: ").append(what));
}

Result<Hash> hash_from(std::string_view digits) {
  const auto bytes = from_hex(digits);
  Hash hash{};
  if (!bytes || bytes->size() != hash.size()) return damaged("a hash is none");
  std::ranges::copy(*bytes, hash.begin());
  return hash;
}

Status write_head(storage::Transaction& transaction, std::string_view owner, const Head& head) {
  const std::string hash = to_hex(head.hash);
  NSL_TRY_VOID(transaction.execute(
      "INSERT INTO audit_heads (owner, seq, hash) VALUES (:owner, :seq, :hash) "
      "ON CONFLICT (owner) DO UPDATE SET seq = excluded.seq, hash = excluded.hash",
      owner, head.seq, hash));
  return {};
}

}  // namespace

Result<ChainWriter> ChainWriter::create(storage::Transaction& transaction) {
  ChainWriter writer(transaction);
  NSL_TRY(writer.overall_, read_head(transaction, ""));
  return writer;
}

Result<Head*> ChainWriter::owner_head(const std::string& owner) {
  if (const auto known = owners_.find(owner); known != owners_.end()) return &known->second;
  NSL_TRY(const Head head, read_head(transaction_, owner));
  return &owners_.emplace(owner, head).first->second;
}

Status ChainWriter::add(Entry entry) {
  // "" is the overall chain, so an owner must have a name.
  if (entry.owner.empty()) entry.owner = "-";
  NSL_TRY(Head* const owner, owner_head(entry.owner));
  entry.seq = overall_.seq + 1;
  entry.previous = overall_.hash;
  entry.owner_seq = owner->seq + 1;
  entry.owner_previous = owner->hash;
  EntryRow row{.seq = static_cast<std::int64_t>(entry.seq),
               .owner = entry.owner,
               .owner_seq = static_cast<std::int64_t>(entry.owner_seq),
               .time_us = entry.time.time_since_epoch().count(),
               .action = entry.action,
               .outcome = entry.outcome,
               .secret = entry.secret,
               .function = entry.function,
               .execution = entry.execution,
               .entry = to_line(entry)};
  static const std::string kInsert = storage::insert_into<EntryRow>("audit_entries");
  NSL_TRY_VOID(transaction_.execute_with(kInsert, storage::values_of(row)));
  overall_ = {.seq = entry.seq, .hash = hash_of(row.entry)};
  *owner = {.seq = entry.owner_seq, .hash = overall_.hash};
  return {};
}

Status ChainWriter::finish() {
  NSL_TRY_VOID(write_head(transaction_, "", overall_));
  for (const auto& [owner, head] : owners_) NSL_TRY_VOID(write_head(transaction_, owner, head));
  return {};
}

Result<Head> read_head(storage::Transaction& transaction, std::string_view owner) {
  NSL_TRY(const auto row, transaction.find<HeadRow>("SELECT seq, hash FROM audit_heads WHERE owner = :owner", owner));
  if (!row) return Head{};
  NSL_TRY(const Hash hash, hash_from(row->hash));
  return Head{.seq = static_cast<std::uint64_t>(row->seq), .hash = hash};
}

Result<std::optional<std::string>> last_segment(storage::Transaction& transaction) {
  return transaction.find<std::string>("SELECT head FROM audit_segments ORDER BY number DESC LIMIT 1");
}

Result<std::optional<std::string>> seal(storage::Transaction& transaction, const Keys& keys, WallTime now) {
  NSL_TRY(const Head head, read_head(transaction, ""));
  SignedHead next{.number = 1, .head = head};
  NSL_TRY(const auto last, last_segment(transaction));
  if (last) {
    NSL_TRY(const SignedHead before, parse_signed_head(*last));
    next.number = before.number + 1;
    next.before = before.head;
  }
  if (next.head.seq == next.before.seq) return std::nullopt;
  const std::uint64_t number = next.number;
  std::string line = sign_head(std::move(next), keys, now);
  NSL_TRY_VOID(transaction.execute("INSERT INTO audit_segments (number, last_seq, head) VALUES (:number, :last_seq, :head)",
                                   number, head.seq, line));
  return line;
}

Result<std::optional<Hash>> hash_at(storage::Transaction& transaction, std::uint64_t seq) {
  NSL_TRY(const auto entry, transaction.find<std::string>("SELECT entry FROM audit_entries WHERE seq = :seq", seq));
  if (!entry) return std::nullopt;
  return hash_of(*entry);
}

}  // namespace nsl::audit
