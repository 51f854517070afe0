#pragma once
// Input: all that an operation takes, and how it is read out of a request.
//
//   using GetVersion = Input<VersionPath, VersionQuery>;     // path, query, headers, body; Nothing where there is none

#include "api/http/query.h"
#include "api/schema/read.h"
#include "api/types/parameters.h"
#include "net/http/exchange.h"

#include <array>
#include <string>
#include <string_view>

namespace nsl::api {

template <typename PathT = Nothing, typename QueryT = Nothing, typename HeadersT = Nothing, typename BodyT = Nothing>
struct Input {
  using Path = PathT;
  using Query = QueryT;
  using Headers = HeadersT;
  using Body = BodyT;  // Nothing, a Shaped type, an optional one (an empty body is allowed), or RawJson

  Path path;
  Query query;
  Headers headers;
  Body body;
};

// What stood in the places of {name} in a path, in order.
struct PathValues {
  static constexpr std::size_t kMax = 2;
  std::array<std::string, kMax> values;
  std::size_t count = 0;
};

// "idempotency_key" to "Idempotency-Key".
std::string header_name(std::string_view member);

// Finding for each parameter that is none of `known`, or is there twice.
void check_query_names(const std::vector<QueryParameter>& given, const std::vector<std::string>& known,
                       Findings& findings);

// The one header field for the member, null when there is none; a second one is a finding.
const net::HeaderView* find_header(const net::Request& request, std::string_view member, Findings& findings);

// kUnsupportedMediaType unless the body is declared as JSON.
Status check_content_type(const net::Request& request);

template <typename T>
void read_parameter(const Field& field, std::string_view text, const std::string& name, std::optional<T>& to,
                    Findings& findings) {
  read_text(field, text, name, to.emplace(), findings);
}

template <Shaped T>
void read_path(PathValues&& values, T& to, Findings& findings) {
  std::size_t at = 0;
  for_each_field<T>(to, [&](const Field& field, auto& member) {
    read_text(field, values.values[at++], std::string(field.name), member, findings);
  });
}

template <Shaped T>
Status read_query(std::string_view text, T& to, Findings& findings) {
  if (text.empty()) return {};
  static const std::vector<std::string> known = field_names<T>();
  NSL_TRY(const auto given, parse_query(text));
  check_query_names(given, known, findings);
  for_each_field<T>(to, [&](const Field& field, auto& member) {
    for (const QueryParameter& parameter : given) {
      if (parameter.name == field.name) read_parameter(field, parameter.value, parameter.name, member, findings);
    }
  });
  return {};
}

template <Shaped T>
void read_headers(const net::Request& request, T& to, Findings& findings) {
  for_each_field<T>(to, [&](const Field& field, auto& member) {
    const net::HeaderView* header = find_header(request, field.name, findings);
    if (header != nullptr) read_parameter(field, header->value, header_name(field.name), member, findings);
  });
}

// Everything but the body.
template <typename In>
Status read_head(const net::Request& request, PathValues&& path, In& input, Findings& findings) {
  read_path(std::move(path), input.path, findings);
  NSL_TRY_VOID(read_query(request.query, input.query, findings));
  read_headers(request, input.headers, findings);
  if (request.body.empty()) return {};
  if constexpr (std::is_same_v<typename In::Body, Nothing>) {
    return fail(ErrorCode::kMalformedRequest, "This operation takes no body.");
  } else {
    return check_content_type(request);
  }
}

template <Shaped T>
Status read_body(std::string_view text, T& to, Findings& findings) {
  if constexpr (std::is_same_v<T, Nothing>) return {};
  if (text.empty()) return fail(ErrorCode::kMalformedJson, "A JSON body is needed, and there is none.");
  NSL_TRY(const json::value value, json::parse(text));
  read_json(value, "", to, findings);
  return {};
}

template <Shaped T>
Status read_body(std::string_view text, std::optional<T>& to, Findings& findings) {
  if (text.empty()) return {};
  return read_body(text, to.emplace(), findings);
}

// Any JSON, passed on as it is; nothing stands for null.
inline Status read_body(std::string_view text, RawJson& to, Findings&) {
  if (!text.empty()) NSL_TRY_VOID(json::validate(text));
  to.text.assign(text.empty() ? "null" : text);
  return {};
}

}  // namespace nsl::api
