#include "functions/gateway_metrics.h"

namespace nsl::functions {

GatewayMetrics::GatewayMetrics(Metrics& metrics)
    : cpu_seconds_(metrics.counter({"nsl_executions_cpu_seconds_total", "CPU time that executions took."})),
      host_calls_(metrics.counter({"nsl_executions_host_calls_total", "Host calls that executions made."})),
      wall_seconds_(metrics.histogram({"nsl_executions_duration_seconds", "Time from start to end of an execution."},
                                      Metrics::request_buckets())),
      running_(metrics.gauge({"nsl_executions_running", "Executions under way."})),
      workers_(metrics.gauge({"nsl_engine_workers", "Sandbox worker processes."})) {
  for (std::size_t i = 0; i < kStatuses; ++i) {
    const auto status = static_cast<ExecutionStatus>(i);
    by_status_[i] = &metrics.counter(
        {"nsl_executions_total", "Executions that ended, by status.", {{"status", std::string(to_string(status))}}});
  }
}

void GatewayMetrics::ended(const Execution& execution) {
  by_status_[static_cast<std::size_t>(execution.status)]->add();
  cpu_seconds_.add(static_cast<double>(execution.usage.cpu.count()) / 1e6);
  if (execution.usage.host_calls > 0) host_calls_.add(execution.usage.host_calls);
  wall_seconds_.observe(static_cast<double>(execution.usage.wall.count()) / 1e6);
}

void GatewayMetrics::set_running(std::size_t running, std::size_t workers) {
  running_.set(static_cast<double>(running));
  workers_.set(static_cast<double>(workers));
}

}  // namespace nsl::functions
