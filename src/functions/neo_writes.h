#pragma once
// NeoWrites: what functions may do to the Neo chain: the methods "invoke" and "final" of the host call "neo", behind
// `context.neo.invoke` (runtime/types). What may be signed is decided by the grants (outbox/grants.h).
//
// A transaction is keyed by execution and call number: an execution that is run again after a crash gets the
// transaction that it sent before, and does not send another.

#include "base/error.h"
#include "base/guarded.h"
#include "base/pool.h"
#include "functions/pending_call.h"
#include "outbox/sender.h"

#include <functional>
#include <memory>
#include <string>

namespace nsl::functions {

// Thread-safe.
class NeoWrites {
 public:
  struct Options {
    std::size_t threads = 8;  // as many transactions are prepared at once; each waits for nodes and the disk
  };
  NeoWrites(outbox::Sender& sender, outbox::Outbox& outbox, Options options);

  // Called once with JSON, on a thread of this or of the outbox, or at once.
  using Done = std::move_only_function<void(Result<std::string>)>;

  // Whose call it is; copied, because the execution may end meanwhile.
  struct Asker {
    std::string owner;
    std::string function;
    std::uint32_t version = 0;
    std::string version_hash;
    ExecutionId execution;
    std::uint32_t call = 0;
  };

  // {"method": "invoke", "contract", "name", "args", "signers": [{"account"?, "scopes"?}], "valid_blocks"?} gives
  // {"hash", "account", "valid_until_block", "system_fee", "network_fee"}. Refusals as from Sender::invoke().
  void invoke(Asker asker, std::string arguments, Done done);

  // {"method": "final", "hash"} gives {"hash", "block", "gas_consumed", "stack", "notifications"} when the transaction
  // has happened; kNeoFault, kNeoExpired, kNeoReplaced, kNeoRejected when it has not. As long as what is returned
  // lives.
  std::shared_ptr<void> wait(Asker asker, std::string arguments, Done done);

 private:
  // Whoever has an answer first gives it. Shared by all who may have one.
  struct Asked {
    explicit Asked(Done waiting) : done(std::move(waiting)) {}
    void answer(Result<std::string> with);
    Guarded<Done> done;
  };
  void look(const std::string& owner, const neo::UInt256& hash, Asked& asked);
  void submit(const std::shared_ptr<Asked>& asked, Pool::Task task);

  outbox::Sender& sender_;
  outbox::Outbox& outbox_;
  Pool pool_;  // last: its threads use the rest
};

// Whether a host call "neo" is one of these.
enum class NeoAction : std::uint8_t { kRead, kInvoke, kFinal };
NeoAction neo_action(const json::value& arguments);

}  // namespace nsl::functions
