#include "audit/audit_log.h"

#include "audit/anchor.h"
#include "audit/chain.h"
#include "base/log.h"

#include <fmt/format.h>
#include <sys/prctl.h>

#include <algorithm>
#include <future>

namespace nsl::audit {
namespace {

std::unexpected<Error> not_recorded(const Error& why) {
  return fail(ErrorCode::kAuditFailed, "It was not done, because it could not be recorded: " + why.message);
}

}  // namespace

Result<std::unique_ptr<AuditLog>> AuditLog::create(storage::Database& database, const Keys& keys, const Clock& clock,
                                                   Options options) {
  std::unique_ptr<AuditLog> log(new AuditLog(database, keys, clock, std::move(options)));
  NSL_TRY_VOID(log->check_anchor());
  log->sealed_at_ = std::chrono::steady_clock::now();
  log->thread_ = std::thread([log = log.get()] { log->run(); });
  return log;
}

AuditLog::~AuditLog() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

// The database must hold the entry that the anchor speaks of.
Status AuditLog::check_anchor() {
  if (options_.anchor_file.empty()) return {};
  NSL_TRY(const auto line, read_anchor(options_.anchor_file));
  if (!line) return {};
  const auto anchor = parse_signed_head(*line);
  if (!anchor || !is_signed_by(*line, keys_.public_key())) {
    return fail(ErrorCode::kAuditFailed,
                fmt::format("{} is no signed head of this audit log, or was changed. Look into what happened; to go on without "
                            "it, move the file away.", options_.anchor_file.string()));
  }
  NSL_TRY(auto transaction, database_.read());
  NSL_TRY(const auto hash, hash_at(transaction, anchor->head.seq));
  if (hash && *hash == anchor->head.hash) return {};
  return fail(ErrorCode::kAuditFailed,
              fmt::format("the database does not hold what {} says was recorded up to entry {}: it is an older copy, or was "
                          "changed. If you put a backup back on purpose, move that file away and start again.",
                          options_.anchor_file.string(), anchor->head.seq));
}

void AuditLog::record(Event event, Done done) {
  Waiting waiting{.event = std::move(event), .time = clock_.wall(), .done = std::move(done)};
  std::unique_lock lock(mutex_);
  if (stopping_ || counts_.waiting >= options_.waiting_max) {
    ++counts_.failed;
    lock.unlock();
    return waiting.done(not_recorded({ErrorCode::kUnavailable, "too much waits to be recorded; try again in a moment.", {}}));
  }
  ++counts_.waiting;
  incoming_.push_back(std::move(waiting));
  const bool first = incoming_.size() == 1;
  lock.unlock();
  if (first) wake_.notify_one();
}

Status AuditLog::record(Event event) {
  std::promise<Status> promise;
  auto recorded = promise.get_future();
  record(std::move(event), [&promise](Status status) { promise.set_value(std::move(status)); });
  return recorded.get();
}

Status AuditLog::append(storage::Transaction& transaction, const Event& event) {
  NSL_TRY(auto chain, ChainWriter::create(transaction));
  NSL_TRY_VOID(chain.add(entry_of(event, clock_.wall())));
  return chain.finish();
}

AuditLog::Counts AuditLog::counts() const {
  const std::lock_guard lock(mutex_);
  return counts_;
}

void AuditLog::run() {
  prctl(PR_SET_NAME, "audit");
  while (true) {
    auto group = wait_for_work();
    const bool last = group.empty() && stopping();
    if (!group.empty()) write(std::move(group));
    if (last || unsealed_ >= kSegmentEntries || std::chrono::steady_clock::now() >= sealed_at_ + options_.seal_interval) seal();
    if (last) return;
  }
}

// What has come in, at most kGroupMax; empty when it is time to seal or to end.
std::vector<AuditLog::Waiting> AuditLog::wait_for_work() {
  std::unique_lock lock(mutex_);
  wake_.wait_for(lock, options_.seal_interval, [this] { return !incoming_.empty() || stopping_; });
  std::vector<Waiting> group;
  if (incoming_.size() <= kGroupMax) {
    group.swap(incoming_);
    return group;
  }
  const auto end = incoming_.begin() + kGroupMax;
  group.assign(std::make_move_iterator(incoming_.begin()), std::make_move_iterator(end));
  incoming_.erase(incoming_.begin(), end);
  return group;
}

void AuditLog::write(std::vector<Waiting> group) {
  const Status written = write_group(group);
  if (written) unsealed_ += group.size();
  if (!written) log::error("nothing can be recorded in the audit log", {{"events", group.size()}, {"reason", written.error().message}});
  {
    const std::lock_guard lock(mutex_);
    counts_.waiting -= group.size();
    ++counts_.groups;
    (written ? counts_.recorded : counts_.failed) += group.size();
  }
  for (Waiting& waiting : group) {
    if (written) waiting.done({});
    else waiting.done(not_recorded(written.error()));
  }
}

Status AuditLog::write_group(const std::vector<Waiting>& group) {
  NSL_TRY(auto transaction, database_.write(storage::Durability::kOnDisk));
  NSL_TRY(auto chain, ChainWriter::create(transaction));
  for (const Waiting& waiting : group) {
    NSL_TRY_VOID(chain.add(entry_of(waiting.event, waiting.time)));
  }
  NSL_TRY_VOID(chain.finish());
  return transaction.commit();
}

bool AuditLog::stopping() const {
  const std::lock_guard lock(mutex_);
  return stopping_;
}

// Failing costs only time: what is not sealed now is with the next seal.
void AuditLog::seal() {
  sealed_at_ = std::chrono::steady_clock::now();
  const auto sealed = [this]() -> Result<std::optional<std::string>> {
    NSL_TRY(auto transaction, database_.write(storage::Durability::kOnDisk));
    NSL_TRY(auto line, audit::seal(transaction, keys_, clock_.wall()));
    NSL_TRY_VOID(transaction.commit());
    return line;
  }();
  if (!sealed) return log::error("the audit log cannot be sealed", {{"reason", sealed.error().message}});
  unsealed_ = 0;
  if (!*sealed || options_.anchor_file.empty()) return;
  if (const Status kept = write_anchor(options_.anchor_file, **sealed); !kept) {
    log::error("the head of the audit log cannot be kept outside the database", {{"reason", kept.error().message}});
  }
}

}  // namespace nsl::audit
