#pragma once
// IssuerKeys: the keys of one issuer, fetched from it when they are needed and kept.
//
// Issuers change their keys without a word. So keys are fetched again from time to time, and when a token names one that
// is not known; the latter at most every kPause, since anybody can make up names. One fetch is under way at a time, and
// all who need it wait for it. When an issuer does not answer, what it said last holds for kKeptFor.

#include "auth/jwt/key_set.h"
#include "base/clock.h"
#include "base/event_loop.h"
#include "net/egress/egress.h"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace nsl::auth {

// Belongs to the event loop's thread. Destroy it there, or when the loop has stopped.
class IssuerKeys {
 public:
  static constexpr std::chrono::seconds kPause{30};              // after a fetch that went well
  static constexpr std::chrono::seconds kPauseAfterFailure{5};   // sooner: until then nobody gets in
  static constexpr std::chrono::hours kKeptFor{24};              // a day of an issuer's failure is got over
  static constexpr std::chrono::seconds kTimeout{10};            // of each of the two requests
  static constexpr std::size_t kWaitingMax = 256;                // requests that wait at once

  // Both outlive it.
  struct Parts {
    EventLoop& loop;
    net::Egress& egress;
    const Clock& clock;
  };
  struct Options {
    std::string issuer;      // as its tokens name it
    std::string keys_url{};  // of its key set; empty: OpenID Connect Discovery says where, below the issuer's own URL
    std::chrono::microseconds refresh_after = std::chrono::minutes(10);
  };

  // kInvalidArgument: keys must come by https, from loopback also by http; an issuer that is no such URL needs keys_url.
  static Status check(const Options& options);

  // With options that are checked.
  IssuerKeys(Parts parts, Options options) : parts_(parts), options_(std::move(options)) {}

  // What the issuer said last; null when that is unknown or too long ago. The same object as long as the keys are.
  // Fetches them in the background when they have an age.
  std::shared_ptr<const KeySet> current();

  // Whether to ask the issuer is allowed now, or being done.
  bool may_fetch() const;
  // Asks the issuer, or waits for the answer to another's question. `then` is called from the loop when it is there,
  // good or bad. Only when may_fetch().
  void fetch(std::move_only_function<void()> then);

 private:
  enum class Step : std::uint8_t { kDiscovery, kKeys };
  void begin();
  void get(const std::string& url, Step step);
  void answered(Step step, Result<net::FetchResponse> response);
  void take(const std::string& text, Step step);
  void end(const Status& outcome);

  const Parts parts_;
  const Options options_;
  std::shared_ptr<const KeySet> keys_;
  SteadyTime fetched_at_{};
  SteadyTime next_fetch_{};
  bool fetching_ = false;
  std::vector<std::move_only_function<void()>> waiting_;
  std::unique_ptr<net::Egress::Transfer> transfer_;
  // Answers that come when this is gone see it here.
  std::shared_ptr<int> alive_ = std::make_shared<int>();
};

}  // namespace nsl::auth
