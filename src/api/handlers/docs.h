#pragma once
// Handlers of the documentation pages.

#include "api/call.h"
#include "api/input.h"
#include "api/reply.h"
#include "api/types/parameters.h"

namespace nsl::api {

Result<Reply<Html>> get_docs(Call& call, Input<> input);
Result<Reply<Html>> get_error_docs(Call& call, Input<> input);
Result<Reply<Html>> get_error_doc(Call& call, Input<ErrorPath> input);

}  // namespace nsl::api
