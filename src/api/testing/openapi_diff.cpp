#include "api/testing/openapi_diff.h"

#include "api/testing/schema_check.h"

#include <algorithm>
#include <array>
#include <set>

namespace nsl::api::testing {
namespace {

enum class Side : std::uint8_t { kRequest, kReply };

const json::value kNone;

const json::value& member(const json::value& of, std::string_view name) {
  const json::value* found = of.is_object() ? of.get_object().if_contains(name) : nullptr;
  return found == nullptr ? kNone : *found;
}

std::set<std::string> texts(const json::value& list) {
  std::set<std::string> set;
  if (list.is_string()) set.emplace(json::view(list.get_string()));
  if (!list.is_array()) return set;
  for (const json::value& item : list.get_array()) set.emplace(json::view(item.as_string()));
  return set;
}

class Comparison {
 public:
  Comparison(const json::value& before, const json::value& after) : before_(before), after_(after) {}

  std::vector<std::string> run() {
    for (const auto& path : before_.at("paths").as_object()) {
      for (const auto& method : path.value().as_object()) {
        operation_ = json::view(method.value().at("operationId").as_string());
        const json::value& now = member(member(member(after_, "paths"), path.key()), method.key());
        if (now.is_null()) note("the operation is gone");
        else compare_operation(method.value(), now);
      }
    }
    return std::move(found_);
  }

 private:
  void note(const std::string& what) { found_.push_back(operation_ + ": " + what); }

  void compare_operation(const json::value& before, const json::value& after) {
    if (before.at("operationId") != after.at("operationId")) note("it has another operationId");
    compare_parameters(member(before, "parameters"), member(after, "parameters"));
    const json::value& body = member(before, "requestBody");
    const json::value& now = member(after, "requestBody");
    if (!body.is_null() && now.is_null()) note("it takes no body any more");
    if (!now.is_null() && now.at("required").as_bool() && (body.is_null() || !body.at("required").as_bool())) {
      note("it needs a body now");
    }
    if (!body.is_null() && !now.is_null()) compare_content(body, now, Side::kRequest);
    for (const auto& response : before.at("responses").as_object()) {
      if (!response.key().starts_with('2')) continue;
      const json::value& still = member(after.at("responses"), response.key());
      if (still.is_null()) note("it does not answer with " + std::string(response.key()) + " any more");
      else compare_content(response.value(), still, Side::kReply);
    }
  }

  void compare_parameters(const json::value& before, const json::value& after) {
    const auto find = [](const json::value& list, const json::value& wanted) -> const json::value& {
      if (!list.is_array()) return kNone;
      const auto same = [&](const json::value& p) {
        return p.at("name") == wanted.at("name") && p.at("in") == wanted.at("in");
      };
      const auto at = std::ranges::find_if(list.get_array(), same);
      return at == list.get_array().end() ? kNone : *at;
    };
    if (before.is_array()) {
      for (const json::value& parameter : before.get_array()) {
        const std::string name(json::view(parameter.at("name").as_string()));
        const json::value& now = find(after, parameter);
        if (now.is_null()) note("the parameter " + name + " is gone");
        else compare_schema(parameter.at("schema"), now.at("schema"), Side::kRequest, name);
      }
    }
    if (!after.is_array()) return;
    for (const json::value& parameter : after.get_array()) {
      const json::value& old = find(before, parameter);
      const bool was_needed = !old.is_null() && old.at("required").as_bool();
      if (parameter.at("required").as_bool() && !was_needed) {
        note("the parameter " + std::string(json::view(parameter.at("name").as_string())) + " is needed now");
      }
    }
  }

  void compare_content(const json::value& before, const json::value& after, Side side) {
    const json::value& content = member(before, "content");
    if (content.is_null()) return;
    for (const auto& media : content.as_object()) {
      const json::value& now = member(member(after, "content"), media.key());
      if (now.is_null()) note("there is no " + std::string(media.key()) + " any more");
      else compare_schema(media.value().at("schema"), now.at("schema"), side, "");
    }
  }

  void compare_schema(const json::value& old_schema, const json::value& new_schema, Side side, const std::string& at) {
    const json::value& before = followed(before_, old_schema);
    const json::value& after = followed(after_, new_schema);
    if (!seen_.emplace(&before, &after, side).second) return;
    compare_types(before, after, side, at);
    if (side == Side::kRequest) compare_bounds(before, after, at);
    compare_members(before, after, side, at);
    if (const json::value& items = member(before, "items"); !items.is_null() && !member(after, "items").is_null()) {
      compare_schema(items, member(after, "items"), side, at + "/-");
    }
  }

  // Requests: what was taken is taken still. Replies: nothing comes that did not come before.
  void compare_types(const json::value& before, const json::value& after, Side side, const std::string& at) {
    const auto old_types = texts(member(before, "type"));
    const auto new_types = texts(member(after, "type"));
    const auto& narrow = side == Side::kRequest ? old_types : new_types;
    const auto& wide = side == Side::kRequest ? new_types : old_types;
    if (!wide.empty() && (narrow.empty() || !std::ranges::includes(wide, narrow))) note(what(at) + " has another type");
    if (old_types.empty() && member(before, "anyOf") != member(after, "anyOf")) note(what(at) + " has another type");
  }

  void compare_bounds(const json::value& before, const json::value& after, const std::string& at) {
    constexpr std::array kLeast{"minimum", "minLength"};
    constexpr std::array kMost{"maximum", "maxLength", "maxItems", "maxProperties"};
    const auto number = [](const json::value& value) { return value.to_number<std::uint64_t>(); };
    for (const char* bound : kLeast) {
      const json::value& now = member(after, bound);
      const json::value& old = member(before, bound);
      if (!now.is_null() && number(now) > (old.is_null() ? 0 : number(old))) note(what(at) + " has a higher " + bound);
    }
    for (const char* bound : kMost) {
      const json::value& now = member(after, bound);
      const json::value& old = member(before, bound);
      if (!now.is_null() && (old.is_null() || number(now) < number(old))) note(what(at) + " has a lower " + bound);
    }
    const json::value& pattern = member(after, "pattern");
    if (!pattern.is_null() && pattern != member(before, "pattern")) note(what(at) + " has another pattern");
    const json::value& choices = member(after, "enum");
    const auto old_choices = texts(member(before, "enum"));
    const bool fewer = old_choices.empty() || !std::ranges::includes(texts(choices), old_choices);
    if (!choices.is_null() && fewer) note(what(at) + " has fewer choices");
  }

  void compare_members(const json::value& before, const json::value& after, Side side, const std::string& at) {
    const auto old_required = texts(member(before, "required"));
    const auto new_required = texts(member(after, "required"));
    if (const json::value& members = member(before, "properties"); !members.is_null()) {
      for (const auto& one : members.as_object()) {
        const std::string place = at + "/" + std::string(one.key());
        const json::value& now = member(member(after, "properties"), one.key());
        if (now.is_null())
          note(what(place) + (side == Side::kRequest ? " is not taken" : " is not given") + " any more");
        else compare_schema(one.value(), now, side, place);
      }
    }
    const bool request = side == Side::kRequest;
    for (const std::string& name : request ? new_required : old_required) {
      if ((request ? old_required : new_required).contains(name)) continue;
      note(what(at + "/" + name) + (request ? " is needed now" : " can be missing now"));
    }
  }

  static std::string what(const std::string& at) { return at.empty() ? "the body" : at; }

  static const json::value& followed(const json::value& document, const json::value& schema) {
    const json::value& reference = member(schema, "$ref");
    return reference.is_null() ? schema : *resolve(document, json::view(reference.as_string()));
  }

  const json::value& before_;
  const json::value& after_;
  std::string operation_;
  std::set<std::tuple<const json::value*, const json::value*, Side>> seen_;
  std::vector<std::string> found_;
};

bool is_prose(std::string_view name, const json::value& value) {
  // Members of schemas may have these names too, but are schemas then.
  if (name == "description" || name == "summary") return value.is_string();
  return name == "example" || name == "examples" || name == "links" || (name == "tags" && value.is_array());
}

}  // namespace

std::vector<std::string> breaking_changes(const json::value& before, const json::value& after) {
  return Comparison(before, after).run();
}

json::value without_prose(const json::value& value) {
  if (value.is_array()) {
    json::array items;
    for (const json::value& item : value.get_array()) items.push_back(without_prose(item));
    return items;
  }
  if (!value.is_object()) return value;
  json::object members;
  for (const auto& one : value.get_object()) {
    const bool error = one.key().size() == 3 && (one.key().starts_with('4') || one.key().starts_with('5'));
    if (!error && !is_prose(one.key(), one.value())) members[one.key()] = without_prose(one.value());
  }
  return members;
}

}  // namespace nsl::api::testing
