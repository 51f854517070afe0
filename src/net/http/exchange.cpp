#include "net/http/exchange.h"

#include "net/http/text.h"

#include <algorithm>

namespace nsl::net {
namespace {

auto find(std::span<const HeaderView> headers, std::string_view lower_case_name) {
  return std::ranges::find_if(headers,
                              [&](const HeaderView& h) { return equals_ignoring_case(h.name, lower_case_name); });
}

}  // namespace

std::string_view Request::header(std::string_view lower_case_name) const {
  const auto found = find(headers, lower_case_name);
  return found == headers.end() ? std::string_view{} : found->value;
}

bool Request::has_header(std::string_view lower_case_name) const {
  return find(headers, lower_case_name) != headers.end();
}

Result<std::unique_ptr<WebSocket>> Exchange::accept_web_socket(WebSocketListener&, WebSocketOptions) {
  return fail(ErrorCode::kInvalidArgument, "There are no WebSockets here.");
}

}  // namespace nsl::net
