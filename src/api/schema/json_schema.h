#pragma once
// The types of the API as JSON Schema (draft 2020-12, as OpenAPI 3.1 uses it).

#include "api/schema/field.h"
#include "base/json.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace nsl::api {

// Named schemas that the others refer to: `components.schemas` of the OpenAPI document.
using Components = json::object;

// {"$ref":"#/components/schemas/NAME"}
json::object reference_to(std::string_view name);

// {"type": ..., constraints of the field}
json::object text_schema(const Field& field);
json::object number_schema(const Field& field);
void add_description(json::object& schema, const Field& field);
void allow_null(json::object& schema);

// A reference to the schema of T, which is put into `components` with all that it refers to.
template <Shaped T>
json::object schema_of(Components& components);

template <typename T>
struct MemberSchema {
  static json::object make(const Field& field, Components& components) {
    if constexpr (Shaped<T>) return schema_of<T>(components);
    else if constexpr (std::is_same_v<T, RawJson>) return {};
    else if constexpr (std::is_same_v<T, bool>) return {{"type", "boolean"}};
    else if constexpr (std::is_same_v<T, std::uint64_t>) return number_schema(field);
    else return text_schema(field);
  }
};

template <typename T>
struct MemberSchema<std::optional<T>> {
  static json::object make(const Field& field, Components& components) {
    json::object schema = MemberSchema<T>::make(field, components);
    if (field.null_when_absent) allow_null(schema);
    return schema;
  }
};

template <typename T>
struct MemberSchema<std::vector<T>> {
  static json::object make(const Field& field, Components& components) {
    json::object schema{{"type", "array"}, {"items", MemberSchema<T>::make(field, components)}};
    if (field.items_max != 0) schema["maxItems"] = field.items_max;
    return schema;
  }
};

template <typename T>
struct MemberSchema<std::map<std::string, T>> {
  static json::object make(const Field& field, Components& components) {
    json::object schema{{"type", "object"}, {"additionalProperties", MemberSchema<T>::make(field, components)}};
    if (field.items_max != 0) schema["maxProperties"] = field.items_max;
    return schema;
  }
};

template <Shaped T>
json::object schema_of(Components& components) {
  const auto& shape = kShape<T>;
  if (components.contains(shape.name)) return reference_to(shape.name);
  components[shape.name] = nullptr;  // taken, in case a member refers back
  json::object properties;
  json::array required;
  const T sample{};
  for_each_field<T>(sample, [&](const Field& field, const auto& member) {
    using Member = std::remove_cvref_t<decltype(member)>;
    json::object schema = MemberSchema<Member>::make(field, components);
    add_description(schema, field);
    properties[field.name] = std::move(schema);
    if (!IsOptional<Member>::value || field.null_when_absent) required.emplace_back(field.name);
  });
  json::object schema{{"type", "object"}, {"description", shape.description}, {"properties", std::move(properties)}};
  if (!required.empty()) schema["required"] = std::move(required);
  schema["additionalProperties"] = false;
  components[shape.name] = std::move(schema);
  return reference_to(shape.name);
}

}  // namespace nsl::api
