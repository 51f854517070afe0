#pragma once
// Test support: an Egress whose answers are waited for. Unless told otherwise it may reach 127.0.0.0/8.

#include "net/egress/egress.h"

#include <future>
#include <memory>

namespace nsl::net::testing {

class EgressClient {
 public:
  explicit EgressClient(EgressOptions options = {.allow_networks = {"127.0.0.0/8"}})
      : egress_(*Egress::create(std::move(options))) {}

  Result<FetchResponse> fetch(FetchRequest request) {
    std::promise<Result<FetchResponse>> promise;
    auto answer = promise.get_future();
    const auto transfer = egress_->fetch(
        std::move(request), [&promise](Result<FetchResponse> response) { promise.set_value(std::move(response)); });
    return answer.get();
  }

  Egress& egress() { return *egress_; }

 private:
  std::unique_ptr<Egress> egress_;
};

}  // namespace nsl::net::testing
