#pragma once
// What the gateway counts of executions. Handles are resolved once.

#include "base/metrics.h"
#include "functions/types.h"

#include <array>

namespace nsl::functions {

class GatewayMetrics {
 public:
  explicit GatewayMetrics(Metrics& metrics);

  void ended(const Execution& execution);
  void set_running(std::size_t running, std::size_t workers);

 private:
  static constexpr std::size_t kStatuses = 7;
  std::array<Counter*, kStatuses> by_status_;
  Counter& cpu_seconds_;
  Counter& host_calls_;
  Histogram& wall_seconds_;
  Gauge& running_;
  Gauge& workers_;
};

}  // namespace nsl::functions
