#include "api/execution_json.h"
#include "api/handlers/executions.h"
#include "api/http/prefer.h"
#include "api/too_many_requests.h"
#include "api/waits.h"
#include "functions/trace_context.h"

#include <fmt/format.h>

namespace nsl::api {
namespace {

using Invoked = functions::Service::Invoked;

// The answer that nearly every call gets: one buffer, reused, and nothing else.
void send_at_once(Call& call, const functions::Execution& execution) {
  thread_local std::string body;
  body.clear();
  append_execution(body, execution);
  call.send_json(200, body);
}

void answer(const std::shared_ptr<Call>& call, const Preferences& preferences, const Result<Invoked>& invoked) {
  if (!invoked) {
    call->refuse(invoked.error());
    return;
  }
  const functions::Execution& execution = invoked->execution;
  const bool ended = functions::is_final(execution.status);
  if (ended && !invoked->replayed) {
    send_at_once(*call, execution);
  } else if (!ended && preferences.wait && !invoked->replayed) {
    call->context().waits.answer_when_ended(call, execution.id, *preferences.wait);
  } else {
    net::Response response = execution_response(execution);
    if (invoked->replayed) response.headers.emplace_back("Idempotent-Replayed", "true");
    if (!ended && preferences.respond_async) response.headers.emplace_back("Preference-Applied", "respond-async");
    call->send(std::move(response));
  }
}

// Whether the request has been refused, because the function is invoked too often.
bool is_invoked_too_often(Call& call, std::string_view function) {
  auth::RateLimiter& limiter = call.context().function_requests;
  if (!limiter.limit().is_set()) return false;
  const auto verdict = limiter.take(fmt::format("{}/{}", call.owner(), function), call.context().clock.steady());
  if (!verdict.allowed) call.send(too_many_requests("function", limiter.limit(), verdict.retry_after, call.request_id()));
  return !verdict.allowed;
}

}  // namespace

void invoke_function(std::shared_ptr<Call> call, InvokeInput input) {
  if (is_invoked_too_often(*call, input.path.name)) return;
  Preferences preferences;
  if (input.headers.prefer) preferences = parse_prefer(*input.headers.prefer);
  functions::InvokeRequest request;
  request.owner = call->owner();
  request.function = std::move(input.path.name);
  if (input.query.version) request.version = static_cast<std::uint32_t>(*input.query.version);
  request.input = std::move(input.body.text);
  const bool queued = preferences.respond_async || preferences.wait.has_value();
  if (queued) request.answer = functions::Answer::kWhenQueued;
  request.idempotency_key = std::move(input.headers.idempotency_key).value_or("");
  if (input.headers.traceparent) request.trace = functions::trace_from(*input.headers.traceparent);
  functions::Service& service = call->functions();
  service.invoke(std::move(request), [call = std::move(call), preferences](const Result<Invoked>& invoked) {
    answer(call, preferences, invoked);
  });
}

}  // namespace nsl::api
