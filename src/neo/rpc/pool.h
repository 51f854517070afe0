#pragma once
// NodePool: several nodes of one network as if they were one. A call goes to the best node (not known to be broken, not
// lagging, fast) and to the next one when it does not answer.
//
// A node is used only after its network has been checked. One that fails rests (circuit breaker): a second at first,
// twice as long each time, at most a minute.
//
// Heights of different nodes must not be mixed in one decision ("not there, and too late"): pin() a node for that, and
// for iterators, which live on one node.

#include "base/clock.h"
#include "base/guarded.h"
#include "neo/rpc/node.h"
#include "neo/rpc/rpc.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace nsl::neo {

struct NodeStatus {
  enum class Health : std::uint8_t { kUnknown, kGood, kLagging, kResting, kWrongNetwork };

  std::string url;
  Health health = Health::kUnknown;
  std::uint32_t network = 0;
  std::string user_agent;
  std::uint32_t height = 0;  // of the last block
  std::chrono::microseconds latency{0};
  std::string problem;  // of the last failure
};
std::string_view health_name(NodeStatus::Health health);

// Thread-safe.
class NodePool final : public Rpc {
 public:
  struct Options {
    std::vector<std::string> urls;
    std::uint32_t network = 0;  // the magic it must be; 0: whatever the first node that answers says
    std::chrono::milliseconds timeout{10'000};
    std::chrono::milliseconds probe_every{1'000};  // height and latency of each node
    std::uint32_t lag_blocks_max = 2;
  };

  // kInvalidArgument for URLs that cannot be used, and for none.
  static Result<std::unique_ptr<NodePool>> create(Options options, const Clock& clock = system_clock());

  RpcResult call(std::string_view method, const json::array& parameters) override;
  // To one node, in as few requests as it takes; what that one has no answer to is asked by itself of all.
  std::vector<RpcResult> batch(std::span<const RpcCall> calls) override;

  // The same, with the node that gave the answer, for questions that only that one can be asked next.
  struct Answer {
    RpcResult result;
    Rpc* node = nullptr;  // null when none answered; valid as long as the pool
  };
  Answer ask(std::string_view method, const json::array& parameters);

  // The best node by itself. It stays valid as long as the pool. kUnavailable when there is none.
  Result<Rpc*> pin();
  // Every node that can be asked, the best first; none when there is none.
  std::vector<Rpc*> pins();

  // What was last seen of each node; asks nobody.
  std::vector<NodeStatus> statuses() const;
  // Looks at every node now.
  std::vector<NodeStatus> probe();

  // The magic that all nodes in use have. kUnavailable as long as none has answered.
  Result<std::uint32_t> network();

 private:
  struct Member {
    NodeStatus status;
    bool checked = false;   // its network is the right one
    unsigned failures = 0;  // in a row
    SteadyTime rests_until{};
  };

  NodePool(Options options, const Clock& clock) : options_(std::move(options)), clock_(clock) {}

  RpcError nobody() const;
  void probe_if_due();
  void probe_one(std::size_t index);
  std::vector<std::size_t> candidates();
  void failed(std::size_t index, const RpcError& error);
  void succeeded(std::size_t index, std::chrono::microseconds latency);

  const Options options_;
  const Clock& clock_;
  std::vector<std::unique_ptr<Node>> nodes_;  // by index, never changed after create()

  struct State {
    std::vector<Member> members;
    std::uint32_t network = 0;
    SteadyTime probed_at{};
    bool probed = false;
  };
  Guarded<State> state_;
  std::mutex probing_;  // one probe at a time
};

}  // namespace nsl::neo
