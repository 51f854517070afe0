#include "api/route_metrics.h"

namespace nsl::api {

RouteMetrics::RouteMetrics(Metrics& metrics, std::string_view method, std::string_view route)
    : metrics_(metrics),
      method_(method),
      route_(route),
      duration_(metrics.histogram({"nsl_http_request_duration_seconds",
                                   "Time from a complete request to its answer.",
                                   {{"method", method_}, {"route", route_}}},
                                  Metrics::request_buckets())) {}

void RouteMetrics::count(int status, std::chrono::nanoseconds taken) {
  counter(status).add();
  duration_.observe(std::chrono::duration<double>(taken).count());
}

Counter& RouteMetrics::counter(int status) {
  for (const auto& [known, counter] : counters_) {
    if (known == status) return *counter;
  }
  Counter& made = metrics_.counter({"nsl_http_requests_total",
                                    "Requests answered.",
                                    {{"method", method_}, {"route", route_}, {"status", std::to_string(status)}}});
  counters_.emplace_back(status, &made);
  return made;
}

void count_refused_credential(Metrics& metrics, std::string_view way, ErrorCode code) {
  metrics
      .counter({"nsl_refused_credentials_total",
                "Requests that nobody was let in with, for want of a valid token or a good signature.",
                {{"way", std::string(way)}, {"code", std::string(info(code).name)}}})
      .add();
}

}  // namespace nsl::api
