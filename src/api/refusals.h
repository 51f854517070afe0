#pragma once
// Refusals: counts and logs what the HTTP server refused before it became a request (net::Refusal).
//
// Anybody can send nonsense as fast as the network carries it, so only so many lines a second are written; the first
// line of a later second says how many were left out. The metric counts them all, as route "refused".

#include "api/route_metrics.h"
#include "base/clock.h"
#include "net/http/exchange.h"

#include <cstdint>

namespace nsl::api {

// Loop thread only.
class Refusals {
 public:
  static constexpr unsigned kLinesEachSecond = 10;

  Refusals(Metrics& metrics, const Clock& clock) : metrics_(metrics, "_OTHER", "refused"), clock_(clock) {}

  // Whether it was also logged.
  bool note(const net::Refusal& refusal);

 private:
  RouteMetrics metrics_;
  const Clock& clock_;
  SteadyTime second_{};  // when the present second began
  unsigned lines_ = 0;   // written in it
  std::uint64_t left_out_ = 0;
};

}  // namespace nsl::api
