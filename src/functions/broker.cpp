#include "functions/broker.h"

#include "base/json.h"
#include "functions/fetch_call.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace nsl::functions {
namespace {

using std::chrono::microseconds;

Broker::Answer refusal(const Error& error) {
  std::string json = "{\"code\":";
  json::append_quoted(json, info(error.code).name);
  json.append(",\"message\":");
  json::append_quoted(json, error.message);
  json.push_back('}');
  return {.ok = false, .json = std::move(json), .body = {}};
}

struct PendingTimer final : Broker::Pending {
  std::unique_ptr<EventLoop::Timer> timer;
};

// The answer comes on egress's thread and goes on to the loop's, where the call may have been ended meanwhile.
struct PendingFetch final : Broker::Pending {
  struct Shared {  // shared with the task that travels between the threads
    Broker::Done done;
  };
  ~PendingFetch() override { shared->done = nullptr; }

  std::shared_ptr<Shared> shared = std::make_shared<Shared>();
  std::unique_ptr<net::Egress::Transfer> transfer;
};

}  // namespace

std::unique_ptr<Broker::Pending> Broker::call(const Caller& caller, const engine::HostCall& call, Done done) {
  if (call.name == "fetch") return fetch(caller, call, std::move(done));
  if (call.name == "timer") return timer(caller, call, std::move(done));
  return refuse({ErrorCode::kUnknownHostCall, fmt::format("there is no host call \"{}\"", call.name), {}}, std::move(done));
}

std::unique_ptr<Broker::Pending> Broker::fetch(const Caller& caller, const engine::HostCall& call, Done done) {
  auto request = parse_fetch(call);
  if (!request) return refuse(request.error(), std::move(done));
  request->allow_hosts = caller.settings.allow_hosts;
  const auto left = std::chrono::duration_cast<microseconds>(caller.deadline - clock_.steady());
  request->timeout = std::clamp(request->timeout, microseconds(1), std::max(left, microseconds(1)));

  auto pending = std::make_unique<PendingFetch>();
  pending->shared->done = std::move(done);
  pending->transfer = egress_.fetch(*std::move(request), [this, shared = pending->shared](Result<net::FetchResponse> response) mutable {
    loop_.post([shared, response = std::move(response)]() mutable {
      Done due = std::exchange(shared->done, nullptr);
      if (!due) return;
      if (!response) return due(refusal(response.error()));
      due({.ok = true, .json = fetch_result(*response), .body = std::move(response->body)});
    });
  });
  return pending;
}

std::unique_ptr<Broker::Pending> Broker::timer(const Caller& caller, const engine::HostCall& call, Done done) {
  const auto arguments = json::parse(call.arguments);
  const json::value* delay = nullptr;
  if (arguments && arguments->is_object()) delay = arguments->get_object().if_contains("delay_ms");
  if (delay == nullptr || !delay->is_number() || !(delay->to_number<double>() >= 0)) {
    return refuse({ErrorCode::kInvalidArgument, "a timer takes {\"delay_ms\": number}", {}}, std::move(done));
  }
  // Longer than the execution lives comes to the same.
  const auto left = std::chrono::duration<double, std::milli>(caller.deadline - clock_.steady()).count();
  const double ms = std::min(delay->to_number<double>(), std::max(left, 0.0) + 1000);
  return later(microseconds(static_cast<std::int64_t>(std::ceil(ms * 1000))), {}, std::move(done));
}

std::unique_ptr<Broker::Pending> Broker::refuse(const Error& error, Done done) {
  return later(microseconds(0), refusal(error), std::move(done));
}

std::unique_ptr<Broker::Pending> Broker::later(microseconds delay, Answer answer, Done done) {
  auto pending = std::make_unique<PendingTimer>();
  pending->timer = loop_.after(delay, [answer = std::move(answer), done = std::move(done)]() mutable { done(std::move(answer)); });
  return pending;
}

}  // namespace nsl::functions
