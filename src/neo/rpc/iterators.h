#pragma once
// IteratorReader: a pool whose invocations have the items of their iterators in them.
//
// A contract may return an iterator. Nodes with sessions keep it and are asked for its items; nodes without show the
// first of them. Here both come out the same: the items in the answer, and no session. A session lives on one node, so
// the items are asked of the node that gave it, and it is ended there.

#include "neo/rpc/pool.h"
#include "neo/rpc/rpc.h"

namespace nsl::neo {

// Thread-safe.
class IteratorReader final : public Rpc {
 public:
  // Of one invocation; above it an iterator says that it is truncated.
  static constexpr std::size_t kItemsMax = 1'000;

  // `nodes` must outlive this.
  explicit IteratorReader(NodePool& nodes) : nodes_(nodes) {}

  RpcResult call(std::string_view method, const json::array& parameters) override;

 private:
  NodePool& nodes_;
};

}  // namespace nsl::neo
