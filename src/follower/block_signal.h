#pragma once
// BlockSignal: says at once when there may be a new block, as long as a node announces them on a WebSocket.
//
// It is not what anybody relies on: who is told looks at the chain, and looks now and then without being told. So
// nothing is lost or doubled when a node dies, a connection breaks, or a node says that it left something out: each of
// these is followed by one more signal. Without any node that has a WebSocket, all goes on by looking.
//
// A node that falls behind the others is left for the next one.

#include "base/guarded.h"
#include "base/metrics.h"
#include "neo/rpc/node_socket.h"
#include "neo/rpc/pool.h"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace nsl::follower {

// Thread-safe.
class BlockSignal {
 public:
  struct Parts {
    neo::NodePool& nodes;  // tells the network, and how far the nodes are
    Metrics& metrics;
    std::function<void()> on_signal;  // on the signal's thread; quick
  };
  struct Options {
    std::vector<std::string> urls;                 // WebSockets; one is used at a time
    std::chrono::milliseconds pause_first{1'000};  // after a failure of all; doubled each time
    std::chrono::milliseconds pause_most{60'000};
    std::chrono::milliseconds look_every{5'000};  // whether the node keeps up, while it is silent
    std::uint32_t lag_blocks_max = 2;
  };
  struct Status {
    std::string url;      // of the node that announces; empty: none does
    std::string problem;  // why not, of the last that was tried
  };

  // Everything must outlive it.
  BlockSignal(Parts parts, Options options);
  ~BlockSignal();
  BlockSignal(const BlockSignal&) = delete;
  BlockSignal& operator=(const BlockSignal&) = delete;

  Status status() const;

 private:
  struct Counters {
    explicit Counters(Metrics& metrics);
    Gauge& up;
    Counter& blocks;
    Counter& missed;
    Counter& connections;
    Counter& failures;
  };

  void run();
  bool lose(const Error& reason);
  Error listen(const std::string& url);
  Result<std::uint32_t> subscribe(neo::NodeSocket& socket);
  Error hear(neo::NodeSocket& socket, std::uint32_t height);
  bool pause(std::chrono::milliseconds time);
  std::uint32_t highest() const;

  const Parts parts_;
  const Options options_;
  Counters counters_;
  Guarded<Status> status_;
  std::mutex mutex_;  // guards what follows
  std::condition_variable stopped_;
  bool stopping_ = false;
  neo::NodeSocket* socket_ = nullptr;  // the one in use
  std::thread thread_;
};

// The WebSockets of nodes, for Options::urls: those of the setting neo.websocket, where "auto" stands for the ones that
// belong to the nodes' URLs, and "off" for none.
std::vector<std::string> signal_urls(const std::vector<std::string>& setting, const std::vector<std::string>& nodes);

}  // namespace nsl::follower
