#include "neo/rpc/pool_metrics.h"

#include <string_view>

namespace nsl::neo {

namespace {

// Without what a URL may hold besides, such as a key in its path.
std::string host_and_port(std::string_view url) {
  if (const auto scheme = url.find("://"); scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
  url = url.substr(0, url.find('/'));
  if (const auto user = url.rfind('@'); user != std::string_view::npos) url.remove_prefix(user + 1);
  return std::string(url);
}

struct Gauges {
  Gauge* up;
  Gauge* height;
};

}  // namespace

void add_metrics(const NodePool& pool, Metrics& metrics) {
  std::vector<Gauges> gauges;
  for (const auto& node : pool.statuses()) {
    const std::vector<std::pair<std::string, std::string>> labels{{"node", host_and_port(node.url)}};
    gauges.push_back({.up = &metrics.gauge({"nsl_neo_node_up", "1 when the Neo node can be used.", labels}),
                      .height = &metrics.gauge({"nsl_neo_node_height", "The last block of the Neo node.", labels})});
  }
  metrics.before_scrape([&pool, gauges = std::move(gauges)] {
    const auto statuses = pool.statuses();
    for (std::size_t i = 0; i < gauges.size(); ++i) {
      const bool usable =
          statuses[i].health == NodeStatus::Health::kGood || statuses[i].health == NodeStatus::Health::kLagging;
      gauges[i].up->set(usable ? 1 : 0);
      gauges[i].height->set(statuses[i].height);
    }
  });
}

}  // namespace nsl::neo
