#pragma once
// RouteMetrics: the counters of one route, so that nothing is looked up by label while requests are served.

#include "base/error.h"
#include "base/metrics.h"

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace nsl::api {

// One thread: the loop's.
class RouteMetrics {
 public:
  // `route` is the template of the path, never the path itself.
  RouteMetrics(Metrics& metrics, std::string_view method, std::string_view route);

  void count(int status, std::chrono::nanoseconds taken);

 private:
  Counter& counter(int status);

  Metrics& metrics_;
  std::string method_;
  std::string route_;
  Histogram& duration_;
  std::vector<std::pair<int, Counter*>> counters_;  // a handful; the first is the most frequent
};

// Counts a request that nobody was let in with. `way`: "bearer" for a token, "wallet" for signing in, "setup" for the first person.
void count_refused_credential(Metrics& metrics, std::string_view way, ErrorCode code);

}  // namespace nsl::api
