#pragma once
// Pruner: takes old entries out of the audit log when they are to be kept for a limited time, and leaves a log that can
// still be verified: whole segments go, oldest first, and the signed head of the last one that went stays. What is left
// begins where that head ends, and an entry says what was taken out.

#include "audit/audit_log.h"
#include "base/clock.h"
#include "storage/database.h"

#include <chrono>
#include <cstdint>

namespace nsl::audit {

// One thread at a time. Blocks on the database.
class Pruner {
 public:
  // Entries that one step takes out, about: the writer's lock is held for some ten milliseconds.
  static constexpr std::uint64_t kEntriesMax = 8'192;
  // The newest segments stay, however old they are: the file audit.head speaks of the last one, or after a crash of the
  // one before.
  static constexpr std::size_t kSegmentsMin = 2;

  // `keep` 0: for ever. All others outlive this.
  Pruner(storage::Database& database, AuditLog& log, const Clock& clock, std::chrono::hours keep)
      : database_(database), log_(log), clock_(clock), keep_(keep) {}

  // Whether there is more to do.
  Result<bool> step();

 private:
  storage::Database& database_;
  AuditLog& log_;
  const Clock& clock_;
  const std::chrono::hours keep_;
};

}  // namespace nsl::audit
