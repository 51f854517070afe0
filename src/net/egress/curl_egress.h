#pragma once
// CurlEgress: Egress on libcurl's multi interface. All of libcurl runs on one thread; others only put calls into the
// mailbox and wake that thread.

#include "base/clock.h"
#include "base/guarded.h"
#include "net/curl.h"
#include "net/egress/address_policy.h"
#include "net/egress/egress.h"
#include "net/egress/fetch_plan.h"
#include "net/egress/hop.h"

#include <atomic>
#include <deque>
#include <memory>
#include <thread>
#include <unordered_map>
#include <vector>

namespace nsl::net {

// One fetch(). Shared by the caller's handle and Egress's thread, whichever lives longer.
struct EgressCall {
  FetchRequest request;  // taken by Egress's thread when its turn comes
  SteadyTime deadline;
  std::atomic<bool> cancelled = false;
  Guarded<Egress::Done> done;  // empty once it was called or cancelled

  // Whichever comes first, answer or cancellation, takes it.
  Egress::Done take_done();
  void answer(Result<FetchResponse> result);
};

// Where other threads leave word. Shared with the handles, which may outlive Egress.
class EgressMailbox {
 public:
  struct Content {
    std::vector<std::shared_ptr<EgressCall>> arrived{};
    bool some_cancelled = false;
    bool closed = false;
    CURLM* wakes = nullptr;  // null once closed and taken for the last time
  };

  explicit EgressMailbox(CURLM* multi);

  // false when it is closed.
  bool put(std::shared_ptr<EgressCall> call);
  void note_cancelled();
  void close();
  // Content since the last time. After close() nothing comes any more and nobody is woken.
  Content take();

 private:
  Guarded<Content> content_;
};

class CurlEgress final : public Egress {
 public:
  CurlEgress(EgressOptions options, AddressPolicy addresses);
  ~CurlEgress() override;

  std::unique_ptr<Transfer> fetch(FetchRequest request, Done done) override;

 private:
  struct Running {
    std::shared_ptr<EgressCall> call;
    FetchPlan plan;
    std::unique_ptr<Hop> hop;
  };

  // All below: Egress's thread.
  void run();
  void accept(std::vector<std::shared_ptr<EgressCall>> arrived);
  void drop_cancelled();
  void drop_expired();
  void start_waiting();
  void begin(std::shared_ptr<EgressCall> call);
  void start_hop(std::unique_ptr<Running> running);
  void handle_finished();
  void finish_hop(CURL* easy, CURLcode code);
  void cancel_all();
  std::chrono::milliseconds sleep_time() const;

  const EgressOptions options_;
  const AddressPolicy addresses_;
  CurlMulti multi_;
  std::shared_ptr<EgressMailbox> mailbox_;
  std::deque<std::shared_ptr<EgressCall>> waiting_;
  std::unordered_map<CURL*, std::unique_ptr<Running>> running_;
  std::jthread thread_;
};

}  // namespace nsl::net
