#pragma once
// Streams: answers that go on until the client leaves, as server-sent events (WHATWG HTML section 9.2).
//
// A comment goes out every kHeartbeat, so that proxies keep the connection and a client that has vanished is noticed.
// A client that reads too slowly is cut off by the exchange; it comes back by itself, as EventSource does.

#include "api/call.h"
#include "base/event_loop.h"
#include "functions/service.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>

namespace nsl::api {

// Loop thread only.
class Streams {
 public:
  static constexpr std::chrono::seconds kHeartbeat{15};
  static constexpr std::size_t kMax = 64;  // at once; each holds a connection and up to a megabyte of buffer

  Streams(EventLoop& loop, functions::Service& functions) : loop_(loop), functions_(functions) {}

  // Answers the call with the log lines of the function from now on. kTooManyRequests when there are kMax already.
  void follow_logs(const std::shared_ptr<Call>& call, FunctionId function);

  // Ends all streams, for a shutdown; new ones are refused with kUnavailable.
  void close();

  std::size_t open() const { return streams_.size(); }

 private:
  struct Stream {
    std::shared_ptr<Call> call;
    net::Exchange* exchange = nullptr;  // of the call
    std::uint64_t events = 0;
    std::unique_ptr<EventLoop::Timer> heartbeat;
    std::unique_ptr<functions::Service::Subscription> subscription;
  };
  using Key = std::uint64_t;

  void send_line(Key key, const functions::LogLine& line);
  void beat(Key key);
  void drop_soon(Key key);

  EventLoop& loop_;
  functions::Service& functions_;
  std::map<Key, Stream> streams_;
  Key last_key_ = 0;
  bool closed_ = false;
};

}  // namespace nsl::api
