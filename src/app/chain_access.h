#pragma once
// ChainAccess: what the service has when it has Neo nodes: the outbox, and what fills it.

#include "base/metrics.h"
#include "functions/neo_writes.h"
#include "neo/rpc/block_cache.h"
#include "neo/rpc/pool.h"
#include "outbox/outbox.h"
#include "outbox/sender.h"
#include "storage/database.h"

#include <memory>

namespace nsl::app {

// In the order of construction; taken down in reverse.
struct ChainAccess {
  struct Parts {
    storage::Database& database;
    outbox::Accounts& accounts;
    outbox::AccountGrants& grants;
    audit::AuditLog& audit;
    Metrics& metrics;
    const Clock& clock;
  };

  // kInvalidArgument for nodes that cannot be used. Nothing is connected to yet.
  static Result<std::unique_ptr<ChainAccess>> create(const Parts& parts, neo::NodePool::Options nodes) {
    NSL_TRY(auto pool, neo::NodePool::create(std::move(nodes), parts.clock));
    return std::unique_ptr<ChainAccess>(new ChainAccess(parts, std::move(pool)));
  }

  std::unique_ptr<neo::NodePool> nodes;
  neo::BlockCache reads;
  outbox::TransactionStore store;
  outbox::Outbox outbox;
  outbox::Sender sender;
  functions::NeoWrites writes;

 private:
  ChainAccess(const Parts& parts, std::unique_ptr<neo::NodePool> pool)
      : nodes(std::move(pool)),
        reads(*nodes, {}, parts.clock),
        store(parts.database, parts.audit, parts.clock),
        outbox({.store = store, .nodes = *nodes, .metrics = parts.metrics, .clock = parts.clock}, {}),
        sender({.accounts = parts.accounts,
                .grants = parts.grants,
                .outbox = outbox,
                .reads = reads,
                .audit = parts.audit}),
        writes(sender, outbox, {}) {}
};

}  // namespace nsl::app
