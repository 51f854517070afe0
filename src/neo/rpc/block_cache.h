#pragma once
// BlockCache: answers that hold until the next block, kept until the next block. Many functions ask the same things of
// the chain; a node is asked once for each block, however many ask at the same time (single flight).
//
// Kept are invocations, storage, balances, contracts, blocks and application logs. Never kept: what changes between
// blocks (the pool, heights), errors, and invocations that opened an iterator session, which belongs to whoever asked.

#include "base/clock.h"
#include "base/guarded.h"
#include "neo/rpc/rpc.h"

#include <chrono>
#include <cstdint>
#include <future>
#include <memory>
#include <string>
#include <unordered_map>

namespace nsl::neo {

// Thread-safe. An answer that is kept costs about a microsecond.
class BlockCache final : public Rpc {
 public:
  struct Options {
    // How often the height is asked for: so much older than the last block an answer may be.
    std::chrono::milliseconds recheck_height{250};
    std::size_t entries_max = 10'000;  // of one block; when full, nothing more is kept until the next
  };

  // `upstream` must outlive the cache.
  BlockCache(Rpc& upstream, Options options, const Clock& clock = system_clock())
      : upstream_(upstream), options_(options), clock_(clock) {}

  RpcResult call(std::string_view method, const json::array& parameters) override;

 private:
  using Answer = std::shared_ptr<const RpcResult>;  // shared by all who asked the same
  struct State {
    std::unordered_map<std::string, std::shared_future<Answer>> answers;
    std::int64_t block_count = 0;
    SteadyTime checked_at{};
    bool checked = false;
  };

  void look_at_height();

  Rpc& upstream_;
  const Options options_;
  const Clock& clock_;
  Guarded<State> state_;
};

}  // namespace nsl::neo
