#pragma once
// Operation: one row of the route table. The handler's signature gives the types of request and reply, so a row only
// says what cannot be seen from it.
//
// Three kinds of handlers:
//   Result<Reply<T>> handler(Call&, In)          blocking<&handler>(...)   on the pool: may read the database
//                                                quick<&handler>(...)      on the loop's thread: never waits
//   void handler(std::shared_ptr<Call>, In)      later<T, &handler>(...)   on the loop's thread, answers when it can

#include "api/call.h"
#include "api/input.h"
#include "api/reply.h"
#include "api/schema/json_schema.h"
#include "auth/policy.h"
#include "base/error.h"
#include "net/http/compression.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nsl::api {

enum class Method : std::uint8_t { kGet, kPut, kPost, kPatch, kDelete };
inline constexpr std::size_t kMethods = 5;
std::string_view to_string(Method method);

enum class Tag : std::uint8_t { kFunctions, kExecutions, kSecrets, kVault, kNeo, kAudit, kTokens, kOwners, kService };
std::string_view to_string(Tag tag);

// A status that the operation answers with, and when.
struct Answer {
  int status;
  std::string_view when;
};

// Of an operation that takes If-None-Match.
inline constexpr Answer kNotModified{304, "It is what you have already (If-None-Match)."};

// A request that works, and what it is answered with. A test sends each one.
struct Example {
  std::string target;  // path and query
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string body = {};   // JSON
  std::string reply = {};  // JSON or text; empty for none
};

// Where a reply leads: the operation that takes a value of this request or its reply as one of its parameters. Goes
// into the OpenAPI document, for tools that follow links.
struct Link {
  std::string_view operation;  // its id
  std::string_view parameter;
  std::string_view value;  // a runtime expression of OpenAPI: "$request.path.name", "$response.body#/id"
};

// That an operation will go away, as every answer of it says.
struct Deprecation {
  std::int64_t since;       // seconds since 1970 (RFC 9745)
  std::string_view sunset;  // an HTTP date from which on it may be gone (RFC 8594); empty: that is not decided
};

// What a row says. `policy` has no default: without it the row does not compile.
struct Outline {
  Method method;
  std::string_view path;  // "/v1/functions/{name}"
  std::string_view id;    // operationId, camelCase, stable
  std::string_view summary;
  std::string_view details = {};
  Tag tag;
  auth::Policy policy;
  std::vector<Answer> answers;
  std::vector<ErrorCode> errors = {};  // its own, besides those that follow from its types (see errors_of)
  bool event_stream = false;           // the first answer can also be server-sent events
  std::optional<Deprecation> deprecation = {};
  std::vector<Link> links = {};
  Example example;
};

enum class BodyKind : std::uint8_t { kNone, kRequired, kOptional, kAnyJson };

// A parameter as the OpenAPI document shows it.
struct Parameter {
  std::string_view place;  // path, query, header
  std::string name;
  std::string_view description;
  bool required;
  json::object schema;
};

// Whether answers may be compressed: not where secrets stand beside what somebody else chose, because the length of a
// compressed answer tells how much they have in common (BREACH). Those are secrets, keys and tokens, and executions, whose
// input may come from anybody and whose output may hold anything.
bool may_be_compressed(const Outline& outline);

struct Operation {
  Outline outline;
  BodyKind body = BodyKind::kNone;
  bool blocking = false;
  std::string_view content_type;  // of the reply; empty: no content

  // For documentation only.
  std::vector<Parameter> (*parameters)(Components& components);
  json::object (*body_schema)(Components& components);
  json::object (*reply_schema)(Components& components);

  // Reads the request and runs the handler. Loop thread.
  void (*run)(std::shared_ptr<Call> call, PathValues path);
};

// The errors of the row, and those that follow from its policy and its types; sorted, unique.
std::vector<ErrorCode> errors_of(const Operation& operation);

// ---- How a row is made from its handler ---------------------------------------------------------------------------

namespace detail {

template <typename Handler>
struct Signature;
template <typename In, typename Out>
struct Signature<Result<Reply<Out>> (*)(Call&, In)> {
  using Input = In;
  using Output = Out;
};
template <typename In>
struct Signature<void (*)(std::shared_ptr<Call>, In)> {
  using Input = In;
};

template <typename Body>
struct BodyTraits {
  static constexpr BodyKind kKind = std::is_same_v<Body, Nothing> ? BodyKind::kNone : BodyKind::kRequired;
  static json::object schema(Components& components) { return schema_of<Body>(components); }
};
template <typename Body>
struct BodyTraits<std::optional<Body>> {
  static constexpr BodyKind kKind = BodyKind::kOptional;
  static json::object schema(Components& components) { return schema_of<Body>(components); }
};
template <>
struct BodyTraits<RawJson> {
  static constexpr BodyKind kKind = BodyKind::kAnyJson;
  static json::object schema(Components&) { return {{"description", "The function's input: any JSON."}}; }
};

template <typename T>
void add_parameters(std::string_view place, Components& components, std::vector<Parameter>& to) {
  const T sample{};
  for_each_field<T>(sample, [&](const Field& field, const auto& member) {
    using Member = std::remove_cvref_t<decltype(member)>;
    const std::string name = place == "header" ? header_name(field.name) : std::string(field.name);
    to.push_back(
        {place, name, field.description, !IsOptional<Member>::value, MemberSchema<Member>::make(field, components)});
  });
}

template <typename In>
std::vector<Parameter> parameters_of(Components& components) {
  std::vector<Parameter> parameters;
  add_parameters<typename In::Path>("path", components, parameters);
  add_parameters<typename In::Query>("query", components, parameters);
  add_parameters<typename In::Headers>("header", components, parameters);
  return parameters;
}

template <typename Out>
json::object reply_schema(Components& components) {
  if constexpr (Shaped<Out>) return schema_of<Out>(components);
  else if constexpr (std::is_same_v<Out, RawJson>) return {{"type", "object"}};
  else return {{"type", "string"}};
}

template <typename Out>
constexpr std::string_view content_type() {
  if constexpr (std::is_same_v<Out, Nothing>) return "";
  else if constexpr (Shaped<Out>) return "application/json";
  else if constexpr (std::is_same_v<Out, RawJson>) return "application/json";
  else if constexpr (std::is_same_v<Out, Html>) return "text/html";
  else return "text/plain";
}

// Reads what comes before the body; gives false when the call has been refused.
template <typename In>
bool read_head_or_refuse(Call& call, PathValues&& path, In& input) {
  Findings findings;
  const Status head = read_head(call.request(), std::move(path), input, findings);
  if (!findings.empty()) call.refuse(findings);
  else if (!head) call.refuse(head.error());
  return findings.empty() && head.has_value();
}

// Reads the body into `input`; the answer when it is not acceptable.
template <typename In>
std::optional<net::Response> refuse_body(std::string_view text, RequestId request, In& input) {
  Findings findings;
  if (const Status body = read_body(text, input.body, findings); !body) {
    return net::problem_response(body.error(), request);
  }
  if (findings.empty()) return std::nullopt;
  return net::problem_response(findings.error(), request, findings.violations());
}

template <auto kHandler, typename In>
net::Response answer_of(Call& call, std::string_view body, In input) {
  if (auto refusal = refuse_body(body, call.request_id(), input)) return *std::move(refusal);
  auto result = kHandler(call, std::move(input));
  return result ? std::move(result->response) : net::problem_response(result.error(), call.request_id());
}

template <auto kHandler, typename In>
void run_on_pool(std::shared_ptr<Call> call, PathValues path) {
  In input;
  if (!read_head_or_refuse(*call, std::move(path), input)) return;
  // Copied, because views into the request belong to the loop's thread; parsing a large body would hold it up.
  auto work = [call, input = std::move(input), body = std::string(call->request().body),
               compression = call->compression()]() mutable {
    net::Response response = answer_of<kHandler>(*call, body, std::move(input));
    net::compress(response, compression);
    return response;
  };
  call->offload(std::move(work), [call](net::Response response) { call->send(std::move(response)); });
}

template <auto kHandler, typename In>
void run_on_loop(std::shared_ptr<Call> call, PathValues path) {
  In input;
  if (!read_head_or_refuse(*call, std::move(path), input)) return;
  call->send(answer_of<kHandler>(*call, call->request().body, std::move(input)));
}

template <auto kHandler, typename In>
void run_later(std::shared_ptr<Call> call, PathValues path) {
  In input;
  if (!read_head_or_refuse(*call, std::move(path), input)) return;
  if (auto refusal = refuse_body(call->request().body, call->request_id(), input)) {
    call->send(*std::move(refusal));
    return;
  }
  kHandler(std::move(call), std::move(input));
}

template <typename In, typename Out>
Operation operation(Outline outline) {
  return {.outline = std::move(outline),
          .body = BodyTraits<typename In::Body>::kKind,
          .content_type = content_type<Out>(),
          .parameters = &parameters_of<In>,
          .body_schema = &BodyTraits<typename In::Body>::schema,
          .reply_schema = &reply_schema<Out>,
          .run = nullptr};
}

}  // namespace detail

template <auto kHandler>
Operation blocking(Outline outline) {
  using Types = detail::Signature<decltype(kHandler)>;
  Operation made = detail::operation<typename Types::Input, typename Types::Output>(std::move(outline));
  made.blocking = true;
  made.run = &detail::run_on_pool<kHandler, typename Types::Input>;
  return made;
}

template <auto kHandler>
Operation quick(Outline outline) {
  using Types = detail::Signature<decltype(kHandler)>;
  Operation made = detail::operation<typename Types::Input, typename Types::Output>(std::move(outline));
  made.run = &detail::run_on_loop<kHandler, typename Types::Input>;
  return made;
}

template <typename Out, auto kHandler>
Operation later(Outline outline) {
  using Types = detail::Signature<decltype(kHandler)>;
  Operation made = detail::operation<typename Types::Input, Out>(std::move(outline));
  made.run = &detail::run_later<kHandler, typename Types::Input>;
  return made;
}

}  // namespace nsl::api
