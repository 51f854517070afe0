#include "net/egress/request_rules.h"

#include "net/http/text.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace nsl::net {

namespace {

constexpr std::array<std::string_view, 11> kDroppedFields{
    "accept-encoding", "connection",        "content-length", "expect", "host", "http2-settings", "keep-alive", "te",
    "trailer",         "transfer-encoding", "upgrade"};

bool is_dropped(std::string_view lower_case_name) {
  return lower_case_name.starts_with("proxy-") ||
         std::ranges::find(kDroppedFields, lower_case_name) != kDroppedFields.end();
}

bool is_forbidden_in_value(char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f; }

}  // namespace

Status check_method(const FetchRequest& request) {
  const auto& method = request.method;
  if (!is_token(method) || method.size() > 32) {
    return fail(ErrorCode::kInvalidArgument, "The method of the request is not an HTTP method.");
  }
  for (const std::string_view forbidden : {"CONNECT", "TRACE", "TRACK"}) {
    if (equals_ignoring_case(method, forbidden)) {
      return fail(ErrorCode::kInvalidArgument, "The method " + method + " cannot be used.");
    }
  }
  if (!request.body.empty() && (equals_ignoring_case(method, "GET") || equals_ignoring_case(method, "HEAD"))) {
    return fail(ErrorCode::kInvalidArgument, "A " + method + " request cannot have a body.");
  }
  return {};
}

Result<HeaderList> sendable_headers(const HeaderList& headers) {
  if (headers.size() > kRequestHeaderCountMax) {
    return fail(ErrorCode::kInvalidArgument,
                "The request has more than " + std::to_string(kRequestHeaderCountMax) + " header fields.");
  }
  HeaderList out;
  std::size_t bytes = 0;
  for (const auto& [name, value] : headers) {
    if (!is_token(name)) {
      return fail(ErrorCode::kInvalidArgument, "A header field of the request has a name that is not allowed.");
    }
    const auto latin1 = utf8_to_latin1(value);
    if (!latin1 || std::ranges::any_of(*latin1, is_forbidden_in_value)) {
      return fail(ErrorCode::kInvalidArgument,
                  "The header field '" + name + "' has a character that is not allowed in a value.", name);
    }
    bytes += name.size() + latin1->size();
    if (bytes > kRequestHeadersMax.bytes) {
      return fail(ErrorCode::kInvalidArgument,
                  "The header fields of the request are above " + to_string(kRequestHeadersMax) + ".");
    }
    if (!is_dropped(to_lower(name))) out.emplace_back(name, trim(*latin1));
  }
  return out;
}

bool authenticates_connection(const HeaderList& headers) {
  return std::ranges::any_of(headers, [](const auto& field) {
    if (!equals_ignoring_case(field.first, "authorization")) return false;
    const std::string_view value = field.second;
    const auto scheme = value.substr(0, value.find(' '));
    return equals_ignoring_case(scheme, "ntlm") || equals_ignoring_case(scheme, "negotiate");
  });
}

}  // namespace nsl::net
