#pragma once
// Sender: from what a function wants to a transaction on its way. It checks the grants, tries the call out, works out
// what it costs, signs with the accounts' keys and puts it into the outbox.
//
//   NSL_TRY(const auto record, sender.invoke({.owner = ..., .function = ..., .key = ..., .call = ..., .signers =
//   {{}}}));

#include "neo/rpc/client.h"
#include "neo/rpc/sending.h"
#include "outbox/call_script.h"
#include "outbox/grants.h"
#include "outbox/outbox.h"

#include <string>
#include <vector>

namespace nsl::outbox {

// A transaction is good for so many blocks: five minutes at 3 s. What is lost is soon known to be.
inline constexpr std::uint32_t kValidBlocks = 100;
inline constexpr std::uint32_t kValidBlocksMax = 5'760;

struct WantedSigner {
  std::string account{};  // name; empty: the one that the function has a grant for
  neo::WitnessScope scope = neo::WitnessScope::kCalledByEntry;
};

struct Invoke {
  std::string owner;
  std::string function;
  std::uint32_t function_version = 0;
  std::string function_hash;
  CallKey key;
  neo::ContractCall call;
  std::vector<WantedSigner> signers;  // the first pays; at least one
  std::uint32_t valid_blocks = kValidBlocks;
};

// Every call blocks: on the database and on nodes. Thread-safe.
class Sender {
 public:
  struct Parts {
    Accounts& accounts;
    AccountGrants& grants;
    Outbox& outbox;
    neo::Rpc& reads;  // for what does not change within a block; a cache may stand in front of the nodes
    audit::AuditLog& audit;
  };
  explicit Sender(Parts parts) : parts_(parts) {}

  // The transaction, on disk and on its way. Asked for again with the same key, it gives the same one and sends
  // nothing.
  //
  // kNeoNotGranted, kNeoOverCeiling, kNeoInsufficientGas; kNeoFault when the call faults as things stand, with the
  // contract's reason (nothing is sent, and it costs nothing); kIdempotencyMismatch; kUnavailable when no node answers
  // and kVaultSealed: later perhaps; kInvalidArgument.
  Result<TransactionRecord> invoke(const Invoke& request);

  // Sends a transaction that does nothing, pays more and conflicts with this one: of the two at most one can happen.
  // Gives the new one. kTransactionNotFound; kConflict when it has ended.
  Result<TransactionRecord> cancel(const vault::Caller& caller, const neo::UInt256& hash);

 private:
  // An account that is to sign, and what allows it.
  struct Signatory {
    Account account;
    AccountGrant grant;
    neo::WitnessScope scope;
  };
  Result<std::vector<Signatory>> signatories(const Invoke& request);
  Result<neo::Invocation> try_out(const Invoke& request, const neo::Draft& draft);
  static Result<std::vector<GasLimit>> gas_limits(const neo::Invocation& tried, const std::vector<Signatory>& by);
  Result<NewTransaction> prepare(const Invoke& request, const std::vector<Signatory>& signatories);
  Result<std::vector<Charge>> charges(const neo::Transaction& transaction, const neo::Invocation& tried,
                                      const std::vector<Signatory>& signatories);
  Status check_funds(const Account& payer, const neo::Transaction& transaction, neo::Fixed8 outflow);
  Result<neo::Transaction> sign(neo::Transaction transaction, std::uint32_t network,
                                const std::vector<const Account*>& accounts);
  Status record_refusal(const Invoke& request, const Error& why);

  Parts parts_;
};

}  // namespace nsl::outbox
