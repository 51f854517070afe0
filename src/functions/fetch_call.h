#pragma once
// The host call "fetch": its arguments and its result as JSON (runtime/prelude/fetch).

#include "base/error.h"
#include "engine/execution.h"
#include "net/egress/egress.h"

#include <string>

namespace nsl::functions {

// {"method","url","headers":[[name,value],…],"redirect":"follow"|"manual"|"error","timeout_ms"?} and the body's bytes.
// kInvalidArgument says which member is wrong.
Result<net::FetchRequest> parse_fetch(const engine::HostCall& call);

// {"status","status_text","url","redirected","headers":[[name,value],…]}
std::string fetch_result(const net::FetchResponse& response);

}  // namespace nsl::functions
