#pragma once
// Handlers of the operations on executions and logs.

#include "api/call.h"
#include "api/input.h"
#include "api/reply.h"
#include "api/types.h"

#include <memory>

namespace nsl::api {

// The hot path: no tree is built, the input is passed on as it came and the output as the function gave it.
using InvokeInput = Input<FunctionPath, InvokeQuery, InvokeHeaders, RawJson>;
void invoke_function(std::shared_ptr<Call> call, InvokeInput input);

Result<Reply<Execution>> get_execution(Call& call, Input<ExecutionPath> input);
Result<Reply<ExecutionPage>> list_executions(Call& call, Input<FunctionPath, ExecutionsQuery> input);
Result<Reply<Execution>> cancel_execution(Call& call, Input<ExecutionPath> input);
void replay_execution(std::shared_ptr<Call> call, Input<ExecutionPath> input);

void get_logs(std::shared_ptr<Call> call, Input<FunctionPath, LogsQuery> input);

}  // namespace nsl::api
