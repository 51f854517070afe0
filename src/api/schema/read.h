#pragma once
// JSON into the types of the API: read_json(value, "", body, findings). All that is wrong ends up in `findings`, each
// with the JSON Pointer of its place.

#include "api/schema/check.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace nsl::api {

template <Shaped T>
std::vector<std::string> field_names() {
  std::vector<std::string> names;
  for (const Field& f : kShape<T>.fields) names.emplace_back(f.name);
  return names;
}

// Adds a finding for each member that is none of `known`, and when the value is no object at all.
bool check_members(const json::value& from, const std::string& pointer, const std::vector<std::string>& known,
                   Findings& findings);

// `from` when it is an object of at most field.items_max members, else null with a finding; likewise an array.
const json::object* as_entries(const Field& field, const json::value& from, const std::string& pointer,
                               Findings& findings);
const json::array* as_items(const Field& field, const json::value& from, const std::string& pointer,
                            Findings& findings);

template <Shaped T>
void read_json(const json::value& from, const std::string& pointer, T& to, Findings& findings);

// One member, by its type.
template <typename T>
void read_member(const Field& field, const json::value& from, const std::string& pointer, T& to, Findings& findings) {
  if constexpr (Shaped<T>) {
    read_json(from, pointer, to, findings);
  } else if constexpr (std::is_same_v<T, RawJson>) {
    to.text = json::serialize(from);
  } else {
    read_scalar(field, from, pointer, to, findings);
  }
}

template <typename T>
void read_member(const Field& field, const json::value& from, const std::string& pointer, std::optional<T>& to,
                 Findings& findings) {
  if (field.null_when_absent && from.is_null()) return;
  read_member(field, from, pointer, to.emplace(), findings);
}

template <typename T>
void read_member(const Field& field, const json::value& from, const std::string& pointer, std::vector<T>& to,
                 Findings& findings) {
  const json::array* items = as_items(field, from, pointer, findings);
  if (items == nullptr) return;
  for (const json::value& item : *items) {
    read_member(field, item, pointer_to(pointer, std::to_string(to.size())), to.emplace_back(), findings);
  }
}

// An object with any names; the field is about each value, and items_max about their number.
template <typename T>
void read_member(const Field& field, const json::value& from, const std::string& pointer, std::map<std::string, T>& to,
                 Findings& findings) {
  const json::object* entries = as_entries(field, from, pointer, findings);
  if (entries == nullptr) return;
  for (const auto& entry : *entries) {
    const std::string name(entry.key().data(), entry.key().size());
    read_member(field, entry.value(), pointer_to(pointer, name), to[name], findings);
  }
}

template <Shaped T>
void read_json(const json::value& from, const std::string& pointer, T& to, Findings& findings) {
  static const std::vector<std::string> known = field_names<T>();
  if (!check_members(from, pointer, known, findings)) return;
  const json::object& object = from.get_object();
  for_each_field<T>(to, [&](const Field& field, auto& member) {
    const json::value* value = object.if_contains(field.name);
    const bool may_be_absent = IsOptional<std::remove_cvref_t<decltype(member)>>::value && !field.null_when_absent;
    if (value != nullptr) read_member(field, *value, pointer_to(pointer, field.name), member, findings);
    else if (!may_be_absent) findings.add(ErrorCode::kInvalidArgument, pointer_to(pointer, field.name), "is required");
  });
}

}  // namespace nsl::api
