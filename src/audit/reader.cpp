#include "audit/reader.h"

#include "audit/actions.h"
#include "audit/chain.h"
#include "storage/row.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace nsl::audit {
namespace {

constexpr std::int64_t kFirst = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kLast = std::numeric_limits<std::int64_t>::max();

std::int64_t us(const std::optional<WallTime>& time, std::int64_t otherwise) {
  return time ? time->time_since_epoch().count() : otherwise;
}

// The entries of a chain with numbers above `after`, in order.
Result<std::vector<std::string>> lines_after(storage::Transaction& transaction, const ChainName& chain,
                                             std::uint64_t after, std::uint32_t limit = Reader::kExportMax) {
  if (chain.owner.empty()) {
    return transaction.query<std::string>(
        "SELECT entry FROM audit_entries WHERE seq > :after ORDER BY seq LIMIT :limit", after, limit);
  }
  return transaction.query<std::string>(
      "SELECT entry FROM audit_entries WHERE owner = :owner AND owner_seq > :after ORDER BY owner_seq LIMIT :limit",
      chain.owner, after, limit);
}

struct SegmentRow {
  std::int64_t last_seq;
  std::string head;
};
BOOST_DESCRIBE_STRUCT(SegmentRow, (), (last_seq, head))

// The heads that were signed as time went by. Of the overall chain only.
Result<std::vector<SegmentRow>> segments_after(storage::Transaction& transaction, const ChainName& chain,
                                               std::uint64_t after) {
  if (!chain.owner.empty()) return std::vector<SegmentRow>{};
  return transaction.query<SegmentRow>(
      "SELECT last_seq, head FROM audit_segments WHERE last_seq > :after ORDER BY last_seq LIMIT :limit", after,
      Reader::kExportMax);
}

// The signed head of the segment that ended there.
Result<std::optional<std::string>> segment_until(storage::Transaction& transaction, std::uint64_t seq) {
  return transaction.find<std::string>("SELECT head FROM audit_segments WHERE last_seq = :seq", seq);
}

// Entries before the first that is here must have been pruned, and the newest record of that says where it ended.
Status check_pruned(storage::Transaction& transaction, const ChainName& chain, const Head& base) {
  NSL_TRY(const auto line,
          transaction.find<std::string>("SELECT entry FROM audit_entries WHERE owner = '-' AND action = :action "
                                        "ORDER BY owner_seq DESC LIMIT 1",
                                        to_string(Action::kAuditPrune)));
  const auto record = line ? parse_entry(*line) : fail(ErrorCode::kStorageFailed, "");
  if (record && (!chain.owner.empty() || record->detail.ends_with(" " + to_string(base)))) return {};
  return fail(ErrorCode::kStorageFailed,
              fmt::format("the audit log is damaged: entry {} and those before it are missing", base.seq));
}

// Where the chain stands after the entry with this number. The entry itself may have been pruned: the next one has its
// hash. Number 0 is before the first entry that is here.
Result<Head> place_of(storage::Transaction& transaction, const ChainName& chain, std::uint64_t seq) {
  NSL_TRY(const auto lines, lines_after(transaction, chain, seq == 0 ? 0 : seq - 1, 1));
  if (lines.empty()) {
    NSL_TRY(const Head head, read_head(transaction, chain.owner));
    if (seq == 0 || seq == head.seq) return head;
    return fail(ErrorCode::kInvalidArgument, fmt::format("the audit log has no entry {}", seq), "after");
  }
  NSL_TRY(const Entry first, parse_entry(lines.front()));
  const std::uint64_t number = chain.owner.empty() ? first.seq : first.owner_seq;
  if (number == seq) return Head{.seq = seq, .hash = hash_of(lines.front())};
  const Head base{.seq = number - 1, .hash = chain.owner.empty() ? first.previous : first.owner_previous};
  if (seq != 0 && seq != base.seq) {
    return fail(ErrorCode::kInvalidArgument,
                fmt::format("the audit log has no entry {} any more; it begins with {}", seq, number), "after");
  }
  if (base.seq != 0) NSL_TRY_VOID(check_pruned(transaction, chain, base));
  return base;
}

}  // namespace

Result<EntryPage> Reader::list(const Filter& filter, std::uint64_t before, std::uint32_t limit) {
  if (limit < 1 || limit > kPageMax)
    return fail(ErrorCode::kInvalidArgument, fmt::format("A page has 1 to {} entries.", kPageMax), "limit");
  NSL_TRY(auto transaction, database_.read());
  NSL_TRY(const Head head, read_head(transaction, filter.owner));
  before = before == 0 ? head.seq + 1 : std::min(before, head.seq + 1);
  const std::uint64_t floor = before > kScanMax ? before - kScanMax : 1;
  NSL_TRY(
      const auto lines,
      transaction.query<std::string>(
          "SELECT entry FROM audit_entries WHERE owner = :owner AND owner_seq < :before AND owner_seq >= :floor "
          "AND action = COALESCE(NULLIF(:action, ''), action) AND outcome = COALESCE(NULLIF(:outcome, ''), outcome) "
          "AND secret = COALESCE(NULLIF(:secret, ''), secret) AND function = COALESCE(NULLIF(:function, ''), function) "
          "AND execution = COALESCE(NULLIF(:execution, ''), execution) AND time_us >= :since AND time_us < :until "
          "ORDER BY owner_seq DESC LIMIT :limit",
          filter.owner, before, floor, filter.action, filter.outcome, filter.secret, filter.function, filter.execution,
          us(filter.since, kFirst), us(filter.until, kLast), limit));
  EntryPage page;
  for (const std::string& line : lines) {
    NSL_TRY(auto entry, parse_entry(line));
    page.entries.push_back(std::move(entry));
  }
  const std::uint64_t looked_down_to = lines.size() == limit ? page.entries.back().owner_seq : floor;
  NSL_TRY(const auto older,
          transaction.find<std::int64_t>(
              "SELECT owner_seq FROM audit_entries WHERE owner = :owner AND owner_seq < :before LIMIT 1", filter.owner,
              looked_down_to));
  page.next_before = older ? looked_down_to : 0;
  return page;
}

Result<Reader::Piece> Reader::export_after(const ChainName& chain, std::uint64_t after) {
  NSL_TRY(auto transaction, database_.read());
  NSL_TRY(const Head before, place_of(transaction, chain, after));
  const bool pruned = after == 0 && before.seq != 0;
  after = before.seq;
  NSL_TRY(const auto lines, lines_after(transaction, chain, after));
  NSL_TRY(const Head end, read_head(transaction, chain.owner));
  NSL_TRY(auto segments, segments_after(transaction, chain, after));
  const auto signed_at = [&](const Head& head) {
    return sign_head({.owner = chain.owner, .before = before, .head = head}, keys_, clock_.wall()) + '\n';
  };

  Piece piece{.text = signed_at(before), .last = after};
  if (pruned && chain.owner.empty()) {
    NSL_TRY(const auto segment_before, segment_until(transaction, before.seq));
    if (segment_before) piece.text.append(*segment_before).push_back('\n');
  }
  auto segment = segments.begin();
  for (const std::string& line : lines) {
    piece.text.append(line).push_back('\n');
    ++piece.last;
    if (segment == segments.end() || std::cmp_not_equal(segment->last_seq, piece.last)) continue;
    piece.text.append(segment->head).push_back('\n');
    ++segment;
  }
  const Head last = lines.empty() ? before : Head{.seq = piece.last, .hash = hash_of(lines.back())};
  piece.complete = last == end;
  // What is signed is what the chain says, not just what was found.
  if (lines.size() < kExportMax && !piece.complete) {
    return fail(ErrorCode::kStorageFailed, fmt::format("the audit log is damaged after entry {}", piece.last));
  }
  piece.text.append(signed_at(last));
  return piece;
}

Result<std::string> Reader::signed_head(const ChainName& chain) {
  NSL_TRY(auto transaction, database_.read());
  NSL_TRY(const Head head, read_head(transaction, chain.owner));
  return sign_head({.owner = chain.owner, .before = head, .head = head}, keys_, clock_.wall());
}

}  // namespace nsl::audit
