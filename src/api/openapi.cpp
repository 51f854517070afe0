#include "api/openapi.h"

#include "api/http/query.h"
#include "api/patterns.h"
#include "api/router.h"
#include "api/types/service.h"
#include "base/check.h"
#include "net/http/problem.h"
#include "net/http/response_head.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace nsl::api {
namespace {

constexpr std::string_view kIntroduction =
    "Run JavaScript functions in pristine virtual machines. Errors are problem documents (RFC 9457) with a stable "
    "`code`; every reply has a Request-Id. Lists come in pages: `next_cursor` of one page is `cursor` of the next.";

json::value parsed(const std::string& text) {
  auto value = json::parse(text);
  NSL_CHECK(value.has_value());
  return *std::move(value);
}

// What the example's target and headers say about one parameter; null when they say nothing.
json::value example_value(const Operation& operation, const Parameter& parameter) {
  const Example& example = operation.outline.example;
  const std::string_view target = example.target;
  const std::string_view path = target.substr(0, target.find('?'));
  const auto typed = [&](const std::string& text) -> json::value {
    const bool number = parameter.schema.contains("type") && parameter.schema.at("type") == "integer";
    return number ? parsed(text) : json::value(text);
  };
  if (parameter.place == "path") {
    // The example's path has a segment for each of the template's.
    std::string_view shape = operation.outline.path;
    for (std::string_view rest = path; !rest.empty();) {
      const auto cut = [](std::string_view& from) {
        from.remove_prefix(1);
        const auto segment = from.substr(0, from.find('/'));
        from.remove_prefix(segment.size());
        return segment;
      };
      const auto value = cut(rest);
      if (cut(shape) == fmt::format("{{{}}}", parameter.name)) return typed(std::string(value));
    }
  }
  if (parameter.place == "query" && path.size() < target.size()) {
    const auto query = parse_query(target.substr(path.size() + 1));
    NSL_CHECK(query.has_value());
    for (const QueryParameter& given : *query) {
      if (given.name == parameter.name) return typed(given.value);
    }
  }
  for (const auto& [name, value] : example.headers) {
    if (parameter.place == "header" && name == parameter.name) return json::value(value);
  }
  return nullptr;
}

// The one header that the API heeds before it looks at the operation.
json::object owner_header_json() {
  return {{"name", "NSL-Owner"},
          {"in", "header"},
          {"required", false},
          {"description", "Whom to work for, of the owners that the caller is a member of. Any other one than the token's is "
                          "forbidden."},
          {"schema", json::object{{"type", "string"}, {"pattern", kOwnerName.regex}}}};
}

json::array parameters_json(const Operation& operation, Components& components) {
  json::array list;
  for (const Parameter& parameter : operation.parameters(components)) {
    json::object item{{"name", parameter.name},
                      {"in", parameter.place},
                      {"required", parameter.required},
                      {"description", parameter.description},
                      {"schema", parameter.schema}};
    if (json::value example = example_value(operation, parameter); !example.is_null()) {
      item["example"] = std::move(example);
    }
    list.push_back(std::move(item));
  }
  if (operation.outline.policy.needs_token()) list.push_back(owner_header_json());
  return list;
}

json::object body_json(const Operation& operation, Components& components) {
  json::object media{{"schema", operation.body_schema(components)}};
  if (const auto& example = operation.outline.example.body; !example.empty()) media["example"] = parsed(example);
  return {{"required", operation.body == BodyKind::kRequired}, {"content", {{"application/json", std::move(media)}}}};
}

json::object header_json(std::string_view description) {
  return {{"description", description}, {"schema", json::object{{"type", "string"}}}};
}

json::object headers_json() { return {{"Request-Id", header_json("Names this request in the service's log.")}}; }

bool has_tag(const Operation& operation) {
  return std::ranges::any_of(operation.outline.answers,
                             [](const Answer& answer) { return answer.status == kNotModified.status; });
}

json::object links_json(const std::vector<Link>& links) {
  json::object object;
  for (const Link& link : links) {
    object[link.operation] =
        json::object{{"operationId", link.operation}, {"parameters", json::object{{link.parameter, link.value}}}};
  }
  return object;
}

json::object answer_json(const Operation& operation, const Answer& answer, Components& components) {
  json::object response{{"description", answer.when}, {"headers", headers_json()}};
  if (has_tag(operation)) {
    response["headers"].as_object()["ETag"] = header_json("Changes when what is answered changes.");
  }
  if (!operation.outline.links.empty()) response["links"] = links_json(operation.outline.links);
  if (operation.content_type.empty() || !net::may_have_body(answer.status)) return response;
  json::object media{{"schema", operation.reply_schema(components)}};
  const bool is_json = operation.content_type == "application/json";
  const std::string& example = operation.outline.example.reply;
  if (&answer == &operation.outline.answers.front()) {
    media["example"] = is_json ? parsed(example) : json::value(example);
  }
  json::object content{{operation.content_type, std::move(media)}};
  if (operation.outline.event_stream) content["text/event-stream"] = json::object{{"schema", {{"type", "string"}}}};
  response["content"] = std::move(content);
  return response;
}

// The codes that share a status are one response with an example for each.
json::object problem_response_json(const std::vector<ErrorCode>& codes, Components& components) {
  json::object examples;
  std::string description;
  for (const ErrorCode code : codes) {
    const ErrorInfo& row = info(code);
    const std::string problem = net::problem_json({code, std::string(row.title) + ".", {}}, RequestId{});
    examples[row.name] = json::object{{"summary", row.title}, {"value", parsed(problem)}};
    description.append(description.empty() ? "" : ", ").append("`").append(row.name).append("`");
  }
  json::object media{{"schema", schema_of<Problem>(components)}, {"examples", std::move(examples)}};
  return {{"description", description},
          {"headers", headers_json()},
          {"content", json::object{{net::kProblemType, std::move(media)}}}};
}

json::object responses_json(const Operation& operation, Components& components) {
  json::object responses;
  for (const Answer& answer : operation.outline.answers) {
    responses[std::to_string(answer.status)] = answer_json(operation, answer, components);
  }
  std::map<int, std::vector<ErrorCode>> by_status;
  for (const ErrorCode code : errors_of(operation)) by_status[info(code).http_status].push_back(code);
  for (const auto& [status, codes] : by_status) {
    json::object problem = problem_response_json(codes, components);
    json::value& response = responses[std::to_string(status)];
    if (response.is_null()) response = std::move(problem);
    else response.at("content").as_object()[net::kProblemType] = problem.at("content").at(net::kProblemType);
  }
  return responses;
}

// One of them is enough.
json::array either(const json::array& scopes) {
  return {json::object{{"token", scopes}}, json::object{{"certificate", scopes}}};
}

json::array security_json(auth::Policy policy) {
  switch (policy.kind()) {
    case auth::Policy::Kind::kOpen:
    case auth::Policy::Kind::kSignIn: return {};
    case auth::Policy::Kind::kAnyToken: return either(json::array{});
    case auth::Policy::Kind::kScope: return either(json::array{to_string(policy.scope())});
  }
  return {};
}

json::object operation_json(const Operation& operation, Components& components) {
  const Outline& outline = operation.outline;
  json::object item{
      {"operationId", outline.id}, {"summary", outline.summary}, {"tags", json::array{to_string(outline.tag)}}};
  if (!outline.details.empty()) item["description"] = outline.details;
  if (outline.deprecation) item["deprecated"] = true;
  item["security"] = security_json(outline.policy);
  if (json::array parameters = parameters_json(operation, components); !parameters.empty()) {
    item["parameters"] = std::move(parameters);
  }
  if (operation.body != BodyKind::kNone) item["requestBody"] = body_json(operation, components);
  item["responses"] = responses_json(operation, components);
  return item;
}

std::string lower_case(std::string_view method) {
  std::string text(method);
  for (char& c : text) c = static_cast<char>(c + 32);
  return text;
}

}  // namespace

std::string openapi_json(std::span<const Operation> operations, std::string_view version) {
  Components components;
  json::object paths;
  for (const Operation& operation : operations) {
    auto& item = paths[operation.outline.path];
    if (!item.is_object()) item.emplace_object();
    item.get_object()[lower_case(to_string(operation.outline.method))] = operation_json(operation, components);
  }
  const json::object token{
      {"type", "http"}, {"scheme", "bearer"}, {"description", "A token with the scope that the operation names."}};
  const json::object certificate{
      {"type", "mutualTLS"},
      {"description", "Where the service asks for client certificates: one whose name is a member in a role with the "
                      "scope that the operation names."}};
  const json::object document{
      {"openapi", "3.1.0"},
      {"info", json::object{{"title", "Neo Service Layer"},
                            {"version", version},
                            {"description", kIntroduction},
                            {"license", json::object{{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}}}},
      {"servers", json::array{json::object{{"url", "/"}}}},
      {"paths", std::move(paths)},
      {"components",
       json::object{{"schemas", std::move(components)}, {"securitySchemes", json::object{{"token", token}, {"certificate", certificate}}}}}};
  return json::serialize(document);
}

}  // namespace nsl::api
