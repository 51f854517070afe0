#include "functions/broker.h"

#include "base/json.h"
#include "functions/fetch_call.h"
#include "functions/secret_call.h"
#include "functions/trace_context.h"
#include "net/http/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace nsl::functions {
namespace {

using std::chrono::microseconds;

struct PendingTimer final : PendingCall {
  std::unique_ptr<EventLoop::Timer> timer;
};

// The answer comes on another thread and goes on to the loop's, where the call may have been ended meanwhile.
struct PendingElsewhere final : PendingCall {
  struct Shared {  // shared with the task that travels between the threads
    CallDone done;
  };
  ~PendingElsewhere() override { shared->done = nullptr; }

  std::shared_ptr<Shared> shared = std::make_shared<Shared>();
  std::shared_ptr<void> watch{};  // shared with whoever answers; gone, nobody does
};

// The member of a call's arguments; null when there is none of this name.
const json::value* member_of(const Result<json::value>& arguments, std::string_view name) {
  return arguments && arguments->is_object() ? arguments->get_object().if_contains(name) : nullptr;
}

// The host that is asked belongs to the trace too, unless the function says which one it means.
void continue_trace(std::string_view trace, net::HeaderList& headers) {
  const auto is_traceparent = [](const auto& header) { return net::equals_ignoring_case(header.first, "traceparent"); };
  if (trace.empty() || std::ranges::any_of(headers, is_traceparent)) return;
  headers.emplace_back("traceparent", child_of(trace));
}

}  // namespace

CallAnswer refusal(const Error& error) {
  std::string json = "{\"code\":";
  json::append_quoted(json, info(error.code).name);
  json.append(",\"message\":");
  json::append_quoted(json, error.message);
  json.push_back('}');
  return {.ok = false, .json = std::move(json)};
}

std::unique_ptr<PendingCall> Broker::call(const Caller& caller, const engine::HostCall& call, Done done) {
  if (call.name == "fetch") return fetch(caller, call, std::move(done));
  // Only fetch() has somewhere to go that a grant can name.
  if (const auto& scrubber = caller.secrets.scrubber();
      scrubber.finds(call.arguments) || scrubber.finds(as_text(call.body))) {
    return refuse({ErrorCode::kHostCallDenied, "the value of a secret cannot be given to this host call", {}},
                  std::move(done));
  }
  if (call.name == "neo") return neo(caller, call, std::move(done));
  if (call.name == "timer") return timer(caller, call, std::move(done));
  if (call.name == "secret") return secret(caller, call, std::move(done));
  return refuse({ErrorCode::kUnknownHostCall, fmt::format("there is no host call \"{}\"", call.name), {}},
                std::move(done));
}

std::unique_ptr<PendingCall> Broker::fetch(const Caller& caller, const engine::HostCall& call, Done done) {
  auto request = parse_fetch(call);
  if (!request) return refuse(request.error(), std::move(done));
  request->allow_hosts = caller.function.settings.allow_hosts;
  continue_trace(caller.trace, request->headers);
  const auto left = std::chrono::duration_cast<microseconds>(caller.deadline - clock_.steady());
  request->timeout = std::clamp(request->timeout, microseconds(1), std::max(left, microseconds(1)));

  auto references = caller.secrets.references(*request);
  if (!references) return refuse(references.error(), std::move(done));
  if (references->empty() && !caller.secrets.knows_any())
    return plain_fetch({loop_, egress_}, *std::move(request), std::move(done));
  if (secrets_ == nullptr) return refuse(no_secrets(), std::move(done));
  auto started = secret_fetch({loop_, egress_}, *secrets_, caller, *std::move(request), *std::move(references), done);
  if (!started) return refuse(started.error(), std::move(done));
  return *std::move(started);
}

std::unique_ptr<PendingCall> Broker::secret(const Caller& caller, const engine::HostCall& call, Done done) {
  const auto arguments = json::parse(call.arguments);
  const json::value* const name = member_of(arguments, "name");
  if (name == nullptr || !name->is_string()) {
    return refuse({ErrorCode::kInvalidArgument, "a secret is asked for by {\"name\": text}", {}}, std::move(done));
  }
  if (secrets_ == nullptr) return refuse(no_secrets(), std::move(done));
  return get_secret(*secrets_, caller, json::view(name->get_string()), std::move(done));
}

std::unique_ptr<PendingCall> Broker::neo(const Caller& caller, const engine::HostCall& call, Done done) {
  const auto arguments = json::parse(call.arguments);
  const NeoAction action = arguments ? neo_action(*arguments) : NeoAction::kRead;
  if (action == NeoAction::kRead ? neo_ == nullptr : neo_writes_ == nullptr) {
    return refuse({ErrorCode::kUnavailable, "this service has no Neo node; its setting neo.rpc names one", {}},
                  std::move(done));
  }
  auto pending = std::make_unique<PendingElsewhere>();
  pending->shared->done = std::move(done);
  auto on_answer = [&loop = loop_, shared = pending->shared](Result<std::string> answer) {
    loop.post([shared, answer = std::move(answer)]() mutable {
      CallDone due = std::exchange(shared->done, nullptr);
      if (!due) return;
      if (!answer) return due(refusal(answer.error()));
      due({.ok = true, .json = *std::move(answer)});
    });
  };
  if (action == NeoAction::kRead) {
    neo_->read(std::string(call.arguments), std::move(on_answer));
    return pending;
  }
  NeoWrites::Asker asker{.owner = caller.owner,
                         .function = caller.function.name,
                         .version = caller.function.version,
                         .version_hash = caller.function.hash,
                         .execution = caller.execution,
                         .call = call.number};
  if (action == NeoAction::kInvoke)
    neo_writes_->invoke(std::move(asker), std::string(call.arguments), std::move(on_answer));
  else pending->watch = neo_writes_->wait(std::move(asker), std::string(call.arguments), std::move(on_answer));
  return pending;
}

std::unique_ptr<PendingCall> Broker::timer(const Caller& caller, const engine::HostCall& call, Done done) {
  const auto arguments = json::parse(call.arguments);
  const json::value* const delay = member_of(arguments, "delay_ms");
  if (delay == nullptr || !delay->is_number() || !(delay->to_number<double>() >= 0)) {
    return refuse({ErrorCode::kInvalidArgument, "a timer takes {\"delay_ms\": number}", {}}, std::move(done));
  }
  // Longer than the execution lives comes to the same.
  const auto left = std::chrono::duration<double, std::milli>(caller.deadline - clock_.steady()).count();
  const double ms = std::min(delay->to_number<double>(), std::max(left, 0.0) + 1000);
  return later(microseconds(static_cast<std::int64_t>(std::ceil(ms * 1000))), {}, std::move(done));
}

std::unique_ptr<PendingCall> Broker::refuse(const Error& error, Done done) {
  return later(microseconds(0), refusal(error), std::move(done));
}

std::unique_ptr<PendingCall> Broker::later(microseconds delay, Answer answer, Done done) {
  auto pending = std::make_unique<PendingTimer>();
  pending->timer =
      loop_.after(delay, [answer = std::move(answer), done = std::move(done)]() mutable { done(std::move(answer)); });
  return pending;
}

}  // namespace nsl::functions
