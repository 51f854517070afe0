#include "api/waits.h"

#include "api/execution_json.h"

#include <algorithm>

namespace nsl::api {

net::Response execution_response(const functions::Execution& execution) {
  net::Response response;
  append_execution(response.body, execution);
  if (functions::is_final(execution.status)) return response;
  response.status = 202;
  response.headers.emplace_back("Location", "/v1/executions/" + execution.id.text());
  return response;
}

void Waits::answer_when_ended(std::shared_ptr<Call> call, ExecutionId execution, std::chrono::microseconds at_most) {
  const Key key = ++last_key_;
  const bool may_wait = !closed_ && waits_.size() < kMax;
  const SteadyTime now = call->context().clock.steady();
  Wait& wait = waits_[key];
  wait.call = std::move(call);
  wait.execution = execution;
  wait.deadline = may_wait ? now + at_most : now;
  wait.call->on_abort([this, key] { loop_.post([this, key] { waits_.erase(key); }); });
  look(key);
}

void Waits::look(Key key) {
  const auto wait = waits_.find(key);
  if (wait == waits_.end()) return;
  const auto call = wait->second.call;
  const ExecutionId execution = wait->second.execution;
  call->offload([call, execution] { return call->functions().get_execution(call->owner(), execution); },
                [this, key](const Result<functions::Execution>& found) { looked(key, found); });
}

void Waits::looked(Key key, const Result<functions::Execution>& found) {
  const auto at = waits_.find(key);
  if (at == waits_.end()) return;
  Wait& wait = at->second;
  const auto now = wait.call->context().clock.steady();
  const bool settled = !found || functions::is_final(found->status);
  if (settled || closed_ || now >= wait.deadline) {
    const auto call = std::move(wait.call);
    waits_.erase(at);
    if (found) call->send(execution_response(*found));
    else call->refuse(found.error());
    return;
  }
  const auto left = std::chrono::duration_cast<std::chrono::microseconds>(wait.deadline - now);
  wait.timer = loop_.after(std::min<std::chrono::microseconds>(wait.delay, left), [this, key] { look(key); });
  wait.delay = std::min(wait.delay * 2, kLastDelay);
}

}  // namespace nsl::api
