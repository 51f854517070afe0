#include "app/followed_chain.h"

#include "app/service_options.h"
#include "neo/rpc/pool_metrics.h"

namespace nsl::app {

Result<std::unique_ptr<FollowedChain>> FollowedChain::create(const Parts& parts, const Settings& settings,
                                                             const std::vector<std::string>& nodes,
                                                             follower::OtherChain other_chain) {
  NSL_TRY(auto pool, neo::NodePool::create(followed_pool_options(settings, nodes), parts.clock));
  std::unique_ptr<FollowedChain> out(new FollowedChain(parts, settings, std::move(pool), other_chain));
  out->signal_urls_ = follower::signal_urls(settings.neo_websocket.value(), nodes);
  return out;
}

FollowedChain::FollowedChain(const Parts& parts, const Settings& settings, std::unique_ptr<neo::NodePool> nodes,
                             follower::OtherChain other_chain)
    : parts_(parts),
      nodes_(std::move(nodes)),
      events_(parts.database, event_log_options(settings)),
      follower_({.database = parts.database, .nodes = *nodes_, .metrics = parts.metrics, .clock = parts.clock},
                {.other_chain = other_chain, .on_delivered = parts.on_events}) {
  neo::add_metrics(*nodes_, parts.metrics);
  follower_.add(events_);
}

void FollowedChain::start() {
  follower_.start();
  if (signal_urls_.empty()) return;
  auto signal = std::make_unique<follower::BlockSignal>(
      follower::BlockSignal::Parts{
          .nodes = *nodes_, .metrics = parts_.metrics, .on_signal = [this] { follower_.wake(); }},
      follower::BlockSignal::Options{.urls = signal_urls_});
  signal_.with([&](auto& current) { current = std::move(signal); });
}

follower::BlockSignal::Status FollowedChain::announcements() const {
  return signal_.with([](const auto& signal) {
    return signal != nullptr ? signal->status()
                             : follower::BlockSignal::Status{.url = {}, .problem = "No node is asked to announce blocks."};
  });
}

void FollowedChain::stop() {
  // Outside the lock: it waits for a thread.
  const auto last = signal_.with([](auto& signal) { return std::move(signal); });
  follower_.stop();
}

}  // namespace nsl::app
