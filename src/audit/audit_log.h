#pragma once
// AuditLog: writes events into the chains, durably, and tells the caller when they are there. No record, no secret: who
// gives a value out, or changes something, waits for the record first, and does not go on when it fails.
//
//   audit.record(event, [](Status recorded) { if (recorded) hand_out(); });   // uses: many share one sync of the disk
//   NSL_TRY_VOID(audit.record(event));                                       // the same, for threads that may block
//   NSL_TRY_VOID(audit.append(transaction, event));                          // changes: with the change or not at all
//
// A thread of its own takes what has come in since its last round, writes it in one transaction and syncs once. While it
// syncs the next group gathers, so throughput follows the number of callers and latency is one to two rounds.
//
// Every kSegmentEntries entries, and at the latest every seal_interval, the head of the overall chain is signed. The
// last signed head is also kept in a file outside the database (the anchor): a database that was put back to an older
// state does not reach it, and create() refuses to go on from there.

#include "audit/event.h"
#include "audit/head.h"
#include "audit/keys.h"
#include "base/clock.h"
#include "base/error.h"
#include "storage/database.h"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace nsl::audit {

// Thread-safe.
class AuditLog {
 public:
  struct Options {
    std::filesystem::path anchor_file;              // empty: no anchor
    std::chrono::milliseconds seal_interval{10'000};  // what can be cut off unseen, at most, in time
    std::size_t waiting_max = 16'384;               // events not yet written; more are refused
  };
  // Rows in one transaction: the writer's lock is held for some milliseconds at most.
  static constexpr std::size_t kGroupMax = 512;
  static constexpr std::uint64_t kSegmentEntries = 1'024;

  struct Counts {
    std::uint64_t recorded = 0;  // by record(); append() is not counted
    std::uint64_t failed = 0;
    std::uint64_t groups = 0;
    std::uint64_t waiting = 0;
  };

  // Called once, on the log's thread, which all that wait for records wait for: hand the work on.
  // kAuditFailed: it is not recorded (or may not survive a power failure), so it must not be done.
  using Done = std::move_only_function<void(Status)>;

  // `database`, `keys` and `clock` outlive the log. Checks that the database reaches the anchor, and starts the thread.
  // kAuditFailed when it does not, with what to do about it.
  static Result<std::unique_ptr<AuditLog>> create(storage::Database& database, const Keys& keys, const Clock& clock,
                                                  Options options);
  // Writes what waits, seals it and ends the thread.
  ~AuditLog();
  AuditLog(const AuditLog&) = delete;
  AuditLog& operator=(const AuditLog&) = delete;

  void record(Event event, Done done);
  Status record(Event event);  // blocks, so not on the event loop's thread

  // Adds the event to a transaction of the caller's, which must be one of write(Durability::kOnDisk): it is recorded
  // when that is committed. Errors as from the database.
  Status append(storage::Transaction& transaction, const Event& event);

  const Keys& keys() const { return keys_; }
  Counts counts() const;

 private:
  struct Waiting {
    Event event;
    WallTime time;
    Done done;
  };

  AuditLog(storage::Database& database, const Keys& keys, const Clock& clock, Options options)
      : database_(database), keys_(keys), clock_(clock), options_(std::move(options)) {}

  Status check_anchor();
  void run();
  std::vector<Waiting> wait_for_work();
  void write(std::vector<Waiting> group);
  Status write_group(const std::vector<Waiting>& group);
  void seal();
  bool stopping() const;

  storage::Database& database_;
  const Keys& keys_;
  const Clock& clock_;  // of the entries
  const Options options_;

  mutable std::mutex mutex_;      // guards what follows
  std::condition_variable wake_;  // for the thread
  std::vector<Waiting> incoming_;
  Counts counts_;
  bool stopping_ = false;

  SteadyTime sealed_at_{};      // the thread's, as the next
  std::uint64_t unsealed_ = 0;  // entries since then, as far as the thread wrote them
  std::thread thread_;
};

}  // namespace nsl::audit
