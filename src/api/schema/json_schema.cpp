#include "api/schema/json_schema.h"

namespace nsl::api {

json::object reference_to(std::string_view name) {
  return {{"$ref", std::string("#/components/schemas/").append(name)}};
}

json::object text_schema(const Field& field) {
  json::object schema{{"type", "string"}};
  if (field.length_min != 0) schema["minLength"] = field.length_min;
  if (field.length_max != 0) schema["maxLength"] = field.length_max;
  if (field.pattern != nullptr) schema["pattern"] = field.pattern->regex;
  if (!field.choices.empty()) {
    json::array choices;
    for (const std::string_view choice : field.choices) choices.emplace_back(choice);
    schema["enum"] = std::move(choices);
  }
  return schema;
}

json::object number_schema(const Field& field) {
  return {{"type", "integer"}, {"minimum", field.minimum}, {"maximum", field.maximum}};
}

void add_description(json::object& schema, const Field& field) { schema["description"] = field.description; }

void allow_null(json::object& schema) {
  if (json::value* type = schema.if_contains("type")) {
    *type = json::array{*type, "null"};
  } else {
    schema = {{"anyOf", json::array{schema, json::object{{"type", "null"}}}}};
  }
}

}  // namespace nsl::api
