#pragma once
// EventStreams: the chain's events as answers that go on until the client leaves, as server-sent events (WHATWG HTML
// section 9.2).
//
// Each stream reads the event log from where it is to its end, and once more when notice() says that it has grown. The
// id of an event is where to go on after it, so that a client that comes back with the last id it saw gets every event
// once. Who reads too slowly is cut off by the exchange, and comes back so.

#include "api/call.h"
#include "base/event_loop.h"
#include "base/pool.h"
#include "follower/event_log.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>

namespace nsl::api {

// An event's JSON, as the API shows it everywhere.
std::string neo_event_json(const follower::EventPage::Entry& entry);

// Loop thread only.
class EventStreams {
 public:
  static constexpr std::chrono::seconds kHeartbeat{15};
  static constexpr std::size_t kMax = 64;       // at once; each holds a connection and up to a megabyte of buffer
  static constexpr std::size_t kReadMax = 100;  // events at once

  EventStreams(EventLoop& loop, Pool& pool) : loop_(loop), pool_(pool) {}

  // Answers the call with the events that the query asks for, up to its last block if it names one, else for ever;
  // those to come when it does not say where to begin. Its limit has no meaning. kTooManyRequests when there are kMax
  // streams already, and what EventLog::find() gives.
  void follow(const std::shared_ptr<Call>& call, follower::EventLog& log, follower::EventQuery query);

  void notice();  // the log may have grown

  // Ends all streams, for a shutdown; new ones are refused with kUnavailable.
  void close();

  std::size_t open() const { return streams_.size(); }

 private:
  struct Stream {
    std::shared_ptr<Call> call;
    net::Exchange* exchange = nullptr;  // of the call; null: not answered yet
    follower::EventLog* log = nullptr;
    follower::EventQuery query;
    bool from_now = false;  // nothing is known of where the log ends
    bool reading = false;
    bool grown = false;  // since the read under way began
    std::unique_ptr<EventLoop::Timer> heartbeat;
    std::unique_ptr<EventLoop::Timer> again;
  };
  using Key = std::uint64_t;

  void read(Key key);
  void read_later(Key key);
  void take(Key key, Result<follower::EventPage> page);
  void begin(Key key);
  void beat(Key key);
  void end(Key key);

  EventLoop& loop_;
  Pool& pool_;
  std::map<Key, Stream> streams_;
  Key last_key_ = 0;
  bool closed_ = false;
};

}  // namespace nsl::api
