#pragma once
// ExecutionStore: the records of executions, and the queue of those that have yet to run.
//
// Two ways lead in. What was promised to a caller goes through insert() or insert_keyed() and is on disk when they
// return. Everything else is written in groups by the Recorder, through save_all().
//
// A final execution never changes: a later save of it has no effect. So whoever ends an execution first decides how.
//
// Every call blocks on the database. Thread-safe.

#include "base/clock.h"
#include "functions/holdings.h"
#include "functions/service.h"
#include "functions/turns.h"
#include "storage/database.h"

#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace nsl::functions {

// What the client sent to make a request safe to repeat, for one function.
struct IdempotencyKey {
  std::string_view name;
  std::string_view request_hash;  // of everything in the request that matters
};

class ExecutionStore {
 public:
  // How long a repeated request gets the first one's answer. Clients that retry do so within minutes; a day leaves
  // room for queues on their side.
  static constexpr std::chrono::hours kKeyLife{24};
  // An execution that was running this many times when the gateway ended is not tried again: it may be the cause.
  static constexpr std::uint32_t kAttemptsMax = 3;

  // Makes ids rise above those that are stored (base/id.h), so that a key is never given out twice.
  // `holdings` may be null; nobody counts then.
  static Result<std::unique_ptr<ExecutionStore>> create(storage::Database& database, const Clock& clock,
                                                        Holdings* holdings = nullptr);

  // A new execution, on disk when this returns.
  Status insert(const Execution& execution);

  // The same for a request with a key. Gives nothing when the execution was stored and is to be run, else the earlier
  // execution of the same request, which may still be running. kIdempotencyMismatch when the key came with another
  // request before.
  Result<std::optional<Execution>> insert_keyed(const Execution& execution, const IdempotencyKey& key);

  // Stores the executions as they are now, new ones and known ones, in one transaction.
  Status save_all(std::span<const Execution> executions);
  Status save(const Execution& execution) { return save_all({&execution, 1}); }

  // Takes executions off the queue, the oldest of each owner: they are running now, with one attempt more. In the order
  // of the shares.
  Result<std::vector<Execution>> claim_queued(const std::vector<Share>& shares);
  // Who has executions in the queue. Takes a look at the index for each, however many executions there are.
  Result<std::vector<std::string>> queued_owners();

  // Ends an execution that has not been started. kConflict when it is not in the queue any more.
  Result<Execution> cancel_queued(ExecutionId id);

  struct Recovered {
    std::int64_t queued_again = 0;
    std::int64_t failed = 0;
  };
  // Called once at start, before anything runs: executions that were running when the gateway ended go back to the
  // queue, or end as failed with error gateway_restarted when a client was waiting for them (trigger http; it has
  // gone) or they have been tried kAttemptsMax times.
  Result<Recovered> recover();

  Result<Execution> get(ExecutionId id);

  // Newest first. Input, output, logs and journal are left out: they can be megabytes each.
  Result<Listing<Execution>> list(FunctionId function, const ExecutionFilter& filter, const Page& page);

  // Log lines of a function, newest last; the cursor leads to older ones.
  Result<Listing<LogLine>> logs(FunctionId function, const Page& page);

 private:
  ExecutionStore(storage::Database& database, const Clock& clock, Holdings* holdings)
      : database_(database), clock_(clock), holdings_(holdings) {}

  storage::Database& database_;
  const Clock& clock_;
  Holdings* holdings_;
};

}  // namespace nsl::functions
