#pragma once
// Problem documents (RFC 9457): the body of every reply that reports an error.
//
//   {"type":"/docs/errors/function_not_found","title":"There is no such function","status":404,
//    "detail":"no function is called \"helo\"","code":"function_not_found","request_id":"req_...","retryable":false,
//    "advice":"See which there are: `nsl function list`."}
//
// Clients branch on `code`; `title` and `advice` are the same for every occurrence; `errors` names the places in the input.

#include "base/error.h"
#include "base/id.h"
#include "net/http/exchange.h"

#include <span>
#include <string>
#include <string_view>

namespace nsl::net {

inline constexpr std::string_view kProblemType = "application/problem+json";

// One thing that is wrong with the input.
struct Violation {
  std::string pointer;  // JSON Pointer into the body, or the name of a header or parameter
  std::string detail;   // one sentence
};

// Without violations, `errors` holds the error's own pointer, if it has one.
std::string problem_json(const Error& error, RequestId request, std::span<const Violation> violations = {});

// The same as a whole reply, with Retry-After when trying again later may help.
Response problem_response(const Error& error, RequestId request, std::span<const Violation> violations = {});

}  // namespace nsl::net
