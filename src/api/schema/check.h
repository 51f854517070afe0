#pragma once
// Checks of single values against their Field, and the reading of scalars from JSON and from text (query, headers,
// path). Each gives whether the value is acceptable and adds a finding when it is not.

#include "api/schema/field.h"
#include "api/schema/findings.h"
#include "base/json.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace nsl::api {

bool check_text(const Field& field, std::string_view text, const std::string& pointer, Findings& findings);
bool check_number(const Field& field, std::uint64_t number, const std::string& pointer, Findings& findings);

// From JSON.
bool read_scalar(const Field& field, const json::value& from, const std::string& pointer, std::string& to,
                 Findings& findings);
bool read_scalar(const Field& field, const json::value& from, const std::string& pointer, std::uint64_t& to,
                 Findings& findings);
bool read_scalar(const Field& field, const json::value& from, const std::string& pointer, bool& to, Findings& findings);
// Wipes the text in `from`, which is part of a body that was parsed for this and is read once.
bool read_scalar(const Field& field, const json::value& from, const std::string& pointer, Confidential& to,
                 Findings& findings);

// From text. A parameter that is given without a value is `true`.
bool read_text(const Field& field, std::string_view from, const std::string& pointer, std::string& to,
               Findings& findings);
bool read_text(const Field& field, std::string_view from, const std::string& pointer, std::uint64_t& to,
               Findings& findings);
bool read_text(const Field& field, std::string_view from, const std::string& pointer, bool& to, Findings& findings);

// `child` appended to a JSON Pointer, escaped (RFC 6901).
std::string pointer_to(const std::string& parent, std::string_view child);

// "x is not known", with the name it was most likely meant to be.
std::string unknown_name(std::string_view name, const std::vector<std::string>& known);

}  // namespace nsl::api
