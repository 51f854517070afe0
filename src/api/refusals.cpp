#include "api/refusals.h"

#include "base/log.h"

#include <utility>

namespace nsl::api {

bool Refusals::note(const net::Refusal& refusal) {
  const int status = info(refusal.code).http_status;
  metrics_.count(status, {});
  const SteadyTime now = clock_.steady();
  if (now - second_ >= std::chrono::seconds(1)) {
    second_ = now;
    lines_ = 0;
  }
  if (lines_ >= kLinesEachSecond) {
    ++left_out_;
    return false;
  }
  ++lines_;
  log::info("request refused", {{"request_id", refusal.id.text()},
                                {"status", status},
                                {"code", info(refusal.code).name},
                                {"remote_address", refusal.remote_address},
                                {"left_out_before", std::exchange(left_out_, 0)}});
  return true;
}

}  // namespace nsl::api
