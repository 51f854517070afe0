#pragma once
// The types of the API into JSON text: append_json(out, value). No tree is built.

#include "api/schema/field.h"
#include "base/json.h"

#include <fmt/format.h>

#include <iterator>
#include <map>
#include <string>
#include <vector>

namespace nsl::api {

inline void append_json(std::string& out, const std::string& text) { json::append_quoted(out, text); }
inline void append_json(std::string& out, const RawJson& raw) { out.append(raw.text); }
inline void append_json(std::string& out, const Confidential& text) { json::append_quoted(out, as_text(text.text.view())); }
inline void append_json(std::string& out, bool value) { out.append(value ? "true" : "false"); }
inline void append_json(std::string& out, std::uint64_t number) { out.append(fmt::format_int(number).c_str()); }

template <Shaped T>
void append_json(std::string& out, const T& value);

template <typename T>
void append_json(std::string& out, const std::vector<T>& items) {
  out.push_back('[');
  for (const T& item : items) {
    if (&item != &items.front()) out.push_back(',');
    append_json(out, item);
  }
  out.push_back(']');
}

template <typename T>
void append_json(std::string& out, const std::map<std::string, T>& entries) {
  out.push_back('{');
  for (const auto& [name, value] : entries) {
    if (out.back() != '{') out.push_back(',');
    append_json(out, name);
    out.push_back(':');
    append_json(out, value);
  }
  out.push_back('}');
}

template <typename T>
void append_json(std::string& out, const std::optional<T>& value) {
  if (value) append_json(out, *value);
  else out.append("null");
}

template <Shaped T>
void append_json(std::string& out, const T& value) {
  char separator = '{';
  for_each_field<T>(value, [&](const Field& field, const auto& member) {
    if constexpr (IsOptional<std::remove_cvref_t<decltype(member)>>::value) {
      if (!member && !field.null_when_absent) return;
    }
    out.push_back(separator);
    out.push_back('"');
    out.append(field.name);
    out.append("\":");
    append_json(out, member);
    separator = ',';
  });
  if (separator == '{') out.push_back('{');
  out.push_back('}');
}

template <Shaped T>
std::string to_json(const T& value) {
  std::string out;
  append_json(out, value);
  return out;
}

}  // namespace nsl::api
