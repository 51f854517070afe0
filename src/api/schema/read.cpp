#include "api/schema/read.h"

#include <fmt/format.h>

#include <algorithm>

namespace nsl::api {

bool check_members(const json::value& from, const std::string& pointer, const std::vector<std::string>& known,
                   Findings& findings) {
  if (!from.is_object()) {
    findings.add(ErrorCode::kInvalidArgument, pointer, "must be an object");
    return false;
  }
  for (const auto& member : from.get_object()) {
    const std::string_view name(member.key().data(), member.key().size());
    if (std::ranges::find(known, name) != known.end()) continue;
    findings.add(ErrorCode::kUnknownField, pointer_to(pointer, name), unknown_name(name, known));
  }
  return true;
}

const json::object* as_entries(const Field& field, const json::value& from, const std::string& pointer,
                               Findings& findings) {
  if (!from.is_object()) {
    findings.add(ErrorCode::kInvalidArgument, pointer, "must be an object");
    return nullptr;
  }
  const json::object& entries = from.get_object();
  if (field.items_max != 0 && entries.size() > field.items_max) {
    findings.add(ErrorCode::kInvalidArgument, pointer, fmt::format("must have at most {} members", field.items_max));
    return nullptr;
  }
  return &entries;
}

const json::array* as_items(const Field& field, const json::value& from, const std::string& pointer,
                            Findings& findings) {
  if (!from.is_array()) {
    findings.add(ErrorCode::kInvalidArgument, pointer, "must be an array");
    return nullptr;
  }
  const json::array& items = from.get_array();
  if (field.items_max != 0 && items.size() > field.items_max) {
    findings.add(ErrorCode::kInvalidArgument, pointer, fmt::format("must have at most {} items", field.items_max));
    return nullptr;
  }
  return &items;
}

}  // namespace nsl::api
