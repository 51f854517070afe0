#pragma once
// Trace context (W3C Recommendation, level 1): which chain of requests over several services one belongs to. A caller's
// `traceparent` goes into the record of the execution that it starts, and on to the hosts that the execution asks.
//
//   00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01      version, trace, span of the caller, flags

#include <string>
#include <string_view>

namespace nsl::functions {

// The trace context of a request with this traceparent, with a span id of its own. Empty for a text that is none, which
// is ignored as section 3.2.2 says. Of later versions what this one knows is taken (section 3.2.4).
std::string trace_from(std::string_view traceparent);

// For a request on behalf of it: the same trace and flags, and another span id. `trace` comes from trace_from().
std::string child_of(std::string_view trace);

// The 32 digits that all requests of the chain share. Empty for an empty trace.
std::string_view trace_id_of(std::string_view trace);

}  // namespace nsl::functions
