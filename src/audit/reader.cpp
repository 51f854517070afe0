#include "audit/reader.h"

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
Result<std::vector<std::string>> lines_after(storage::Transaction& transaction, const ChainName& chain, std::uint64_t after) {
  if (chain.owner.empty()) {
    return transaction.query<std::string>("SELECT entry FROM audit_entries WHERE seq > :after ORDER BY seq LIMIT :limit", after,
                                          Reader::kExportMax);
  }
  return transaction.query<std::string>(
      "SELECT entry FROM audit_entries WHERE owner = :owner AND owner_seq > :after ORDER BY owner_seq LIMIT :limit", chain.owner,
      after, Reader::kExportMax);
}

struct SegmentRow {
  std::int64_t last_seq;
  std::string head;
};
BOOST_DESCRIBE_STRUCT(SegmentRow, (), (last_seq, head))

// The heads that were signed as time went by. Of the overall chain only.
Result<std::vector<SegmentRow>> segments_after(storage::Transaction& transaction, const ChainName& chain, std::uint64_t after) {
  if (!chain.owner.empty()) return std::vector<SegmentRow>{};
  return transaction.query<SegmentRow>(
      "SELECT last_seq, head FROM audit_segments WHERE last_seq > :after ORDER BY last_seq LIMIT :limit", after, Reader::kExportMax);
}

// The entry with this number as a place to start from; number 0 is before the first.
Result<Head> place_of(storage::Transaction& transaction, const ChainName& chain, std::uint64_t seq) {
  if (seq == 0) return Head{};
  NSL_TRY(const auto lines, lines_after(transaction, chain, seq - 1));
  if (lines.empty()) {
    return fail(ErrorCode::kInvalidArgument, fmt::format("the audit log has no entry {}", seq), "after");
  }
  return Head{.seq = seq, .hash = hash_of(lines.front())};
}

}  // namespace

Result<EntryPage> Reader::list(const Filter& filter, std::uint64_t before, std::uint32_t limit) {
  if (limit < 1 || limit > kPageMax) return fail(ErrorCode::kInvalidArgument, fmt::format("A page has 1 to {} entries.", kPageMax), "limit");
  NSL_TRY(auto transaction, database_.read());
  NSL_TRY(const Head head, read_head(transaction, filter.owner));
  before = before == 0 ? head.seq + 1 : std::min(before, head.seq + 1);
  const std::uint64_t floor = before > kScanMax ? before - kScanMax : 1;
  NSL_TRY(const auto lines,
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
  page.next_before = looked_down_to > 1 ? looked_down_to : 0;
  return page;
}

Result<Reader::Piece> Reader::export_after(const ChainName& chain, std::uint64_t after) {
  NSL_TRY(auto transaction, database_.read());
  NSL_TRY(const Head before, place_of(transaction, chain, after));
  NSL_TRY(const auto lines, lines_after(transaction, chain, after));
  NSL_TRY(const Head end, read_head(transaction, chain.owner));
  NSL_TRY(auto segments, segments_after(transaction, chain, after));
  const auto signed_at = [&](const Head& head) {
    return sign_head({.owner = chain.owner, .before = before, .head = head}, keys_, clock_.wall()) + '\n';
  };

  Piece piece{.text = signed_at(before), .last = after};
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
