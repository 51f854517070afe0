#include "functions/fetch_call.h"

#include "base/json.h"

#include <fmt/format.h>

namespace nsl::functions {
namespace {

std::unexpected<Error> wrong(std::string_view member) {
  return fail(ErrorCode::kInvalidArgument, fmt::format("fetch: \"{}\" is missing or of a wrong type", member));
}

Result<std::string> text(const json::object& object, std::string_view name) {
  const auto* const member = object.if_contains(name);
  if (member == nullptr || !member->is_string()) return wrong(name);
  return std::string(json::view(member->get_string()));
}

Result<net::HeaderList> headers(const json::object& object) {
  net::HeaderList list;
  const auto* const member = object.if_contains("headers");
  if (member == nullptr) return list;
  if (!member->is_array()) return wrong("headers");
  for (const json::value& pair : member->get_array()) {
    const bool of_two_texts = pair.is_array() && pair.get_array().size() == 2 && pair.get_array()[0].is_string() &&
                              pair.get_array()[1].is_string();
    if (!of_two_texts) return wrong("headers");
    list.emplace_back(json::view(pair.get_array()[0].get_string()), json::view(pair.get_array()[1].get_string()));
  }
  return list;
}

Result<net::Redirects> redirects(const json::object& object) {
  if (!object.contains("redirect")) return net::Redirects::kFollow;
  NSL_TRY(const std::string mode, text(object, "redirect"));
  if (mode == "follow") return net::Redirects::kFollow;
  if (mode == "manual") return net::Redirects::kManual;
  if (mode == "error") return net::Redirects::kError;
  return wrong("redirect");
}

}  // namespace

Result<net::FetchRequest> parse_fetch(const engine::HostCall& call) {
  NSL_TRY(const json::value arguments, json::parse(call.arguments));
  if (!arguments.is_object()) return wrong("arguments");
  const json::object& object = arguments.get_object();
  net::FetchRequest request;
  NSL_TRY(request.method, text(object, "method"));
  NSL_TRY(request.url, text(object, "url"));
  NSL_TRY(request.headers, headers(object));
  NSL_TRY(request.redirects, redirects(object));
  if (const auto* const timeout = object.if_contains("timeout_ms")) {
    if (!timeout->is_number() || !(timeout->to_number<double>() > 0)) return wrong("timeout_ms");
    // Above a day it is no limit; the execution's own deadline comes first anyway.
    const double ms = std::min(timeout->to_number<double>(), 86'400'000.0);
    request.timeout = std::chrono::microseconds(static_cast<std::int64_t>(ms * 1000));
  }
  request.body = as_text(call.body);
  return request;
}

std::string fetch_result(const net::FetchResponse& response) {
  std::string out = fmt::format("{{\"status\":{},\"status_text\":", response.status);
  json::append_quoted(out, response.status_text);
  out.append(",\"url\":");
  json::append_quoted(out, response.url);
  out.append(response.redirected ? ",\"redirected\":true" : ",\"redirected\":false");
  out.append(",\"headers\":[");
  for (const auto& [name, value] : response.headers) {
    if (out.back() != '[') out.push_back(',');
    out.push_back('[');
    json::append_quoted(out, name);
    out.push_back(',');
    json::append_quoted(out, value);
    out.push_back(']');
  }
  out.append("]}");
  return out;
}

}  // namespace nsl::functions
