#pragma once
// Test support: a development chain behind an HTTP port, whose blocks the test makes and which fails as the test wants.

#include "devchain/chain/chain.h"
#include "devchain/rpc/json_rpc.h"
#include "neo/rpc/pool.h"
#include "net/testing/scripted_server.h"

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace nsl::follower::testing {

enum class Fault : std::uint8_t { kNone, kGarbage, kSilent, kNoBatches, kTwice, kWrongLog };

class ChainNode {
 public:
  ChainNode();

  std::atomic<Fault> fault{Fault::kNone};

  std::string url() const;
  // Makes empty blocks.
  void produce(int count = 1);
  // A block with a transfer of so many datoshi from the development account.
  neo::UInt256 transfer(const neo::UInt160& to, std::int64_t amount);
  // A block with a transaction that notifies of a transfer and faults then.
  neo::UInt256 transfer_and_fault(const neo::UInt160& to);

  std::uint32_t height();
  // Of all blocks, as the ledger has them: "height contract name" each.
  std::vector<std::string> events();

 private:
  void answer(net::testing::Conversation& talk);
  neo::UInt256 send(Bytes script);

  std::mutex mutex_;  // guards what follows
  std::unique_ptr<devchain::Chain> chain_;
  std::unique_ptr<devchain::JsonRpc> rpc_;
  std::uint32_t nonce_ = 0;
  net::testing::ScriptedServer server_;  // last: its threads use the rest
};

// A pool that looks at its nodes at every call.
std::unique_ptr<neo::NodePool> pool_of(const std::vector<std::string>& urls);

}  // namespace nsl::follower::testing
