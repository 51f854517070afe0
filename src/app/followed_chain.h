#pragma once
// FollowedChain: what the service does to know the chain's events: the nodes, the follower with the event log, and the
// nodes' announcements, which make it immediate.

#include "base/guarded.h"
#include "base/metrics.h"
#include "base/settings.h"
#include "follower/block_signal.h"
#include "follower/event_log.h"
#include "follower/follower.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace nsl::app {

class FollowedChain {
 public:
  struct Parts {
    storage::Database& database;
    Metrics& metrics;
    const Clock& clock;
    std::function<void()> on_events;  // the event log has grown; on the follower's thread
  };

  // kInvalidArgument for nodes that cannot be used. Nothing is connected to before start().
  static Result<std::unique_ptr<FollowedChain>> create(const Parts& parts, const Settings& settings,
                                                       const std::vector<std::string>& nodes,
                                                       follower::OtherChain other_chain);

  follower::EventLog& events() { return events_; }

  // Who tells the service of new blocks. Thread-safe.
  follower::BlockSignal::Status announcements() const;

  void start();
  void stop();  // returns when the step under way has ended

 private:
  FollowedChain(const Parts& parts, const Settings& settings, std::unique_ptr<neo::NodePool> nodes,
                follower::OtherChain other_chain);

  const Parts parts_;
  const std::unique_ptr<neo::NodePool> nodes_;
  follower::EventLog events_;
  follower::Follower follower_;
  std::vector<std::string> signal_urls_;
  Guarded<std::unique_ptr<follower::BlockSignal>> signal_;  // null: nobody is asked to announce, or it has stopped
};

}  // namespace nsl::app
