#pragma once
// FailedSignIns: who was not let in, for the audit log. Anybody can fail as often as the network carries it, so the log gets
// one entry for each address and window of time, whatever the number of tries; with too many addresses at once the rest share
// one. So a window costs kAddressesMax + 1 entries at most.
//
//   failed.note({.address = "192.0.2.1", .way = "bearer", .code = ErrorCode::kUnauthenticated, .request = id});
//
// An entry is written at the end of its window, and goes to the owner that runs the service, because who did not get in
// belongs to nobody. An IPv6 address stands for its /64, of which one party has all.

#include "audit/audit_log.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/event_loop.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace nsl::auth {

struct FailedSignIn {
  std::string_view address;  // of the connection
  std::string_view way;      // "bearer", "certificate", "wallet", "setup"
  ErrorCode code;
  std::string_view request;  // id of the API request
};

// Belongs to the event loop's thread. Writes what it has when it is destroyed.
class FailedSignIns {
 public:
  static constexpr std::size_t kAddressesMax = 32;

  // All outlive it.
  struct Parts {
    EventLoop& loop;
    audit::AuditLog& audit;
    const Clock& clock;
  };
  struct Options {
    std::string owner;  // that runs the service
    std::chrono::microseconds window = std::chrono::minutes(5);
  };
  FailedSignIns(Parts parts, Options options) : parts_(parts), options_(std::move(options)) {}
  ~FailedSignIns() { write(); }
  FailedSignIns(const FailedSignIns&) = delete;
  FailedSignIns& operator=(const FailedSignIns&) = delete;

  void note(const FailedSignIn& failed);

  // Ends the window now. Does not wait for the disk.
  void write();

 private:
  struct Tries {
    std::map<std::string, std::uint64_t, std::less<>> by_way;
    WallTime first;
    ErrorCode code;       // of the last one, as the next
    std::string request;
  };

  const Parts parts_;
  const Options options_;
  std::map<std::string, Tries, std::less<>> tries_;  // of this window, by address
  std::unique_ptr<EventLoop::Timer> end_;            // of this window; null: nobody has failed in it
};

}  // namespace nsl::auth
