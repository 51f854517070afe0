#include "api/schema/check.h"

#include "base/bytes.h"
#include "base/suggest.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace nsl::api {
namespace {

bool refuse(const std::string& pointer, std::string detail, Findings& findings) {
  findings.add(ErrorCode::kInvalidArgument, pointer, std::move(detail));
  return false;
}

std::string_view kind_of(const json::value& value) {
  switch (value.kind()) {
    case boost::json::kind::null: return "null";
    case boost::json::kind::bool_: return "a boolean";
    case boost::json::kind::string: return "a string";
    case boost::json::kind::array: return "an array";
    case boost::json::kind::object: return "an object";
    default: return "a number";
  }
}

bool refuse_kind(const std::string& pointer, std::string_view wanted, const json::value& value, Findings& findings) {
  return refuse(pointer, fmt::format("must be {}, not {}", wanted, kind_of(value)), findings);
}

std::size_t characters(std::string_view utf8) {
  return static_cast<std::size_t>(std::ranges::count_if(utf8, [](char c) { return (c & 0xC0) != 0x80; }));
}

bool refuse_number(const Field& field, const std::string& pointer, Findings& findings) {
  return refuse(pointer, fmt::format("must be an integer from {} to {}", field.minimum, field.maximum), findings);
}

}  // namespace

bool check_text(const Field& field, std::string_view text, const std::string& pointer, Findings& findings) {
  if (!field.choices.empty() && std::ranges::find(field.choices, text) == field.choices.end()) {
    return refuse(pointer, fmt::format("must be one of {}", fmt::join(field.choices, ", ")), findings);
  }
  // Bytes first: counting characters costs a pass over the text.
  const bool too_long = field.length_max != 0 && text.size() > field.length_max && characters(text) > field.length_max;
  const bool too_short = text.size() < 4 * field.length_min && characters(text) < field.length_min;
  if (too_long || too_short) {
    const bool one = field.length_min == 1 && text.empty();
    return refuse(pointer,
                  one ? std::string("must not be empty")
                      : fmt::format("must be {} to {} characters long", field.length_min, field.length_max),
                  findings);
  }
  if (field.pattern != nullptr && !field.pattern->matches(text)) {
    findings.add(field.pattern->code, pointer, fmt::format("must be {}", field.pattern->words));
    return false;
  }
  return true;
}

bool check_number(const Field& field, std::uint64_t number, const std::string& pointer, Findings& findings) {
  if (number >= field.minimum && number <= field.maximum) return true;
  return refuse_number(field, pointer, findings);
}

bool read_scalar(const Field& field, const json::value& from, const std::string& pointer, std::string& to,
                 Findings& findings) {
  if (!from.is_string()) return refuse_kind(pointer, "a string", from, findings);
  const std::string_view text = json::view(from.get_string());
  if (!check_text(field, text, pointer, findings)) return false;
  to.assign(text);
  return true;
}

bool read_scalar(const Field& field, const json::value& from, const std::string& pointer, std::uint64_t& to,
                 Findings& findings) {
  if (!from.is_number()) return refuse_kind(pointer, "an integer", from, findings);
  if (from.is_double()) {
    // 1e3 and 1000.0 are integers too (JSON Schema 2020-12 section 6.1.1).
    const double number = from.get_double();
    const bool fits = number >= 0 && number <= static_cast<double>(kSafeInteger) && std::trunc(number) == number;
    if (!fits) return refuse_number(field, pointer, findings);
    to = static_cast<std::uint64_t>(number);
  } else if (from.is_int64() && from.get_int64() < 0) {
    return refuse_number(field, pointer, findings);
  } else {
    to = from.is_uint64() ? from.get_uint64() : static_cast<std::uint64_t>(from.get_int64());
  }
  return check_number(field, to, pointer, findings);
}

bool read_scalar(const Field&, const json::value& from, const std::string& pointer, bool& to, Findings& findings) {
  if (!from.is_bool()) return refuse_kind(pointer, "true or false", from, findings);
  to = from.get_bool();
  return true;
}

bool read_scalar(const Field& field, const json::value& from, const std::string& pointer, Confidential& to,
                 Findings& findings) {
  if (!from.is_string()) return refuse_kind(pointer, "a string", from, findings);
  const std::string_view text = json::view(from.get_string());
  const bool good = check_text(field, text, pointer, findings);
  if (good) to.text = crypto::SecretBytes::copy_of(as_bytes(text));
  // The tree is the caller's own and of no use to anybody else.
  crypto::wipe({reinterpret_cast<std::uint8_t*>(const_cast<char*>(text.data())), text.size()});
  return good;
}

bool read_text(const Field& field, std::string_view from, const std::string& pointer, std::string& to,
               Findings& findings) {
  if (!check_text(field, from, pointer, findings)) return false;
  to.assign(from);
  return true;
}

bool read_text(const Field& field, std::string_view from, const std::string& pointer, std::uint64_t& to,
               Findings& findings) {
  const auto [end, error] = std::from_chars(from.data(), from.data() + from.size(), to);
  const bool whole = error == std::errc{} && end == from.data() + from.size();
  const bool one_spelling = from.size() == 1 || !from.starts_with('0');
  if (!whole || !one_spelling) return refuse_number(field, pointer, findings);
  return check_number(field, to, pointer, findings);
}

bool read_text(const Field&, std::string_view from, const std::string& pointer, bool& to, Findings& findings) {
  to = from.empty() || from == "1" || from == "true";
  return to || from == "0" || from == "false" || refuse(pointer, "must be 1 or 0", findings);
}

std::string pointer_to(const std::string& parent, std::string_view child) {
  std::string pointer = parent + '/';
  for (const char c : child) {
    if (c == '~') pointer += "~0";
    else if (c == '/') pointer += "~1";
    else pointer += c;
  }
  return pointer;
}

std::string unknown_name(std::string_view name, const std::vector<std::string>& known) {
  const auto meant = suggest(name, known);
  if (meant) return fmt::format("is not known; did you mean \"{}\"?", *meant);
  if (known.empty()) return "is not known; nothing is expected here";
  return fmt::format("is not known; known are {}", fmt::join(known, ", "));
}

}  // namespace nsl::api
