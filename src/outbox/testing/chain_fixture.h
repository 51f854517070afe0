#pragma once
// A devchain behind its JSON-RPC, and an outbox that sends to it. For tests only.

#include "base/metrics.h"
#include "devchain/rpc/server.h"
#include "neo/rpc/block_cache.h"
#include "neo/rpc/pool.h"
#include "outbox/outbox.h"
#include "outbox/sender.h"
#include "storage/database.h"

#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace nsl::outbox::testing {

struct ChainFixture {
  struct Parts {
    storage::Database& database;
    audit::AuditLog& audit;
    Accounts& accounts;
    AccountGrants& grants;
  };

  // A block as soon as a transaction waits, unless there is a time.
  explicit ChainFixture(Parts given, std::chrono::milliseconds block_time = {})
      : parts(given), chain(devchain::DevchainServer::create({.block_time = block_time}).value()) {
    open({chain->url()});
  }

  // As a new process would, with these nodes.
  void open(std::vector<std::string> urls) {
    close();
    nodes = neo::NodePool::create({.urls = std::move(urls), .timeout = std::chrono::seconds(60)}).value();
    cache.emplace(*nodes, neo::BlockCache::Options{});
    outbox.emplace(Outbox::Parts{.store = store, .nodes = *nodes, .metrics = metrics, .clock = system_clock()},
                   Outbox::Options{.tracker = {.retry = std::chrono::milliseconds(50)},
                                   .failed_pause_max = std::chrono::milliseconds(100)});
    sender.emplace(Sender::Parts{
        .accounts = parts.accounts, .grants = parts.grants, .outbox = *outbox, .reads = *cache, .audit = parts.audit});
  }
  void close() {
    sender.reset();
    outbox.reset();
    cache.reset();
    nodes.reset();
  }

  // The transaction once it has ended; bounded by the test's own patience.
  TransactionRecord ended(std::string_view owner, const neo::UInt256& hash) {
    while (true) {
      auto record = store.get(owner, hash).value();
      if (has_ended(record.state)) return record;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  }

  Parts parts;
  Metrics metrics;
  std::unique_ptr<devchain::DevchainServer> chain;
  TransactionStore store{parts.database, parts.audit, system_clock()};
  std::unique_ptr<neo::NodePool> nodes;
  std::optional<neo::BlockCache> cache;
  std::optional<Outbox> outbox;
  std::optional<Sender> sender;
};

}  // namespace nsl::outbox::testing
