#include "api/docs/html.h"
#include "api/docs/pages.h"
#include "base/json_text.h"

#include <fmt/format.h>

#include <iterator>

namespace nsl::api::docs {
namespace {

constexpr std::string_view kReference = "#/components/schemas/";

const json::value* member(const json::object& object, std::string_view name) { return object.if_contains(name); }

std::string text_of(const json::object& object, std::string_view name) {
  const json::value* value = member(object, name);
  return value != nullptr && value->is_string() ? std::string(json::view(value->get_string())) : "";
}

std::string type_of(const json::object& schema);

// "integer, 1 to 200"
std::string bounds_of(const json::object& schema) {
  const auto both = [&](std::string_view low, std::string_view high, std::string_view unit) -> std::string {
    const json::value* most = member(schema, high);
    if (most == nullptr) return "";
    const json::value* least = member(schema, low);
    return fmt::format(", {} to {}{}", least == nullptr ? "0" : json::serialize(*least), json::serialize(*most), unit);
  };
  return both("minimum", "maximum", "") + both("minLength", "maxLength", " characters") +
         both("minItems", "maxItems", " items");
}

std::string alternatives(const json::array& list) {
  std::string out;
  for (const json::value& one : list) {
    if (!out.empty()) out += " or ";
    out += one.is_object() ? type_of(one.get_object()) : escaped(json::serialize(one));
  }
  return out;
}

std::string type_of(const json::object& schema) {
  if (const std::string reference = text_of(schema, "$ref"); reference.starts_with(kReference)) {
    const std::string name = reference.substr(kReference.size());
    return fmt::format("<a href=\"#type-{0}\">{0}</a>", escaped(name));
  }
  if (const json::value* choices = member(schema, "enum"); choices != nullptr && choices->is_array()) {
    return alternatives(choices->get_array());
  }
  for (const std::string_view one : {"anyOf", "oneOf"}) {
    if (const json::value* list = member(schema, one); list != nullptr) return alternatives(list->as_array());
  }
  const json::value* items = member(schema, "items");
  if (items != nullptr && items->is_object()) return "list of " + type_of(items->get_object()) + bounds_of(schema);
  const json::value* type = member(schema, "type");
  if (type == nullptr) return "any JSON";
  return escaped(type->is_array() ? alternatives(type->get_array()) : text_of(schema, "type")) + bounds_of(schema);
}

std::string property_rows(const json::object& schema) {
  std::string rows;
  const json::value* properties = member(schema, "properties");
  if (properties == nullptr) return rows;
  std::string required;
  if (const json::value* names = member(schema, "required"); names != nullptr) required = json::serialize(*names);
  for (const auto& property : properties->as_object()) {
    const json::object& described = property.value().as_object();
    const bool must = required.contains(fmt::format("\"{}\"", std::string_view(property.key())));
    fmt::format_to(std::back_inserter(rows), "<tr><td><code>{}</code></td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
                   escaped(std::string_view(property.key())), type_of(described), must ? "always" : "",
                   sentence(text_of(described, "description")));
  }
  return rows;
}

std::string parameter_table(const Operation& operation) {
  Components components;
  std::string rows;
  for (const Parameter& parameter : operation.parameters(components)) {
    fmt::format_to(std::back_inserter(rows), "<tr><td><code>{}</code></td><td>{}, {}</td><td>{}</td><td>{}</td></tr>\n",
                   escaped(parameter.name), parameter.place, type_of(parameter.schema),
                   parameter.required ? "always" : "", sentence(parameter.description));
  }
  if (rows.empty()) return rows;
  return "<h4>Parameters</h4>\n<table><tr><th>Name</th><th>Where, what</th><th>Required</th><th>Meaning</th></tr>\n" +
         rows + "</table>\n";
}

// What a person would type.
std::string request_example(const Operation& operation) {
  const Outline& outline = operation.outline;
  std::string text = "curl";
  if (outline.method != Method::kGet) text += fmt::format(" -X {}", to_string(outline.method));
  text += fmt::format(" \"$NSL_URL{}\"", outline.example.target);
  if (outline.policy.needs_token()) text += " \\\n  -H \"Authorization: Bearer $NSL_TOKEN\"";
  for (const auto& [name, value] : outline.example.headers) text += fmt::format(" \\\n  -H '{}: {}'", name, value);
  if (!outline.example.body.empty()) {
    text += fmt::format(" \\\n  -H 'Content-Type: application/json' -d '{}'", outline.example.body);
  }
  return text;
}

std::string needed(auth::Policy policy) {
  switch (policy.kind()) {
    case auth::Policy::Kind::kOpen:
    case auth::Policy::Kind::kSignIn: return "Needs no token.";
    case auth::Policy::Kind::kAnyToken: return "Needs any token.";
    case auth::Policy::Kind::kScope: return fmt::format("Needs the scope `{}`.", to_string(policy.scope()));
  }
  return "";
}

std::string body_line(const Operation& operation) {
  if (operation.body == BodyKind::kNone) return "";
  Components components;
  return fmt::format("<h4>Body</h4>\n<p>{}{}</p>\n", type_of(operation.body_schema(components)),
                     operation.body == BodyKind::kRequired ? "" : ", may be left out");
}

std::string answers_of(const Operation& operation) {
  Components components;
  std::string out = "<h4>Answers</h4>\n<table>\n";
  for (const Answer& answer : operation.outline.answers) {
    fmt::format_to(std::back_inserter(out), "<tr><td>{}</td><td>{}</td><td>{}</td></tr>\n", answer.status,
                   escaped(answer.when),
                   operation.content_type == "application/json" ? type_of(operation.reply_schema(components)) : "");
  }
  out += "<tr><td>4xx, 5xx</td><td>";
  for (const ErrorCode code : errors_of(operation)) {
    fmt::format_to(std::back_inserter(out), "<a href=\"/docs/errors/{0}\">{0}</a> ", info(code).name);
  }
  return out + "</td><td><a href=\"#type-Problem\">Problem</a></td></tr>\n</table>\n";
}

std::string section_of(const Operation& operation) {
  const Outline& outline = operation.outline;
  std::string out = fmt::format(
      "<section id=\"{}\">\n<h3>{}</h3>\n<p><span class=\"method\">{}</span> <code>{}</code></p>\n<p>{} {}</p>\n",
      outline.id, escaped(outline.summary), to_string(outline.method), escaped(outline.path), sentence(outline.details),
      sentence(needed(outline.policy)));
  out += parameter_table(operation) + body_line(operation) + answers_of(operation);
  fmt::format_to(std::back_inserter(out), "<h4>Example</h4>\n<pre>{}</pre>\n", escaped(request_example(operation)));
  if (const std::string& reply = outline.example.reply; !reply.empty()) {
    const bool is_json = operation.content_type == "application/json";
    fmt::format_to(std::back_inserter(out), "<pre>{}</pre>\n", escaped(is_json ? json::indented(reply) : reply));
  }
  return out + "</section>\n";
}

std::string types_of(const json::value& document) {
  std::string out = "<h2 id=\"types\">Types</h2>\n";
  for (const auto& type : document.at("components").at("schemas").as_object()) {
    const json::object& schema = type.value().as_object();
    const std::string rows = property_rows(schema);
    fmt::format_to(std::back_inserter(out), "<section id=\"type-{0}\">\n<h3>{0}</h3>\n<p>{1}</p>\n",
                   escaped(std::string_view(type.key())), sentence(text_of(schema, "description")));
    if (!rows.empty()) {
      out += "<table><tr><th>Member</th><th>Type</th><th>There</th><th>Meaning</th></tr>\n" + rows + "</table>\n";
    }
    out += "</section>\n";
  }
  return out;
}

}  // namespace

std::string reference_page(std::span<const Operation> operations, const json::value& document) {
  const json::object& about = document.at("info").as_object();
  std::string navigation = "<a href=\"/docs/errors\">Errors</a><a href=\"#types\">Types</a>";
  std::string content = fmt::format(
      "<h1>{} {}</h1>\n<p>{}</p>\n<p>For programs: <a href=\"/openapi.json\">/openapi.json</a> (OpenAPI 3.1; needs a "
      "token).</p>\n",
      escaped(text_of(about, "title")), escaped(text_of(about, "version")), sentence(text_of(about, "description")));
  std::string_view tag;
  for (const Operation& operation : operations) {
    const Outline& outline = operation.outline;
    if (to_string(outline.tag) != tag) {
      tag = to_string(outline.tag);
      fmt::format_to(std::back_inserter(navigation), "<h2>{}</h2>", tag);
      fmt::format_to(std::back_inserter(content), "<h2>{}</h2>\n", tag);
    }
    fmt::format_to(std::back_inserter(navigation), "<a href=\"#{}\">{}</a>", outline.id, escaped(outline.summary));
    content += section_of(operation);
  }
  return page("API reference", navigation, content + types_of(document));
}

}  // namespace nsl::api::docs
