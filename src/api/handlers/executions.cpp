#include "api/handlers/executions.h"

#include "api/execution_json.h"
#include "api/handlers/convert.h"
#include "api/streams.h"

namespace nsl::api {
namespace {

// {"data":[...],"next_cursor":...} of items that append themselves.
template <typename T, typename Append>
std::string page_json(const functions::Listing<T>& listing, Append append) {
  std::string out = R"({"data":[)";
  for (const T& item : listing.items) {
    if (&item != &listing.items.front()) out.push_back(',');
    append(out, item);
  }
  out.append(R"(],"next_cursor":)");
  append_json(out, next_cursor(listing.next_cursor));
  out.push_back('}');
  return out;
}

Result<Reply<Execution>> execution_reply(const Result<functions::Execution>& execution) {
  if (!execution) return std::unexpected(execution.error());
  std::string body;
  append_execution(body, *execution);
  return reply_json<Execution>(200, std::move(body));
}

}  // namespace

Result<Reply<Execution>> get_execution(Call& call, Input<ExecutionPath> input) {
  return execution_reply(call.functions().get_execution(call.owner(), *ExecutionId::parse(input.path.id)));
}

Result<Reply<Execution>> cancel_execution(Call& call, Input<ExecutionPath> input) {
  return execution_reply(call.functions().cancel(call.owner(), *ExecutionId::parse(input.path.id)));
}

Result<Reply<ExecutionPage>> list_executions(Call& call, Input<FunctionPath, ExecutionsQuery> input) {
  functions::ExecutionFilter filter;
  if (input.query.status) filter.status = functions::parse_status(*input.query.status);
  NSL_TRY(const auto listing, call.functions().list_executions({call.owner(), input.path.name}, filter, to_page(input.query)));
  return reply_json<ExecutionPage>(200, page_json(listing, append_execution));
}

void replay_execution(std::shared_ptr<Call> call, Input<ExecutionPath> input) {
  const ExecutionId id = *ExecutionId::parse(input.path.id);
  functions::Service& service = call->functions();
  const std::string_view owner = call->owner();
  service.replay(owner, id, [call = std::move(call), id](Result<functions::ReplayResult> result) {
    if (result) call->send_json(200, to_json(to_wire(id, *std::move(result))));
    else call->refuse(result.error());
  });
}

void get_logs(std::shared_ptr<Call> call, Input<FunctionPath, LogsQuery> input) {
  if (input.query.follow.value_or(false)) {
    auto find = [call, name = std::move(input.path.name)] { return call->functions().get_function({call->owner(), name}); };
    call->offload(std::move(find), [call](const Result<functions::Function>& function) {
      if (function) call->context().streams.follow_logs(call, function->id);
      else call->refuse(function.error());
    });
    return;
  }
  auto read = [call, input = std::move(input)] {
    return call->functions().logs({call->owner(), input.path.name}, to_page(input.query));
  };
  call->offload(std::move(read), [call](const Result<functions::Listing<functions::LogLine>>& listing) {
    if (listing) call->send_json(200, page_json(*listing, append_log_line));
    else call->refuse(listing.error());
  });
}

}  // namespace nsl::api
