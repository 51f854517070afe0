#pragma once
// Handlers of the operations that are about the service itself.

#include "api/call.h"
#include "api/input.h"
#include "api/reply.h"
#include "api/types.h"

namespace nsl::api {

Result<Reply<PlainText>> get_livez(Call& call, Input<> input);
Result<Reply<PlainText>> get_readyz(Call& call, Input<Nothing, ReadyQuery> input);
Result<Reply<PlainText>> get_metrics(Call& call, Input<> input);
Result<Reply<RawJson>> get_openapi(Call& call, Input<> input);
Result<Reply<ServiceStatus>> get_status(Call& call, Input<> input);

}  // namespace nsl::api
