#include "api/testing/schema_check.h"

#include "base/bytes.h"

#include <algorithm>
#include <regex>
#include <set>

namespace nsl::api::testing {
namespace {

using Found = std::vector<std::string>;

bool has_type(const json::value& instance, std::string_view type) {
  if (type == "null") return instance.is_null();
  if (type == "boolean") return instance.is_bool();
  if (type == "string") return instance.is_string();
  if (type == "array") return instance.is_array();
  if (type == "object") return instance.is_object();
  return type == "integer" && (instance.is_int64() || instance.is_uint64());
}

bool has_one_type(const json::value& instance, const json::value& types) {
  if (types.is_string()) return has_type(instance, json::view(types.get_string()));
  return std::ranges::any_of(types.as_array(), [&](const auto& type) { return has_one_type(instance, type); });
}

std::size_t characters(std::string_view text) {
  std::size_t count = 0;
  for (; !text.empty(); ++count) text.remove_prefix(std::max<std::size_t>(1, utf8_sequence_length(text)));
  return count;
}

void check_keyword(std::string_view keyword, const json::value& value, const json::value& instance,
                   const std::string& at, Found& found) {
  const auto expect = [&](bool holds) {
    if (!holds) found.push_back(at + ": " + std::string(keyword) + " " + json::serialize(value));
  };
  if (keyword == "type") expect(has_one_type(instance, value));
  else if (keyword == "enum") expect(std::ranges::find(value.as_array(), instance) != value.as_array().end());
  else if (keyword == "minimum")
    expect(!instance.is_number() || instance.to_number<std::uint64_t>() >= value.to_number<std::uint64_t>());
  else if (keyword == "maximum")
    expect(!instance.is_number() || instance.to_number<std::uint64_t>() <= value.to_number<std::uint64_t>());
  else if (keyword == "minLength")
    expect(!instance.is_string() || characters(json::view(instance.get_string())) >= value.to_number<std::size_t>());
  else if (keyword == "maxLength")
    expect(!instance.is_string() || characters(json::view(instance.get_string())) <= value.to_number<std::size_t>());
  else if (keyword == "maxItems")
    expect(!instance.is_array() || instance.get_array().size() <= value.to_number<std::size_t>());
  else if (keyword == "maxProperties")
    expect(!instance.is_object() || instance.get_object().size() <= value.to_number<std::size_t>());
  else if (keyword == "pattern")
    expect(!instance.is_string() || std::regex_search(std::string(json::view(instance.get_string())),
                                                      std::regex(std::string(json::view(value.as_string())))));
  else found.push_back(at + ": unknown keyword " + std::string(keyword));
}

void check_object(const json::value& document, const json::object& schema, const json::object& instance,
                  const std::string& at, Found& found) {
  if (const json::value* required = schema.if_contains("required")) {
    for (const json::value& name : required->as_array()) {
      if (!instance.contains(json::view(name.as_string()))) found.push_back(at + ": requires " + json::serialize(name));
    }
  }
  const json::value* properties = schema.if_contains("properties");
  for (const auto& member : instance) {
    const std::string_view name(member.key().data(), member.key().size());
    const json::value* property = properties == nullptr ? nullptr : properties->as_object().if_contains(name);
    const std::string below = at + "/" + std::string(name);
    if (property != nullptr) {
      for (auto& more : violations(document, *property, member.value(), below)) found.push_back(std::move(more));
      continue;
    }
    const json::value* others = schema.if_contains("additionalProperties");
    if (others == nullptr) continue;
    if (others->is_object()) {
      for (auto& more : violations(document, *others, member.value(), below)) found.push_back(std::move(more));
    } else if (!others->as_bool()) {
      found.push_back(below + ": is not described");
    }
  }
}

}  // namespace

const json::value* resolve(const json::value& document, std::string_view reference) {
  if (!reference.starts_with("#/")) return nullptr;
  boost::system::error_code missing;
  return document.find_pointer(reference.substr(1), missing);
}

std::vector<std::string> violations(const json::value& document, const json::value& schema, const json::value& instance,
                                    const std::string& at) {
  Found found;
  const json::object& rules = schema.as_object();
  for (const auto& rule : rules) {
    const std::string_view keyword(rule.key().data(), rule.key().size());
    const json::value& value = rule.value();
    if (keyword == "description" || keyword == "required" || keyword == "properties" ||
        keyword == "additionalProperties") {
      continue;  // the last three together, below
    }
    if (keyword == "$ref") {
      const json::value* target = resolve(document, json::view(value.as_string()));
      if (target == nullptr) found.push_back(at + ": leads nowhere: " + json::serialize(value));
      else
        for (auto& more : violations(document, *target, instance, at)) found.push_back(std::move(more));
    } else if (keyword == "anyOf") {
      const auto fits = [&](const json::value& one) { return violations(document, one, instance, at).empty(); };
      if (std::ranges::none_of(value.as_array(), fits)) found.push_back(at + ": is none of anyOf");
    } else if (keyword == "items") {
      if (!instance.is_array()) continue;
      std::size_t index = 0;
      for (const json::value& item : instance.get_array()) {
        for (auto& more : violations(document, value, item, at + "/" + std::to_string(index)))
          found.push_back(std::move(more));
        ++index;
      }
    } else {
      check_keyword(keyword, value, instance, at, found);
    }
  }
  if (instance.is_object()) check_object(document, rules, instance.get_object(), at, found);
  return found;
}

}  // namespace nsl::api::testing
