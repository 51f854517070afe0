#pragma once
// TransactionStore: the transactions that the service sends, in the database, and what they cost by grant.
//
// add() is the one place where it is decided that a transaction may be sent: the ceilings are checked, the sums
// changed, the transaction stored and the signature audited in one database transaction that is on the disk when it
// returns. So two at once cannot both take the last of a day's GAS, and nothing is sent that would be forgotten.

#include "audit/event.h"
#include "neo/transaction/transaction.h"
#include "outbox/transaction_record.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace nsl::audit {
class AuditLog;
}
namespace nsl::storage {
class Database;
class Transaction;
}  // namespace nsl::storage

namespace nsl::outbox {

// What a transaction takes of a grant.
struct Charge {
  GrantId grant;
  neo::Fixed8 cost;
  neo::Fixed8 day_max;
};

// Which host call asks: the key under which a transaction is sent once, however often it is asked for.
struct CallKey {
  std::string execution;
  std::uint32_t call = 0;
  std::string digest;  // of what is asked for
};

struct NewTransaction {
  std::string owner;
  std::string account;
  neo::Transaction transaction;  // signed
  std::uint32_t network = 0;
  std::uint32_t prepared_at = 0;  // height of the chain before it could be sent
  std::string function{};
  CallKey key{};
  std::string contract{};
  std::string method{};
  std::optional<neo::UInt256> replaces{};
  std::vector<Charge> charges{};
  audit::Event audit;  // recorded with it
};

// One that has not ended, with what is needed to send it.
struct OpenTransaction {
  neo::UInt256 hash;
  TransactionState state = TransactionState::kPending;
  std::uint32_t network = 0;
  std::uint32_t prepared_at = 0;
  std::uint32_t valid_until = 0;
  std::string bytes;  // base64
  std::vector<neo::UInt160> signers;
  std::optional<neo::UInt256> replaces;
};

struct Ending {
  neo::UInt256 hash;
  TransactionState state = TransactionState::kFinal;
  std::uint32_t block = 0;
  neo::Fixed8 gas_consumed{};
  std::string reason{};
  std::string result{};
};

struct TransactionFilter {
  std::optional<TransactionState> state{};
  std::int64_t before = 0;  // seq; 0: from the newest
  std::uint32_t limit = 50;
};

// Every call blocks on the database. Thread-safe.
class TransactionStore {
 public:
  static constexpr std::int64_t kOpenMax = 20'000;     // not ended, of all owners
  static constexpr std::int64_t kEndedMax = 200'000;   // beside those of the last hour
  static constexpr std::chrono::hours kKeep{24 * 30};  // after the end

  TransactionStore(storage::Database& database, audit::AuditLog& audit, const Clock& clock)
      : database_(database), audit_(audit), clock_(clock) {}

  // On disk when it returns. The record of the first one, when this call was made before.
  // kNeoOverCeiling, kIdempotencyMismatch, kTooManyRequests.
  struct Added {
    TransactionRecord record;
    bool repeated = false;
  };
  Result<Added> add(const NewTransaction& request);

  // nullopt when this call has sent nothing yet. kIdempotencyMismatch when it was about something else.
  Result<std::optional<TransactionRecord>> find(const CallKey& key);

  // kTransactionNotFound also for those of others.
  Result<TransactionRecord> get(std::string_view owner, const neo::UInt256& hash);
  Result<std::vector<TransactionRecord>> list(std::string_view owner, const TransactionFilter& filter);
  // Fees of the account's transactions that have not ended.
  Result<neo::Fixed8> reserved_fees(std::string_view owner, std::string_view account);

  Result<std::vector<OpenTransaction>> open();
  Status mark_sent(std::span<const neo::UInt256> hashes);
  // Those that have ended already stay as they are. What did not happen is taken off its grants' sums.
  Status finish(std::span<const Ending> endings);
  // Removes a part of what is too old. True: there is more.
  Result<bool> trim();

 private:
  Result<std::optional<TransactionRecord>> find_call(storage::Transaction& transaction, const CallKey& key);
  Status charge(storage::Transaction& transaction, const Charge& charge);

  storage::Database& database_;
  audit::AuditLog& audit_;
  const Clock& clock_;
};

}  // namespace nsl::outbox
