#include "net/http/problem.h"

#include "base/error_advice.h"
#include "base/json.h"

#include <fmt/format.h>

#include <iterator>

namespace nsl::net {
namespace {

// Long enough for a queue to drain or a worker to be replaced, short enough not to be noticed.
constexpr std::string_view kRetryAfterSeconds = "1";

void append_violations(std::string& out, std::span<const Violation> violations) {
  std::string_view separator = ",\"errors\":[";
  for (const Violation& violation : violations) {
    out.append(separator).append("{\"pointer\":");
    json::append_quoted(out, violation.pointer);
    out.append(",\"detail\":");
    json::append_quoted(out, violation.detail);
    out.push_back('}');
    separator = ",";
  }
  out.push_back(']');
}

}  // namespace

std::string problem_json(const Error& error, RequestId request, std::span<const Violation> violations) {
  const ErrorInfo& row = info(error.code);
  std::string out;
  fmt::format_to(std::back_inserter(out), R"({{"type":"/docs/errors/{}","title":"{}","status":{},"detail":)", row.name,
                 row.title, row.http_status);
  json::append_quoted(out, error.message);
  fmt::format_to(std::back_inserter(out), R"(,"code":"{}","request_id":"{}","retryable":{})", row.name, request.text(),
                 row.retry == Retry::kLater);
  json::append_quoted(out.append(",\"advice\":"), advice(error.code));
  const Violation own{error.pointer, error.message};
  if (violations.empty() && !error.pointer.empty()) violations = {&own, 1};
  if (!violations.empty()) append_violations(out, violations);
  out.push_back('}');
  return out;
}

Response problem_response(const Error& error, RequestId request, std::span<const Violation> violations) {
  const ErrorInfo& row = info(error.code);
  Response response{row.http_status, kProblemType, {}, problem_json(error, request, violations)};
  const bool overload = row.http_status == 429 || row.http_status == 503;
  if (overload && row.retry == Retry::kLater) response.headers.emplace_back("Retry-After", kRetryAfterSeconds);
  return response;
}

}  // namespace nsl::net
