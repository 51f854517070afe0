#pragma once
// What of a pool's nodes is shown to operators: which of them can be used, and how far they are.

#include "base/metrics.h"
#include "neo/rpc/pool.h"

namespace nsl::neo {

// Adds gauges for each node, labelled with its host and port, which are read at each scrape. `pool` must outlive them.
void add_metrics(const NodePool& pool, Metrics& metrics);

}  // namespace nsl::neo
