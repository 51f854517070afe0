#include "audit/pruner.h"

#include "audit/head.h"
#include "storage/row.h"

#include <fmt/format.h>

namespace nsl::audit {
namespace {

constexpr std::size_t kSegmentsLooked = 256;

struct SegmentEnd {
  std::int64_t last_seq;
  std::string head;
};
BOOST_DESCRIBE_STRUCT(SegmentEnd, (), (last_seq, head))

// The newest segment that may go in this step.
Result<std::optional<SegmentEnd>> last_to_go(storage::Transaction& transaction, WallTime before) {
  NSL_TRY(const auto first, transaction.find<std::int64_t>("SELECT seq FROM audit_entries ORDER BY seq LIMIT 1"));
  if (!first) return std::nullopt;
  NSL_TRY(const auto segments,
          transaction.query<SegmentEnd>(
              "SELECT last_seq, head FROM audit_segments WHERE last_seq >= :first ORDER BY last_seq LIMIT :limit",
              *first, kSegmentsLooked));
  std::optional<SegmentEnd> chosen;
  for (std::size_t i = 0; i + Pruner::kSegmentsMin < segments.size(); ++i) {
    NSL_TRY(const auto time_us,
            transaction.find<std::int64_t>("SELECT time_us FROM audit_entries WHERE seq = :seq", segments[i].last_seq));
    if (!time_us) return fail(ErrorCode::kStorageFailed, "the audit log is damaged: the end of a segment is missing");
    if (*time_us >= before.time_since_epoch().count()) break;
    chosen = segments[i];
    if (std::cmp_greater(chosen->last_seq - *first, Pruner::kEntriesMax)) break;
  }
  return chosen;
}

}  // namespace

Result<bool> Pruner::step() {
  if (keep_.count() == 0) return false;
  std::optional<SegmentEnd> end;
  {
    NSL_TRY(auto reading, database_.read());
    NSL_TRY(end, last_to_go(reading, clock_.wall() - keep_));
  }
  if (!end) return false;
  NSL_TRY(const SignedHead head, parse_signed_head(end->head));
  NSL_TRY(auto transaction, database_.write(storage::Durability::kOnDisk));
  NSL_TRY(const auto entries, transaction.execute("DELETE FROM audit_entries WHERE seq <= :last", end->last_seq));
  NSL_TRY_VOID(transaction.execute("DELETE FROM audit_segments WHERE last_seq < :last", end->last_seq));
  NSL_TRY_VOID(log_.append(transaction, {.action = Action::kAuditPrune,
                                         .owner = "-",
                                         .actor = "service",
                                         .detail = fmt::format("{} entries up to {}", entries, to_string(head.head))}));
  NSL_TRY_VOID(transaction.commit());
  return true;
}

}  // namespace nsl::audit
